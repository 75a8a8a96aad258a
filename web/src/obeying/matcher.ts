// From words to what is to be done: the book's firststeps.voice.matching.

export interface Action {
  readonly say: readonly string[] // the words, in their order
  readonly within: number // seconds from the first word to the last
  readonly does: string // as the list says it
  readonly confirm: string // the word that has to follow before anything is done; empty if none has to
  readonly confirmWithin: number // seconds in which it has to follow
}

export interface Step {
  readonly kind: "due" | "asked" | "lapsed"
  readonly action: Action
}

interface Said {
  readonly time: number
  readonly word: string
}

/** A word is used once; of two sequences that end at the same word, the longer one counts. */
export class Matcher {
  readonly #actions: readonly Action[]
  readonly #most: number
  #heard: Said[] = []
  #asked: { readonly time: number; readonly action: Action } | null = null

  constructor(actions: readonly Action[]) {
    this.#actions = [...actions].sort((one, other) => other.say.length - one.say.length)
    this.#most = Math.max(1, ...actions.map(({ say }) => say.length))
  }

  push(time: number, word: string): Step[] {
    const steps: Step[] = []
    if (this.#asked !== null) {
      const { time: since, action } = this.#asked
      this.#asked = null
      if (word === action.confirm && time - since <= action.confirmWithin) return [{ kind: "due", action }]
      steps.push({ kind: "lapsed", action })
    }
    this.#heard = [...this.#heard, { time, word }].slice(-this.#most)
    const action = this.#actions.find((one) => this.#endsWith(one))
    if (action === undefined) return steps
    this.#heard = []
    this.#asked = action.confirm ? { time, action } : null
    return [...steps, { kind: action.confirm ? "asked" : "due", action }]
  }

  /** The action that waited to be confirmed until it was too late, if any, once. */
  lapsed(time: number): Action | null {
    if (this.#asked === null || time - this.#asked.time <= this.#asked.action.confirmWithin) return null
    const { action } = this.#asked
    this.#asked = null
    return action
  }

  #endsWith({ say, within }: Action): boolean {
    const last = this.#heard.slice(-say.length)
    const [first, end] = [last[0]?.time ?? 0, last.at(-1)?.time ?? 0]
    return last.length === say.length && last.every(({ word }, place) => word === say[place]) && end - first <= within
  }
}
