// The loss after each step, on a scale of powers of ten.

import { resize, svg } from "./nodes"
import { Plane } from "./plane"
import { raised } from "./words"

const POWERS = [-6, 9] as const // of ten, between which the loss is drawn
const DOTTED = 60 // steps; of more, the dots would make a band

export const drawLosses = (
  drawing: SVGSVGElement,
  losses: readonly number[],
  width: number,
  [low, high]: readonly [number, number] = POWERS,
): void => {
  const last = Math.max(20, losses.length - 1)
  const plane = new Plane({ width, height: 160, across: [-last / 60, last + last / 60], up: [low, high] })
  resize(drawing, width, plane.frame.height)
  const powers = losses.map((loss) => Math.max(low - 1, Math.min(high + 1, Math.log10(loss))))
  const steps = losses.map((_, step) => step)
  const dots =
    losses.length > DOTTED
      ? []
      : powers.map((power, step) => svg("circle", { class: "stop", cx: plane.x(step), cy: plane.y(power), r: 3 }))
  const curve = svg("polyline", { class: "path", points: plane.points(steps, powers) })
  drawing.replaceChildren(
    plane.axes("steps", "loss", (power) => `10${raised(power)}`),
    plane.window(curve, ...dots),
  )
}
