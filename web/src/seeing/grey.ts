// A grey picture, and nine weights laid over its places, as firststeps.images.filters does it.

export const SIDE = 3 // weights in each direction

export interface Grey {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array // by rows; 0 is black and 1 white
}

/** A pixel; beyond its edge, a picture goes on as its edge. */
const pixel = ({ rows, columns, values }: Grey, row: number, column: number): number => {
  const [down, across] = [Math.min(rows - 1, Math.max(0, row)), Math.min(columns - 1, Math.max(0, column))]
  return values[down * columns + across] ?? 0
}

/** The nine pixels below the weights at a place, by rows. */
export const patch = (picture: Grey, row: number, column: number): number[] =>
  Array.from({ length: SIDE * SIDE }, (_, index) =>
    pixel(picture, row - 1 + Math.floor(index / SIDE), column - 1 + (index % SIDE)),
  )

/** The answers of nine weights at all places, by rows: products, added up. */
export const convolve = (picture: Grey, weights: readonly number[]): Float64Array =>
  picture.values.map((_, place) => {
    const [row, column] = [Math.floor(place / picture.columns), place % picture.columns]
    return weights.reduce(
      (sum, weight, index) =>
        sum + weight * pixel(picture, row - 1 + Math.floor(index / SIDE), column - 1 + (index % SIDE)),
      0,
    )
  })
