// Filters: paint nine weights, lay them over every place of a photograph, and see what they answer to.

import { Demo } from "../common/demo"
import { button, html } from "../common/nodes"
import { fixed } from "../common/words"
import { convolve, type Grey, patch, SIDE } from "../seeing/grey"
import { KernelGrid, plain, rounded } from "../seeing/kernel"
import { PictureError, readPicture } from "../seeing/own"
import { legend, rangeOf } from "../seeing/shades"
import { SumTable } from "../seeing/sum"
import { View } from "../seeing/view"
import css from "./filters.css"

const KEYS = ["w11", "w12", "w13", "w21", "w22", "w23", "w31", "w32", "w33"] as const
const IDENTITY = [0, 0, 0, 0, 1, 0, 0, 0, 0]
const DICE = 2 // the largest weight that a throw gives, and below zero the smallest
const SLIDE = 8000 // ms for the whole picture; it begins slowly, so that one sees what happens
const KERNEL = 196 // px, of the weights where all stands side by side
const GAP = 12 // px, between the parts
const WIDE = 560 // px, from which on there is room side by side
const HIGH = 256 // px, of a picture at most
const STAYS = "A picture of yours stays in this page; it is sent nowhere."

type Key = (typeof KEYS)[number]
type State = Record<Key | "row" | "column", number>

class Filters extends Demo<State> {
  protected override readonly css = css
  #dog!: Grey
  #picture!: Grey
  #name = "the photograph"
  #reading = 0 // of the pictures that were opened; one that is overtaken is not shown
  #slid: number | null = null // places that the window has been at, while it slides
  #frame = 0 // the picture that the browser was asked for
  readonly #kernel = new KernelGrid((weights) => this.change(entries(weights)))
  readonly #photograph = new View((row, column) => this.#move(row, column), "place of the window")
  readonly #answer = new View((row, column) => this.#move(row, column))
  readonly #sum = new SumTable()
  readonly #result = html("p", { class: "result" })
  readonly #status = html("p", { role: "status", class: "status" }, STAYS)
  readonly #file = html("input", { type: "file", accept: "image/*", "aria-label": "A picture", tabindex: "-1" })
  readonly #slide = button("Slide", () => (this.#slid === null ? this.#begin() : this.#stop()))
  readonly #back = button("Back to the dog", () => this.#show(this.#dog, "the photograph", this.beginning()))

  /** The answers at all places of the picture on show, by rows. */
  get answers(): Float64Array {
    return convolve(this.#picture, this.#weights)
  }

  protected override beginning(): State {
    const weights = this.facts.numbers("filters.weights_to_the_right")
    const [row, column] = [this.facts.number("filters.row"), this.facts.number("filters.column")]
    return { ...entries(weights), row, column }
  }

  protected override mended(state: State): State {
    const { rows, columns } = this.#picture
    const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)))
    return {
      ...entries(KEYS.map((key) => state[key])),
      row: within(state.row, rows - 1),
      column: within(state.column, columns - 1),
    }
  }

  protected override parts(): Node[] {
    const { facts } = this
    const [rows = 0, columns = 0] = facts.numbers("filters.shape")
    const white = 3 * facts.number("filters.full") // of three colours
    this.#dog = { rows, columns, values: Float64Array.from(facts.numbers("filters.sums"), (sum) => sum / white) }
    this.#picture = this.#dog
    this.#listen()
    const known = (words: string, name: string) =>
      button(words, () => this.change(entries(facts.numbers(`filters.weights_${name}`))))
    const thrown = () => Math.floor((2 * DICE + 1) * Math.random()) - DICE
    return [
      html("div", { class: "views" }, this.#photograph.element, this.#kernel.element, this.#answer.element),
      this.#sum.element,
      this.#result,
      html(
        "div",
        { class: "buttons" },
        known("Edges to the right", "to_the_right"),
        known("Edges downwards", "downwards"),
        known("Blur", "blur"),
        known("Sharpen", "sharpen"),
        button("As it is", () => this.change(entries(IDENTITY))),
        button("Random", () => this.change(entries(IDENTITY.map(thrown)))),
      ),
      html(
        "div",
        { class: "buttons" },
        this.#slide,
        button("Open your own picture", () => this.#file.click()),
        this.#back,
      ),
      this.#file,
      this.#status,
    ]
  }

  protected override draw(state: State, width: number): void {
    const { answers } = this
    const { rows, columns } = this.#picture
    const place = this.#slid === null ? state.row * columns + state.column : this.#slid - 1
    const [row, column] = [Math.floor(place / columns), place % columns]
    const room = width < WIDE ? width : (width - KERNEL - 2 * GAP) / 2
    const common = { scale: Math.min(room / columns, HIGH / rows), row, column }
    const range = rangeOf(answers)
    this.#photograph.show({
      ...common,
      name: this.#name,
      words: `row ${row}, column ${column}: ${fixed(answers[place] ?? 0, 2)}`,
      picture: this.#picture,
      range: { black: 0, white: 1 },
      side: SIDE,
    })
    this.#answer.show({
      ...common,
      name: "the answers",
      words: `What the weights answer at every place. ${legend(range)}`,
      picture: { rows, columns, values: answers },
      range,
      side: 1,
      ...(this.#slid === null ? {} : { places: this.#slid }),
    })
    this.#kernel.show(this.#weights)
    this.#sum.show(patch(this.#picture, row, column), this.#weights)
    const [sum, ...more] = this.#sentences(row, column, answers)
    this.#result.replaceChildren(html("strong", {}, sum ?? ""), ` ${more.join(" ")}`)
    this.#back.disabled = this.#picture === this.#dog
  }

  protected override words({ row, column }: State): string {
    const { answers } = this
    const weights = `Weights ${this.#weights.map(plain).join(", ")}.`
    return [...this.#sentences(row, column, answers), weights, legend(rangeOf(answers))].join(" ")
  }

  get #weights(): readonly number[] {
    return KEYS.map((key) => this.state[key])
  }

  #sentences(row: number, column: number, answers: Float64Array): string[] {
    const { rows, columns } = this.#picture
    const edge = row === 0 || column === 0 || row === rows - 1 || column === columns - 1
    return [
      fixed(answers[row * columns + column] ?? 0, 2),
      `at row ${row}, column ${column}: the nine products, added up.`,
      ...(edge ? ["Beyond its edge, the picture goes on as its edge."] : []),
    ]
  }

  #move(row: number, column: number): void {
    this.#halt()
    this.change(this.mended({ ...this.state, row, column }))
  }

  #say(words: string, wrong = false): void {
    this.#status.classList.toggle("wrong", wrong)
    this.#status.textContent = words
  }

  // -- Sliding ------------------------------------------------------------------------------------------------------

  /** Lay the weights over one place after the other, faster and faster; at once where the reader wants no motion. */
  #begin(): void {
    const places = this.#picture.values.length
    const done = `The weights were laid over all ${places} places.`
    if (this.still.matches) {
      this.#say(done)
      return
    }
    this.#slide.textContent = "Stop"
    this.#say("The weights are laid over one place after the other, row by row.")
    const began = performance.now()
    const step = (now: number) => {
      const share = (now - began) / SLIDE
      if (share < 1) {
        this.#slid = Math.max(1, Math.ceil(places * share ** 2))
        this.#frame = requestAnimationFrame(step)
      } else {
        this.#halt()
        this.#say(done)
      }
      this.redraw()
    }
    step(began)
  }

  /** Let the window stay where it has come to. */
  #stop(): void {
    const place = (this.#slid ?? 1) - 1
    const { columns } = this.#picture
    this.#move(Math.floor(place / columns), place % columns)
  }

  #halt(): void {
    if (this.#slid === null) return
    cancelAnimationFrame(this.#frame)
    this.#slid = null
    this.#slide.textContent = "Slide"
    this.#say(STAYS)
  }

  // -- The reader's own picture -------------------------------------------------------------------------------------

  /** A picture may be chosen, dropped on the demo, or pasted into it. */
  #listen(): void {
    this.#file.addEventListener("change", () => {
      this.#open(this.#file.files?.[0])
      this.#file.value = "" // so that the same one can be chosen again
    })
    this.addEventListener("dragover", (event) => event.preventDefault())
    this.addEventListener("drop", (event) => {
      event.preventDefault() // the browser would leave the page for the picture
      this.#open(event.dataTransfer?.files[0])
    })
    this.addEventListener("paste", (event) => this.#open(event.clipboardData?.files[0]))
  }

  async #open(file: File | undefined): Promise<void> {
    if (file === undefined) return
    this.#reading += 1
    const turn = this.#reading
    const result = await readPicture(file).catch((error: unknown) => {
      if (error instanceof PictureError) return error
      throw error
    })
    if (turn !== this.#reading) return
    if (result instanceof PictureError) return this.#say(result.message, true)
    const { rows, columns } = result
    this.#show(result, file.name, { row: Math.floor(rows / 2), column: Math.floor(columns / 2) })
    this.#say(`${file.name} is shown with ${rows} rows of ${columns} pixels. ${STAYS}`)
  }

  #show(picture: Grey, name: string, place: Pick<State, "row" | "column">): void {
    this.#halt()
    this.#picture = picture
    this.#name = name
    this.#say(STAYS)
    this.#move(place.row, place.column)
  }
}

const entries = (weights: readonly number[]): Record<Key, number> =>
  Object.fromEntries(KEYS.map((key, index) => [key, rounded(weights[index] ?? 0)])) as Record<Key, number>

customElements.define("fs-filters", Filters)
