"""An extension of griffe, which reads code for mkdocstrings: the comment beside a field is its description.

So it is for those who read the code; saying it again in a docstring would be one place too many.
"""

from __future__ import annotations

from typing import Any

import griffe


class FieldComments(griffe.Extension):
    """Adds to each dataclass a list of its fields, and what is asked of them."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Add the lists in a package that has been read, and in those inside it."""
        for found in pkg.members.values():
            if found.is_alias:  # another module's, and modules may import one another in a circle
                continue
            if isinstance(found, griffe.Module):
                self.on_package(pkg=found)
            elif isinstance(found, griffe.Class) and found.docstring is not None and _is_dataclass(found):
                found.docstring.parsed.insert(1, griffe.DocstringSectionText(_about(found)))


def _is_dataclass(found: griffe.Class) -> bool:
    return any(str(decorator.callable_path) == "dataclasses.dataclass" for decorator in found.decorators)


def _about(found: griffe.Class) -> str:
    listed = "\n".join(_described(field) for field in found.attributes.values() if _is_field(field))
    check = found.functions.get("__post_init__")
    asked = f"\n\n{check.docstring.value}" if check is not None and check.docstring is not None else ""
    return f"**Fields:**\n\n{listed}{asked}"


def _is_field(found: griffe.Attribute) -> bool:
    return found.annotation is not None and "property" not in found.labels


def _described(field: griffe.Attribute) -> str:
    """Return a field as an item of a list: as it is declared, then what the comment says."""
    code, _, comment = " ".join(line.strip() for line in field.lines).partition("  # ")
    return f"- `{code}`" + (f": {comment}" if comment else "")
