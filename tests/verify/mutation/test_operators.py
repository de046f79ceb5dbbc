"""Each way to break code makes exactly these changes, and every way has an example here."""

from __future__ import annotations

import pytest

from grader.verify.mutation.mutant import mutants
from grader.verify.mutation.operators import OPERATORS

YS = ("(b or c)", "(c)", "(b)")
"""What becomes of `(b and c)`: the parentheses are not part of it."""

EXAMPLES: dict[str, list[tuple[str, list[str]]]] = {
    "number": [
        ("x = 408", ["x = 409", "x = 407"]),
        ("x = 0", ["x = 1", "x = -1"]),
        ("x = 0.5", ["x = 1.5", "x = -0.5"]),
        ("x = True", []),
    ],
    "truth": [("x = True", ["x = False"]), ("x = 1", [])],
    "string": [('x = "a"', ['x = "XXaXX"']), ('x = b"a"', ['x = b"XXa"']), ('x = f"{y}s"', ['x = f"{y}XXsXX"'])],
    "comparison": [
        ("x = a < b", ["x = a <= b", "x = a >= b"]),
        ("x = a <= b", ["x = a < b", "x = a > b"]),
        ("x = a > b", ["x = a >= b", "x = a <= b"]),
        ("x = a >= b", ["x = a > b", "x = a < b"]),
        ("x = a == b != c", ["x = a != b != c", "x = a == b == c"]),
        ("x = a is None", ["x = a is not None"]),
        ("x = a is not None", ["x = a is None"]),
        ("x = a in b", ["x = a not in b"]),
        ("x = a not in b", ["x = a in b"]),
    ],
    "arithmetic": [
        ("x = a + b", ["x = a - b"]),
        ("x = a * b", ["x = a / b"]),
        ("x = a / b", ["x = a * b", "x = a // b"]),
        ("x = a**b", ["x = a * b"]),
        ("x = a * b ** c", ["x = a / b ** c", "x = a * (b * c)"]),
        ("x -= a", ["x += a"]),
    ],
    "swapped_sides": [("x = a - b", ["x = b - a"]), ("x = a | b", ["x = b | a"]), ("x = a + b", [])],
    "not_added_up": [("x += a", ["x = a"])],
    "and_or": [
        ("x = a and b", ["x = a or b", "x = b", "x = a"]),
        ("x = a or (b and c)", ["x = a and (b and c)", "x = b and c", "x = a", *(f"x = a or {y}" for y in YS)]),
    ],
    "no_sign": [("x = not a", ["x = a"]), ("x = -a", ["x = a"])],
    "whole_slice": [("x = a[:-1]", ["x = a[:]"]), ("x = a[1:n]", ["x = a[:n]", "x = a[1:]"])],
    "swapped_arguments": [("f(a, b)", ["f(b, a)"]), ("f(a, *b)", []), ("min(a, b)", [])],
    "missing_argument": [
        ("f(a, b)", ["f(a)"]),
        ("f(a, k=b, **c)", ["f(a, **c)", "f(a, k=b)"]),
        ("f(a)", []),
    ],
    "twin": [("x = min(a)", ["x = max(a)"]), ("x = a.startswith(b)", ["x = a.endswith(b)"]), ("x = min", [])],
    "missing_item": [
        ("x = {a, b}", ["x = {b}", "x = {a}"]),
        ("x = {a}", ["x = set()"]),
        ("x = {a: b, **c}", ["x = {**c}", "x = {a: b}"]),
        ("x = [a]", ["x = []"]),
        ("x = a, b", ["x = (b,)", "x = (a,)"]),
        ("x, y = a", []),
    ],
    "missing_key": [('match a:\n case {"k": 1, "l": b}: f()', ['case {"l": b}: f()', 'case {"k": 1}: f()'])],
    "settled": [
        ("if a: f()", ["if True: f()", "if False: f()"]),
        ("while a: f()", ["while True: f()", "while False: f()"]),
        ("x = a if b else c", ["x = a if True else c", "x = a if False else c"]),
        ("x = [a for a in b if c]", ["x = [a for a in b if True]", "x = [a for a in b if False]"]),
        ("match a:\n case b if c: f()", ["case b if True: f()", "case b if False: f()"]),
        ("while True: f()", []),
    ],
    "deleted": [
        ("f()", ["pass"]),
        ("x = a", ["pass"]),
        ("raise a", ["pass"]),
        ("for a in b: break", ["for a in b: pass"]),
        ("def f():\n  if a: return 1\n  return 2", ["if a: pass"]),
        ("def f():\n  try: return 1\n  except E: return 2", []),
    ],
    "returned_none": [("def f(): return a", ["def f(): return None"]), ("def f(): return True", [])],
    "other_jump": [
        ("for a in b: break", ["for a in b: continue"]),
        ("for a in b: continue", ["for a in b: break"]),
    ],
    "no_loop": [("for a in b: f()", ["for a in (): f()"])],
    "narrowed": [
        ("try: f()\nexcept A: g()", ["except (): g()"]),
        ("try: f()\nexcept (A, B): g()", ["except (B,): g()", "except (A,): g()"]),
    ],
    "not_entered": [
        ("with a: f()", ['with __import__("contextlib").nullcontext(): f()']),
        ("with a as b: f()", ['with __import__("contextlib").nullcontext(a.__enter__()) as b: f()']),
        (
            "async def f():\n async with a as b: f()",
            ['async with __import__("contextlib").nullcontext(await a.__aenter__()) as b: f()'],
        ),
    ],
    "undecorated": [("@a\ndef f(): g()", ["@lambda made: made"])],
}


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_an_operator_makes_these_changes(operator: object) -> None:
    """And no others; what is not in the changed line stays as it is."""
    name = getattr(operator, "__name__", "")
    for source, expected in EXAMPLES[name]:
        made = mutants("t/e", source.encode(), b"")
        assert expected == [mutant.now for mutant in made if mutant.operator == name], source
