// Elements, made without markup: nothing here could be taken for a script.

type Attributes = Readonly<Record<string, string | number>>

const set = <E extends Element>(element: E, attributes: Attributes, children: readonly (Node | string)[]): E => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(...children)
  return element
}

export const html = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] => set(document.createElement(tag), attributes, children)

export const svg = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[K] => set(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children)

export const button = (words: string, pressed: () => void): HTMLButtonElement => {
  const made = html("button", { type: "button" }, words)
  made.addEventListener("click", pressed)
  return made
}

export const resize = (drawing: SVGSVGElement, width: number, height: number): void => {
  drawing.setAttribute("width", `${width}`)
  drawing.setAttribute("height", `${height}`)
}
