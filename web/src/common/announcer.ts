// Says what changed to those who don't see it: at most once in a while, and always the last word.

import { html } from "./nodes"

const PAUSE = 900 // ms; a screen reader that is interrupted with every step says nothing at all

export class Announcer {
  readonly element = html("p", { role: "status", class: "said" })
  #timer = 0
  #words = ""

  say(words: string): void {
    this.#words = words
    if (this.#timer) return
    this.#timer = window.setTimeout(() => {
      this.#timer = 0
      if (this.element.textContent !== this.#words) this.element.textContent = this.#words
    }, PAUSE)
  }
}
