"""A result as JSON, and the JSON Schema of it (committed as `docs/result.schema.json`)."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import msgspec

from grader.result import FORMAT_VERSION, Result, plain

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_NOT_PLAIN: Final = re.compile(r"[^\n -~]")
_COMMAND: Final = re.compile(r"##(?=[a-zA-Z]*\[)")
"""What CIs take for a command anywhere in a line; `::error::` is none, as every text stands behind its quote."""


def render(result: Result) -> str:
    """Return a result as JSON: fields in the order of the schema, indented, with a line end."""
    return written(plain(result))


class NotAResult(Exception):
    """What was given is no result, or one of a newer grader; the text says so."""


def read(data: bytes) -> Result:
    """Return the result that `render` wrote. Raises NotAResult."""
    try:
        version = msgspec.json.decode(data, type=_Versioned).format_version
        if version == FORMAT_VERSION:
            return msgspec.json.decode(data, type=Result)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        msg = f"This is no result of Retrial's (`grade --format json` writes one): {error}."
        raise NotAResult(msg) from error
    known = f"this grader knows version {FORMAT_VERSION}"
    msg = f"This result has format version {version}, and {known}. Use the grader that wrote it."
    raise NotAResult(msg)


class _Versioned(msgspec.Struct):
    format_version: int


def schema() -> str:
    """Return the JSON Schema of what `render` returns."""
    return written({"$schema": DIALECT, **msgspec.json.schema(Result)})


def written(data: Any) -> str:
    """Return data as JSON, indented, with a line end, in characters that neither a terminal nor a CI obeys."""
    text = msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    return _COMMAND.sub(r"#\\u0023", _NOT_PLAIN.sub(_as_written, text)) + "\n"


def _as_written(found: re.Match[str]) -> str:
    """Return a character as JSON's escape if it can't be seen: a terminal obeys some that JSON takes as they are."""
    char = found[0]
    return char if char.isprintable() else json.dumps(char)[1:-1]
