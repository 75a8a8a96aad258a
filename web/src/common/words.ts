// Numbers as the book sets them.

/** A number with so many digits after the point and a true minus sign; what rounds to zero has none. */
export const fixed = (value: number, digits: number): string => {
  const text = value.toFixed(digits)
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−")
}

/** A number of any size, short: 12.3, 0.00042 as 4.2 · 10⁻⁴. */
export const short = (value: number): string => {
  const size = Math.abs(value)
  if (size === 0 || (size >= 0.01 && size < 100_000)) return fixed(value, size < 10 ? 2 : size < 1000 ? 1 : 0)
  const [digits = "", power = ""] = value.toExponential(1).split("e")
  return `${digits.replace("-", "−")} · 10${raised(Number(power))}`
}

/** An exponent in small digits: −12 as ⁻¹². */
export const raised = (power: number): string =>
  (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")

/** The line as the book prints it: y = 3.00 · x − 1.00 */
export const formula = (w: number, b: number): string =>
  `y = ${fixed(w, 2)} · x ${fixed(b, 2).startsWith("−") ? "−" : "+"} ${fixed(Math.abs(b), 2)}`
