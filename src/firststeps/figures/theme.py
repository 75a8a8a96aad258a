"""Colours of the book, light and dark; the site's style sheet uses the same.

The tones come from the family of Okabe and Ito (jfly.uni-koeln.de/color, 2008), moved in lightness until each of them
has a contrast of 4.5 to 1 with the background and all of them stay apart for readers with protanopia, deuteranopia or
tritanopia.  Colour is never the only difference: layers also differ by marker, dash or label.
"""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.figures.description import ThemeName, Tone


@dataclass(frozen=True)
class Theme:
    """One set of colours, as #rrggbb."""

    background: str  # of the page; drawings are transparent and assume it
    ink: str  # titles, names, notes
    muted_ink: str  # axis labels and numbers
    axis: str  # base line and zero line
    grid: str  # lines behind the data
    surface_low: str  # lowest level of a surface
    surface_high: str  # highest level of a surface
    truth: str
    guess: str
    error: str
    second: str
    third: str
    muted: str

    def tone(self, tone: Tone) -> str:
        """Return the colour of a tone."""
        colours: dict[Tone, str] = {
            "truth": self.truth,
            "guess": self.guess,
            "error": self.error,
            "second": self.second,
            "third": self.third,
            "muted": self.muted,
        }
        return colours[tone]

    def tint(self, tone: Tone) -> str:
        """Return the tone thinned out to a fill on which ink stays readable."""
        return mix(self.background, self.tone(tone), 0.13)


def mix(low: str, high: str, share: float) -> str:
    """Return the colour at ``share`` (0 to 1) of the way from ``low`` to ``high``, in sRGB."""
    pairs = [(int(low[place : place + 2], 16), int(high[place : place + 2], 16)) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(start + (end - start) * share):02x}" for start, end in pairs)


LIGHT = Theme(
    background="#ffffff",
    ink="#1f2430",
    muted_ink="#5b6270",
    axis="#8b92a0",
    grid="#e6e8ec",
    surface_low="#f1f5fc",
    surface_high="#bacef1",
    truth="#1f57c9",
    guess="#c8460d",
    error="#97247f",
    second="#0b6346",
    third="#4f3200",
    muted="#6f7683",
)

DARK = Theme(
    background="#1e2029",  # hsl(232 15% 14%), Material's slate
    ink="#e8eaf0",
    muted_ink="#a9b0c0",
    axis="#767d8e",
    grid="#343846",
    surface_low="#242938",
    surface_high="#394f80",
    truth="#6fa4fc",
    guess="#ff7a33",
    error="#f4a8de",
    second="#2bd99f",
    third="#ffe58a",
    muted="#949db0",
)

THEMES: dict[ThemeName, Theme] = {"light": LIGHT, "dark": DARK}
