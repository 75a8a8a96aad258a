// Sound at another rate: what lies between the samples is found by a windowed sinc, and what is too high is taken out.

const CROSSINGS = 16 // of zero, on each side of the middle of the sinc
const PASSED = 0.95 // of the band that the lower rate can hold

export class Resampler {
  readonly #up: number // for so many samples …
  readonly #down: number // … so many come in
  readonly #reach: number // samples that count, on each side
  readonly #phases: readonly Float64Array[] // the weights, for each place between two samples
  #waiting: Float32Array
  #next = 0 // the place of the next sample to come out, in parts of 1 / up, counted from the first one waiting

  constructor(from: number, to: number) {
    const common = divisor(from, to)
    this.#up = to / common
    this.#down = from / common
    const band = PASSED * Math.min(1, to / from)
    this.#reach = Math.ceil(CROSSINGS / band)
    this.#phases = Array.from({ length: this.#up }, (_, phase) => weights(phase / this.#up, band, this.#reach))
    this.#waiting = new Float32Array(this.#reach - 1) // silence before the beginning, so that nothing comes late
  }

  /** Take in more samples and return those that can be told now. */
  push(samples: Float32Array): Float32Array {
    const all = new Float32Array(this.#waiting.length + samples.length)
    all.set(this.#waiting)
    all.set(samples, this.#waiting.length)
    const made: number[] = []
    let first = Math.floor(this.#next / this.#up)
    for (; first + 2 * this.#reach <= all.length; first = Math.floor(this.#next / this.#up)) {
      const weights = this.#phases[this.#next % this.#up] as Float64Array
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (all[first + k] as number)
      made.push(sum)
      this.#next += this.#down
    }
    const done = Math.min(first, all.length)
    this.#waiting = all.slice(done)
    this.#next -= done * this.#up
    return Float32Array.from(made)
  }
}

/** The weights of 2 × reach samples for a place so far behind the one in the middle; they add up to 1. */
const weights = (behind: number, band: number, reach: number): Float64Array => {
  const found = Float64Array.from({ length: 2 * reach }, (_, k) => {
    const x = k - (reach - 1) - behind
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * band * x) / (Math.PI * band * x)
    return Math.abs(x) < reach ? sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / reach)) : 0
  })
  const sum = found.reduce((total, weight) => total + weight, 0)
  return found.map((weight) => weight / sum)
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
