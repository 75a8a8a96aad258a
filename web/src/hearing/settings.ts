// The front end's settings, as the experiment in_the_page recorded them.

import type { Facts } from "../common/facts"
import type { Ear } from "./ear"
import type { Settings } from "./front_end"

const TRIED = 8 // looks that the clock is held to; the quickest counts, the first ones are slow everywhere
const SHARE = 0.5 // of the time that looks may take

export const settingsOf = (facts: Facts): Settings => {
  const fact = (name: string) => facts.number(`in_the_page.${name}`)
  return {
    sampleRate: fact("sample_rate"),
    window: fact("window_length"),
    hop: fact("hop_length"),
    fft: fact("fft_length"),
    bands: fact("bands"),
    lowest: fact("lowest"),
    highest: fact("highest"),
    floor: fact("floor"),
    gain: fact("gain"),
    offset: fact("offset"),
  }
}

/** Milliseconds that a look takes on this machine; ``ear`` has heard nothing and looks at every frame. */
export const lookTime = (ear: Ear): number => {
  const { hop, window } = ear.settings
  ear.push(new Int16Array(window + (ear.network.file.input[0] - 2) * hop))
  const times = Array.from({ length: TRIED }, () => {
    const began = performance.now()
    ear.push(new Int16Array(hop))
    return performance.now() - began
  })
  return Math.min(...times)
}

/** How many frames have to lie between two looks of ``took`` ms for a machine to keep up: ``hop``, or more. */
export const affordable = (hop: number, took: number, settings: Settings): number => {
  const milliseconds = (1000 * settings.hop) / settings.sampleRate
  let frames = hop
  while (took > SHARE * frames * milliseconds) frames *= 2
  return frames
}
