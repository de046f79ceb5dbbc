"""Mutants of a reference: its source with one change each, in what it adds to the stub."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Final

from grader.verify.mutation.operators import OPERATORS


@dataclass(frozen=True, slots=True)
class Mutant:
    """A reference with one change."""

    exercise: str
    operator: str
    line: int
    was: str
    """The code of the changed lines, on one line."""
    now: str
    at: int
    """Which of the places in the file where this became that, from 1."""
    content: bytes = field(repr=False)


def mutants(exercise: str, reference: bytes, stub: bytes) -> Iterator[Mutant]:
    """Yield all mutants of a reference, from its first line to its last, each once."""
    source = _Source(reference)
    seen, places = {ast.dump(source.module)}, Counter[tuple[str, str]]()
    changes = [change for statement in added(source.module, ast.parse(stub)) for change in _changes(statement)]
    for operator, old, new in sorted(changes, key=lambda change: (change[1].lineno, change[1].col_offset)):
        if isinstance(new, ast.Pass) and source.ends_function(old):
            continue  # without it the function returns None, and that is another change
        made = source.changed(old, new, seen)
        if made is None:
            continue
        places[made.was, made.now] += 1
        yield Mutant(exercise, operator, made.line, made.was, made.now, places[made.was, made.now], made.content)


# ---------------------------------------------------------------- what is changed

_DEFINITION: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_FOR_READERS: Final = frozenset({"__all__", "__slots__"})
_TYPES: Final = frozenset({"Literal", "Union", "Optional", "Callable", "TypeVar", "NewType", "ParamSpec"})


def added(module: ast.Module, stub: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that a reference adds to its stub; of what the stub began, those inside."""
    yield from _added(module.body, stub.body)


def _added(body: Iterable[ast.stmt], given: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    same = {ast.dump(statement) for statement in given}
    begun = {statement.name: statement.body for statement in given if isinstance(statement, _DEFINITION)}
    for statement in body:
        if ast.dump(statement) in same:
            continue
        if isinstance(statement, _DEFINITION) and statement.name in begun:
            yield from _added(statement.body, begun[statement.name])
        else:
            yield statement


def _changes(node: ast.AST) -> Iterator[tuple[str, Any, ast.AST]]:
    """Yield all changes of a node and of what is below it, as operator, old node and new node."""
    if _unseen(node):
        return
    if not _is_cast(node):
        for operator in OPERATORS:
            yield from ((operator.__name__, old, new) for old, new in operator(node))
    for child in _children(node):
        yield from _changes(child)


def _unseen(node: ast.AST) -> bool:
    """Tell whether code is for readers and type checkers alone, or can't be left out without notice."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Assert() | ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.Assign(value=ast.Subscript(value=ast.Name(id=name)) | ast.Call(func=ast.Name(id=name))):
            return name in _TYPES
        case ast.Assign(targets=[ast.Name(id="msg")], value=ast.Constant() | ast.JoinedStr()):
            return True  # what an exception says
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in _FOR_READERS
        case ast.AnnAssign(value=None):
            return True
        case _:
            return type(node).__name__ == "TypeAlias"  # Python 3.12 has it


def _is_cast(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "cast"


def _children(node: ast.AST) -> Iterable[ast.AST]:
    """Return what is below a node, without types."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*node.decorator_list, node.args, *node.body]
        case ast.ClassDef():
            return [*node.decorator_list, *node.keywords, *node.body]
        case ast.arguments():
            return [default for default in (*node.defaults, *node.kw_defaults) if default]
        case ast.AnnAssign(value=ast.expr() as value):
            return [value]
        case ast.Call() if _is_cast(node):
            return node.args[1:]
        case _:
            return ast.iter_child_nodes(node)


# ---------------------------------------------------------------- how it is changed


@dataclass(frozen=True, slots=True)
class _Changed:
    line: int
    was: str
    now: str
    content: bytes


class _Source:
    """A file whose text is changed in one place, so that all else of it stays as it stands, lines and comments too."""

    def __init__(self, content: bytes) -> None:
        self.module = ast.parse(content)
        self._content = content
        self._starts = _line_starts(content)
        self._parents = {child: node for node in ast.walk(self.module) for child in ast.iter_child_nodes(node)}

    def changed(self, old: Any, new: ast.AST, seen: set[str]) -> _Changed | None:
        """Return the file with a new node for an old one, and add its tree to those seen; None if it is one of them."""
        tree, text, region = self._replaced(old, new)
        if tree in seen:
            return None
        seen.add(tree)
        start = self._offset(region.lineno, region.col_offset)
        end = self._offset(region.end_lineno, region.end_col_offset)
        tidy = re.sub(r"'([^'\"\\]*)'", r'"\1"', text)  # quotes as the file has them: no more than the change is seen
        for spelling in (tidy, f"({tidy})", text, f"({text})"):  # parentheses where the new binds less than the old
            content = self._content[:start] + spelling.encode() + self._content[end:]
            if _dumped(content) == tree:
                return _Changed(*_lines(self._content, content), content)
        msg = f"line {region.lineno}: {ast.unparse(old)} could not be replaced by {text}"
        raise ValueError(msg)

    def ends_function(self, node: Any) -> bool:
        """Tell whether a node is a `return` after which its function would end anyway."""
        if not isinstance(node, ast.Return):
            return False
        inner: ast.AST = node
        outer = self._parents[node]
        while not isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            if not _is_last(inner, outer):
                return False
            inner, outer = outer, self._parents[outer]
        return outer.body[-1] is inner

    def _replaced(self, old: Any, new: ast.AST) -> tuple[str, str, Any]:
        """Return the new tree, the new text of a region, and that region of the old text."""
        region = self._region(old)
        parent = self._parents[old]
        name, place = next((n, v) for n, v in ast.iter_fields(parent) if v is old or (type(v) is list and old in v))
        among = isinstance(place, list)
        setattr(parent, name, [new if item is old else item for item in place] if among else new)
        tree, text = ast.dump(self.module), ast.unparse(new if region is old else region)
        setattr(parent, name, place)
        return tree, text, region

    def _region(self, node: Any) -> Any:
        """Return the smallest node around this one, or itself, whose place in the text is known.

        What stands in an f-string has no place of its own before Python 3.12.
        """
        above, region = node, node
        while above := self._parents.get(above):
            if isinstance(above, ast.JoinedStr):
                region = above
        return region

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column


def _is_last(inner: Any, outer: ast.AST) -> bool:
    """Tell whether nothing of a compound statement is run after this part of it."""
    match outer:
        case ast.If():
            return any(body and body[-1] is inner for body in (outer.body, outer.orelse))
        case ast.With() | ast.AsyncWith() | ast.ExceptHandler() | ast.match_case():
            return outer.body[-1] is inner
        case ast.Try():
            last = outer.orelse or outer.body
            return last[-1] is inner or inner in outer.handlers
        case ast.Match():
            return True
        case _:
            return False


def _line_starts(content: bytes) -> list[int]:
    return [0, *(match.end() for match in re.finditer(rb"\n", content))]


def _dumped(content: bytes) -> str:
    try:
        return ast.dump(ast.parse(content))
    except SyntaxError:
        return ""


def _lines(before: bytes, after: bytes) -> tuple[int, str, str]:
    """Return the number of the first changed line, and the code of the changed lines before and after."""
    old, new = before.decode().splitlines(), after.decode().splitlines()
    first = _alike(old, new)
    last = _alike(old[:first:-1], new[:first:-1])
    return first + 1, code(old[first : len(old) - last]), code(new[first : len(new) - last])


def _alike(some: Sequence[str], others: Sequence[str]) -> int:
    """Return with how many of the same lines two texts begin."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False))))


def code(lines: Iterable[str]) -> str:
    """Return lines as one, without their indentation and comments."""
    bare = (re.sub(r"(^|\s\s)#.*", "", line.strip()).strip() for line in lines)
    return " ".join(filter(None, bare))
