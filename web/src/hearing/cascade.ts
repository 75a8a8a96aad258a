// A small network waits for its word, and a larger one hears only what comes after it: the book's firststeps.voice.cascade.

import { type Accepted, type Detection, Detector, isCommand } from "./detector"
import { Ear } from "./ear"
import type { Settings } from "./front_end"
import type { Network } from "./network"

/** A network, and when a word counts as heard. */
export interface Hearing {
  readonly network: Network
  readonly settings: Settings
  readonly hop: number // frames from look to look
  readonly detection: () => Detection // which the reader may change meanwhile
}

/** What is known after a look. */
export interface Glance {
  readonly time: number // seconds into the stream
  readonly word: string // which of the words is likeliest
  readonly mean: number // its mean probability
  readonly accepted: Accepted | null
}

/** Hears words; before the first sample it hears silence, so that a word at the very beginning is heard like others. */
class WordEar {
  readonly #ear: Ear
  readonly #detector: Detector
  readonly #commands: readonly number[]
  readonly #start: number

  constructor(
    readonly hearing: Hearing,
    start: number,
  ) {
    const { network, settings, hop } = hearing
    this.#detector = new Detector(network.labels)
    this.#commands = network.labels.flatMap((label, index) => (isCommand(label) ? [index] : []))
    this.#ear = new Ear(network, settings, hop)
    const silence = samplesBefore(hearing) - hop * settings.hop
    this.#start = start - silence / settings.sampleRate
    this.#ear.push(new Int16Array(silence))
  }

  push(samples: Int16Array): Glance[] {
    return this.#ear.push(samples).map((look) => {
      const time = this.#start + look.time
      const accepted = this.#detector.push(time, look.probabilities, this.hearing.detection())
      const mean = (index: number) => this.#detector.means[index] ?? 0
      const best = this.#commands.reduce((one, other) => (mean(other) > mean(one) ? other : one))
      return { time, word: this.#detector.labels[best] ?? "", mean: mean(best), accepted }
    })
  }
}

/** Samples that the first look is about. */
const samplesBefore = ({ network, settings }: Hearing): number =>
  settings.window + (network.file.input[0] - 1) * settings.hop

export interface Listeners {
  readonly wake: (glance: Glance) => void // each look of the small network
  readonly word: (glance: Glance) => void // each look of the large one; what it accepts in the wake word is left out
}

export class Cascade {
  heard = 0 // samples
  recognised = 0 // samples that the large network was given
  woken = 0 // wake words
  readonly #wake: WordEar
  readonly #rate: number
  readonly #before: number // samples that the large network hears of what was before the wake word's end
  #kept: Int16Array = new Int16Array(0) // the newest samples
  #large: WordEar | null = null // none while it sleeps
  #given = 0 // the place up to which the large network has had the sound
  #until = 0 // the place up to which it is to have it
  #from = 0 // the place after which a word has to be accepted: until there it was part of the wake word

  /** ``awake`` are the seconds for which a wake word, and each word after it, keeps the large network awake. */
  constructor(
    wake: Hearing,
    readonly large: Hearing,
    readonly awake: () => number,
    readonly listeners: Listeners,
  ) {
    this.#rate = wake.settings.sampleRate
    this.#wake = new WordEar(wake, 0)
    this.#before = samplesBefore(large) + Math.round(large.detection().window * this.#rate)
  }

  /** Seconds for which the large network will stay awake; 0 while it sleeps. */
  get left(): number {
    return this.#large === null ? 0 : (this.#until - this.heard) / this.#rate
  }

  push(samples: Int16Array): void {
    const old = this.#kept.subarray(Math.max(0, this.#kept.length - this.#before))
    this.#kept = new Int16Array(old.length + samples.length)
    this.#kept.set(old)
    this.#kept.set(samples, old.length)
    this.heard += samples.length
    for (const glance of this.#wake.push(samples)) {
      this.#recognise(this.#place(glance.time))
      this.listeners.wake(glance)
      if (glance.accepted !== null) this.#woken(this.#place(glance.time))
    }
    this.#recognise(this.heard)
  }

  #place(time: number): number {
    return Math.round(time * this.#rate)
  }

  #woken(place: number): void {
    if (this.#large === null) {
      this.#from = place
      this.#given = Math.max(place - this.#before, 0)
      this.#large = new WordEar(this.large, this.#given / this.#rate)
    }
    this.#stay(place)
    this.woken += 1
  }

  #stay(place: number): void {
    this.#until = Math.max(this.#until, place + Math.round(this.awake() * this.#rate))
  }

  /** Give the large network the sound up to a place, or until it falls asleep: a word keeps it awake for longer. */
  #recognise(place: number): void {
    const first = this.heard - this.#kept.length
    while (this.#large !== null && this.#given < place) {
      const last = Math.min(place, this.#until)
      const glances = this.#large.push(this.#kept.subarray(this.#given - first, last - first))
      this.recognised += last - this.#given
      this.#given = last
      this.#tell(glances)
      if (this.#given < this.#until) continue
      const rest = this.#large.push(new Int16Array(this.#rate)) // a word may end where the sound does
      this.#large = null
      const now = this.#given / this.#rate
      this.#tell(rest.map((glance) => at(now, glance)))
    }
  }

  #tell(glances: readonly Glance[]): void {
    for (const glance of glances) {
      const counts = this.#place(glance.time) > this.#from
      if (counts && glance.accepted !== null && this.#large !== null) this.#stay(this.#place(glance.time))
      this.listeners.word(counts ? glance : { ...glance, accepted: null })
    }
  }
}

const at = (time: number, glance: Glance): Glance => ({
  ...glance,
  time,
  accepted: glance.accepted && { ...glance.accepted, time },
})
