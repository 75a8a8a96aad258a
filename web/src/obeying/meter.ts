// How probable the likeliest word of a network is, and how probable it has to be.

import { html } from "../common/nodes"

const HINT = 0.1 // the likeliest word of less than this is as good as any other

export class Meter {
  readonly #word = html("span", { class: "likeliest" })
  readonly #bar = html("span", { class: "bar" })
  readonly #limit = html("span", { class: "limit" })
  readonly element: HTMLElement
  #mean = 0

  constructor(readonly name: string) {
    this.element = html(
      "div",
      { class: "meter", "aria-hidden": "true" }, // it moves all the time; what comes of it is in the log
      html("span", { class: "name" }, name),
      html("span", { class: "scale" }, this.#bar, this.#limit),
      this.#word,
    )
  }

  /** Take in the likeliest word and its mean probability. */
  show(word: string, mean: number): void {
    this.#word.textContent = mean < HINT ? "" : word
    this.#mean = mean
  }

  draw(threshold: number, awake: boolean): void {
    this.element.classList.toggle("asleep", !awake)
    this.#bar.style.width = `${(awake ? 100 * this.#mean : 0).toFixed(1)}%`
    this.#limit.style.left = `${(100 * threshold).toFixed(1)}%`
    if (!awake) this.#word.textContent = ""
  }
}
