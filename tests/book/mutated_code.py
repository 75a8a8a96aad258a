"""Helpers of every kind that Python knows, and the lines with which experiments use them."""

from __future__ import annotations

import random

LIBRARY = '''
"""Rewrites functions from their source, as graph compilers do."""
import ast, inspect, textwrap

def graph(function):
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree.body[0].decorator_list = []
    space = dict(function.__globals__)
    exec(compile(tree, "<rewritten>", "exec"), space)
    return space[function.__name__]
'''

HELPERS = {
    "__init__": "",
    "ops": """
def add(a, b):
    return a + b

def sub(a, b):
    return a - b

def mul(a, b):
    product = 0
    for _ in range(b):
        product = add(product, a)
    return product

def unused(a):
    return a * 17

TABLE = {"add": add, "sub": sub}
SLOW = {"mul": mul}
double = lambda x: mul(x, 2)

def apply(name, a, b):
    return {**TABLE, **SLOW}[name](a, b)
""",
    "consts": """
RATE = 0.5
LIMIT = 7
NAMES = ("ann", "bob")
DERIVED = RATE * 4
TINY: float = -0.25
LOCK = False
a = b = 3
""",
    "deco": """
import functools

def traced(function):
    @functools.wraps(function)
    def inner(*args):
        return (function.__name__, function(*args))
    return inner

def scaled(by, offset=1):
    def wrap(function):
        @functools.wraps(function)
        def inner(*args):
            return function(*args) * by + offset
        return inner
    return wrap
""",
    "decorated": """
from functools import cache, lru_cache
from contextlib import contextmanager
from helpers.deco import scaled, traced

@traced
def one(x):
    return x + 1

@traced
@scaled(3)
def two(x):
    return x - 2

@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

@lru_cache(maxsize=8)
def cubed(n):
    return n ** 3

@contextmanager
def inside(name):
    yield name * 2
""",
    "shapes": """
class Shape:
    sides = 0
    unit = "cm"

    def __init__(self, size):
        self.size = size

    def area(self):
        return 0

    def describe(self):
        return f"{type(self).__name__} {self.sides} {self.area()} {self.unit}"

class Square(Shape):
    sides = 4

    def area(self):
        return self.size ** 2

    @property
    def edge(self):
        return self.size + 1

    @edge.setter
    def edge(self, value):
        self.size = value - 1

    @classmethod
    def of(cls, size):
        return cls(size * 2)

    @staticmethod
    def corners():
        return 4

class Cube(Square):
    def area(self):
        return 6 * super().area()

class Loud:
    def describe(self):
        return super().describe().upper()

class LoudCube(Loud, Cube):
    pass
""",
    "more_shapes": """
import helpers.shapes
from helpers import shapes as forms
from helpers.consts import LIMIT

class Big(forms.Square):
    scale = 10

    def area(self):
        return super().area() * self.scale

class Huge(Big):
    scale = 100

    def __lt__(self, other):
        return self.size + LIMIT < other.size
""",
    "star": """
from helpers.consts import *
from helpers.ops import *

def starred(x):
    return add(x, LIMIT) * RATE
""",
    "restar": "from helpers.star import *\nfrom helpers.star import starred as lit\n",
    "defaults": """
from helpers.consts import LIMIT, RATE

BASE = 5

def plain(x, k=3):
    return x * k

def named(x, k=LIMIT, *, s=RATE, base=BASE):
    return x * k + s - base

def computed(x, items=[n * 2 for n in range(3)]):
    return [x + n for n in items]
""",
    "records": """
from __future__ import annotations
from dataclasses import dataclass, field, replace
from helpers.consts import LIMIT

@dataclass(frozen=True)
class Point:
    x: int = 1
    y: int = LIMIT - 2

    def norm(self) -> int:
        return abs(self.x) + abs(self.y)

@dataclass
class Bag:
    items: list = field(default_factory=list)
    size: int = 0

    def __post_init__(self):
        self.size = len(self.items) + 1

def moved(point: Point) -> "Point":
    return replace(point, x=point.x + 10)
""",
    "closures": """
def counter(step=2):
    total = 0
    def up():
        nonlocal total
        total += step
        return total
    return up

def compose(*functions):
    def run(x):
        for function in functions:
            x = function(x)
        return x
    return run
""",
    "gens": """
from helpers.consts import LIMIT

def evens(n):
    for i in range(n):
        if i % 2 == 0:
            yield i

def chained(n):
    yield from evens(n)
    yield LIMIT

def squares(n):
    return sum(i * i for i in evens(n))
""",
    "cond": """
from helpers import consts
try:
    import no_such_library
except ImportError:
    no_such_library = None

if consts.LIMIT > 5:
    def pick(x):
        return x + 100
else:
    def pick(x):
        return x - 100

def known():
    return no_such_library is None
""",
    "alias": """
import helpers.ops as o
import helpers.consts

plus = o.add

def both(x):
    return plus(x, helpers.consts.LIMIT)
""",
    "api": """
from .ops import add as plus, mul
from .shapes import Square, Cube
from . import consts
from .deep import inner
""",
    "deep/__init__": "from .inner import deepest\nLEVEL = 2\n",
    "deep/inner": """
from ..consts import NAMES
from .. import ops

def deepest(i):
    return NAMES[i % 2] + str(ops.sub(9, i))
""",
    "registry": """
REGISTRY = {}

def register(name):
    def keep(function):
        REGISTRY[name] = function
        return function
    return keep

def run_all(x):
    return sorted((name, function(x)) for name, function in REGISTRY.items())
""",
    "plugins": """
from helpers.registry import register

@register("p")
def p(x):
    return x + 5

@register("q")
def q(x):
    return x * 5

def helper_nobody_registers(x):
    return x
""",
    "graphs": """
from graphlib_toy import graph
from helpers.consts import LIMIT

def inner_part(x):
    return x + LIMIT

@graph
def compiled(x):
    y = inner_part(x)
    return y * 2

def plain(x):
    return inner_part(x) - 1
""",
    "boxed/__init__": """
from pathlib import Path

HERE = Path(__file__).parent

def table():
    return [int(x) for x in (HERE / "table.txt").read_text().split()]
""",
    "dynamic": """
def call(module, name, *args):
    return getattr(module, name)(*args)

def named(prefix):
    return globals()[prefix + "_x"]()

def target_x():
    return 31
""",
    "targets": """
def t_a():
    return 1

def t_b():
    return t_c() + 1

def t_c():
    return 40
""",
    "lazy": """
def load(x):
    from helpers.targets import t_b
    import helpers.consts as c
    return t_b() + c.LIMIT + x

def never():
    from helpers.targets import t_a
    return t_a()
""",
    "hooks": """
class Field:
    def __set_name__(self, owner, name):
        owner.fields = getattr(owner, "fields", ()) + (name,)

class Base:
    known = []

    def __init_subclass__(cls, **options):
        Base.known.append((cls.__name__, cls.weight))

class Meta(type):
    def __len__(cls):
        return cls.weight * 2

class Light(Base):
    weight = 1
    mark = Field()

class Heavy(Base):
    weight = 9

class Measured(metaclass=Meta):
    weight = 4
""",
    "modattr": """
TABLE = {"colour": "red", "size": 5}

def __getattr__(name):
    if name in TABLE:
        return TABLE[name]
    raise AttributeError(name)
""",
    "state": """
count = 0
log = []

def bump(by=1):
    global count
    count += by
    log.append(count)

def total():
    return count + len(log)
""",
    "enums": """
from enum import Enum, IntEnum

class Colour(Enum):
    RED = 1
    BLUE = 2

    def next(self):
        return Colour.BLUE if self is Colour.RED else Colour.RED

class Level(IntEnum):
    LOW = 3
    HIGH = 30
""",
    "evaluated": """
from helpers.consts import LIMIT

def secret(x):
    return x + 3

def run(text):
    return eval(text)
""",
    "single": """
from functools import singledispatch
from helpers.records import Point

@singledispatch
def size(value):
    return -1

@size.register
def _(value: int):
    return value + 1

@size.register(str)
def _text(value):
    return len(value)

@size.register
def _point(value: Point):
    return value.norm()
""",
    "errors": """
class Wrong(ValueError):
    code = 12

class VeryWrong(Wrong):
    code = 13

def check(x):
    if x > 3:
        raise VeryWrong(f"{x} is too much")
    return x

def tried(x):
    try:
        return check(x)
    except Wrong as error:
        return error.code, str(error)
""",
    "operators": """
class Vector:
    def __init__(self, *xs):
        self.xs = xs

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self.xs, other.xs)))

    def __len__(self):
        return len(self.xs)

    def __repr__(self):
        return f"<{self.xs}>"

def total(*vectors):
    return sum(vectors, start=Vector(0, 1))
""",
}

USES = {
    "table": "from helpers.ops import apply\nprint(apply('add', 5, 3), apply('mul', 5, 3))",
    "entry": "from helpers import ops\nprint(ops.TABLE['sub'](9, 2), ops.double(4))",
    "traced": "from helpers.decorated import one\nprint(one(3))",
    "stacked": "from helpers.decorated import two, fib\nprint(two(3), fib(9))",
    "cached": "import helpers.decorated as d\nprint(d.cubed(3))\nwith d.inside('x') as name:\n    print(name)",
    "square": (
        "from helpers.shapes import Square\ns = Square.of(2)\ns.edge = 8\nprint(s.describe(), s.edge, s.corners())"
    ),
    "cube": "from helpers.shapes import LoudCube\nprint(LoudCube(3).describe())",
    "big": (
        "from helpers import more_shapes\nprint(more_shapes.Huge(3).area(), more_shapes.Huge(3) < more_shapes.Huge(9))"
    ),
    "star": "from helpers.star import *\nprint(starred(3), NAMES, LIMIT)",
    "restar": "from helpers.restar import lit, TINY\nprint(lit(3), TINY)",
    "constants": "from helpers import consts\nprint(consts.DERIVED, consts.a + consts.b, consts.LOCK)",
    "defaults": "from helpers.defaults import plain, named\nprint(plain(3), named(3))",
    "computed": "import helpers.defaults\nprint(helpers.defaults.computed(3))",
    "records": "from helpers.records import Point, moved\nprint(Point(), moved(Point(2)).norm())",
    "bag": "from helpers.records import Bag\nprint(Bag([1, 2]))",
    "closure": "from helpers.closures import counter\nup = counter()\nprint(up(), up())",
    "compose": (
        "from helpers.closures import compose\n"
        "from helpers.ops import double\n"
        "print(compose(double, lambda x: x - 1)(5))"
    ),
    "gens": "from helpers.gens import chained, squares\nprint(list(chained(7)), squares(7))",
    "cond": "from helpers.cond import pick, known\nprint(pick(3), known())",
    "alias": "import helpers.alias as h\nprint(h.both(3))",
    "api": (
        "from helpers import api\nprint(api.plus(2, 3), api.Cube(2).area(), api.consts.RATE, api.inner.deepest(3))"
    ),
    "deep": (
        "import helpers.deep.inner\n"
        "from helpers.deep import LEVEL, deepest\n"
        "print(LEVEL, helpers.deep.inner.deepest(LEVEL))"
    ),
    "plugins": "import helpers.plugins\nfrom helpers.registry import run_all\nprint(run_all(3))",
    "graph": "from helpers.graphs import compiled\nprint(compiled(3))",
    "graphed": "from helpers import graphs\nfrom graphlib_toy import graph\nprint(graph(graphs.plain)(4))",
    "boxed": "from helpers.boxed import table\nprint(sum(table()))",
    "data": "print(book.input('data/points.csv').read_text().split(','))",
    "dynamic": "from helpers import targets\nfrom helpers.dynamic import call\nprint(call(targets, 't' + '_b'))",
    "globals": "from helpers.dynamic import named\nprint(named('target'))",
    "lazy": "from helpers.lazy import load\nprint(load(3))",
    "import": "import importlib\nprint(importlib.import_module('helpers.' + 'targets').t_a())",
    "hooks": "from helpers.hooks import Base, Light, Measured\nprint(Base.known, Light.fields, len(Measured))",
    "modattr": "from helpers import modattr\nprint(modattr.colour, modattr.size)",
    "state": "from helpers import state\nstate.bump()\nstate.bump(4)\nprint(state.total(), state.log)",
    "enums": "from helpers.enums import Colour, Level\nprint(Colour.RED.next(), Level.HIGH + Level.LOW)",
    "eval": "from helpers.evaluated import run\nprint(run('secret(LIMIT)'))",
    "single": (
        "from helpers.single import size\n"
        "from helpers.records import Point\n"
        "print(size(3), size('abc'), size(Point()), size(None))"
    ),
    "errors": "from helpers.errors import tried\nprint(tried(2), tried(9))",
    "operators": (
        "from helpers.operators import Vector, total\nprint(total(Vector(1, 2), Vector(3, 4)), len(Vector(1)))"
    ),
}

DATA = {"data/points.csv": "1,2,3", "src/helpers/boxed/table.txt": "3 4 5"}


def experiments(count: int, seed: int) -> dict[str, str]:
    """Return the code of ``count`` experiments; together they use everything."""
    generator = random.Random(seed)
    waiting = list(USES)
    generator.shuffle(waiting)
    scripts = {}
    for number in range(count):
        share = waiting[number::count]
        chosen = list(dict.fromkeys([*share, *generator.sample(list(USES), generator.randint(0, 1))]))
        lines = "\n".join(f"# %% {name}\n{USES[name]}" for name in chosen)
        scripts[f"e{number:02}"] = f'"""Experiment {number}."""\nfrom firststeps import book\n{lines}\n'
    return scripts
