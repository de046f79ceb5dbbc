"""What a file offers: its public functions and methods with their parameters, its classes with their fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def outline(module: ast.Module) -> dict[str, str]:
    """Return each public function, method and class by name, in the form in which answers must have it too.

    Parameters are told by name, kind and default; whether they are typed, and how, is the author's.
    """
    return dict(_outlined(module.body, ""))


def _outlined(body: list[ast.stmt], inside: str) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, Function) and (not node.name.startswith("_") or node.name == "__init__"):
            yield inside + node.name, signature(node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, f"class {node.name}({', '.join(fields(node))})"
            yield from _outlined(node.body, f"{node.name}.")


def fields(cls: ast.ClassDef) -> list[str]:
    """Return the names of the public fields that a class declares."""
    declared = [node.target for node in cls.body if isinstance(node, ast.AnnAssign)]
    return [target.id for target in declared if isinstance(target, ast.Name) and not target.id.startswith("_")]


def signature(function: Function) -> str:
    """Return `async def name(first, *, second=0)`: no annotations."""
    word = "async def" if isinstance(function, ast.AsyncFunctionDef) else "def"
    return f"{word} {function.name}({parameters(function.args)})"


def parameters(args: ast.arguments) -> str:
    """Return parameters without their annotations."""
    bare = deepcopy(args)
    for arg in (*bare.posonlyargs, *bare.args, *bare.kwonlyargs, bare.vararg, bare.kwarg):
        if arg is not None:
            arg.annotation = None
    return ast.unparse(bare)


def called(function: Function, *, method: bool) -> str:
    """Return the parameters as a caller sees them: those of a method without `self`."""
    bare = deepcopy(function.args)
    if method:
        bare.args = bare.args[1:]
    return parameters(bare)


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    """Yield what an answer lacks of what the stub offers, or has otherwise."""
    for name, form in wanted.items():
        if name not in found:
            yield f"lacks `{form}`, which the stub has"
        elif found[name] != form:
            yield f"has `{found[name]}` where the stub has `{form}`"
