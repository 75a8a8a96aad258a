// What a demo shows stands in the address, so that a link shows the same: #demo=guess&w=2&b=-1

const SETTLED = 250 // ms; browsers refuse an address that changes with every move of a pointer

/** What the address says about a demo; null if it speaks of something else. */
export const told = (demo: string): ReadonlyMap<string, number> | null => {
  const words = new URLSearchParams(location.hash.slice(1))
  if (words.get("demo") !== demo) return null
  const numbers = [...words].map(([key, text]) => [key, text.trim() === "" ? Number.NaN : Number(text)] as const)
  return new Map(numbers.filter(([, value]) => Number.isFinite(value)))
}

/** A function that puts what it is given into the address, once it has settled; going back skips it. */
export const teller = (demo: string): ((state: Readonly<Record<string, number>>) => void) => {
  let timer = 0
  return (state) => {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      const words = new URLSearchParams({ demo })
      for (const [key, value] of Object.entries(state)) words.set(key, String(value))
      history.replaceState(history.state, "", `#${words}`)
    }, SETTLED)
  }
}
