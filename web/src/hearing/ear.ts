// A network at a stream of sound: the book's firststeps.keywords.listening.

import { FrontEnd, type Settings } from "./front_end"
import type { Network } from "./network"

export interface Look {
  readonly time: number // seconds into the stream, where the second that was looked at ends
  readonly probabilities: Float64Array
}

export class Ear {
  readonly frames: Float32Array[] = [] // of the last second
  readonly #frontEnd: FrontEnd
  #heard = 0 // frames since the stream began

  /** The network looks once in ``hop`` frames. */
  constructor(
    readonly network: Network,
    readonly settings: Settings,
    readonly hop: number,
  ) {
    this.#frontEnd = new FrontEnd(settings)
  }

  /** Take in more samples; each frame of features goes to ``felt``; return the looks that are now complete. */
  push(samples: Int16Array, felt: (frame: Float32Array) => void = () => {}): Look[] {
    const [second, bands] = this.network.file.input
    const { window, hop, sampleRate } = this.settings
    const looks: Look[] = []
    for (const frame of this.#frontEnd.push(samples)) {
      felt(frame)
      this.frames.push(frame)
      this.#heard += 1
      if (this.frames.length > second) this.frames.shift()
      if (this.frames.length < second || (this.#heard - second) % this.hop > 0) continue
      const features = new Float32Array(second * bands)
      for (const [row, values] of this.frames.entries()) features.set(values, row * bands)
      const time = ((this.#heard - 1) * hop + window) / sampleRate
      looks.push({ time, probabilities: this.network.probabilities(features) })
    }
    return looks
  }
}
