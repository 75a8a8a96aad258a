// From probabilities that come again and again to words that are accepted once: the book's firststeps.keywords.detector.

export interface Detection {
  readonly hop: number // seconds from one look at the stream to the next
  readonly window: number // seconds over which probabilities are averaged
  readonly threshold: number // mean probability from which on a word is accepted
  readonly pause: number // seconds after a word in which no other is accepted
}

export interface Accepted {
  readonly time: number // seconds into the stream
  readonly word: string
}

const INSTANT = 1e-6 // seconds; what differs by less is the same moment

export class Detector {
  #kept: { readonly time: number; readonly probabilities: ArrayLike<number> }[] = []
  #held = new Set<number>() // words that were accepted and have not fallen below the threshold since
  #last = Number.NEGATIVE_INFINITY
  means: readonly number[]

  constructor(readonly labels: readonly string[]) {
    this.means = labels.map(() => 0)
  }

  /** Take in the probabilities at a time and return the word that is accepted there, if any. */
  push(time: number, probabilities: ArrayLike<number>, detection: Detection): Accepted | null {
    const { hop, window, threshold, pause } = detection
    const looks = Math.max(1, Math.round(window / hop))
    this.#kept.push({ time, probabilities })
    this.#kept = this.#kept.filter((look) => look.time >= time - (looks - 0.5) * hop)
    this.means = this.labels.map(
      (_, word) => this.#kept.reduce((sum, look) => sum + (look.probabilities[word] ?? 0), 0) / looks,
    )
    const mean = (word: number) => this.means[word] ?? 0
    const above = this.labels.flatMap((label, word) => (isCommand(label) && mean(word) >= threshold ? [word] : []))
    this.#held = new Set(above.filter((word) => this.#held.has(word)))
    const fresh = above.filter((word) => !this.#held.has(word))
    if (fresh.length === 0 || time - this.#last < pause - INSTANT) return null
    const best = fresh.reduce((one, other) => (mean(other) > mean(one) ? other : one))
    this.#held.add(best)
    this.#last = time
    return { time, word: this.labels[best] ?? "" }
  }
}

/** Whether a class can be accepted: all but silence and unknown words. */
export const isCommand = (label: string): boolean => !label.startsWith("_")
