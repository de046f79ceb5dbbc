"""Values in few words, for messages and timelines. What is left out is always counted.

Strings that come from a learner's code are shown as Python writes them, so control characters can't act on a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from grader.trace import EnumMember, Error, Model, Opaque, Record

WIDTH: Final = 160


def show(value: Any, width: int = WIDTH) -> str:
    """Return a value in at most about `width` characters, saying how many were left out."""
    return cut(_words(value), width)


def cut(text: str, width: int = WIDTH) -> str:
    """Return a text, and of a longer one its beginning, how many characters are left out, and its end.

    The end is where a text that was put together wrongly shows it.
    """
    left_out = len(text) - width
    tail = width // 4
    return text if left_out <= 16 else f"{text[: width - tail]}… ({left_out} more) …{text[-tail:]}"


def _words(value: Any) -> str:
    match value:
        case Model():
            return _model(value)
        case Record():
            return f"{value.cls}({_pairs(value.fields)})"
        case EnumMember():
            return f"{value.cls}.{value.name}"
        case Error():
            said = f"{value.type}: {value.message}" if value.message else value.type
            return said if value.first is value else f"{said}, first of all {_words(value.first)}"
        case Opaque():
            return f"an object of class {value.type}"
        case dict():
            return f"{{{', '.join(f'{k!r}: {_words(v)}' for k, v in value.items())}}}"
        case list():
            return f"[{', '.join(map(_words, value))}]"
        case tuple():
            return f"({', '.join(map(_words, value))}{',' if len(value) == 1 else ''})"
        case frozenset():
            return f"{{{', '.join(sorted(map(_words, value)))}}}" if value else "set()"
        case _:
            return repr(value)


def _pairs(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_words(value)}" for name, value in fields.items())


def _model(model: Model) -> str:
    """A message by what it says, a batch by its state, anything else by its fields."""
    content = model["content"]
    if isinstance(content, list):
        texts = [b["text"] for b in content if isinstance(b, dict) and isinstance(b.get("text"), str)]
        return f"{model.cls} {''.join(texts)!r}" if texts else f"{model.cls} without text"
    if isinstance(model["processing_status"], str):
        return f"{model.cls} {model['processing_status']}"
    return f"{model.cls}({_pairs(model.data)})"


def seconds(number: float) -> str:
    """Return seconds without needless digits: `7 s`, `0.38 s`, `86400 s`."""
    return f"{show(number)} s" if isinstance(number, int) else f"{round(number, 3):.10g} s"
