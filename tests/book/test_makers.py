"""Which functions made a recorded value: hand-made scripts, and the values that a run of random ones shows."""

from __future__ import annotations

import random
import re

from firststeps.book.makers import What, makers
from firststeps.book.naming import Code

import pytest

CODE = Code(
    frozenset({"toy", "toy.lines", "toy.losses", "toy.drawing"}),
    {
        "toy.lines.load": "function",
        "toy.lines.double": "function",
        "toy.lines.Line": "class",
        "toy.lines.LIMIT": "value",
        "toy.losses.loss": "function",
        "toy.drawing.Chart": "class",
        "toy.drawing.Curve": "class",
    },
)
IMPORTS = """from firststeps import book
from toy.drawing import Chart, Curve
from toy.lines import LIMIT, Line, double, load
from toy.losses import loss
import numpy as np
"""


def found(body: str, key: str = "x", what: What = "fact") -> list[str]:
    """Return the functions of what a script records, without the package."""
    known = makers(f"{IMPORTS}{body}\n", CODE)
    names = [name.removeprefix("toy.") for name in known.get((what, key), ())]
    return [re.sub(r"^(lines|losses|drawing)\.", "", name) for name in names]


FACTS = [
    # in the expression itself
    ("book.fact('x', loss(1))", ["loss"]),
    ("book.fact('x', value=loss(1))", ["loss"]),
    ("book.measured('x', loss(1))", ["loss"]),
    ("book.recorded('x', loss(1), run=r)", ["loss"]),
    ("book.fact('x', float(np.mean(loss(double(1)))))", ["loss", "double"]),
    ("book.fact('x', sum(map(double, [1])))", ["double"]),
    ("v = load()\nbook.fact('x', loss(v))", ["loss"]),
    ("y = book.fact('x', loss(1))", ["loss"]),
    # in the statements that made its names
    ("v = load()\nbook.fact('x', v[0] + 1)", ["load"]),
    ("v = load()\nw = v + 1\nbook.fact('x', w)", ["load"]),
    ("v = load()\nw = loss(v)\nbook.fact('x', w + v)", ["loss", "load"]),
    ("a, b = load(), loss(1)\nbook.fact('x', b)", ["loss"]),
    ("(a, b), c = (load(), 1), loss(1)\nbook.fact('x', a)", ["load"]),
    ("a = load()\nb = loss(1)\na, b = b, a\nbook.fact('x', a)", ["loss"]),
    ("a, *b = load()\nbook.fact('x', b)", ["load"]),
    ("a = b = load()\nbook.fact('x', a)", ["load"]),
    ("v: float = load()\nbook.fact('x', v)", ["load"]),
    ("v = load()\nv += 1\nbook.fact('x', v)", ["load"]),
    ("v = load()\nv += loss(1)\nbook.fact('x', v)", ["loss"]),
    ("print(v := load())\nbook.fact('x', v)", ["load"]),
    ("v = []\nv.append(loss(1))\nbook.fact('x', v)", ["loss"]),
    ("v = [0]\nv[0] = loss(1)\nbook.fact('x', v)", ["loss"]),
    ("v = load()\nv[0] += len(w)\nbook.fact('x', v)", ["load"]),
    # a later assignment hides an earlier one, and nothing looks ahead
    ("v = load()\nv = loss(1)\nbook.fact('x', v)", ["loss"]),
    ("v = load()\nv = 3\nbook.fact('x', v)", []),
    ("v = 3\nbook.fact('x', v)\nv = load()", []),
    ("loss = abs\nbook.fact('x', loss(1))", []),
    # bodies
    ("for n in load():\n    v = n + 1\nbook.fact('x', v)", ["load"]),
    ("v = load()\nfor n in range(3):\n    v = v + loss(n)\nbook.fact('x', v)", ["loss"]),
    ("for n in range(3):\n    a = load()\n    b = loss(n)\nbook.fact('x', b)", ["loss"]),
    ("w = 0\nv = []\nfor n in range(3):\n    v.append(w)\n    w = loss(n)\nbook.fact('x', v)", ["loss"]),
    ("v = load()\nfor n in range(3):\n    v = loss(n)\n    w = v + 1\nbook.fact('x', w)", ["loss"]),
    ("for i in a:\n    for j in b:\n        v = w\n    w = load()\nbook.fact('x', v)", ["load"]),
    ("while c:\n    v = load()\nbook.fact('x', v)", ["load"]),
    ("with open(load()) as f:\n    v = f.read()\nbook.fact('x', v)", ["load"]),
    ("v = load()\nif c:\n    v = loss(1)\nbook.fact('x', v)", ["loss", "load"]),
    ("v = load()\nif c:\n    v = loss(1)\n    book.fact('x', v)", ["loss"]),
    ("try:\n    v = load()\nexcept OSError:\n    v = loss(1)\nbook.fact('x', v)", ["loss", "load"]),
    ("match load():\n    case [a, *b]:\n        book.fact('x', b)", ["load"]),
    # names with a meaning of their own
    ("v = load()\nbook.fact('x', [v for v in (1, 2)])", []),
    ("v = load()\nbook.fact('x', [w + v for w in (1, 2)])", ["load"]),
    ("v = load()\nbook.fact('x', [v for v in v])", ["load"]),
    ("v = load()\nbook.fact('x', [a for b in (1,) for a in [b] if v])", ["load"]),
    ("book.fact('x', [loss for loss in (1, 2)])", []),
    ("book.fact('x', {k: loss(v) for k, v in ()})", ["loss"]),
    ("v = load()\nbook.fact('x', max((1,), key=lambda v: v))", []),
    # modules, constants, classes and methods
    ("import toy.losses\nbook.fact('x', toy.losses.loss(1))", ["loss"]),
    ("import toy.losses as m\nbook.fact('x', m.loss(1))", ["loss"]),
    ("from toy import losses\nbook.fact('x', losses.loss(1))", ["loss"]),
    ("from toy.losses import loss as f\nbook.fact('x', f(1))", ["loss"]),
    ("from toy.losses import unknown\nbook.fact('x', unknown(1))", ["unknown"]),
    ("from toy.losses import UNKNOWN\nbook.fact('x', UNKNOWN)", []),
    ("book.fact('x', LIMIT)", []),
    ("book.fact('x', np.loss(1))", []),
    ("book.fact('x', book.seed(1))", []),
    ("book.fact('x', Line(1))", ["Line"]),
    ("book.fact('x', Line(load()).at(1))", ["Line.at", "load"]),
    ("book.fact('x', Line.parse('1'))", ["Line.parse"]),
    ("v = Line(1)\nbook.fact('x', v.at(2))", ["Line.at"]),
    ("v = load()\nbook.fact('x', v.at(2))", ["load"]),
    ("v = Line(1).at\nbook.fact('x', v(2))", ["Line"]),
    ("v = Line(w=3)\nbook.fact('x', v.w)", []),
    ("v = Line(w=load())\nbook.fact('x', v.w)", ["load"]),
    ("v = Line(w=3)\nv.w = load()\nbook.fact('x', v.w)", ["load"]),
    ("v = Line(w=3)\nbook.fact('x', v.b)", ["Line"]),
    ("m = np.model()\nv = m.fit(load(), after=[loss()])\nbook.fact('x', v)", ["load"]),
    ("book.fact('x', np.mean(a=load()))", ["load"]),
    # functions of the script
    ("def f():\n    return loss(1)\nbook.fact('x', f())", ["f"]),
    ("@cache\ndef f():\n    return 1\nbook.fact('x', f())", ["f"]),
    ("class C:\n    pass\nv = C()\nbook.fact('x', v.m())", ["C.m"]),
    ("v = 1\ndef f():\n    global v\n    v = 2\nf()\nbook.fact('x', v)", ["f"]),
    ("v = []\ndef f():\n    v.append(1)\nf()\nbook.fact('x', v)", ["f"]),
    ("v = []\ndef f(v):\n    v.append(1)\nf([])\nbook.fact('x', v)", []),
    ("v = []\ndef f():\n    v = []\n    v.append(1)\nf()\nbook.fact('x', v)", []),
    # which name: computed ones are not guessed
    ("for k, v in {'x': loss(1), 'y': load()}.items():\n    book.fact(k, v)", ["loss"]),
    ("for k, v in {'x': 1, 'y': load()}.items():\n    book.fact(k, v)", []),
    ("a = load()\nfor k, v in {'x': a}.items():\n    book.fact(k, double(v))", ["double"]),
    ("for k, v in {'x': load()}.items():\n    v = 1\n    book.fact(k, v)", []),
    ("for k, v in table.items():\n    book.fact(k, loss(v))", []),
    ("for k in ('x',):\n    book.fact(k, loss(1))", []),
    ("for k in 'x':\n    book.fact(f'{k}', loss(1))", []),
    ("if c:\n    book.fact('x', loss(1))\nelse:\n    book.fact('x', load())", []),
    ("if c:\n    book.fact('x', loss(1))\nelse:\n    book.fact('x', loss(2))", ["loss"]),
]


@pytest.mark.parametrize(("body", "functions"), FACTS)
def test_facts(body: str, functions: list[str]) -> None:
    assert found(body) == functions


def test_a_long_way_back() -> None:
    assert found("v = load()\n" + "v = v + 1\n" * 2000 + "book.fact('x', v)") == ["load"]


FIGURES = [
    ("book.figure('x', Chart('t', [Curve('a', load()), Curve('b', loss(1) + 1)]))", ["load", "loss"]),
    ("a = load()\nb = loss(1)\nbook.figure('x', Chart(parts=(Curve(a, c=b),)))", ["load", "loss"]),
    ("a = load()\nbook.figure('x', Chart(tuple(Curve(n, v) for n, v in enumerate(a))))", ["load"]),
    ("c = Curve('a', load())\nd = Chart(c)\nbook.figure('x', d)", ["load"]),
    ("book.figure('x', Chart(Curve('a', Line(1).at(2))))", ["Line.at"]),
    ("book.figure('x', Chart('t', Curve('a', [1, 2])))", []),
    ("def part(n):\n    e = n\n    return Curve(e, a)\na = load()\nbook.figure('x', Chart(part(1)))", ["load"]),
    ("def part(n):\n    return n\nbook.figure('x', Chart(part(1)))", ["part"]),
    ("book.figure('x', draw(load()))", ["load"]),
    ("c = []\nfor n in load():\n    c.append(Curve(n))\nbook.figure('x', Chart(c))", ["load"]),
    ("c = []\nc.append(Curve(loss(Line(1))))\nbook.figure('x', Chart(c))", ["loss"]),
    # each of these leads back to itself
    ("def part(n):\n    return Chart(part(n), a)\na = load()\nbook.figure('x', part(1))", ["load"]),
    ("for n in load():\n    c = Chart(c, n)\nbook.figure('x', c)", ["load"]),
    ("for n in load():\n    c = Chart(d)\n    d = Chart(c, n)\nbook.figure('x', c)", ["load"]),
]


@pytest.mark.parametrize(("body", "functions"), FIGURES)
def test_what_only_describes_a_figure_is_left_out(body: str, functions: list[str]) -> None:
    assert found(body, what="figure") == functions


def test_each_column_of_a_table_has_its_own() -> None:
    body = "book.table('t', {'a': load(), 'b': [1], f'{c}': loss(1)})"
    assert [found(body, f"t.{number}", "column") for number in range(3)] == [["load"], [], ["loss"]]
    assert found(body, "t", "table") == []


def test_columns_that_are_not_written_out_share_theirs() -> None:
    assert found("c = {'a': load()}\nbook.table('t', c)", "t", "table") == ["load"]
    assert found("c = load()\nbook.table('t', {'a': loss(1), **c})", "t", "table") == ["loss", "load"]


class Traced(frozenset[str]):
    """A value that knows which functions it was made with."""

    def __add__(self, other: object) -> Traced:
        return Traced(self | other) if isinstance(other, Traced) else self

    __radd__ = __add__


def random_script(rng: random.Random, *, straight: bool) -> str:
    """Return a script of assignments over a few variables, with branches and loops among them unless ``straight``."""
    names = "abcd"
    lines = [f"{name} = zero" for name in names]
    for number in range(8):
        target, one, two = rng.choice(names), rng.choice(names), rng.choice(names)
        value = rng.choice([f"make{number}()", f"{one} + {two}", one, "zero"])
        simple = [
            f"{target} = {value}",
            f"{target} += {one}",
            f"{target}, {one} = {value}, {two}",
            f"{target} = [{one} for {one} in [{value}]][0]",
        ]
        nested = [
            f"if yes:\n    {target} = {value}",
            f"for n in range(3):\n    {target} = {target} + {one}\n    {one} = {value}",
            f"for n in range(3):\n    {one} = {value}\n    if yes:\n        {target} = {two} + {one}",
        ]
        lines.append(rng.choice(simple if straight else simple + nested))
    return "\n".join(lines)


@pytest.mark.parametrize("straight", [True, False])
@pytest.mark.parametrize("seed", range(150))
def test_the_functions_are_those_that_a_run_shows(seed: int, straight: bool) -> None:
    """Without branches and loops exactly these, with them none less.

    The functions take no arguments, and no statement has both a function and a variable: so none hides another.
    """
    body = random_script(random.Random(seed), straight=straight)
    made = [f"make{number}" for number in range(8)]
    variables: dict[str, object] = {"zero": Traced(), "yes": True}
    exec(body, variables | {name: lambda name=name: Traced({name}) for name in made}, variables)
    imports = f"from toy import {', '.join(made)}\nzero = 0\n"
    record = "".join(f"\nbook.fact('{name}', {name})" for name in "abcd")
    code = Code(frozenset({"toy"}), {f"toy.{name}": "function" for name in made})
    known = makers(imports + body + record, code)
    for name in "abcd":
        carried, named = variables[name], {each.removeprefix("toy.") for each in known.get(("fact", name), ())}
        assert isinstance(carried, Traced)
        assert named == set(carried) if straight else named >= carried, (body, name)
