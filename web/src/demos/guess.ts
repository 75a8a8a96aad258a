// Guess: turn a line by hand, see each error as a square, and the RMSE of them all.

import { Demo } from "../common/demo"
import { draggable } from "../common/drag"
import { button, html, resize, svg } from "../common/nodes"
import { Plane } from "../common/plane"
import { Slider } from "../common/slider"
import { fixed, formula } from "../common/words"
import { errors, type Line, type Points, predict, rmse } from "../learning/line"
import css from "./guess.css"

const STEP = 0.05 // of a slider; a pointer is as fine as the screen
const W = [-4, 6] as const // ranges of the sliders: the guess, the best line and the absurd one lie well inside
const B = [-8, 10] as const

type State = { w: number; b: number }

class Guess extends Demo<State> {
  protected override readonly css = css
  #points!: Points
  #guess!: Line
  #best!: Line
  #turning = 0 // the input above which the handle for w stands
  #plane!: Plane
  #w!: Slider
  #b!: Slider
  readonly #drawing = svg("svg", { role: "img", "aria-label": "The points, your line and a square for each error." })
  readonly #picture = svg("g")
  readonly #handles = { b: handle("b"), w: handle("w") }
  readonly #result = html("p", { class: "result" })

  /** The root mean squared error of the line on show. */
  get rmse(): number {
    return rmse(this.state, this.#points)
  }

  protected override beginning(): State {
    return { w: this.facts.number("manual_guess.guess_w"), b: this.facts.number("manual_guess.guess_b") }
  }

  protected override mended(state: State): State {
    return state
  }

  protected override parts(): Node[] {
    const { facts } = this
    this.#points = { x: facts.numbers("manual_guess.x"), y: facts.numbers("manual_guess.y") }
    this.#guess = this.beginning()
    this.#best = { w: facts.number("one_at_a_time.best_w"), b: facts.number("one_at_a_time.best_b") }
    this.#turning = Math.max(...this.#points.x)
    const slider = (key: "w" | "b", label: string, range: readonly [number, number]) =>
      new Slider({
        label,
        range,
        step: STEP,
        words: (value) => fixed(value, 2),
        marks: [
          { at: this.#guess[key], name: "guess" },
          { at: this.#best[key], name: "best" },
        ],
        changed: (value) => this.change({ [key]: value }),
      })
    this.#w = slider("w", "weight w", W)
    this.#b = slider("b", "bias b", B)
    for (const key of ["w", "b"] as const) this.#drag(key)
    this.#drawing.append(this.#picture, this.#handles.b, this.#handles.w)
    const jump = (words: string, line: Line) => button(words, () => this.change(line))
    return [
      this.#drawing,
      this.#result,
      html("div", { class: "controls" }, this.#w.element, this.#b.element),
      html("div", { class: "buttons" }, jump("Back to the guess", this.#guess), jump("The best line", this.#best)),
    ]
  }

  protected override draw(state: State, width: number): void {
    const [low, high] = [Math.min(...this.#points.x), Math.max(...this.#points.x)]
    const [bottom, top] = [Math.min(...this.#points.y), Math.max(...this.#points.y)]
    const spare = 0.75 * (top - bottom)
    this.#plane = new Plane({
      width,
      height: Math.min(400, Math.max(320, 0.6 * width)),
      across: [low - 0.8, high + 0.8],
      up: [bottom - spare, top + spare],
    })
    resize(this.#drawing, width, this.#plane.frame.height)
    this.#picture.replaceChildren(...this.#layers(state))
    this.#place(this.#handles.b, 0, state)
    this.#place(this.#handles.w, this.#turning, state)
    this.#w.show(state.w)
    this.#b.show(state.b)
    const guessed = fixed(rmse(this.#guess, this.#points), 2)
    this.#result.replaceChildren(
      html("strong", {}, `RMSE ${fixed(this.rmse, 2)}`),
      ` for ${formula(state.w, state.b)}. Our guess had ${guessed}, the best line has ${fixed(rmse(this.#best, this.#points), 2)}.`,
    )
  }

  protected override words(state: State): string {
    return `RMSE ${fixed(this.rmse, 2)} for ${formula(state.w, state.b)}`
  }

  #layers(state: State): Node[] {
    const plane = this.#plane
    const inside = plane.window(
      ...this.#squares(state),
      this.#line(this.#guess, "guess"),
      this.#line(this.#best, "best"),
      this.#line(state, "yours"),
    )
    const dots = this.#points.x.map((x, index) =>
      svg("circle", { class: "truth", cx: plane.x(x), cy: plane.y(this.#points.y[index] ?? 0), r: 5 }),
    )
    return [plane.axes("input x", "output y"), inside, ...dots, this.#legend()]
  }

  /** A square for each error, from the truth to the prediction, on the side where the line doesn't run through it. */
  #squares(state: State): Node[] {
    const plane = this.#plane
    return errors(state, this.#points).map((error, index) => {
      const x = this.#points.x[index] ?? 0
      const [from, to] = [plane.y(this.#points.y[index] ?? 0), plane.y(predict(state, x))]
      const side = Math.abs(from - to)
      const left = error > 0 === state.w > 0
      return svg("rect", {
        class: "square",
        x: plane.x(x) - (left ? side : 0),
        y: Math.min(from, to),
        width: side,
        height: side,
      })
    })
  }

  #line(line: Line, kind: string): Node {
    const ends = this.#plane.frame.across
    const heights = ends.map((x) => predict(line, x))
    return svg("polyline", { class: `line ${kind}`, points: this.#plane.points(ends, heights) })
  }

  #legend(): Node {
    const { left, top } = this.#plane
    const entries = [
      ["yours", "your line"],
      ["guess", "our guess"],
      ["best", "best line"],
    ] as const
    const group = svg("g", { class: "legend" })
    for (const [index, [kind, words]] of entries.entries()) {
      const y = top + 14 + 20 * index
      group.append(
        svg("line", { class: `line ${kind}`, x1: left + 10, x2: left + 38, y1: y, y2: y }),
        svg("text", { x: left + 46, y: y + 4 }, words),
      )
    }
    return group
  }

  #place(handle: SVGGElement, x: number, state: State): void {
    const { top, bottom } = this.#plane
    const y = Math.min(bottom, Math.max(top, this.#plane.y(predict(state, x))))
    handle.setAttribute("transform", `translate(${this.#plane.x(x)} ${y})`)
  }

  /** One handle lifts the line (b), the other turns it about where x is zero (w). */
  #drag(key: "w" | "b"): void {
    draggable(this.#handles[key], (event) => {
      const y = this.#plane.at(this.#drawing, event)[1]
      const value = key === "b" ? y : (y - this.state.b) / this.#turning
      const [low, high] = key === "b" ? B : W
      this.change({ [key]: Number(Math.min(high, Math.max(low, value)).toFixed(2)) })
    })
  }
}

const handle = (name: string): SVGGElement =>
  svg(
    "g",
    { class: "handle" },
    svg("circle", { class: "reach", r: 24 }),
    svg("circle", { class: "grip", r: 11 }),
    svg("text", { y: 4, "text-anchor": "middle" }, name),
  )

customElements.define("fs-guess", Guess)
