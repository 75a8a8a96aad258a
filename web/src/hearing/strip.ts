// The last seconds of sound: its wave, its features, and the words where they were accepted; the newest on the right.

import { html, svg } from "../common/nodes"
import type { Accepted } from "./detector"
import type { Settings } from "./front_end"

const SECONDS = 4
const WAVE = 84 // px, with the row of words above it
const WORDS = 24 // px, of that row
const MEL = 132 // px
const LOWEST = 90 // features from here down look like the page
const HIGHEST = 210 // from here up they have the strongest colour
const SHADES = 64

interface Column {
  readonly low: number // of the wave, -1 to 1
  readonly high: number
  readonly features: Float32Array
}

export class Strip {
  readonly #columns: Column[] = []
  #samples: Int16Array = new Int16Array(0) // that no frame has begun with
  #frames = 0 // since the stream began
  #shades = { ink: "", colours: new Uint8ClampedArray() }
  readonly #most: number
  readonly #wave = svg("svg", { role: "img", class: "wave", "aria-label": "The wave of the last seconds of sound." })
  readonly #mel = html("canvas", { role: "img", "aria-label": "The log-mel features of the last seconds, low below." })
  readonly element = html(
    "div",
    { class: "strip" },
    this.#wave,
    this.#mel,
    html("p", { class: "ends" }, html("span", {}, `${SECONDS} seconds ago`), html("span", {}, "now")),
  )

  constructor(readonly settings: Settings) {
    this.#most = (SECONDS * settings.sampleRate) / settings.hop
    this.#mel.width = this.#most
    this.#mel.height = settings.bands
    this.#mel.style.height = `${MEL}px`
  }

  /** Forget what was heard. */
  clear(): void {
    this.#columns.length = 0
    this.#samples = new Int16Array(0)
    this.#frames = 0
  }

  /** Take in samples before their frames come. */
  hear(samples: Int16Array): void {
    const all = new Int16Array(this.#samples.length + samples.length)
    all.set(this.#samples)
    all.set(samples, this.#samples.length)
    this.#samples = all
  }

  /** Take in a frame of features. */
  feel(features: Float32Array): void {
    const { hop } = this.settings
    const piece = this.#samples.subarray(0, hop)
    this.#samples = this.#samples.slice(hop)
    this.#columns.push({ low: Math.min(0, ...piece) / 32_768, high: Math.max(0, ...piece) / 32_768, features })
    if (this.#columns.length > this.#most) this.#columns.shift()
    this.#frames += 1
  }

  draw(words: readonly Accepted[], width: number): void {
    this.#wave.setAttribute("viewBox", `0 0 ${width} ${WAVE}`)
    this.#wave.setAttribute("height", `${WAVE}`)
    const [middle, high] = [(WORDS + WAVE) / 2, (WAVE - WORDS) / 2]
    const left = this.#most - this.#columns.length
    const x = (column: number) => (((left + column + 0.5) / this.#most) * width).toFixed(1)
    const edge = (value: number) => (middle - high * Math.sign(value) * Math.sqrt(Math.abs(value))).toFixed(1)
    const tops = this.#columns.map(({ high }, column) => `${x(column)},${edge(high)}`)
    const bottoms = this.#columns.map(({ low }, column) => `${x(column)},${edge(low)}`).reverse()
    this.#wave.replaceChildren(
      svg("line", { class: "rest", x1: 0, x2: width, y1: middle, y2: middle }),
      svg("polygon", { class: "sound", points: [...tops, ...bottoms].join(" ") }),
      ...words.flatMap((word) => this.#word(word, width)),
    )
    this.#drawMel()
  }

  /** A word where it was accepted, as long as that is in sight. */
  #word({ time, word }: Accepted, width: number): Node[] {
    const { sampleRate, hop } = this.settings
    const ago = this.#frames - (time * sampleRate) / hop
    if (ago > this.#most) return []
    const x = Math.min(width, (1 - Math.max(0, ago) / this.#most) * width)
    return [
      svg("line", { class: "moment", x1: x, x2: x, y1: 4, y2: WAVE }),
      svg("text", { class: "word", x: Math.max(40, x) - 5, y: 16, "text-anchor": "end" }, word),
    ]
  }

  #drawMel(): void {
    const context = this.#mel.getContext("2d")
    if (context === null) return
    const colours = this.#colours(context)
    const { width, height } = this.#mel
    const picture = context.createImageData(width, height)
    const left = width - this.#columns.length
    for (const [column, { features }] of this.#columns.entries())
      for (const [band, feature] of features.entries()) {
        const share = Math.min(1, Math.max(0, (feature - LOWEST) / (HIGHEST - LOWEST)))
        const shade = Math.round(share * (SHADES - 1)) * 4
        picture.data.set(colours.subarray(shade, shade + 4), ((height - 1 - band) * width + left + column) * 4)
      }
    context.putImageData(picture, 0, 0)
  }

  /** From the paper to the ink of the page's palette, as a canvas wants them: four bytes each. */
  #colours(context: CanvasRenderingContext2D): Uint8ClampedArray {
    const style = getComputedStyle(this.#mel)
    const ink = `${style.color} ${style.backgroundColor}`
    if (ink !== this.#shades.ink) {
      for (let shade = 0; shade < SHADES; shade++) {
        const share = (100 * shade) / (SHADES - 1)
        context.fillStyle = `color-mix(in srgb, ${style.color} ${share}%, ${style.backgroundColor})`
        context.fillRect(shade, 0, 1, 1)
      }
      this.#shades = { ink, colours: context.getImageData(0, 0, SHADES, 1).data }
    }
    return this.#shades.colours
  }
}
