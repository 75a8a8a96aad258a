// Numbers as shades of grey, and what black and white stand for.

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

/** Show numbers on a canvas, a pixel each; the last ones not yet if there are fewer of them ``shown``. */
export const paint = (
  canvas: HTMLCanvasElement,
  columns: number,
  values: Float64Array,
  { black, white }: Range,
  shown = values.length,
): void => {
  const rows = values.length / columns
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows })
  const context = canvas.getContext("2d")
  if (context === null) return
  const picture = context.createImageData(columns, rows)
  const scale = white > black ? 255 / (white - black) : 0
  for (const [index, value] of values.subarray(0, shown).entries()) {
    const shade = Math.round(scale * (value - black)) // the canvas keeps it between 0 and 255
    picture.data.set([shade, shade, shade, 255], 4 * index)
  }
  context.putImageData(picture, 0, 0)
}
