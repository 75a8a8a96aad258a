// A part of a drawing that can be pulled, by mouse, pen or finger.

export const draggable = (handle: SVGElement, moved: (event: PointerEvent) => void): void => {
  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId))
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) moved(event)
  })
  // A finger on a handle must not scroll the page; inside a drawing, touch-action alone doesn't see to that.
  handle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false })
}
