// Listen: what the spotter hears through the microphone, in a clip or in a file, computed here and kept here.

import { Demo } from "../common/demo"
import { button, html, resize, svg } from "../common/nodes"
import { Slider } from "../common/slider"
import { fixed } from "../common/words"
import { type Accepted, type Detection, Detector, isCommand } from "../hearing/detector"
import { Ear, type Look } from "../hearing/ear"
import type { Settings } from "../hearing/front_end"
import { Network, type NetworkFile } from "../hearing/network"
import { affordable, lookTime, settingsOf } from "../hearing/settings"
import { decoded, microphone, playing, samplesOf } from "../hearing/sources"
import { Strip } from "../hearing/strip"
import { type Open, Turns } from "../hearing/turns"
import css from "./listen.css"

const MODEL = "models/spotter/spotter.web.json"
const CLIP = "in_the_page.clip"
const KEPT = 60 // seconds of looks that the sliders can go back to
const RANGES = { threshold: [0.05, 1], window: [0, 1], pause: [0, 3] } as const // of the sliders
const CALM = 1000 // ms between two pictures where the reader wants no motion
const ROW = 21 // px, of a bar
const NAMES = 84 // px, beside the bars
const READY = "Press a button. The sound is heard and forgotten in this page; none of it is sent or stored."

type State = { threshold: number; window: number; pause: number }

class Listen extends Demo<State> {
  protected override readonly css = css
  looks: Look[] = [] // of the last minute
  accepted: Accepted[] = [] // the words in it
  #labels: readonly string[] = []
  #settings!: Settings
  #detector!: Detector
  #network: Network | null = null
  #hop = 0 // frames from look to look
  #seconds = 0 // from look to look, on this machine
  #took = 0 // ms for a look, on this machine
  #drawn = 0 // when, in ms
  #asked = 0 // the picture that the browser was asked for
  #strip!: Strip
  #sliders!: Readonly<Record<keyof State, Slider>>
  readonly #bars = svg("svg", { role: "img", class: "bars", "aria-label": "How probable each class is." })
  readonly #turns = new Turns(READY, "The clip can be heard all the same.", () => this.#ask())
  readonly #heard = html("div", { role: "log", class: "heard", "aria-label": "Accepted words" })
  readonly #file = html("input", { type: "file", accept: "audio/*", "aria-label": "A sound file", tabindex: "-1" })

  protected override beginning(): State {
    const { facts } = this
    const [threshold, window] = [facts.number("in_the_page.threshold"), facts.number("in_the_page.window")]
    return { threshold, window, pause: facts.number("in_the_page.pause") }
  }

  protected override mended(state: State): State {
    const within = (key: keyof State) => Math.min(RANGES[key][1], Math.max(RANGES[key][0], state[key]))
    return { threshold: within("threshold"), window: within("window"), pause: within("pause") }
  }

  protected override parts(): Node[] {
    this.#labels = this.facts.words("in_the_page.labels")
    this.#settings = settingsOf(this.facts)
    const { hop, sampleRate } = this.#settings
    this.#hop = Math.round((this.facts.number("in_the_page.hop") * sampleRate) / hop)
    this.#detector = new Detector(this.#labels)
    this.#strip = new Strip(this.#settings)
    this.#sliders = {
      window: this.#slider("window", "mean over", " s"),
      threshold: this.#slider("threshold", "threshold", ""),
      pause: this.#slider("pause", "pause after a word", " s"),
    }
    this.#file.addEventListener("change", () => this.#open())
    const palette = { attributes: true, attributeFilter: ["data-md-color-scheme"] }
    new MutationObserver(() => this.#ask()).observe(document.body, palette) // of colours on a canvas, no style knows
    const listen = button("Listen to the microphone", () => this.#microphone())
    const clip = button("Play the clip", () => this.#clip())
    const choose = button("Open a sound file", () => this.#file.click())
    return [
      html("div", { class: "buttons" }, listen, clip, choose, this.#turns.stop),
      this.#file,
      this.#turns.status,
      this.#strip.element,
      this.#bars,
      html("p", { class: "key" }, "Strong: the mean. Faint: the last look. Dashed: the threshold."),
      this.#heard,
      html("div", { class: "controls" }, ...Object.values(this.#sliders).map((slider) => slider.element)),
    ]
  }

  /** Something that hears as the laptop does, from a new beginning; ``hop`` frames lie between two looks. */
  ear(hop = this.#hop): Ear {
    this.#network ??= new Network(this.file(MODEL) as NetworkFile)
    return new Ear(this.#network, this.#settings, hop)
  }

  protected override draw(state: State, width: number): void {
    for (const key of ["window", "threshold", "pause"] as const) this.#sliders[key].show(state[key])
    this.#again(state)
    this.#paint(width)
  }

  protected override words({ threshold }: State): string {
    const count = this.accepted.length
    return `With a threshold of ${fixed(threshold, 2)}, ${count} ${count === 1 ? "word" : "words"} accepted.`
  }

  #slider(key: keyof State, label: string, unit: string): Slider {
    return new Slider({
      label,
      range: RANGES[key],
      step: 0.01,
      words: (value) => `${fixed(value, 2)}${unit}`,
      marks: [{ at: this.beginning()[key], name: "laptop" }],
      changed: (value) => this.change({ [key]: value }),
    })
  }

  // -- What is heard ------------------------------------------------------------------------------------------------

  #microphone(): void {
    this.#begin("Waiting for the microphone: the browser may ask you.", async (hear, end) => {
      const source = await microphone(this.#settings.sampleRate, hear, () => end("The microphone is gone."))
      return { source, says: "Listening to the microphone. Say one of the ten words." }
    })
  }

  #clip(): void {
    this.#begin("", async (hear, end) => {
      const source = playing(samplesOf(this.file(CLIP) as string), this.#settings.sampleRate, hear, () => end("Done."))
      return { source, says: "Playing the clip." }
    })
  }

  #open(): void {
    const [file] = this.#file.files ?? []
    if (file === undefined) return
    this.#begin(`Reading ${file.name}.`, async (hear, end) => {
      const samples = await decoded(file, this.#settings.sampleRate)
      this.#file.value = "" // so that the same file can be chosen again
      const source = playing(samples, this.#settings.sampleRate, hear, () => end("Done."))
      return { source, says: `Playing ${file.name}.` }
    })
  }

  /** Hear something else, from a new beginning. */
  #begin(waiting: string, open: Open): void {
    if (this.#took === 0) this.#took = lookTime(this.ear(1))
    const hop = affordable(this.#hop, this.#took, this.#settings)
    const ear = this.ear(hop)
    this.#seconds = (hop * this.#settings.hop) / this.#settings.sampleRate
    this.looks = []
    this.#strip.clear()
    this.#again(this.state)
    const pace = `${Math.round(1 / this.#seconds)} looks a second, ${fixed(this.#took, 0)} ms each.`
    void this.#turns.begin(
      waiting,
      (samples) => this.#hear(ear, samples),
      async (hear, end) => {
        const { source, says } = await open(hear, end)
        return { source, says: `${says} ${pace}` }
      },
    )
  }

  #hear(ear: Ear, samples: Int16Array): void {
    this.#strip.hear(samples)
    for (const look of ear.push(samples, (frame) => this.#strip.feel(frame))) {
      this.looks.push(look)
      this.#accept(this.#detector.push(look.time, look.probabilities, this.#detection(this.state)))
    }
    const oldest = (this.looks.at(-1)?.time ?? 0) - KEPT
    while ((this.looks[0]?.time ?? oldest) < oldest) this.looks.shift()
    for (; (this.accepted[0]?.time ?? oldest) < oldest; this.accepted.shift()) this.#heard.firstElementChild?.remove()
    this.#ask()
  }

  // -- What is made of it -------------------------------------------------------------------------------------------

  #detection({ threshold, window, pause }: State): Detection {
    return { hop: this.#seconds, window, threshold, pause }
  }

  #accept(word: Accepted | null): void {
    if (word === null) return
    this.accepted.push(word)
    this.#heard.append(html("span", {}, html("strong", {}, word.word), ` ${fixed(word.time, 1)} s`))
  }

  /** Make words of all the looks that are kept, as the sliders stand now. */
  #again(state: State): void {
    this.#heard.setAttribute("aria-live", "off") // nobody has said these words anew
    this.accepted = []
    this.#heard.replaceChildren()
    this.#detector = new Detector(this.#labels)
    for (const { time, probabilities } of this.looks)
      this.#accept(this.#detector.push(time, probabilities, this.#detection(state)))
    requestAnimationFrame(() => this.#heard.setAttribute("aria-live", "polite"))
  }

  // -- What is seen -------------------------------------------------------------------------------------------------

  /** Have all painted with the browser's next picture; seldom where the reader wants no motion. */
  #ask(): void {
    if (this.#asked) return
    this.#asked = requestAnimationFrame((now) => {
      this.#asked = 0
      if (this.still.matches && this.#turns.hearing && now - this.#drawn < CALM) return
      this.#drawn = now
      this.#paint(this.#bars.parentElement?.clientWidth ?? 0)
    })
  }

  #paint(width: number): void {
    this.#strip.draw(this.accepted, width)
    const last = this.looks.at(-1)?.probabilities
    resize(this.#bars, width, ROW * this.#labels.length)
    const wide = width - NAMES
    const limit = NAMES + this.state.threshold * wide
    const rows = this.#labels.flatMap((label, row) => {
      const [y, height] = [row * ROW + 3, ROW - 6]
      const bar = (kind: string, share: number) =>
        svg("rect", { class: kind, x: NAMES, y, width: (share * wide).toFixed(1), height })
      const command = isCommand(label)
      return [
        svg("text", { class: command ? "command" : "", x: 0, y: y + height - 3 }, label.replaceAll("_", "")),
        bar("track", 1),
        bar("now", last?.[row] ?? 0),
        bar(command ? "mean" : "other", this.#detector.means[row] ?? 0),
      ]
    })
    const dashes = svg("line", { class: "limit", x1: limit, x2: limit, y1: 0, y2: ROW * this.#labels.length })
    this.#bars.replaceChildren(...rows, dashes)
  }
}

customElements.define("fs-listen", Listen)
