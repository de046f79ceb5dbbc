"""What a script is made of: the replies and faults of an API in order, and what disturbs a call from outside.

`str()` of a script is its one-line text form, which `grader.wire.notation` reads back.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from grader.wire.saying import Part, Saying

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.wire.batches import Status

POLL_WORDS: Final[tuple[Status, ...]] = ("in_progress", "canceling", "ended")
"""What a batch says of itself: the reply to a poll."""

CONNECTION_WORDS: Final = ("refused", "connect-timeout", "silent")
"""Ways to fail before the head of a reply: no connection (two ways), or a connection on which nothing comes back."""

BREAK_WORDS: Final = ("cut", "reset", "short", "stall", "error")
"""Ways to end in the middle of a body; they take a place."""

WORDS: Final = ("ok", *POLL_WORDS, *CONNECTION_WORDS, *BREAK_WORDS)

HEADERS_WITHOUT_HYPHEN: Final = frozenset({"date"})

_STATUS: Final = re.compile(r"[45]\d\d")
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)+")
_BARE: Final = re.compile(r'[^\s;|"]+')
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")

_OF_ANY_BODY: Final = frozenset({"headers", "chunk", "delay", "pace"})
_OF_SAYING: Final = frozenset({"stop", "sequence", "details", "usage", "parts"})
_OF_ERROR: Final = frozenset({"type", "code", "message"})
_OF_EVENT: Final = frozenset({"type", "message"})


class CaseError(ValueError):
    """A case, or its text form, makes no sense. The message says where, and what would."""


def known(what: str, word: str, words: Iterable[str]) -> str:
    """Say that a word is unknown, and which ones are known, nearest first."""
    words = tuple(words)
    near = get_close_matches(word, words, n=3, cutoff=0.5)
    return f"unknown {what} {word!r}; known are {', '.join((*near, *(w for w in words if w not in near)))}"


# ---------------------------------------------------------------- writing


def written(value: Any) -> str:
    """Return a JSON value on one line, every character of it visible."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def _word(text: str) -> str:
    return text if _BARE.fullmatch(text) and text.isprintable() else written(text)


def _name(text: str) -> str:
    return text if _NAME.fullmatch(text) else written(text)


def _number(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)


def _part(part: Part) -> str:
    match part.kind:
        case "text":
            return written(part.text)
        case "ping":
            return "ping"
        case "event":
            return f"?{_name(part.text)}"
        case "delta":
            return f"~{_name(part.text)}"
        case kind:
            return f"{kind}:{written(part.text)}"


def _astray(parts: Iterable[Part]) -> bool:
    """Tell whether a piece of tool input follows no tool."""
    block = ""
    for part in parts:
        if part.kind in {"text", "thinking", "tool", "server"}:
            block = part.kind
        elif part.kind == "json" and block not in {"tool", "server"}:
            return True
    return False


# ---------------------------------------------------------------- what a script is made of


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a body, in bytes or in whole events, from the start or (negative) from the end.

    An event of a body that is no event stream is a line of JSON lines, else the whole body.
    """

    number: int
    events: bool = False

    def __str__(self) -> str:
        return f"{self.number}{'e' if self.events else ''}"


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one request. A word, and what goes with it; what is not given is as the base has it.

    - `ok`; the status of a poll (`in_progress`, `canceling`, `ended`); or an error's status (`400` to `599`)
    - `refused`, `connect-timeout`: no connection; `silent`: the request arrives, and no reply ever comes
    - at `place`, by default before the last event: `cut` ends the body as if it were whole, `reset` resets the
      connection, `short` closes it before the end, `stall` sends nothing more, `error` sends an `error` event
    """

    word: str = "ok"
    place: Place | None = None
    headers: tuple[tuple[str, str | None], ...] = ()
    """Headers that differ from the base's; None: the header is left out."""
    chunk: int | None = None
    """Bytes of a piece of the body; None: an event of a stream, a line of JSON lines, else the whole body."""
    delay: float = 0.0
    """Seconds before the head."""
    pace: float = 0.0
    """Seconds before each piece of the body."""
    type: str | None = None
    code: str | None = None
    message: str | None = None
    """What the body of an error says."""
    stop: str | None = None
    sequence: str | None = None
    details: str | None = None
    """`stop_reason`, `stop_sequence`, and `stop_details` as the text of a JSON object."""
    usage: tuple[tuple[str, int | None], ...] = ()
    """Final counts; None: `message_delta` does not repeat this one, and a message that is not streamed lacks it."""
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense together."""
        if self.word not in WORDS and not _STATUS.fullmatch(self.word):
            raise CaseError(known("word", self.word, ("400 to 599", *WORDS)))
        if self.place and self.word not in BREAK_WORDS:
            msg = f"`{self.word}` takes no place; {', '.join(BREAK_WORDS)} do"
            raise CaseError(msg)
        if self.chunk is not None and self.chunk < 1:
            msg = "chunk= is a number of bytes, at least 1"
            raise CaseError(msg)
        if not (0 <= self.delay < math.inf and 0 <= self.pace < math.inf):
            msg = "delay= and pace= are seconds, at least 0"
            raise CaseError(msg)
        if _astray(self.parts):
            msg = 'json:"..." is a piece of a tool\'s input: tool:"name" stands before it'
            raise CaseError(msg)
        self._check_headers()
        self._check_details()
        for name in sorted(self._given() - self._fitting()):
            msg = f"`{self.word}` takes no {name}"
            raise CaseError(msg)

    def _check_headers(self) -> None:
        for name, _ in self.headers:
            if not _HEADER.fullmatch(name) and name.lower() not in HEADERS_WITHOUT_HYPHEN:
                raise CaseError(known("option", name, OPTIONS) + ", and headers whose name has a hyphen")

    def _check_details(self) -> None:
        if self.details is None:
            return
        details = json.loads(self.details)
        if not isinstance(details, dict):
            msg = "details= is a JSON object"
            raise CaseError(msg)
        object.__setattr__(self, "details", written(details))

    def _given(self) -> set[str]:
        return {f.name for f in fields(self)[2:] if getattr(self, f.name) != f.default}

    def _fitting(self) -> frozenset[str]:
        if self.status:
            return _OF_ANY_BODY | _OF_ERROR
        if self.word == "refused":
            return frozenset({"delay"})
        if self.word in CONNECTION_WORDS:
            return frozenset()
        return _OF_ANY_BODY | _OF_SAYING | (_OF_EVENT if self.word == "error" else frozenset())

    @property
    def status(self) -> int | None:
        """The status of an error, None for every other word."""
        return int(self.word) if self.word.isdigit() else None

    @property
    def saying(self) -> Saying | None:
        """What the reply says, None if that is the base's to decide."""
        if not (self.parts or self.stop or self.sequence or self.details or self.usage):
            return None
        details = None if self.details is None else json.loads(self.details)
        return Saying(self.parts, self.stop, self.sequence, details, dict(self.usage))

    def __str__(self) -> str:
        return " ".join((self._head(), *self._options(), *map(_part, self.parts)))

    def _head(self) -> str:
        return f"{self.word}@{self.place}" if self.place else self.word

    def _options(self) -> Iterable[str]:
        for name, value in self.headers:
            yield f"-{name}" if value is None else f"{name}={_word(value)}"
        if self.chunk is not None:
            yield f"chunk={self.chunk}"
        for name in ("delay", "pace"):
            if seconds := getattr(self, name):
                yield f"{name}={_number(seconds)}"
        for name in ("type", "code", "message", "stop", "sequence"):
            if (text := getattr(self, name)) is not None:
                yield f"{name}={_word(text)}"
        if self.details is not None:
            yield f"details={self.details}"
        for name, count in self.usage:
            yield f"-usage.{name}" if count is None else f"usage.{name}={count}"


OPTIONS: Final = (
    "chunk", "delay", "pace", "type", "code", "message", "stop", "sequence", "details", "usage.output_tokens",
)  # fmt: skip

Disturber: TypeAlias = Literal["interrupt", "cancel", "kill-before", "kill-after", "clock"]


@dataclass(frozen=True, slots=True)
class Disturbance:
    """What disturbs a call from outside; it consumes no request.

    - `interrupt`: the call is interrupted at its `at`-th event, counted from 1
    - `cancel`: the call's task is cancelled after `at` virtual seconds
    - `kill-before`, `kill-after`: the worker is killed at the `at`-th event, before or after that takes effect
    - `clock`: with the answer to the `at`-th event the time of day jumps by `jump` seconds
    """

    kind: Disturber
    at: float
    jump: float = 0.0

    def __str__(self) -> str:
        jump = ("-" if self.jump < 0 else "+") + _number(abs(self.jump)) if self.kind == "clock" else ""
        return f"{self.kind}{jump}@{_number(self.at)}"


@dataclass(frozen=True, slots=True)
class Script:
    """How the API answers: a step a request, in order. After the last one it is `ok`, or for ever the last."""

    steps: tuple[Step, ...] = ()
    forever: bool = False
    disturbances: tuple[Disturbance, ...] = ()

    def __post_init__(self) -> None:
        """Let a script without steps be the one that says `ok`, so that both are equal."""
        if not self.steps:
            object.__setattr__(self, "steps", (Step(),))

    def __str__(self) -> str:
        return "; ".join((*map(str, self.steps), *(("...",) if self.forever else ()), *map(str, self.disturbances)))
