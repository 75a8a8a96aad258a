// One place, spelled out: nine pixels, nine weights, nine products.

import { html } from "../common/nodes"
import { fixed } from "../common/words"
import { SIDE } from "./grey"
import { plain, tint } from "./kernel"

const MIDDLE = 0.46 // a grey on which black and white letters can be read equally well

export class SumTable {
  readonly element: HTMLElement
  readonly #pixels: HTMLElement[] = []
  readonly #weights: HTMLElement[] = []
  readonly #products: HTMLElement[] = []

  constructor() {
    const groups = [this.#pixels, this.#weights, this.#products]
    const rows = Array.from({ length: SIDE }, () => {
      const cells = groups.flatMap((group) => {
        const three = Array.from({ length: SIDE }, () => html("td"))
        group.push(...three)
        return three
      })
      return html("tr", {}, ...cells)
    })
    const heads = ["pixels", "× weights", "= products"].map((name) =>
      html("th", { colspan: SIDE, scope: "colgroup" }, name),
    )
    this.element = html(
      "table",
      { class: "sum" },
      html("thead", {}, html("tr", {}, ...heads)),
      html("tbody", {}, ...rows),
    )
  }

  show(pixels: readonly number[], weights: readonly number[]): void {
    for (const [index, pixel] of pixels.entries()) {
      const [at, weight] = [this.#pixels[index], weights[index] ?? 0]
      const [weighed, product] = [this.#weights[index], this.#products[index]]
      if (at === undefined || weighed === undefined || product === undefined) continue
      at.textContent = fixed(pixel, 2)
      at.style.backgroundColor = `rgb(${[1, 1, 1].map(() => Math.round(255 * pixel)).join(" ")})`
      at.style.color = pixel > MIDDLE ? "black" : "white"
      weighed.textContent = plain(Number(weight.toFixed(2)))
      tint(weighed, weight)
      product.textContent = fixed(weight * pixel, 2)
      tint(product, weight * pixel)
    }
  }
}
