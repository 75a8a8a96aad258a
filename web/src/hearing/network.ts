// A trained network, run operation by operation; the file is told in the book's firststeps.keywords.web_weights.

interface Operation {
  readonly kind: string
  readonly on: readonly number[] // the values that it works on
  readonly shape: readonly number[] // of its own value: rows, columns, channels; or channels
  readonly relu?: boolean
  readonly stride?: readonly [number, number]
  readonly before?: readonly [number, number] // rows and columns of zeros before the input
  readonly kernel?: readonly number[]
  readonly weights?: number // where the weights begin among the numbers
  readonly biases?: number
}

export interface NetworkFile {
  readonly labels: readonly string[]
  readonly input: readonly [number, number]
  readonly middle: number // the feature that becomes 0
  readonly spread: number // features that become 1
  readonly operations: readonly Operation[]
  readonly numbers: string
}

// Doubles, though the weights are stored in 16 bits: a JavaScript engine computes in doubles and would convert.
type Values = Float64Array
type Step = (values: readonly Values[]) => Values

export class Network {
  readonly labels: readonly string[]
  readonly #steps: readonly Step[]

  constructor(readonly file: NetworkFile) {
    this.labels = file.labels
    const numbers = halves(bytesOf(file.numbers))
    const shapes: (readonly number[])[] = [[...file.input, 1]]
    this.#steps = file.operations.map((operation) => {
      const on = operation.on.map((value) => shapes[value] ?? [])
      shapes.push(operation.shape)
      return step(operation, on, numbers)
    })
  }

  /** How probable each class is, given features of 0 to 255, a row of them for each frame. */
  probabilities(features: Float32Array): Values {
    const { middle, spread } = this.file
    // Whole numbers, as the laptop's file takes them.
    const values: Values[] = [Float64Array.from(features, (feature) => (Math.round(feature) - middle) / spread)]
    for (const step of this.#steps) values.push(step(values))
    return values.at(-1) as Values
  }
}

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

/** Numbers of 16 bits: a sign, five bits of exponent, ten of fraction (IEEE 754 binary16). */
const halves = (bytes: Uint8Array<ArrayBuffer>): Values =>
  Float64Array.from(new Uint16Array(bytes.buffer), (bits) => {
    const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
    const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15)
    return bits & 0x8000 ? -size : size
  })

const step = (operation: Operation, shapes: readonly (readonly number[])[], numbers: Values): Step => {
  const [a = 0, b = 0] = operation.on
  const made = kinds[operation.kind]
  if (made === undefined) throw new Error(`no operation is called ${operation.kind}`)
  const compute = made(operation, shapes[0] ?? [], numbers)
  return (values) => {
    const value = compute(values[a] as Values, values[b] as Values)
    if (operation.relu) for (let k = 0; k < value.length; k++) value[k] = Math.max(0, value[k] as number)
    return value
  }
}

type Compute = (x: Values, more: Values) => Values
type Kind = (operation: Operation, input: readonly number[], numbers: Values) => Compute

const kinds: Readonly<Record<string, Kind>> = {
  reshape: () => (x) => x.slice(), // a copy: a ReLU that follows must not change the value before
  add: () => (x, more) => x.map((value, k) => value + (more[k] as number)),
  mean: (_, input) => (x) => {
    const channels = input[2] ?? 1
    const sums = new Float64Array(channels)
    for (const [k, value] of x.entries()) sums[k % channels] = (sums[k % channels] as number) + value
    return sums.map((sum) => (sum * channels) / x.length)
  },
  softmax: () => (x) => {
    const highest = Math.max(...x)
    const powers = x.map((value) => Math.exp(value - highest))
    const sum = powers.reduce((total, power) => total + power, 0)
    return powers.map((power) => power / sum)
  },
  dense: (operation, _, numbers) => {
    const sums = new Sums(operation, numbers)
    return (x) => {
      const result = new Float64Array(operation.shape[0] ?? 0)
      sums.write(x, result, 0)
      return result
    }
  },
  convolution: (operation, input, numbers) => {
    const sums = new Sums(operation, numbers)
    const [height = 1, width = 1, inputs = 1, outputs = 1] = operation.kernel ?? []
    const seen = new Float64Array(height * width * inputs)
    return windows(operation, input, (x, result, at, cells) => {
      for (const [cell, place] of cells.entries()) {
        if (place < 0) seen.fill(0, cell * inputs, (cell + 1) * inputs)
        else for (let k = 0; k < inputs; k++) seen[cell * inputs + k] = x[place * inputs + k] as number
      }
      sums.write(seen, result, at * outputs)
    })
  },
  depthwise: (operation, input, numbers) => {
    const { weights = 0, biases = 0, kernel = [] } = operation
    const channels = kernel[2] ?? 1
    return windows(operation, input, (x, result, at, cells) => {
      for (let channel = 0; channel < channels; channel++) {
        let sum = numbers[biases + channel] as number
        for (let cell = 0; cell < cells.length; cell++) {
          const place = cells[cell] as number
          if (place >= 0)
            sum += (x[place * channels + channel] as number) * (numbers[weights + cell * channels + channel] as number)
        }
        result[at * channels + channel] = sum
      }
    })
  },
}

/** Move a window over the input; ``look`` gets the cells that it sees, -1 for each outside of the input. */
const windows = (
  { shape, kernel = [], stride: [down, right] = [1, 1], before: [above, beside] = [0, 0] }: Operation,
  input: readonly number[],
  look: (x: Values, result: Values, at: number, cells: Int32Array) => void,
): Compute => {
  const [rows = 1, columns = 1, channels = 1] = shape
  const [inputRows = 1, inputColumns = 1] = input
  const [height = 1, width = 1] = kernel
  const places = Array.from({ length: rows * columns }, (_, at) =>
    Int32Array.from({ length: height * width }, (_, cell) => {
      const row = Math.floor(at / columns) * down - above + Math.floor(cell / width)
      const column = (at % columns) * right - beside + (cell % width)
      const inside = row >= 0 && row < inputRows && column >= 0 && column < inputColumns
      return inside ? row * inputColumns + column : -1
    }),
  )
  return (x) => {
    const result = new Float64Array(places.length * channels)
    for (const [at, cells] of places.entries()) look(x, result, at, cells)
    return result
  }
}

/** Sums of inputs times weights, one for each output; nearly all of the time is spent here. */
class Sums {
  readonly #outputs: number
  readonly #weights: Values // those of four outputs for the first input, the same for the second …; then the next four
  readonly #biases: Values // and, as of the weights, zeros up to a multiple of four

  constructor({ kernel = [], weights = 0, biases = 0 }: Operation, numbers: Values) {
    const outputs = kernel.at(-1) ?? 1
    const inputs = (biases - weights) / outputs
    const fours = 4 * Math.ceil(outputs / 4)
    this.#outputs = outputs
    this.#biases = new Float64Array(fours)
    this.#biases.set(numbers.subarray(biases, biases + outputs))
    this.#weights = new Float64Array(inputs * fours)
    for (let k = 0; k < inputs; k++)
      for (let output = 0; output < outputs; output++)
        this.#weights[((output >> 2) * inputs + k) * 4 + (output & 3)] = numbers[
          weights + k * outputs + output
        ] as number
  }

  /** Write the sums for ``x`` into ``result`` from ``at`` on. */
  write(x: Values, result: Values, at: number): void {
    const [weights, biases, outputs] = [this.#weights, this.#biases, this.#outputs]
    for (let output = 0, w = 0; output < outputs; output += 4) {
      let a = biases[output] as number
      let b = biases[output + 1] as number
      let c = biases[output + 2] as number
      let d = biases[output + 3] as number
      for (let k = 0; k < x.length; k++, w += 4) {
        const value = x[k] as number
        a += value * (weights[w] as number)
        b += value * (weights[w + 1] as number)
        c += value * (weights[w + 2] as number)
        d += value * (weights[w + 3] as number)
      }
      result[at + output] = a
      if (output + 1 < outputs) result[at + output + 1] = b
      if (output + 2 < outputs) result[at + output + 2] = c
      if (output + 3 < outputs) result[at + output + 3] = d
    }
  }
}
