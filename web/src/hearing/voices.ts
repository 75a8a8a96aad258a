// Recorded words that are said when the reader asks for them, with silence in between: a microphone for those without.

import type { Source } from "./sources"

const EVERY = 30 // ms between two pieces of sound
const GAP = 0.6 // seconds of silence after a word, so that the next one can be told from it
const QUIET = 30 // seconds without a word after which nothing more is expected

export interface Speaker extends Source {
  /** Say this after what has still to be said. */
  say(samples: Int16Array<ArrayBuffer>): void
}

/** Hand on what is said, as fast as it can be heard, and silence in between; ``ended`` is called after long silence. */
export const speaking = (rate: number, heard: (samples: Int16Array) => void, ended: () => void): Speaker => {
  const context = "AudioContext" in window ? new AudioContext() : null // without one, words are said in silence
  const waiting: Int16Array<ArrayBuffer>[] = []
  const began = performance.now()
  let [given, place, last] = [0, 0, 0] // samples handed on, of them of the word that is said, and until the last word

  const play = (samples: Int16Array<ArrayBuffer>): void => {
    if (context === null) return
    const buffer = context.createBuffer(1, samples.length, rate)
    buffer.copyToChannel(
      Float32Array.from(samples, (sample) => sample / 32_768),
      0,
    )
    const source = new AudioBufferSourceNode(context, { buffer })
    source.connect(context.destination)
    source.start()
  }

  /** The next samples, ``count`` of them at most. */
  const next = (count: number): Int16Array => {
    const [word] = waiting
    if (word === undefined) return new Int16Array(count)
    if (place === 0) play(word)
    const end = word.length + Math.round(GAP * rate)
    const piece = new Int16Array(Math.min(count, end - place))
    piece.set(word.subarray(place, place + piece.length))
    place += piece.length
    if (place < end) return piece
    waiting.shift()
    place = 0
    last = given + piece.length
    return piece
  }

  const timer = window.setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * rate)
    while (given < due) {
      const piece = next(due - given)
      given += piece.length
      heard(piece)
    }
    if (waiting.length === 0 && given - last > QUIET * rate) ended()
  }, EVERY)

  const stop = (): void => {
    clearInterval(timer)
    void context?.close()
  }
  return { stop, say: (samples) => void waiting.push(samples) }
}
