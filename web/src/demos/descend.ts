// Descend: choose a start and a learning rate, and walk down the loss by its slope, or away from it.

import { Demo } from "../common/demo"
import { draggable } from "../common/drag"
import { drawLosses } from "../common/loss_curve"
import { button, html, resize, svg } from "../common/nodes"
import { Plane } from "../common/plane"
import { Slider } from "../common/slider"
import { fixed, short } from "../common/words"
import { type Line, mse, type Points, ring, walk } from "../learning/line"
import css from "./descend.css"

const TICK = 120 // ms between two steps of a run
const FASTER = 20 // steps after which a run takes two at a time, then three, …
const ARRIVED = 1e-6 // a loss that is as good as none
const AWAY = 1e9 // a loss from which nobody comes back
const ROUND = 96 // corners of a ring
const DEEPEST = 40 // % of the accent in the colour of the highest loss
const BEYOND = 1e4 // a weight or bias far outside of any map

type State = { w: number; b: number; rate: number; steps: number }

class Descend extends Demo<State> {
  protected override readonly css = css
  #points!: Points
  #best!: Line
  #limit = 0 // the learning rate above which no walk settles
  #most = 0 // steps
  #running = 0
  #plane!: Plane
  #sliders!: { readonly rate: Slider; readonly w: Slider; readonly b: Slider }
  readonly #map = svg("svg", {
    role: "img",
    class: "map",
    "aria-label": "The loss seen from above, and your path on it.",
  })
  readonly #loss = svg("svg", { role: "img", class: "loss", "aria-label": "The loss after each step." })
  readonly #picture = svg("g")
  readonly #start = svg(
    "g",
    { class: "handle" },
    svg("circle", { class: "reach", r: 24 }),
    svg("circle", { class: "grip", r: 8 }),
  )
  readonly #result = html("p", { class: "result" })
  readonly #step = button("Step", () => this.#take(1))
  readonly #run = button("Run", () => (this.#running ? this.#stop() : this.#go()))
  readonly #back = button("Back to the start", () => this.#restart({}))

  /** The lines that the walk on show has gone through, start and end included. */
  get path(): Line[] {
    const { w, b, rate, steps } = this.state
    return walk({ w, b }, this.#points, rate, steps)
  }

  protected override beginning(): State {
    const { facts } = this
    const [w, b] = [facts.number("gradient_descent.start_w"), facts.number("gradient_descent.start_b")]
    return { w, b, rate: facts.number("gradient_descent.learning_rate"), steps: 0 }
  }

  protected override mended(state: State): State {
    const steps = Math.round(Math.min(this.#most, Math.max(0, state.steps)))
    return { ...state, rate: Math.max(0, state.rate), steps }
  }

  protected override parts(): Node[] {
    const { facts } = this
    this.#points = { x: facts.numbers("manual_guess.x"), y: facts.numbers("manual_guess.y") }
    this.#best = { w: facts.number("gradient_descent.best_w"), b: facts.number("gradient_descent.best_b") }
    this.#limit = facts.number("gradient_descent.limit")
    this.#most = facts.number("gradient_descent.limit_epochs")
    const place = (key: "w" | "b", label: string) =>
      new Slider({
        label,
        range: facts.range(`gradient_descent.map_${key}`),
        step: 0.1,
        words: (value) => fixed(value, 1),
        changed: (value) => this.#restart({ [key]: value }),
      })
    const rate = new Slider({
      label: "learning rate",
      range: [0.001, Math.ceil(120 * this.#limit) / 100], // a fifth beyond the limit
      step: 0.001,
      words: (value) => fixed(value, 3),
      marks: [{ at: this.#limit, name: "limit" }],
      changed: (value) => this.#restart({ rate: value }),
    })
    this.#sliders = { rate, w: place("w", "start at w"), b: place("b", "start at b") }
    this.#map.append(this.#picture, this.#start)
    this.#listen()
    return [
      this.#map,
      this.#loss,
      this.#result,
      html("div", { class: "controls" }, ...Object.values(this.#sliders).map((slider) => slider.element)),
      html("div", { class: "buttons" }, this.#run, this.#step, this.#back),
    ]
  }

  protected override draw(state: State, width: number): void {
    const { path } = this
    const losses = path.map((line) => mse(line, this.#points))
    this.#drawMap(path, width)
    drawLosses(this.#loss, losses, width)
    for (const key of ["w", "b", "rate"] as const) this.#sliders[key].show(state[key])
    const [sentence, ...more] = this.#sentences(state)
    this.#result.classList.toggle("away", state.rate > this.#limit)
    this.#result.replaceChildren(html("strong", {}, sentence ?? ""), ` ${more.join(" ")}`)
    this.#step.disabled = this.#ended(state)
    this.#run.disabled = this.#ended(state)
    this.#back.disabled = state.steps === 0
  }

  protected override words(state: State): string {
    return this.#sentences(state).join(" ")
  }

  #sentences({ rate, steps }: State): string[] {
    const end = this.path.at(-1) ?? this.#best
    const share = `The learning rate is ${fixed((100 * rate) / this.#limit, 0)} % of the limit of ${fixed(this.#limit, 4)}`
    const warning = rate > this.#limit ? "; above it the loss grows in the end." : "."
    return [
      `Loss ${short(mse(end, this.#points))}`,
      `after ${steps} ${steps === 1 ? "step" : "steps"}, at w = ${short(end.w)}, b = ${short(end.b)}.`,
      share + warning,
    ]
  }

  #drawMap(path: readonly Line[], width: number): void {
    const { facts } = this
    const height = Math.min(430, Math.max(280, 0.62 * width))
    const [across, up] = [facts.range("gradient_descent.map_w"), facts.range("gradient_descent.map_b")]
    this.#plane = new Plane({ width, height, across, up })
    const plane = this.#plane
    resize(this.#map, width, height)
    const { w, b } = this.state
    const lowest = [plane.x(this.#best.w), plane.y(this.#best.b)] as const
    const best = svg("circle", { class: "best", cx: lowest[0], cy: lowest[1], r: 7 })
    const words = (x: number, y: number, anchor: string, text: string) =>
      svg("text", { class: "on-map", x, y, "text-anchor": anchor }, text)
    this.#picture.replaceChildren(
      plane.window(...this.#rings()),
      plane.axes("weight w", "bias b"),
      plane.window(best, ...this.#steps(path)),
      words(lowest[0] + 14, lowest[1] + 5, "start", "lowest loss"),
      plane.x(w) > width / 2
        ? words(plane.x(w) - 14, plane.y(b) - 10, "end", "start")
        : words(plane.x(w) + 14, plane.y(b) - 10, "start", "start"),
    )
    this.#start.setAttribute("transform", `translate(${plane.x(w)} ${plane.y(b)})`)
  }

  /** The ground, and on it an ellipse for each level of the loss, the lower the paler. */
  #rings(): Node[] {
    const plane = this.#plane
    const levels = this.facts.numbers("gradient_descent.levels").toReversed()
    const least = mse(this.#best, this.#points)
    const shapes = levels.map((level) => {
      const corners = ring(this.#best, this.#points, Math.max(0, level - least), ROUND)
      return svg("polygon", { class: "ring", points: along(plane, corners) })
    })
    const ground = svg("rect", { x: plane.left, y: plane.top, width: plane.right, height: plane.bottom })
    const all = [ground, ...shapes]
    for (const [index, shape] of all.entries()) {
      const share = Math.round(DEEPEST * (1 - index / all.length))
      shape.style.fill = `color-mix(in srgb, var(--fs-accent) ${share}%, var(--fs-paper))`
    }
    return all
  }

  #steps(path: readonly Line[]): Node[] {
    const plane = this.#plane
    // A walk that runs away has places that no drawing can hold.
    const seen = path.filter(({ w, b }) => Math.max(Math.abs(w), Math.abs(b)) < BEYOND)
    const dots = seen.map(({ w, b }, index) => {
      const last = index === path.length - 1
      return svg("circle", { class: last ? "here" : "stop", cx: plane.x(w), cy: plane.y(b), r: last ? 6 : 3 })
    })
    return [svg("polyline", { class: "path", points: along(plane, seen) }), ...dots]
  }

  #listen(): void {
    const move = (event: MouseEvent) => {
      const [w, b] = this.#plane.at(this.#map, event)
      const within = ([low, high]: readonly [number, number], value: number) =>
        Number(Math.min(high, Math.max(low, value)).toFixed(1))
      this.#restart({ w: within(this.#plane.frame.across, w), b: within(this.#plane.frame.up, b) })
    }
    this.#map.addEventListener("click", move)
    draggable(this.#start, move)
  }

  #ended(state: State): boolean {
    const end = this.path.at(-1) ?? this.#best
    const loss = mse(end, this.#points)
    return state.steps >= this.#most || !(loss > ARRIVED && loss < AWAY)
  }

  #restart(state: Partial<State>): void {
    this.#stop()
    this.change({ ...state, steps: 0 })
  }

  #take(steps: number): void {
    this.change({ steps: Math.min(this.#most, this.state.steps + steps) })
    if (this.#ended(this.state)) this.#stop()
  }

  /** Step until the walk ends; at once where the reader wants no motion. */
  #go(): void {
    if (this.still.matches) {
      while (!this.#ended(this.state)) this.#take(1)
      return
    }
    this.#run.textContent = "Pause"
    this.#running = window.setInterval(() => this.#take(1 + Math.floor(this.state.steps / FASTER)), TICK)
  }

  #stop(): void {
    clearInterval(this.#running)
    this.#running = 0
    this.#run.textContent = "Run"
  }
}

const along = (plane: Plane, lines: readonly Line[]): string =>
  plane.points(
    lines.map(({ w }) => w),
    lines.map(({ b }) => b),
  )

customElements.define("fs-descend", Descend)
