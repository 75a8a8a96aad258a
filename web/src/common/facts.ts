// What the experiments recorded, as the page hands it over: {"script": {"fact": value}}.

export class Facts {
  readonly #known: Record<string, Record<string, unknown>>

  constructor(json: string) {
    this.#known = JSON.parse(json)
  }

  /** The fact that pages call "script.fact". */
  number(name: string): number {
    const value = this.#value(name)
    if (typeof value !== "number") throw new TypeError(`${name} is no number`)
    return value
  }

  numbers(name: string): readonly number[] {
    const value = this.#value(name)
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === "number"))
      throw new TypeError(`${name} is no list of numbers`)
    return value
  }

  words(name: string): readonly string[] {
    const value = this.#value(name)
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === "string"))
      throw new TypeError(`${name} is no list of words`)
    return value
  }

  /** A list of two numbers. */
  range(name: string): readonly [number, number] {
    const [low, high, ...more] = this.numbers(name)
    if (low === undefined || high === undefined || more.length > 0) throw new TypeError(`${name} is no range`)
    return [low, high]
  }

  #value(name: string): unknown {
    const [script = "", fact = ""] = name.split(".")
    const value = this.#known[script]?.[fact]
    if (value === undefined) throw new Error(`the page hands over no fact ${name}`)
    return value
  }
}
