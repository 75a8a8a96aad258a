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

/** How fast the mean squared error grows with w and with b. */
export const gradient = (line: Line, points: Points): readonly [number, number] => {
  const error = errors(line, points)
  return [2 * mean(error.map((value, index) => value * (points.x[index] ?? 0))), 2 * mean(error)]
}

/** The lines that gradient descent goes through: the start and one for each step. */
export const walk = (start: Line, points: Points, rate: number, steps: number): Line[] => {
  const lines = [start]
  let line = start
  for (let step = 0; step < steps; step++) {
    const [dw, db] = gradient(line, points)
    line = { w: line.w - rate * dw, b: line.b - rate * db }
    lines.push(line)
  }
  return lines
}

/** The lines whose loss is by so much above that of the best: an ellipse about it, in so many points. */
export const ring = (best: Line, points: Points, above: number, count: number): Line[] => {
  // With v the step from the best line, the loss grows by mean((v.w * x + v.b) ** 2) = p w² + 2 q w b + b².
  const p = mean(points.x.map((x) => x ** 2))
  const q = mean(points.x)
  const wide = Math.sqrt(above / (p - q ** 2))
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count
    const w = wide * Math.cos(angle)
    return { w: best.w + w, b: best.b - q * w + Math.sqrt(above) * Math.sin(angle) }
  })
}
