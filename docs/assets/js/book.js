// What the pages do beyond Material: tell where a number comes from, keep the keyboard able to reach everything,
// print the light figures. A classic script: it also runs when the site is opened from a folder.
;(() => {
  "use strict"

  // -- Where a number comes from ------------------------------------------------------------------------------------
  // The engine puts the source into the title attribute. A title never shows on a phone and shows late elsewhere, so
  // it becomes a small popover: on hover, on tap and, once sources are switched on, on keyboard focus.

  const HOVER_DELAY = 200 // ms; crossing a number on the way elsewhere shows nothing
  const GAP = 6 // px between the number and its popover
  const EDGE = 12 // px kept free at the edges of the window

  // A term, which is a link to the glossary, tells its definition in the same way.

  const numbers = [...document.querySelectorAll(".fs-number[title]")]
  const terms = [...document.querySelectorAll(".fs-term > a[title]")]
  for (const element of [...numbers, ...terms]) {
    element.dataset.source = element.title
    element.removeAttribute("title")
  }

  const popover = document.createElement("div")
  popover.className = "fs-popover"
  popover.hidden = true
  const words = document.createElement("span")
  words.id = "fs-popover"
  words.setAttribute("role", "tooltip")
  const script = document.createElement("a")
  script.textContent = "Open the script"
  popover.append(words, script)

  // A fact is called "script.name"; what the build says about itself has no script.
  const scriptOf = (number) => number.dataset.fact?.match(/^(\w+)\.\w+$/)?.[1]
  const base = () => JSON.parse(document.getElementById("__config")?.textContent ?? "{}").base ?? "."

  // What stands between backticks is the name of a function; a long one breaks after a dot.
  const withCode = (text) =>
    text.split("`").map((piece, index) => {
      if (index % 2 === 0) return piece
      const code = document.createElement("code")
      for (const part of piece.split(/(?<=\.)/)) code.append(part, document.createElement("wbr"))
      return code
    })

  let shown = null
  let timer = 0

  const place = (number) => {
    const box = number.getBoundingClientRect()
    const rightmost = document.documentElement.clientWidth - popover.offsetWidth - EDGE
    const left = Math.max(EDGE, Math.min(box.left, rightmost))
    const fitsBelow = box.bottom + GAP + popover.offsetHeight < window.innerHeight
    const top = fitsBelow ? box.bottom + GAP : box.top - GAP - popover.offsetHeight
    popover.style.left = `${left + window.scrollX}px`
    popover.style.top = `${top + window.scrollY}px`
  }

  const hide = () => {
    clearTimeout(timer)
    popover.hidden = true
    shown?.removeAttribute("data-fs-open")
    shown?.removeAttribute("aria-describedby")
    shown = null
  }

  const show = (number) => {
    hide()
    words.replaceChildren(...withCode(number.dataset.source))
    script.hidden = !scriptOf(number)
    if (!script.hidden) script.href = `${base()}/scripts/${scriptOf(number)}.py`
    popover.hidden = false
    place(number)
    number.setAttribute("data-fs-open", "")
    number.setAttribute("aria-describedby", words.id)
    shown = number
  }

  const sourceAt = (event) => event.target.closest?.("[data-source]") ?? null

  const watchPointer = () => {
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType !== "mouse") return
      const number = sourceAt(event)
      clearTimeout(timer)
      // The pointer may move onto the popover, to select its text.
      if (number && number !== shown) timer = setTimeout(show, HOVER_DELAY, number)
      else if (!number && shown && !popover.contains(event.target)) timer = setTimeout(hide, HOVER_DELAY)
    })
    document.addEventListener("click", (event) => {
      const number = sourceAt(event)
      if (number) show(number)
      else if (!popover.contains(event.target)) hide()
    })
  }

  const watchKeyboard = () => {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        if (popover.contains(document.activeElement)) shown?.focus()
        hide()
      }
      // The popover stands at the end of the document, out of the reach of the next Tab.
      if (event.key === "Enter" && event.target === shown && !script.hidden) {
        event.preventDefault()
        script.focus()
      }
    })
    document.addEventListener("focusin", (event) => {
      if (event.target.matches("[data-source]:focus-visible")) show(event.target)
    })
    document.addEventListener("focusout", (event) => {
      const stays = popover.contains(event.relatedTarget) || event.relatedTarget === shown
      if ((event.target === shown || popover.contains(event.target)) && !stays) hide()
    })
  }

  // Numbers are not tab stops: a chapter has hundreds. The button in the header underlines them all, makes them
  // reachable by keyboard and opens the source of each figure.
  const sourcesButton = () => {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "md-header__button md-icon fs-sources-button"
    button.title = "Show where the numbers come from"
    button.setAttribute("aria-label", button.title)
    button.setAttribute("aria-pressed", "false")
    button.innerHTML =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" aria-hidden="true"><path d="M11 9h2V7h-2m1 13a8 8 0 ' +
      '1 1 0-16 8 8 0 0 1 0 16m0-18a10 10 0 1 0 0 20 10 10 0 0 0 0-20m-1 15h2v-6h-2z"/></svg>'
    button.addEventListener("click", () => {
      const on = document.body.toggleAttribute("data-fs-sources")
      button.setAttribute("aria-pressed", String(on))
      for (const number of numbers) {
        if (on) number.tabIndex = 0
        else number.removeAttribute("tabindex")
      }
      for (const details of document.querySelectorAll("details.fs-source")) details.open = on
    })
    return button
  }

  if (numbers.length > 0) document.querySelector(".md-header__title")?.after(sourcesButton())
  if (numbers.length + terms.length > 0) {
    document.body.append(popover)
    watchPointer()
    watchKeyboard()
  }

  // -- Keyboard -----------------------------------------------------------------------------------------------------

  // A heading cannot take the focus by itself, so the skip link would only scroll.
  document.querySelector(".md-skip")?.addEventListener("click", (event) => {
    const target = document.getElementById(decodeURIComponent(event.currentTarget.hash.slice(1)))
    target?.setAttribute("tabindex", "-1")
    target?.focus()
  })

  // A block that scrolls sideways must be a tab stop, and only then.
  const scrollers = () => document.querySelectorAll(".md-typeset pre > code, .md-typeset__scrollwrap")
  const reachScrollers = () => {
    for (const block of scrollers()) {
      if (block.scrollWidth > block.clientWidth) block.tabIndex = 0
      else block.removeAttribute("tabindex")
    }
  }
  window.addEventListener("load", reachScrollers)
  window.addEventListener("resize", reachScrollers)

  // Material leaves the search dialog without a name, and makes a navigation landmark of every copy button.
  document.querySelector("[data-md-component=search]")?.setAttribute("aria-label", "Search")
  window.addEventListener("load", () => {
    for (const buttons of document.querySelectorAll(".md-code__nav")) buttons.setAttribute("role", "none")
  })

  // -- From a folder ------------------------------------------------------------------------------------------------

  // There a browser shows a folder as a list of its files, and has no worker to search with.
  if (location.protocol === "file:") {
    for (const link of document.links)
      if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html"
    const search = document.querySelector("[data-md-component=search]")
    const note = document.createElement("p")
    note.className = "fs-no-search"
    note.textContent = "No search in a folder: serve it"
    search?.after(note)
    for (const part of document.querySelectorAll("[data-md-component=search], label[for=__search]")) part.remove()
  }

  // -- Sound --------------------------------------------------------------------------------------------------------

  // One player at a time; the event does not bubble, but it can be caught on its way down.
  document.addEventListener("play", (event) => {
    for (const player of document.querySelectorAll("audio")) if (player !== event.target) player.pause()
  }, true)

  // A clip may come with what a terminal showed meanwhile. All of its lines are there to read; while the clip plays,
  // and where it was stopped, they are as they were at that moment.
  const still = window.matchMedia("(prefers-reduced-motion: reduce)")
  for (const screen of document.querySelectorAll(".fs-screen")) {
    const player = screen.closest(".fs-clip").querySelector("audio")
    const [lines, foot] = screen.querySelectorAll("pre")
    const moments = JSON.parse(screen.querySelector("script").textContent)
    const all = lines.textContent
    const show = () => {
      const past = moments.filter(([seconds]) => seconds <= player.currentTime)
      lines.style.minHeight ||= `${lines.offsetHeight}px`
      lines.textContent = past.flatMap(([, added]) => added).join("\n")
      if (!still.matches) foot.textContent = (past.at(-1) ?? moments[0])[2].join("\n")
    }
    const play = () => {
      if (player.paused) return
      show()
      requestAnimationFrame(play)
    }
    player.addEventListener("play", play)
    player.addEventListener("seeked", show)
    player.addEventListener("ended", () => (lines.textContent = all))
  }

  // -- Print --------------------------------------------------------------------------------------------------------

  const LONG = 36 // lines; longer code may be divided between two pages, each of which holds about fifty

  window.addEventListener("beforeprint", () => {
    // On a dark page the light figures have not been fetched yet.
    for (const image of document.querySelectorAll(".fs-light img")) image.loading = "eager"
    for (const block of document.querySelectorAll(".md-typeset .highlight"))
      block.classList.toggle("fs-long", block.textContent.split("\n").length > LONG)
  })
})()
