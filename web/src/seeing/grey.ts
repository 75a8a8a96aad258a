// A grey picture, and nine weights laid over its places, as firststeps.images.filters does it.

export const SIDE = 3 // weights in each direction

export interface Grey {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array // by rows; 0 is black and 1 white
}

/** Nine pixels by rows, the middle one at a place; beyond the edge, a picture goes on as its edge. */
export const patch = ({ rows, columns, values }: Grey, row: number, column: number): number[] => {
  const found: number[] = []
  for (let down = -1; down <= 1; down++)
    for (let across = -1; across <= 1; across++) {
      const at = Math.min(rows - 1, Math.max(0, row + down)) * columns
      found.push(values[at + Math.min(columns - 1, Math.max(0, column + across))] ?? 0)
    }
  return found
}

/** The answer at one place: products, added up. */
export const answerTo = (pixels: readonly number[], weights: readonly number[]): number =>
  pixels.reduce((sum, pixel, index) => sum + pixel * (weights[index] ?? 0), 0)

/** The answers of nine weights at all places, by rows. */
export const convolve = (picture: Grey, weights: readonly number[]): Float64Array =>
  picture.values.map((_, index) => {
    const row = Math.floor(index / picture.columns)
    return answerTo(patch(picture, row, index - row * picture.columns), weights)
  })
