// Command: a cascade that is played with. A small network waits for its word; behind it a laptop in the page obeys.

import { Demo } from "../common/demo"
import { button, html } from "../common/nodes"
import { Slider } from "../common/slider"
import { fixed } from "../common/words"
import { Cascade, type Glance, type Hearing, type Listeners } from "../hearing/cascade"
import type { Detection } from "../hearing/detector"
import { Ear } from "../hearing/ear"
import { Network, type NetworkFile } from "../hearing/network"
import { affordable, lookTime, settingsOf } from "../hearing/settings"
import { microphone, samplesOf } from "../hearing/sources"
import { type Open, Turns } from "../hearing/turns"
import { type Speaker, speaking } from "../hearing/voices"
import { type Desk, Laptop, obeying, TIDY } from "../obeying/laptop"
import { type Action, Matcher } from "../obeying/matcher"
import { Meter } from "../obeying/meter"
import css from "./command.css"

const LARGE = "models/spotter/spotter.web.json"
const SMALL = "models/wake-marvin/wake-marvin.web.json"
const VOICES = "say_marvin.voices"
const RANGES = { awake: [1, 10], threshold: [0.05, 1] } as const // of the sliders
const SHOWN = 8 // lines of what was heard
const CALM = 1000 // ms between two pictures where the reader wants no motion
const READY =
  "Wake it, then say a command. The sound is heard and forgotten in this page; none of it is sent or stored."

type Networks = { readonly small: Network; readonly large: Network }
type State = { awake: number; threshold: number }

class Command extends Demo<State> {
  protected override readonly css = css
  desk: Desk = TIDY
  #words = 0 // said since the game began
  #done = new Set<Action>()
  #cascade: Cascade | null = null
  #matcher!: Matcher
  #networks: Networks | null = null
  #took = 0 // ms for a look of both networks, on this machine
  #speaker: Speaker | null = null
  #drawn = 0 // when, in ms
  #asked = 0 // the picture that the browser was asked for
  #actions: readonly Action[] = []
  #laptop!: Laptop
  #sliders!: Readonly<Record<keyof State, Slider>>
  readonly #turns = new Turns(READY, "The recorded voices can be heard all the same.", () => this.#ended())
  readonly #meters = { small: new Meter("wake word"), large: new Meter("commands") }
  readonly #log = html("div", { role: "log", class: "log", "aria-label": "What was heard, and what was done" })
  readonly #list = html("table", { class: "list" })
  readonly #score = html("p", { class: "result" })

  protected override beginning(): State {
    return { awake: this.facts.number("say_marvin.awake"), threshold: this.facts.number("say_marvin.threshold") }
  }

  protected override mended(state: State): State {
    const within = (key: keyof State) => Math.min(RANGES[key][1], Math.max(RANGES[key][0], state[key]))
    return { awake: within("awake"), threshold: within("threshold") }
  }

  protected override parts(): Node[] {
    const words = this.facts.words("say_marvin.words")
    const [wakeWord = ""] = words
    this.#actions = this.#listed()
    this.#matcher = this.matcher()
    this.#laptop = new Laptop(wakeWord)
    this.#sliders = {
      awake: this.#slider("awake", "stays awake for", 0.5, (value) => `${fixed(value, 1)} s`),
      threshold: this.#slider("threshold", `threshold for “${wakeWord}”`, 0.01, (value) => fixed(value, 2)),
    }
    const voices = words.map((word) => button(word, () => this.#say(word)))
    voices[0]?.classList.add("wake")
    return [
      html(
        "div",
        { class: "buttons" },
        button("Listen to the microphone", () => this.#microphone()),
        this.#turns.stop,
        button("Begin again", () => this.#beginAgain()),
      ),
      html("p", { class: "lead", id: "voices" }, "Or let a recorded voice say"),
      html("div", { class: "voices", role: "group", "aria-labelledby": "voices" }, ...voices),
      this.#turns.status,
      html("div", { class: "table" }, html("div", {}, this.#laptop.element, this.#meterBox()), this.#list),
      this.#score,
      this.#log,
      html("div", { class: "controls" }, ...Object.values(this.#sliders).map((slider) => slider.element)),
    ]
  }

  protected override draw(state: State): void {
    this.#sliders.awake.show(state.awake)
    this.#sliders.threshold.show(state.threshold)
    this.#paint()
  }

  protected override words({ awake, threshold }: State): string {
    return `Awake for ${fixed(awake, 1)} seconds, threshold ${fixed(threshold, 2)}.`
  }

  /** A cascade that has heard nothing and obeys the sliders; ``hop`` frames lie between two looks. */
  cascade(listeners: Listeners, hop = this.#wanted()): Cascade {
    const { small, large } = this.#known()
    const settings = settingsOf(this.facts)
    const detection = (threshold: number): Detection => ({
      hop: (hop * settings.hop) / settings.sampleRate,
      window: this.facts.number("in_the_page.window"),
      pause: this.facts.number("in_the_page.pause"),
      threshold,
    })
    const hearing = (network: Network, threshold: () => number): Hearing => ({
      network,
      settings,
      hop,
      detection: () => detection(threshold()),
    })
    const command = this.facts.number("in_the_page.threshold")
    return new Cascade(
      hearing(small, () => this.state.threshold),
      hearing(large, () => command),
      () => this.state.awake,
      listeners,
    )
  }

  /** What makes actions of words, and has heard none. */
  matcher(): Matcher {
    return new Matcher(this.#actions)
  }

  // -- What is heard ------------------------------------------------------------------------------------------------

  /** How many frames lie between two looks: as on the laptop, or more where this machine can't keep up. */
  #pace(): number {
    const settings = settingsOf(this.facts)
    if (this.#took === 0) {
      const ears = Object.values(this.#known()).map((network) => new Ear(network, settings, 1))
      this.#took = ears.reduce((sum, ear) => sum + lookTime(ear), 0)
    }
    return affordable(this.#wanted(), this.#took, settings)
  }

  #wanted(): number {
    const { sampleRate, hop } = settingsOf(this.facts)
    return Math.round((this.facts.number("in_the_page.hop") * sampleRate) / hop)
  }

  #known(): Networks {
    const network = (name: string) => new Network(this.file(name) as NetworkFile)
    this.#networks ??= { small: network(SMALL), large: network(LARGE) }
    return this.#networks
  }

  #microphone(): void {
    this.#begin("Waiting for the microphone: the browser may ask you.", async (hear, end) => {
      const source = await microphone(settingsOf(this.facts).sampleRate, hear, () => end("The microphone is gone."))
      return { source, says: "Listening to the microphone." }
    })
  }

  #say(word: string): void {
    if (this.#speaker === null)
      this.#begin("", async (hear, end) => {
        const silent = () => end("Stopped, because nobody has said a word for a while.")
        const source = speaking(settingsOf(this.facts).sampleRate, hear, silent)
        this.#speaker = source
        return { source, says: "Recorded voices are heard." }
      })
    this.#speaker?.say(this.#voice(word))
  }

  #voice(word: string): Int16Array<ArrayBuffer> {
    const place = this.facts.words("say_marvin.words").indexOf(word)
    const ends = this.facts.numbers("say_marvin.ends")
    return samplesOf(this.file(VOICES) as string).slice(ends[place - 1] ?? 0, ends[place])
  }

  #begin(waiting: string, open: Open): void {
    const cascade = this.cascade(
      { wake: (glance) => this.#waking(glance), word: (glance) => this.#heard(glance) },
      this.#pace(),
    )
    const hear = (samples: Int16Array) => {
      cascade.push(samples)
      this.#ask()
    }
    void this.#turns.begin(waiting, hear, open)
    this.#matcher = this.matcher()
    this.#cascade = cascade
  }

  #ended(): void {
    this.#speaker = null
    this.#cascade = null
    this.#meters.small.show("", 0)
    this.#meters.large.show("", 0)
    this.#ask()
  }

  #waking(glance: Glance): void {
    this.#meters.small.show(glance.word, glance.mean)
    const late = this.#matcher.lapsed(glance.time)
    if (late !== null) this.#note(late.confirm, `nobody said it in time: ${late.does} is called off`)
    if (glance.accepted === null) return
    this.#words += 1
    this.#note(glance.accepted.word, "it wakes")
  }

  #heard(glance: Glance): void {
    this.#meters.large.show(glance.word, glance.mean)
    if (glance.accepted === null) return
    const { time, word } = glance.accepted
    this.#words += 1
    const steps = this.#matcher.push(time, word)
    if (steps.length === 0) this.#note(word, "nothing yet")
    for (const { kind, action } of steps) {
      if (kind === "due") this.#obey(word, action)
      else if (kind === "asked") this.#note(word, `${action.does}? Say “${action.confirm}”`)
      else this.#note(word, `${action.does} is called off`)
    }
  }

  // -- What is done -------------------------------------------------------------------------------------------------

  #listed(): Action[] {
    const texts = (name: string) => this.facts.words(`what_words_do.${name}`)
    const numbers = (name: string) => this.facts.numbers(`what_words_do.${name}`)
    return texts("say").map((say, row) => ({
      say: say.split(" "),
      within: numbers("within")[row] ?? 0,
      does: texts("does")[row] ?? "",
      confirm: texts("confirm")[row] ?? "",
      confirmWithin: numbers("confirm_within")[row] ?? 0,
    }))
  }

  #obey(word: string, action: Action): void {
    this.desk = obeying(this.desk, action.does)
    this.#done.add(action)
    this.#note(word, action.does)
    if (this.#done.size === this.#actions.length) this.#turns.halt(`You have won, with ${this.#words} words.`)
  }

  #note(word: string, what: string): void {
    this.#log.append(html("p", {}, html("strong", {}, word), ` ${what}`))
    while (this.#log.children.length > SHOWN) this.#log.firstElementChild?.remove()
    this.#ask()
  }

  #beginAgain(): void {
    this.desk = TIDY
    this.#words = 0
    this.#done.clear()
    this.#log.replaceChildren()
    this.#turns.halt(READY)
  }

  // -- What is seen -------------------------------------------------------------------------------------------------

  #slider(key: keyof State, label: string, step: number, words: (value: number) => string): Slider {
    const marks = [{ at: this.beginning()[key], name: "laptop" }]
    return new Slider({
      label,
      range: RANGES[key],
      step,
      words,
      marks,
      changed: (value) => this.change({ [key]: value }),
    })
  }

  #meterBox(): HTMLElement {
    return html("div", { class: "meters" }, this.#meters.small.element, this.#meters.large.element)
  }

  /** Have all painted with the browser's next picture; seldom where the reader wants no motion. */
  #ask(): void {
    if (this.#asked) return
    this.#asked = requestAnimationFrame((now) => {
      this.#asked = 0
      if (this.still.matches && this.#turns.hearing && now - this.#drawn < CALM) return
      this.#drawn = now
      this.#paint()
    })
  }

  #paint(): void {
    const left = this.#cascade?.left ?? 0
    this.#laptop.draw(this.desk, left, this.state.awake)
    this.#meters.small.draw(this.state.threshold, this.#cascade !== null)
    this.#meters.large.draw(this.facts.number("in_the_page.threshold"), left > 0)
    this.#list.replaceChildren(
      html("caption", {}, "Make it do all of this"),
      ...this.#actions.map((one) => this.#row(one)),
    )
    const { heard = 0, recognised = 0 } = this.#cascade ?? {}
    const share =
      heard > 0 ? ` The large network was given ${fixed((100 * recognised) / heard, 0)} % of the sound.` : ""
    this.#score.textContent = `${this.#done.size} of ${this.#actions.length} done, ${this.#words} words heard.${share}`
  }

  #row(action: Action): HTMLElement {
    const done = this.#done.has(action)
    const say = [...action.say, ...(action.confirm ? [action.confirm] : [])].join(" ")
    return html(
      "tr",
      { class: done ? "done" : "" },
      html("th", { scope: "row" }, say),
      html("td", {}, action.does),
      html("td", { class: "tick" }, done ? html("span", { role: "img", "aria-label": "done" }, "✓") : ""),
    )
  }
}

customElements.define("fs-command", Command)
