// One sound at a time: what is begun ends what was heard before, and what that still says is not heard.

import { button, html } from "../common/nodes"
import { type Source, SourceError } from "./sources"

/** Hears with ``hear`` and is told with ``end`` that nothing more comes; returns what is heard, in words. */
export type Open = (
  hear: (samples: Int16Array) => void,
  end: (says: string) => void,
) => Promise<{ source: Source; says: string }>

const HIDDEN = "Stopped, because the page was out of sight."

export class Turns {
  readonly status: HTMLElement
  readonly stop = button("Stop", () => this.halt("Stopped."))
  #source: Source | null = null
  #turn = 0 // of the sounds that were begun

  /** ``ready`` is said at first, ``instead`` after a sound that can't be had; ``changed`` is called at the end of each. */
  constructor(
    ready: string,
    readonly instead: string,
    readonly changed: () => void,
  ) {
    this.status = html("p", { role: "status", class: "status" }, ready)
    this.stop.disabled = true
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.#source) this.halt(HIDDEN)
    })
  }

  /** Whether something is heard now. */
  get hearing(): boolean {
    return this.#source !== null
  }

  /** Stop what is heard now, and hear something else. */
  async begin(waiting: string, hear: (samples: Int16Array) => void, open: Open): Promise<void> {
    this.halt(waiting)
    const turn = this.#turn
    const current = (does: () => void) => turn === this.#turn && does()
    try {
      const { source, says } = await open(
        (samples) => current(() => hear(samples)),
        (says) => current(() => this.halt(says)),
      )
      if (turn !== this.#turn) return source.stop() // the reader has pressed another button since
      this.#source = source
      this.stop.disabled = false
      this.say(says)
    } catch (error) {
      if (!(error instanceof SourceError)) throw error
      current(() => this.say(`${error.message} ${this.instead}`, true))
    }
  }

  halt(says: string): void {
    this.#turn += 1
    this.#source?.stop()
    this.#source = null
    this.stop.disabled = true
    this.say(says)
    this.changed()
  }

  say(words: string, wrong = false): void {
    this.status.classList.toggle("wrong", wrong)
    this.status.textContent = words
  }
}
