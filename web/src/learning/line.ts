// The line and its losses, as in firststeps.learning: line, losses, descent. A test holds the two together.

export interface Line {
  readonly w: number
  readonly b: number
}

export interface Points {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export const predict = (line: Line, x: number): number => line.w * x + line.b

/** The errors of a line: prediction minus truth. */
export const errors = (line: Line, points: Points): number[] =>
  points.x.map((x, index) => predict(line, x) - (points.y[index] ?? Number.NaN))

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

export const mse = (line: Line, points: Points): number => mean(errors(line, points).map((error) => error ** 2))

export const rmse = (line: Line, points: Points): number => Math.sqrt(mse(line, points))
