// Two layers of neurons without activation, as in firststeps.learning.dense; a test holds the two together.

import { gradient, type Line, type Points } from "./line"

/** Neurons side by side, and one that adds up what they say. */
export interface TwoLayers {
  readonly first: readonly { readonly w: number; readonly b: number; readonly share: number }[]
  readonly bias: number // of the neuron that adds up
}

/** The one line that the network computes: a sum of lines is a line. */
export const collapse = ({ first, bias }: TwoLayers): Line => ({
  w: first.reduce((sum, { w, share }) => sum + share * w, 0),
  b: first.reduce((sum, { b, share }) => sum + share * b, bias),
})

/** Random starts as Keras draws them (Glorot and Bengio 2010): weights evenly up to a limit, biases of zero. */
export const randomStart = (neurons: number, seed: number): TwoLayers => {
  const draw = generator(seed)
  const limit = Math.sqrt(6 / (1 + neurons))
  const weight = () => limit * (2 * draw() - 1)
  return { first: Array.from({ length: neurons }, () => ({ w: weight(), b: 0, share: weight() })), bias: 0 }
}

export const randomNeuron = (seed: number): Line => ({ w: Math.sqrt(3) * (2 * generator(seed)() - 1), b: 0 })

/** The networks that gradient descent goes through: the start and one for each step. */
export const train = (start: TwoLayers, points: Points, rate: number, steps: number): TwoLayers[] => {
  const networks = [start]
  let { first, bias } = start
  for (let step = 0; step < steps; step++) {
    // By the chain rule, from the slopes of the loss for the line that the network computes.
    const [dw, db] = gradient(collapse({ first, bias }), points)
    first = first.map(({ w, b, share }) => ({
      w: w - rate * share * dw,
      b: b - rate * share * db,
      share: share - rate * (w * dw + b * db),
    }))
    bias -= rate * db
    networks.push({ first, bias })
  }
  return networks
}

/** Numbers between 0 and 1 that follow from a seed (Mulberry32 by Tommy Ettinger, in the public domain). */
const generator = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
