"""Reads the text form of a case; `str()` of a case or a script writes it.

    case   = [ args [ " | " script ] ] | script
    args   = name=value { " " name=value }          value: a bare word, or any JSON value
    script = item { "; " item }
    item   = step | "..." | disturbance             "...": the last reply for ever; else `ok` follows, for polls `ended`
    step   = word [ "@" place ] { " " option } { " " part }
    word   = 400 to 599 | ok | in_progress | canceling | ended | refused | connect-timeout | silent
           | cut | reset | short | stall | error
    place  = ["-"] integer [ "e" ]                  bytes, or whole events with e; negative: from the end
    option = header=value | -header | chunk=bytes | delay=seconds | pace=seconds | type=, code=, message= of an error
           | stop=reason | sequence=text | details=JSON object | usage.name=count | -usage.name
    part   = "text" | thinking:"text" | tool:"name" | server:"name" | json:"fragment" | ping | ?event | ~delta
    disturbance = interrupt@event | cancel@seconds | kill-before@event | kill-after@event | clock+seconds@event

`max_attempts=2 deadline=3 | 529 retry-after=7; cut@-1e "é" ping thinking:"hm" ?weather "漢"; ...`
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn, get_args

from grader.wire.saying import Part, PartKind
from grader.wire.steps import (
    OPTIONS,
    WORDS,
    CaseError,
    Disturbance,
    Disturber,
    Place,
    Script,
    Step,
    known,
    written,
)

_SPACE: Final = re.compile(r"\s*")
_ARG: Final = re.compile(r"([A-Za-z_]\w*)=", re.ASCII)
_BARE: Final = re.compile(r'[^\s;|"]+')
_WORD: Final = re.compile(r'[^\s;|"@]+')
_PLACE: Final = re.compile(r"(-?)(\d{1,9})(e?)", re.ASCII)
_NUMBER: Final = re.compile(r"\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_COUNT: Final = re.compile(r"\d{1,9}", re.ASCII)
_DISTURBANCE: Final = re.compile(r"(interrupt|cancel|kill-before|kill-after|clock(?=[+-]))(?:([+-])([^\s;@]+))?@")
_OPTION: Final = re.compile(r'([^\s;|"=]+)=')
_KIND: Final = re.compile(r'([^\s;|"=:]+):(?=")')
_PING: Final = re.compile(r"ping(?=[\s;]|$)")
_STRANGER: Final = re.compile(r"([?~])([A-Za-z_][A-Za-z0-9_.-]*)?")
_WITHOUT: Final = re.compile(r"-(?:usage\.(\w+)|([A-Za-z][A-Za-z0-9-]*))", re.ASCII)
_CONSTANTS: Final = frozenset({"true", "false", "null", "NaN", "Infinity"})

MOST_SECONDS: Final = 1e9
"""More than thirty years; in nanoseconds they still fit 64 bits."""

DISTURBERS: Final = get_args(Disturber)
KINDS: Final = ("thinking", "tool", "server", "json")
PARTS: Final = ('"text"', *(f'{kind}:"..."' for kind in KINDS), "ping", "?event", "~delta")


class Scanner:
    """A text, and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.space()

    def fail(self, what: str, at: int | None = None) -> NoReturn:
        """Refuse the text: say what is wrong at a column, by default where reading stands."""
        column = (self.at if at is None else at) + 1
        msg = f"column {column}: {what}\n  {self.text}\n  {' ' * (column - 1)}^"
        raise CaseError(msg)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read what fits a pattern, if it stands here."""
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def need(self, pattern: re.Pattern[str], what: str) -> re.Match[str]:
        """Read what fits a pattern, which must stand here, up to the end of its word."""
        found = self.take(pattern)
        if not found or not self.word_ends():
            self.fail(f"expected {what}", found.start() if found else None)
        return found

    def space(self) -> None:
        """Pass over white space."""
        self.take(_SPACE)

    def sees(self, text: str) -> bool:
        """Tell whether this stands here."""
        return self.text.startswith(text, self.at)

    @property
    def ended(self) -> bool:
        """Whether all has been read."""
        return self.at == len(self.text)

    def word_ends(self) -> bool:
        """Tell whether a word, a value or a string ends here."""
        return self.ended or self.text[self.at].isspace() or self.text[self.at] in ";|"

    def json(self) -> Any:
        """Read a JSON value."""
        start = self.at
        try:
            value, self.at = json.JSONDecoder().raw_decode(self.text, start)
        except json.JSONDecodeError as error:
            if error.msg.startswith("Unterminated"):
                self.fail("this string does not end", error.pos)
            self.fail(f"no JSON value: {error.msg}", error.pos)
        except (ValueError, RecursionError) as error:
            self.fail(f"no JSON value: {error}", start)
        if not self.word_ends():
            self.fail("a space is missing here, or the quotes around a text", self.at)
        return value

    def string(self) -> str:
        """Read a JSON string, at whose opening quote reading stands."""
        found = self.json()
        return str(found)

    def words(self, what: str) -> str:
        """Read a text: a JSON string, or a bare word."""
        return self.string() if self.sees('"') else self.need(_BARE, what)[0]


def read_case(text: str) -> tuple[list[tuple[str, Any]], Script]:
    """Return the arguments and the script of a case. Raises CaseError."""
    scanner = Scanner(text)
    args = _args(scanner)
    if scanner.ended:
        return args, Script()
    if args:
        if not scanner.sees("|"):
            scanner.fail("expected a further name=value, or ` | ` and how the API answers")
        scanner.at += 1
        scanner.space()
    return args, _script(scanner)


def read_script(text: str) -> Script:
    """Return a script. Raises CaseError."""
    return _script(Scanner(text))


# ---------------------------------------------------------------- arguments


def _args(scanner: Scanner) -> list[tuple[str, Any]]:
    args: list[tuple[str, Any]] = []
    while found := scanner.take(_ARG):
        if any(name == found[1] for name, _ in args):
            scanner.fail(f"{found[1]} is given twice", found.start())
        args.append((found[1], _value(scanner)))
        scanner.space()
    return args


def _value(scanner: Scanner) -> Any:
    start = scanner.at
    if scanner.ended or scanner.text[start] in '"[{-0123456789':
        return scanner.json()
    word = scanner.need(_BARE, "a value")[0]
    return json.loads(word) if word in _CONSTANTS else word


# ---------------------------------------------------------------- scripts


def _script(scanner: Scanner) -> Script:
    steps: list[Step] = []
    disturbances: list[Disturbance] = []
    forever = False
    while True:
        if scanner.sees("..."):
            if not steps or forever:
                scanner.fail("`...` repeats the reply before it, and stands once")
            scanner.at += 3
            forever = True
        elif disturbance := _disturbance(scanner):
            disturbances.append(disturbance)
        elif forever:
            scanner.fail("no reply can follow `...`")
        else:
            steps.append(_step(scanner))
        if not _another(scanner):
            return Script(tuple(steps), forever, tuple(disturbances))


def _another(scanner: Scanner) -> bool:
    scanner.space()
    if scanner.ended:
        return False
    if not scanner.sees(";"):
        scanner.fail("expected `; ` and the next reply")
    scanner.at += 1
    scanner.space()
    return True


def _disturbance(scanner: Scanner) -> Disturbance | None:
    start = scanner.at
    found = scanner.take(_DISTURBANCE)
    if not found:
        return None
    kind: Disturber = found[1]  # type: ignore[assignment]  # the pattern holds these words alone
    if kind == "cancel":
        return Disturbance(kind, _number(scanner, "the virtual seconds after which it comes"))
    at = int(scanner.need(_COUNT, "the number of the event, counted from 1")[0])
    if at < 1:
        scanner.fail("events are counted from 1", start)
    if kind != "clock":
        return Disturbance(kind, at)
    if not _NUMBER.fullmatch(found[3] or ""):
        scanner.fail("expected clock+seconds@event or clock-seconds@event", start)
    return Disturbance(kind, at, float(found[2] + "1") * _bounded(scanner, found[3], start))


def _step(scanner: Scanner) -> Step:
    start = scanner.at
    found = scanner.take(_WORD)
    if not found:
        scanner.fail("expected a reply: ok, a status such as 529, or a fault such as reset")
    word = found[0]
    if word not in WORDS and not re.fullmatch(r"[45]\d\d", word, re.ASCII):
        scanner.fail(known("word", word, ("400 to 599", *WORDS, *DISTURBERS)), start)
    place = _place(scanner)
    given = _rest(scanner)
    try:
        return Step(word, place, **given)
    except CaseError as error:
        scanner.fail(str(error), start)


def _place(scanner: Scanner) -> Place | None:
    if not scanner.sees("@"):
        return None
    scanner.at += 1
    found = scanner.need(_PLACE, "a place: bytes as in @120, whole events as in @3e, from the end as in @-1e")
    number = int(found[2])
    if found[1] and not number:
        scanner.fail("-0 is no place; -1e is before the last event", found.start())
    return Place(-number if found[1] else number, events=bool(found[3]))


def _rest(scanner: Scanner) -> dict[str, Any]:
    headers: list[tuple[str, str | None]] = []
    usage: list[tuple[str, int | None]] = []
    parts: list[Part] = []
    given: dict[str, Any] = {}
    scanner.space()
    while not scanner.ended and not scanner.sees(";"):
        start = scanner.at
        if part := _part(scanner):
            parts.append(part)
        elif found := scanner.take(_WITHOUT):
            if found[1]:
                usage.append((found[1], None))
            else:
                headers.append((found[2], None))
        elif found := scanner.take(_OPTION):
            name = found[1]
            if name.startswith("usage."):
                usage.append((name.removeprefix("usage."), int(scanner.need(_COUNT, "a count")[0])))
            elif name not in _READERS:
                headers.append((name, scanner.words("a value")))
            elif name in given:
                scanner.fail(f"{name}= is given twice", start)
            else:
                given[name] = _READERS[name](scanner)
        else:
            word = scanner.take(_BARE)
            scanner.fail(known("part", word[0] if word else scanner.text[start], (*PARTS, *OPTIONS)), start)
        scanner.space()
    return {**given, "headers": tuple(headers), "usage": tuple(usage), "parts": tuple(parts)}


def _part(scanner: Scanner) -> Part | None:
    if scanner.sees('"'):
        return Part("text", scanner.string())
    start = scanner.at
    if found := scanner.take(_KIND):
        if found[1] not in KINDS:
            scanner.fail(known("part", found[1], PARTS), start)
        kind: PartKind = found[1]  # type: ignore[assignment]  # one of KINDS
        return Part(kind, scanner.string())
    if found := scanner.take(_STRANGER):
        if not found[2] and not scanner.sees('"'):
            scanner.fail(f"expected a name after {found[1]}")
        return Part("event" if found[1] == "?" else "delta", found[2] or scanner.string())
    return Part("ping") if scanner.take(_PING) else None


def _number(scanner: Scanner, what: str) -> float:
    start = scanner.at
    return _bounded(scanner, scanner.need(_NUMBER, what)[0], start)


def _bounded(scanner: Scanner, text: str, start: int) -> float:
    seconds = float(text)
    if seconds > MOST_SECONDS:
        scanner.fail(f"at most {MOST_SECONDS:.0f} seconds", start)
    return seconds


def _seconds(scanner: Scanner) -> float:
    return _number(scanner, "seconds")


def _bytes(scanner: Scanner) -> int:
    return int(scanner.need(_COUNT, "a number of bytes")[0])


def _text(scanner: Scanner) -> str:
    return scanner.words("a word or a text in quotes")


def _object(scanner: Scanner) -> str:
    return written(scanner.json())


_READERS: Final = {
    "chunk": _bytes,
    "delay": _seconds,
    "pace": _seconds,
    "type": _text,
    "code": _text,
    "message": _text,
    "stop": _text,
    "sequence": _text,
    "details": _object,
}
