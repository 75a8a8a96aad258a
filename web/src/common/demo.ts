// What all demos share: an element that shows what it computes in place of the static figure inside it.

import { Announcer } from "./announcer"
import css from "./demo.css"
import { Facts } from "./facts"
import { teller, told } from "./fragment"
import { html } from "./nodes"

/** What a demo shows, in numbers; with the same state it shows the same. */
export type State = Readonly<Record<string, number>>

export abstract class Demo<S extends State> extends HTMLElement {
  protected facts!: Facts
  protected readonly css: string = "" // its own rules, after those of all demos
  protected readonly announcer = new Announcer()
  protected readonly still = matchMedia("(prefers-reduced-motion: reduce)")
  #tell!: (state: S) => void
  #state!: S

  /** What it shows before the reader has touched it. */
  protected abstract beginning(): S

  /** A state as told by an address, mended where it makes no sense. */
  protected abstract mended(state: S): S

  /** The parts of the demo, made once. */
  protected abstract parts(): readonly Node[]

  /** Draw the state, ``width`` pixels wide. */
  protected abstract draw(state: S, width: number): void

  /** The state in a sentence. */
  protected abstract words(state: S): string

  connectedCallback(): void {
    if (this.shadowRoot) return // moved within the page
    this.facts = new Facts(this.querySelector("script")?.textContent ?? "{}")
    this.#tell = teller(this.#name)
    this.#state = this.beginning()
    const stage = html("div", { class: "stage" }, ...this.parts(), this.announcer.element)
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css + this.css)
    const root = this.attachShadow({ mode: "open" })
    root.adoptedStyleSheets = [sheet]
    root.append(stage, html("slot")) // what was there for readers without JavaScript is what goes to paper
    const takeAddress = () => this.#takeAddress()
    takeAddress()
    window.addEventListener("hashchange", takeAddress)
    new ResizeObserver(() => this.redraw()).observe(stage)
  }

  get state(): S {
    return this.#state
  }

  /** Show another state; the reader's address and the screen reader follow. */
  protected change(state: Partial<S>): void {
    this.#state = { ...this.#state, ...state }
    this.redraw()
    this.#tell(this.#state)
    this.announcer.say(this.words(this.#state))
  }

  /** Draw the state again, for something else has changed that is to be seen. */
  protected redraw(): void {
    const width = this.shadowRoot?.querySelector(".stage")?.clientWidth ?? 0
    if (width > 0) this.draw(this.#state, width)
  }

  /** A file that the page hands over besides the facts: what a JSON file holds, or another's bytes as base64. */
  protected file(name: string): unknown {
    const found = [...this.querySelectorAll("script")].find((script) => script.dataset.file === name)
    if (found === undefined) throw new Error(`the page hands over no file ${name}`)
    return JSON.parse(found.textContent)
  }

  get #name(): string {
    return this.localName.replace("fs-", "")
  }

  #takeAddress(): void {
    const numbers = told(this.#name)
    if (numbers === null) return
    const beginning = this.beginning()
    const known = Object.keys(beginning).filter((key) => numbers.has(key))
    const said = Object.fromEntries(known.map((key) => [key, numbers.get(key)]))
    this.#state = this.mended({ ...beginning, ...said })
    this.redraw()
    this.scrollIntoView({ block: "center" })
  }
}
