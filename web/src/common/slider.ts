// A number that the reader may change: the browser's own slider, with keyboard and touch as the reader knows them.

import { html } from "./nodes"

export interface Mark {
  readonly at: number
  readonly name: string
}

export interface Options {
  readonly label: string
  readonly range: readonly [number, number]
  readonly step: number
  readonly words: (value: number) => string // the value as shown and as spoken
  readonly marks?: readonly Mark[]
  readonly changed: (value: number) => void
}

const THUMB = 20 // px, as the style sheet has it; the middle of the thumb never reaches the ends of the track

export class Slider {
  readonly element: HTMLElement
  readonly #input: HTMLInputElement
  readonly #shown = html("span", { class: "value", "aria-hidden": "true" })

  constructor(readonly options: Options) {
    const [min, max] = options.range
    this.#input = html("input", { type: "range", min, max, step: options.step })
    this.#input.addEventListener("input", () => options.changed(Number(this.#input.value)))
    const name = html("span", { class: "name" }, options.label)
    const track = html(
      "span",
      { class: "track" },
      this.#input,
      ...(options.marks ?? []).map((mark, _, all) =>
        this.#mark(
          mark,
          all.some((other) => other.at > mark.at),
        ),
      ),
    )
    this.element = html("label", { class: "slider" }, html("span", { class: "head" }, name, this.#shown), track)
  }

  /** Show a value; one beyond the ends leaves the thumb there. */
  show(value: number): void {
    this.#input.value = String(value)
    this.#input.setAttribute("aria-valuetext", this.options.words(value))
    this.#shown.textContent = this.options.words(value)
  }

  /** A mark under the track; its name stands on the left if another mark follows. */
  #mark({ at, name }: Mark, left: boolean): HTMLElement {
    const [min, max] = this.options.range
    const share = (at - min) / (max - min)
    const mark = html("span", { class: left ? "mark left" : "mark", "aria-hidden": "true" }, html("span", {}, name))
    mark.style.left = `calc(${THUMB / 2}px + ${share} * (100% - ${THUMB}px))`
    return mark
  }
}
