// Numbers as shades of grey, and what black and white stand for.

import { fixed } from "../common/words"
import type { Grey } from "./grey"

const QUARTER = 0.25 // of the largest answer; one that lies farther than this below zero is worth a shade

export interface Range {
  readonly black: number
  readonly white: number
}

/**
 * What black and white stand for in a picture of answers. As on the book's page, none is grey and the largest white;
 * if hardly an answer lies below zero, they are grey values themselves, and none is black.
 */
export const rangeOf = (answers: Float64Array): Range => {
  let [low, high] = [0, 0]
  for (const answer of answers) {
    low = Math.min(low, answer)
    high = Math.max(high, answer)
  }
  const largest = Math.max(high, -low)
  return { black: -low > QUARTER * high ? -largest : 0, white: largest }
}

/** What they stand for, in words. */
export const legend = ({ black, white }: Range): string => {
  if (white === 0) return "No place has an answer."
  return black < 0
    ? `Black is ${fixed(black, 2)}, grey none, white ${fixed(white, 2)}.`
    : `Black is none, white ${fixed(white, 2)}.`
}

/** Show a picture on a canvas, the first ``places`` of it. */
export const paint = (
  canvas: HTMLCanvasElement,
  { rows, columns, values }: Grey,
  { black, white }: Range,
  places = values.length,
): void => {
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows })
  const context = canvas.getContext("2d")
  if (context === null) return
  const picture = context.createImageData(columns, rows)
  const scale = white > black ? 255 / (white - black) : 0
  for (const [index, value] of values.subarray(0, places).entries()) {
    const shade = Math.round(scale * (value - black)) // the canvas keeps it between 0 and 255
    picture.data.set([shade, shade, shade, 255], 4 * index)
  }
  context.putImageData(picture, 0, 0)
}
