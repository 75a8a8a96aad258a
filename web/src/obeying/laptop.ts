// A laptop in the page, which does what the list of actions says; the real one's list, and no real deed.

import { html } from "../common/nodes"

export interface Desk {
  readonly page: string // the address that is open, empty if none is
  readonly volume: number // steps
  readonly muted: boolean
  readonly playing: boolean
  readonly tune: number // counted from 1
  readonly locked: boolean
}

const STEPS = 8 // of the volume
const TUNES = 9

export const TIDY: Desk = { page: "", volume: 4, muted: false, playing: false, tune: 1, locked: false }

const deeds: Readonly<Record<string, (desk: Desk) => Partial<Desk>>> = {
  "volume up": ({ volume }) => ({ volume: Math.min(STEPS, volume + 1), muted: false }),
  "volume down": ({ volume }) => ({ volume: Math.max(0, volume - 1) }),
  "volume mute": ({ muted }) => ({ muted: !muted }),
  "media play-pause": ({ playing }) => ({ playing: !playing }),
  "media next": ({ tune }) => ({ tune: (tune % TUNES) + 1 }),
  "media previous": ({ tune }) => ({ tune: ((tune + TUNES - 2) % TUNES) + 1 }),
  "media stop": () => ({ playing: false, tune: 1 }),
  "lock the screen": () => ({ locked: true }),
}

/** What the desk is like once this was done; what it doesn't know, it leaves undone. */
export const obeying = (desk: Desk, does: string): Desk => {
  const page = does.startsWith("open ") ? { page: does.slice("open ".length) } : {}
  return { ...desk, ...page, ...deeds[does]?.(desk) }
}

/** The desk in words, for those who don't see it. */
export const told = ({ page, volume, muted, playing, tune, locked }: Desk): string =>
  [
    page ? `${page} is open` : "no page is open",
    `tune ${tune} ${playing ? "plays" : "does not play"}`,
    muted ? "no sound" : `volume ${volume} of ${STEPS}`,
    locked ? "the screen is locked" : "the screen is not locked",
  ].join(", ")

export class Laptop {
  readonly #page = html("div", { class: "page" })
  readonly #tune = html("div", { class: "tune" })
  readonly #volume = html("div", { class: "volume" })
  readonly #lock = html("div", { class: "lock" }, html("span", { class: "padlock" }), "locked")
  readonly #ear = html("div", { class: "ear" })
  readonly #left = html("span", { class: "left" })
  readonly #screen = html("div", { class: "screen" }, this.#page, this.#tune, this.#volume, this.#lock, this.#ear)
  readonly element = html("div", { class: "laptop", role: "img" }, this.#screen, html("div", { class: "base" }))

  constructor(readonly wakeWord: string) {}

  /** ``left`` are the seconds for which it stays awake, of ``awake``; 0 while it sleeps. */
  draw(desk: Desk, left: number, awake: number): void {
    this.element.setAttribute("aria-label", `A laptop: ${told(desk)}.`)
    const address = html("span", { class: "address" }, desk.page)
    this.#page.replaceChildren(address, ...[1, 2, 3].map(() => html("span", { class: "text" })))
    this.#page.classList.toggle("open", desk.page !== "")
    this.#tune.replaceChildren(html("span", { class: desk.playing ? "sign playing" : "sign" }), `tune ${desk.tune}`)
    const bars = Array.from({ length: STEPS }, (_, step) => html("span", { class: step < desk.volume ? "on" : "" }))
    this.#volume.replaceChildren(...bars, html("em", {}, desk.muted ? "mute" : ""))
    this.#volume.classList.toggle("muted", desk.muted)
    this.#lock.classList.toggle("on", desk.locked)
    this.#ear.classList.toggle("awake", left > 0)
    this.#left.style.width = `${Math.min(100, (100 * left) / awake).toFixed(1)}%`
    this.#ear.replaceChildren(this.#left, html("span", { class: "says" }, this.#says(left)))
  }

  #says(left: number): string {
    return left > 0 ? `awake for ${Math.ceil(left)} s` : `asleep until “${this.wakeWord}”`
  }
}
