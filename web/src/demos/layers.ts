// Layers: train one neuron, or two layers without activation, from any start, and see what line they make.

import { Demo } from "../common/demo"
import { drawLosses } from "../common/loss_curve"
import { button, html, resize, svg } from "../common/nodes"
import { Plane } from "../common/plane"
import { Slider } from "../common/slider"
import { fixed, formula } from "../common/words"
import { type Line, mse, type Points, predict, walk } from "../learning/line"
import { collapse, randomNeuron, randomStart, type TwoLayers, train } from "../learning/two_layers"
import css from "./layers.css"

const NEURONS = [0, 8] as const // side by side in the first layer; with none there is one neuron alone
const STARTS = [1, 100] as const
const RATES = [0.005, 0.2] as const
const STEPS = [0, 300] as const
const UP = [-8, 24] as const // outputs on show
const POWERS = [-6, 4] as const // of ten, between which the loss is drawn
const AWAY = 1e6 // a loss from which nobody comes back

type State = { neurons: number; start: number; rate: number; steps: number }

class Layers extends Demo<State> {
  protected override readonly css = css
  #points!: Points
  #question = 0
  #right = 0 // the answer to it
  #sliders!: Readonly<Record<keyof State, Slider>>
  readonly #drawing = svg("svg", { role: "img", "aria-label": "The points, and the line that the network computes." })
  readonly #loss = svg("svg", { role: "img", class: "loss", "aria-label": "The loss after each step." })
  readonly #result = html("p", { class: "result" })

  protected override beginning(): State {
    const { facts } = this
    const [rate, steps] = [facts.number("keras_two_layers.learning_rate"), facts.number("keras_two_layers.epochs")]
    return { neurons: 0, start: 1, rate, steps }
  }

  protected override mended(state: State): State {
    const within = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value))
    return {
      neurons: Math.round(within(state.neurons, NEURONS)),
      start: Math.round(within(state.start, STARTS)),
      rate: within(state.rate, RATES),
      steps: Math.round(within(state.steps, STEPS)),
    }
  }

  /** The networks from the start on, one for each step; none where one neuron is alone. */
  get networks(): TwoLayers[] {
    const { neurons, start, rate, steps } = this.state
    return neurons === 0 ? [] : train(randomStart(neurons, start), this.#points, rate, steps)
  }

  /** The lines that they compute. */
  get lines(): Line[] {
    const { neurons, start, rate, steps } = this.state
    return neurons === 0 ? walk(randomNeuron(start), this.#points, rate, steps) : this.networks.map(collapse)
  }

  protected override parts(): Node[] {
    const { facts } = this
    this.#points = { x: facts.numbers("manual_guess.x"), y: facts.numbers("manual_guess.y") }
    this.#question = facts.number("keras_two_layers.question")
    this.#right = facts.number("keras_two_layers.answer")
    const whole = (value: number) => fixed(value, 0)
    const slider = (key: keyof State, label: string, range: readonly [number, number], words = whole) =>
      new Slider({
        label,
        range,
        step: key === "rate" ? 0.005 : 1,
        words,
        changed: (value) => this.change({ [key]: value }),
      })
    this.#sliders = {
      neurons: slider("neurons", "neurons side by side", NEURONS, (value) =>
        value === 0 ? "none, one alone" : whole(value),
      ),
      start: slider("start", "random start", STARTS),
      rate: slider("rate", "learning rate", RATES, (value) => fixed(value, 3)),
      steps: slider("steps", "steps", STEPS),
    }
    const another = () => this.change({ start: (this.state.start % STARTS[1]) + 1 })
    return [
      this.#drawing,
      this.#loss,
      this.#result,
      html("div", { class: "controls" }, ...Object.values(this.#sliders).map(({ element }) => element)),
      html(
        "div",
        { class: "buttons" },
        button("One neuron", () => this.change({ neurons: 0 })),
        button("Two layers", () => this.change({ neurons: 2 })),
        button("Another start", another),
      ),
    ]
  }

  protected override draw(state: State, width: number): void {
    for (const key of ["neurons", "start", "rate", "steps"] as const) this.#sliders[key].show(state[key])
    const lines = this.lines
    this.#drawLines(lines.at(-1) as Line, width)
    const losses = lines.map((line) => mse(line, this.#points))
    drawLosses(this.#loss, losses.filter(Number.isFinite), width, POWERS)
    const [answer, ...more] = this.#sentences(lines.at(-1) as Line)
    this.#result.classList.toggle("away", this.#away(lines.at(-1) as Line))
    this.#result.replaceChildren(html("strong", {}, answer ?? ""), ` ${more.join(" ")}`)
  }

  protected override words(): string {
    return this.#sentences(this.lines.at(-1) as Line).join(" ")
  }

  #away(line: Line): boolean {
    return !(mse(line, this.#points) < AWAY)
  }

  #sentences(line: Line): string[] {
    const { steps, neurons } = this.state
    const who = neurons === 0 ? "The neuron computes" : "All layers together compute"
    const after = `after ${steps} ${steps === 1 ? "step" : "steps"}`
    if (this.#away(line)) return ["The steps are too long.", `The numbers run away ${after}.`]
    const answer = `${fixed(predict(line, this.#question), 2)} for x = ${fixed(this.#question, 0)}`
    return [answer, `${after}; right is ${fixed(this.#right, 0)}.`, `${who} ${formula(line.w, line.b)}.`]
  }

  #drawLines(line: Line, width: number): void {
    const height = Math.min(400, Math.max(300, 0.6 * width))
    const plane = new Plane({ width, height, across: [Math.min(...this.#points.x) - 1, this.#question + 1], up: UP })
    resize(this.#drawing, width, height)
    const drawn = (kind: string, one: Line) => {
      const ends = plane.frame.across
      const heights = ends.map((x) => Math.max(-1e4, Math.min(1e4, predict(one, x))))
      return svg("polyline", { class: kind, points: plane.points(ends, heights) })
    }
    const shares = (this.networks.at(-1)?.first ?? []).map(({ w, b, share }) => ({ w: share * w, b: share * b }))
    const dots = this.#points.x.map((x, index) =>
      svg("circle", { class: "truth", cx: plane.x(x), cy: plane.y(this.#points.y[index] ?? 0), r: 5 }),
    )
    const at = plane.x(this.#question)
    const asked = svg("circle", { class: "asked", cx: at, cy: plane.y(this.#right), r: 8 })
    const inside = this.#away(line)
      ? []
      : [
          ...shares.map((share) => drawn("share", share)),
          drawn("line", line),
          svg("circle", { class: "answer", cx: at, cy: plane.y(predict(line, this.#question)), r: 5 }),
        ]
    this.#drawing.replaceChildren(plane.axes("input x", "output y"), plane.window(...inside, asked), ...dots)
  }
}

customElements.define("fs-layers", Layers)
