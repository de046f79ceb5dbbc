"""The ways to break code: each takes a node of a syntax tree, and yields what may stand where.

A change is an old node, which is that node or an expression of it, and a new one of the same kind: an expression for an
expression, a statement for a statement. What has no meaning for a caller is left out by `mutant`, not here.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias, TypeVar

Change: TypeAlias = tuple[ast.AST, ast.AST]
Operator: TypeAlias = Callable[[ast.AST], Iterator[Change]]

OPERATORS: Final[list[Operator]] = []
"""All of them, in the order in which they are applied to a node."""

T = TypeVar("T")


def operator(function: Operator) -> Operator:
    """Add an operator to the list."""
    OPERATORS.append(function)
    return function


def _without(items: Sequence[T]) -> Iterator[list[T]]:
    """Yield the items without one of them, for each."""
    for i in range(len(items)):
        yield [*items[:i], *items[i + 1 :]]


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


# ---------------------------------------------------------------- constants


@operator
def number(node: ast.AST) -> Iterator[Change]:
    """Make a number one more, and one less."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield node, ast.Constant(value + 1)
            yield node, ast.Constant(value - 1) if value >= 1 else ast.UnaryOp(ast.USub(), ast.Constant(1 - value))


@operator
def truth(node: ast.AST) -> Iterator[Change]:
    """Turn True into False, and False into True."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield node, ast.Constant(not node.value)


@operator
def string(node: ast.AST) -> Iterator[Change]:
    """Make another text of a text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node, ast.Constant(f"XX{node.value}XX")
    elif isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        yield node, ast.Constant(b"XX" + node.value)


# ---------------------------------------------------------------- operators of the language

_COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}

_ARITHMETIC: Final[dict[type[ast.operator], tuple[type[ast.operator], ...]]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}

_ONE_WAY: Final = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.BitOr)
"""Operators whose sides can't be swapped; `|` is one for dictionaries."""


@operator
def comparison(node: ast.AST) -> Iterator[Change]:
    """Move the edge of a comparison, and turn it round."""
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            for other in _COMPARISONS[type(op)]:
                yield node, ast.Compare(node.left, [*node.ops[:i], other(), *node.ops[i + 1 :]], node.comparators)


@operator
def arithmetic(node: ast.AST) -> Iterator[Change]:
    """Take another operator of arithmetic."""
    if isinstance(node, ast.BinOp):
        for other in _ARITHMETIC.get(type(node.op), ()):
            yield node, ast.BinOp(node.left, other(), node.right)
    elif isinstance(node, ast.AugAssign):
        for other in _ARITHMETIC.get(type(node.op), ()):
            yield node, ast.AugAssign(node.target, other(), node.value)


@operator
def swapped_sides(node: ast.AST) -> Iterator[Change]:
    """Swap the sides of an operator for which they differ."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ONE_WAY):
        yield node, ast.BinOp(node.right, node.op, node.left)


@operator
def not_added_up(node: ast.AST) -> Iterator[Change]:
    """Keep the last value where values were added up."""
    if isinstance(node, ast.AugAssign):
        yield node, ast.Assign([node.target], node.value, lineno=node.lineno)


@operator
def and_or(node: ast.AST) -> Iterator[Change]:
    """Turn `and` into `or`, and leave out one of the conditions."""
    if isinstance(node, ast.BoolOp):
        yield node, ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for left in _without(node.values):
            yield node, left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


@operator
def no_sign(node: ast.AST) -> Iterator[Change]:
    """Leave out a `not`, or a minus."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node, node.operand


@operator
def whole_slice(node: ast.AST) -> Iterator[Change]:
    """Leave out an end of a slice."""
    if isinstance(node, ast.Slice):
        if node.lower:
            yield node, ast.Slice(None, node.upper, node.step)
        if node.upper:
            yield node, ast.Slice(node.lower, None, node.step)
        if node.step:
            yield node, ast.Slice(node.lower, node.upper, None)


# ---------------------------------------------------------------- calls and collections

_ANY_ORDER: Final = frozenset({"min", "max", "suppress", "contextlib.suppress"})
"""Functions for which the order of arguments means nothing."""

_TWINS: Final = {
    name: twin
    for a, b in (
        ("min", "max"),
        ("any", "all"),
        ("floor", "ceil"),
        ("lower", "upper"),
        ("startswith", "endswith"),
        ("lstrip", "rstrip"),
        ("removeprefix", "removesuffix"),
        ("append", "extend"),
        ("partition", "rpartition"),
    )
    for name, twin in ((a, b), (b, a))
}


@operator
def swapped_arguments(node: ast.AST) -> Iterator[Change]:
    """Swap two arguments that stand beside each other."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) not in _ANY_ORDER:
        for i in range(len(node.args) - 1):
            args = [*node.args[:i], node.args[i + 1], node.args[i], *node.args[i + 2 :]]
            if not any(isinstance(arg, ast.Starred) for arg in args):
                yield node, ast.Call(node.func, args, node.keywords)


@operator
def missing_argument(node: ast.AST) -> Iterator[Change]:
    """Leave out an argument by name, or the last one of several."""
    if isinstance(node, ast.Call):
        if len(node.args) > 1:
            yield node, ast.Call(node.func, node.args[:-1], node.keywords)
        for keywords in _without(node.keywords):
            yield node, ast.Call(node.func, node.args, keywords)


@operator
def twin(node: ast.AST) -> Iterator[Change]:
    """Call the twin of a function: `max` for `min`."""
    match node:
        case ast.Call(func=ast.Name(id=name) as called) if name in _TWINS:
            yield called, ast.Name(_TWINS[name], ast.Load())
        case ast.Call(func=ast.Attribute(value=value, attr=name) as called) if name in _TWINS:
            yield called, ast.Attribute(value, _TWINS[name], ast.Load())


@operator
def missing_item(node: ast.AST) -> Iterator[Change]:
    """Leave out an item of a list, tuple, set or dictionary that is written out."""
    match node:
        case ast.List(elts=items, ctx=ast.Load()):
            yield from ((node, ast.List(left, ast.Load())) for left in _without(items))
        case ast.Tuple(elts=items, ctx=ast.Load()):
            yield from ((node, ast.Tuple(left, ast.Load())) for left in _without(items))
        case ast.Set(elts=items):
            yield from ((node, ast.Set(left) if left else _expression("set()")) for left in _without(items))
        case ast.Dict(keys=keys, values=values):
            for left in _without(list(zip(keys, values, strict=True))):
                yield node, ast.Dict([key for key, _ in left], [value for _, value in left])


@operator
def missing_key(node: ast.AST) -> Iterator[Change]:
    """Ask for one key less in a pattern."""
    if isinstance(node, ast.MatchMapping):
        for left in _without(list(zip(node.keys, node.patterns, strict=True))):
            yield node, ast.MatchMapping([key for key, _ in left], [pattern for _, pattern in left], node.rest)


# ---------------------------------------------------------------- statements


@operator
def settled(node: ast.AST) -> Iterator[Change]:
    """Settle a condition: what depends on it always comes, and never."""
    tests: list[ast.expr] = []
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.match_case(guard=ast.expr() as test):
            tests = [test]
        case ast.comprehension(ifs=tests):
            pass
    for test in tests:
        if not isinstance(test, ast.Constant):
            yield test, ast.Constant(value=True)
            yield test, ast.Constant(value=False)


@operator
def deleted(node: ast.AST) -> Iterator[Change]:
    """Delete a statement."""
    jump = ast.Return | ast.Raise | ast.Break | ast.Continue
    if isinstance(node, jump | ast.Expr | ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete | ast.Nonlocal):
        yield node, ast.Pass()


@operator
def returned_none(node: ast.AST) -> Iterator[Change]:
    """Return None in place of a value; of truth, there is the opposite."""
    if isinstance(node, ast.Return) and node.value and ast.unparse(node.value) not in {"None", "True", "False"}:
        yield node.value, ast.Constant(None)


@operator
def other_jump(node: ast.AST) -> Iterator[Change]:
    """Turn `break` into `continue`, and `continue` into `break`."""
    if isinstance(node, ast.Break):
        yield node, ast.Continue()
    elif isinstance(node, ast.Continue):
        yield node, ast.Break()


@operator
def no_loop(node: ast.AST) -> Iterator[Change]:
    """Loop over nothing."""
    if isinstance(node, ast.For):
        yield node.iter, ast.Tuple([], ast.Load())


@operator
def narrowed(node: ast.AST) -> Iterator[Change]:
    """Catch one exception less."""
    match node:
        case ast.ExceptHandler(type=ast.Tuple(elts=kinds) as caught):
            yield from ((caught, ast.Tuple(left, ast.Load())) for left in _without(kinds))
        case ast.ExceptHandler(type=ast.expr() as caught):
            yield caught, ast.Tuple([], ast.Load())


@operator
def not_entered(node: ast.AST) -> Iterator[Change]:
    """Do without a context; where its value is wanted, never leave it."""
    if not isinstance(node, ast.With | ast.AsyncWith):
        return
    enter = "await ({}).__aenter__()" if isinstance(node, ast.AsyncWith) else "({}).__enter__()"
    for item in node.items:
        value = enter.format(ast.unparse(item.context_expr)) if item.optional_vars else ""
        yield item.context_expr, _expression(f"__import__('contextlib').nullcontext({value})")


@operator
def undecorated(node: ast.AST) -> Iterator[Change]:
    """Leave out a decorator."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        for decorator in node.decorator_list:
            yield decorator, _expression("lambda made: made")
