"""What a page tells a reader to type works: commands and files exist, marks can be read, Python runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from firststeps.book.pages import segments
from firststeps.book.templates import parse_reference

import pytest
from tests.docs.snippets import LANGUAGES, ROOT, Snippet, pages, snippets, wrong_commands


def wrong(snippet: Snippet) -> list[str]:
    """Return what would not work about a snippet."""
    match snippet.language:
        case "sh" | "command":
            return list(wrong_commands(snippet.text, complete=snippet.language == "sh"))
        case "python" if snippet.not_run:
            compile(snippet.text, snippet.place, "exec")
            return []
        case "python":
            run = [sys.executable, "-c", snippet.text]
            done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
            return [done.stderr] if done.returncode else []
        case "md":
            marks = [part.body for part in segments(snippet.text) if part.part in ("mark", "block")]
            return [f"{mark!r} is no fact" for mark in marks if parse_reference(mark) is None]
        case "text":
            return []
    return [f"a fence names its language, one of {', '.join(LANGUAGES)}"]


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_page_tells_to_type_works(path: Path) -> None:
    assert [f"{found.place}: {problem}" for found in snippets(path) for problem in wrong(found)] == []


FAULTY = """# Page

```sh
make everything
.venv/bin/firststeps construct
.venv/bin/firststeps build --hurry
.venv/bin/firststeps why
.venv/bin/python scripts/not_there.py
python3 -m not_there
convert picture.png
```

Type `firststeps why`, `make site`, or `make nothing`.

```python
raise SystemExit("no")
```

<!-- not run: the second fence is -->

```python
raise SystemExit("fine")
```

```python
raise SystemExit("second")
```

```md
{{ 3 is not a fact }}
```

```
no language
```
"""


def test_faults_are_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(FAULTY, encoding="utf-8")
    problems = [problem for found in snippets(page) for problem in wrong(found)]
    wanted = (
        "'everything'", "'construct'", "--hurry", "Missing argument 'NAME'", "not_there.py", "'not_there'", "'convert'",
        "'nothing'", "no\n",
        "second\n", "is no fact", "names its language",
    )  # fmt: skip
    assert len(problems) == len(wanted), problems
    for problem, expected in zip(problems, wanted, strict=True):
        assert expected in problem
