// Nine weights that the reader paints, types, or steps with the arrow keys.

import { html } from "../common/nodes"
import { SIDE } from "./grey"

export const LARGEST = 10 // a weight, from zero
const PAINTS = [-2, -1, 0, 1, 2] as const
const LONG = 5 // digits, point and minus; of more, the letters are smaller
const STRONG = 2 // a weight that has the strongest colour
const DEEPEST = 42 // % of the colour; more would hide the number
const DIGITS = 4 // after the point

/** A weight as the cells show it: within the range, and not finer than the eye. */
export const rounded = (weight: number): number =>
  Number(Math.min(LARGEST, Math.max(-LARGEST, weight)).toFixed(DIGITS)) + 0 // no zero has a minus

/** A weight as words, with as many digits as it has. */
export const plain = (weight: number): string => String(weight).replace("-", "−")

/** Give a cell the colour of its number: one for above zero, one for below, the deeper the farther. */
export const tint = (cell: HTMLElement, value: number, strong = STRONG): void => {
  const share = Math.round(DEEPEST * Math.min(1, Math.abs(value) / strong))
  const colour = value > 0 ? "accent" : "guess"
  cell.style.backgroundColor = `color-mix(in srgb, var(--fs-${colour}) ${share}%, var(--fs-paper))`
}

export class KernelGrid {
  readonly element: HTMLElement
  readonly #cells: readonly HTMLInputElement[]
  readonly #paints: readonly HTMLInputElement[]
  #weights: readonly number[] = []

  constructor(readonly changed: (weights: readonly number[]) => void) {
    this.#cells = Array.from({ length: SIDE * SIDE }, (_, index) => this.#cell(index))
    this.#paints = PAINTS.map((paint) => html("input", { type: "radio", name: "paint", value: paint }))
    const typed = html("input", { type: "radio", name: "paint", value: "type" })
    for (const paint of this.#paints) paint.defaultChecked = paint.value === "1"
    const grid = html("div", { class: "grid", role: "group", "aria-label": "the nine weights" }, ...this.#cells)
    this.#listen(grid)
    const swatches = this.#paints.map((paint, index) => {
      const swatch = html("label", { class: "swatch" }, paint, html("span", {}, plain(PAINTS[index] ?? 0)))
      tint(swatch, PAINTS[index] ?? 0)
      return swatch
    })
    this.element = html(
      "div",
      { class: "kernel" },
      grid,
      html(
        "fieldset",
        {},
        html("legend", {}, "paint with"),
        ...swatches,
        html("label", { class: "swatch typed" }, typed, html("span", {}, "type a number")),
      ),
    )
  }

  show(weights: readonly number[]): void {
    this.#weights = weights
    for (const [index, cell] of this.#cells.entries()) {
      const weight = weights[index] ?? 0
      tint(cell, weight)
      cell.classList.toggle("long", String(weight).length > LONG)
      // What is being typed stays as it is typed: "1." is on its way to 1.5.
      if (!cell.matches(":focus") || rounded(cell.valueAsNumber) !== weight) cell.value = String(weight)
    }
  }

  #cell(index: number): HTMLInputElement {
    const [row, column] = [Math.floor(index / SIDE) + 1, (index % SIDE) + 1]
    const cell = html("input", {
      type: "number",
      min: -LARGEST,
      max: LARGEST,
      step: "any",
      inputmode: "text", // digits alone have no minus on some phones
      "aria-label": `weight, row ${row}, column ${column}`,
    })
    cell.addEventListener("input", () => {
      if (Number.isFinite(cell.valueAsNumber)) this.#set(index, cell.valueAsNumber)
    })
    cell.addEventListener("blur", () => this.show(this.#weights))
    return cell
  }

  #set(index: number, weight: number): void {
    if (this.#weights[index] !== rounded(weight))
      this.changed(this.#weights.map((old, other) => (other === index ? rounded(weight) : old)))
  }

  /** What the next touch paints; null if touching a cell is to let the reader type. */
  get #paint(): number | null {
    const paint = this.#paints.find(({ checked }) => checked)
    return paint === undefined ? null : Number(paint.value)
  }

  /** A pointer paints the cells that it is drawn over. One that paints opens no keyboard on the screen. */
  #listen(grid: HTMLElement): void {
    const stroke = (event: PointerEvent) => {
      const root = grid.getRootNode() as ShadowRoot
      const cell = this.#cells.find((one) => one === root.elementFromPoint(event.clientX, event.clientY))
      if (cell === undefined || this.#paint === null) return
      this.#set(this.#cells.indexOf(cell), this.#paint)
      if (event.pointerType !== "mouse") return
      cell.focus() // there are keys beside a mouse: what they type takes the place of the paint
      cell.select()
    }
    grid.addEventListener("pointerdown", (event) => {
      if (this.#paint === null || event.button !== 0) return
      grid.setPointerCapture(event.pointerId)
      stroke(event)
    })
    grid.addEventListener("pointermove", (event) => {
      if (grid.hasPointerCapture(event.pointerId)) stroke(event)
    })
    const keep = (event: Event) => {
      if (this.#paint !== null) event.preventDefault()
    }
    grid.addEventListener("mousedown", keep)
    grid.addEventListener("touchstart", keep, { passive: false })
  }
}
