// A picture of numbers, large enough to see its pixels, with a frame at one place that the reader can move.

import { draggable } from "../common/drag"
import { html, resize, svg } from "../common/nodes"
import { fixed } from "../common/words"
import type { Grey } from "./grey"
import { paint, type Range } from "./shades"

const REACH = 22 // px from the middle of the frame, within a finger's reach
const AROUND = 2.5 // px between what is framed and the middle of the line
const LEAP = 8 // rows, with the keys that turn pages

export interface Shown {
  readonly name: string
  readonly words: string // what there is to see, for those who don't
  readonly picture: Grey
  readonly range: Range
  readonly scale: number // px of the screen for each pixel
  readonly places?: number // from the first one on, that have something to show; by default all
  readonly row: number // of the middle of the frame
  readonly column: number
  readonly side: number // pixels of the frame
}

export class View {
  readonly element: HTMLElement
  #shown: Shown | null = null
  readonly #canvas = html("canvas", { "aria-hidden": "true" })
  readonly #drawing = svg("svg")
  readonly #frames = [svg("rect", { class: "outer" }), svg("rect", { class: "inner" })]
  readonly #reach = svg("circle", { class: "reach", r: REACH })
  readonly #name = html("p", { class: "name" })
  readonly #ends = html("p", { class: "ends", "aria-hidden": "true" })

  /** With a ``control``, which is the name of it, the arrow keys move the frame, too. */
  constructor(
    readonly moved: (row: number, column: number) => void,
    readonly control: string | null = null,
  ) {
    const handle = svg("g", { class: "handle" }, this.#reach, ...this.#frames)
    this.#drawing.append(handle)
    const move = (event: MouseEvent) => {
      const box = this.#drawing.getBoundingClientRect()
      const place = (from: number, to: number) => Math.floor((to - from) / (this.#shown?.scale ?? 1))
      moved(place(box.top, event.clientY), place(box.left, event.clientX))
    }
    this.#drawing.addEventListener("click", move)
    draggable(handle, move)
    if (control !== null) this.#drawing.addEventListener("keydown", (event) => this.#key(event))
    const picture = html("div", { class: "picture" }, this.#canvas, this.#drawing)
    this.element = html("div", { class: "view" }, this.#name, picture, html("div", { class: "scale" }), this.#ends)
  }

  show(shown: Shown): void {
    this.#shown = shown
    const { name, picture, range, scale, places } = shown
    const [width, height] = [scale * picture.columns, scale * picture.rows]
    for (const { style } of [this.#canvas, this.element]) style.width = `${width}px`
    this.#canvas.style.height = `${height}px`
    resize(this.#drawing, width, height)
    paint(this.#canvas, picture, range, places)
    this.#name.textContent = name
    const numbers = range.black < 0 ? [range.black, 0, range.white] : [0, range.white]
    this.#ends.replaceChildren(...numbers.map((number) => html("span", {}, fixed(number, 2))))
    this.#place(shown)
    this.#describe(shown)
  }

  #place({ row, column, side, scale }: Shown): void {
    const first = (place: number) => (place - (side - 1) / 2) * scale - AROUND
    const length = side * scale + 2 * AROUND
    for (const frame of this.#frames) {
      const place = { x: first(column), y: first(row), width: length, height: length }
      for (const [key, value] of Object.entries(place)) frame.setAttribute(key, String(value))
    }
    this.#reach.setAttribute("cx", String((column + 0.5) * scale))
    this.#reach.setAttribute("cy", String((row + 0.5) * scale))
  }

  #describe({ row, column, picture, words }: Shown): void {
    const { rows, columns } = picture
    const attributes =
      this.control === null
        ? { role: "img", "aria-label": words }
        : {
            role: "slider", // for two directions; what it says is the place, not its number
            tabindex: 0,
            "aria-label": this.control,
            "aria-valuemin": 0,
            "aria-valuemax": rows * columns - 1,
            "aria-valuenow": row * columns + column,
            "aria-valuetext": words,
          }
    for (const [key, value] of Object.entries(attributes)) this.#drawing.setAttribute(key, String(value))
  }

  #key(event: KeyboardEvent): void {
    if (this.#shown === null || event.altKey || event.ctrlKey || event.metaKey) return
    const { row, column, picture } = this.#shown
    const places: Record<string, readonly [number, number]> = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      PageUp: [row - LEAP, column],
      PageDown: [row + LEAP, column],
      Home: [row, 0],
      End: [row, picture.columns - 1],
    }
    const place = places[event.key]
    if (place === undefined) return
    event.preventDefault() // the page would scroll
    this.moved(...place)
  }
}
