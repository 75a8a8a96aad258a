"""A diagram in sentences: who leads to whom, one sentence for each part that hangs together."""

from __future__ import annotations

from itertools import groupby

from firststeps.figures.description import Arrow, Diagram
from firststeps.figures.words import capital, counted, joined

MANY = 3


def diagram_sentences(diagram: Diagram) -> list[str]:
    """Return one sentence for the whole and one for each part; nodes without arrows make a part together."""
    names = {node.key: " ".join(node.text.split()) for node in diagram.nodes}
    order = {node.key: place for place, node in enumerate(diagram.nodes)}
    parts = _parts(diagram)
    sentences = [_opening(diagram.title, len(parts))]
    for part in parts:
        arrows = tuple(arrow for arrow in diagram.arrows if arrow.start in part)
        phrases = [_phrase(group, names, order) for group in _groups(arrows)] or [_read(part, names)]
        sentences.append(capital("; ".join(phrases)) + ".")
    return sentences


def _opening(title: str, parts: int) -> str:
    kind = f"Diagram of {counted(parts, 'part')}" if parts > 1 else "Diagram"
    return f"{kind}: {title.rstrip('.')}{'' if title.endswith('?') else '.'}" if title else f"{kind}."


def _parts(diagram: Diagram) -> list[list[str]]:
    """Return the keys of nodes that arrows join, part by part; those that no arrow touches come last, together."""
    part_of = {node.key: node.key for node in diagram.nodes}
    for arrow in diagram.arrows:
        old, new = part_of[arrow.end], part_of[arrow.start]
        part_of = {key: new if part == old else part for key, part in part_of.items()}
    linked = {key for arrow in diagram.arrows for key in (arrow.start, arrow.end)}
    parts: dict[str, list[str]] = {}
    for key in part_of:
        if key in linked:
            parts.setdefault(part_of[key], []).append(key)
    alone = [key for key in part_of if key not in linked]
    return [*parts.values(), alone] if alone else list(parts.values())


def _groups(arrows: tuple[Arrow, ...]) -> list[list[Arrow]]:
    """Return arrows that can be read as one: neighbours with the same end, or else with the same start."""
    groups: list[list[Arrow]] = []
    for arrow in arrows:
        last = groups[-1] if groups else []
        alike = bool(last) and all((other.text, other.dashed) == (arrow.text, arrow.dashed) for other in last)
        same_end = alike and all(other.end == arrow.end for other in last)
        same_start = alike and all(other.start == arrow.start for other in last)
        if same_end or same_start:
            last.append(arrow)
        else:
            groups.append([arrow])
    return _merged(groups)


def _merged(groups: list[list[Arrow]]) -> list[list[Arrow]]:
    """Return the groups with neighbours that lead to the same ends put together, as between two full layers."""
    merged: list[list[Arrow]] = []
    for _, run in groupby(groups, key=lambda group: {(arrow.end, arrow.text, arrow.dashed) for arrow in group}):
        merged.append([arrow for group in run for arrow in group])
    return merged


def _phrase(arrows: list[Arrow], names: dict[str, str], order: dict[str, int]) -> str:
    starts = list(dict.fromkeys(arrow.start for arrow in arrows))
    ends = list(dict.fromkeys(arrow.end for arrow in arrows))
    verb = "leads" if len(starts) == 1 else "lead"
    back = " back" if all(order[arrow.end] < order[arrow.start] for arrow in arrows) else ""
    text = " ".join(arrows[0].text.split())
    details = [f"“{text}”"] * bool(text) + ["dashed"] * arrows[0].dashed
    note = f" ({joined(details)})" if details else ""
    return f"{_read(starts, names)} {verb}{back} to {_read(ends, names)}{note}"


def _read(keys: list[str], names: dict[str, str]) -> str:
    """Return the names of nodes as a list; from three neighbours with the same name on, they are counted."""
    items: list[str] = []
    for name, run in groupby(names[key] for key in keys):
        count = len(list(run))
        items += [name] * count if count < MANY else [f"{name} ({counted(count, 'time')})"]
    return joined(items)
