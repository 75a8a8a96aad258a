// From data to pixels and back.

import { svg } from "./nodes"
import { fixed } from "./words"

type Range = readonly [number, number]

/** Room around the plane for the numbers on its axes, in px. */
const ROOM = { left: 50, right: 10, top: 10, bottom: 40 }

export interface Frame {
  readonly width: number // px, with the room for the numbers
  readonly height: number // px
  readonly across: Range // what the plane shows, in data
  readonly up: Range
}

export class Plane {
  readonly left = ROOM.left
  readonly top = ROOM.top
  readonly right: number
  readonly bottom: number

  constructor(readonly frame: Frame) {
    this.right = frame.width - ROOM.right
    this.bottom = frame.height - ROOM.bottom
  }

  x(value: number): number {
    const [low, high] = this.frame.across
    return this.left + ((value - low) / (high - low)) * (this.right - this.left)
  }

  y(value: number): number {
    const [low, high] = this.frame.up
    return this.bottom - ((value - low) / (high - low)) * (this.bottom - this.top)
  }

  /** The data at a place on the screen; ``drawing`` is what the plane was drawn into. */
  at(drawing: Element, event: { clientX: number; clientY: number }): [number, number] {
    const box = drawing.getBoundingClientRect()
    const [low, high] = this.frame.across
    const [bottom, top] = this.frame.up
    const across = (event.clientX - box.left - this.left) / (this.right - this.left)
    const up = (this.bottom - event.clientY + box.top) / (this.bottom - this.top)
    return [low + across * (high - low), bottom + up * (top - bottom)]
  }

  /** The points of a curve, for a polyline. */
  points(xs: readonly number[], ys: readonly number[]): string {
    return xs.map((x, index) => `${this.x(x).toFixed(1)},${this.y(ys[index] ?? 0).toFixed(1)}`).join(" ")
  }

  /** A window as large as the plane: what lies beyond its edges is cut off. */
  window(...children: Node[]): SVGSVGElement {
    const [width, height] = [this.right - this.left, this.bottom - this.top]
    const viewBox = `${this.left} ${this.top} ${width} ${height}`
    return svg("svg", { x: this.left, y: this.top, width, height, viewBox }, ...children)
  }

  /** Grid, numbers and names of the axes. */
  axes(across: string, up: string, words: (tick: number) => string = (tick) => fixed(tick, 0)): SVGGElement {
    const group = svg("g", { class: "axes" })
    for (const tick of ticks(this.frame.across, (this.right - this.left) / 60)) {
      group.append(
        svg("line", { x1: this.x(tick), x2: this.x(tick), y1: this.top, y2: this.bottom }),
        svg("text", { x: this.x(tick), y: this.bottom + 17, "text-anchor": "middle" }, fixed(tick, 0)),
      )
    }
    for (const tick of ticks(this.frame.up, (this.bottom - this.top) / 30)) {
      group.append(
        svg("line", { x1: this.left, x2: this.right, y1: this.y(tick), y2: this.y(tick) }),
        svg("text", { x: this.left - 7, y: this.y(tick) + 4, "text-anchor": "end" }, words(tick)),
      )
    }
    group.append(
      svg("text", { x: (this.left + this.right) / 2, y: this.bottom + 34, "text-anchor": "middle" }, across),
      svg("text", { x: 13, y: (this.top + this.bottom) / 2, "text-anchor": "middle", class: "up" }, up),
    )
    group.lastElementChild?.setAttribute("transform", `rotate(-90 13 ${(this.top + this.bottom) / 2})`)
    return group
  }
}

/** Round numbers in a range, at most about ``count``, whole ones. */
const ticks = ([low, high]: Range, count: number): number[] => {
  const rough = Math.max(1, (high - low) / Math.max(count, 2))
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step)
}
