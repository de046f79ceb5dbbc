"""Rules for cassettes: each loads, is what its recipe records today, speaks as the SDK reads, and holds no secret."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from grader.exercises import cassettes_dir
from grader.grade.rubrics import Graded
from grader.trace import Reply, Request
from grader.verify.statics.finding import Finding, where
from grader.wire.cassette import Cassette, CassetteError, Recording, open_cassette
from grader.wire.keeping import RATE_LIMITS, RECEIVED, SENT, holds_key
from grader.wire.recipes import Recipe, RecipeError, read_recipes
from grader.wire.sse import Reader

AGAIN: Final = "record it again (`nox -s record`)"


def recipes() -> tuple[dict[str, Recipe], list[Finding]]:
    """Return the recipes by name, and a finding if they can't be read."""
    file = cassettes_dir() / "recipes.toml"
    try:
        return {recipe.name: recipe for recipe in read_recipes(file)}, []
    except RecipeError as error:
        return {}, [Finding(where(file), f"The recipes can't be read: {error}.")]


def findings(known: Mapping[str, Recipe], names: Iterable[str] | None = None) -> Iterator[Finding]:
    """Yield what is wrong with cassettes: with these, or with all."""
    for name in sorted(known if names is None else names):
        path = cassettes_dir() / f"{name}.yaml"
        said = _cassette(path, known.get(name)) if path.is_file() else [f"There is no such cassette: {AGAIN}."]
        yield from (Finding(where(path), sentence) for sentence in said)


def unused(known: Mapping[str, Recipe], rubrics: Mapping[str, Graded]) -> Iterator[Finding]:
    """Yield the cassettes that no check plays."""
    for name in sorted(set(known) - {name for graded in rubrics.values() for name in played(graded)}):
        yield Finding(f"cassettes/{name}.yaml", "No check plays this cassette: write one, or drop it and its recipe.")


def played(graded: Graded) -> set[str]:
    """Return the names of the cassettes that the checks of a rubric play."""
    scenarios = (check.scenario for check in graded.rubric.checks.values())
    return {scenario.cassette for scenario in scenarios if scenario.cassette is not None}


def _cassette(path: Path, recipe: Recipe | None) -> Iterator[str]:
    if holds_key(path.read_text("utf-8", errors="replace")):
        yield "It holds what looks like an API key. Take the key out of use now, then " + AGAIN + "."
    try:
        cassette = open_cassette(path, 0)
    except CassetteError as error:
        yield str(error)
        return
    for number, recording in enumerate(cassette.recordings, 1):
        for sentence in (*_headers(recording), *_types(recording)):
            yield f"Recording {number}: {sentence}"
    yield from _as_today(path, cassette, recipe)


def _headers(recording: Recording) -> Iterator[str]:
    for name, _ in recording.request.headers:
        if name.lower() not in SENT:
            yield f"the request has a header `{name}`, which may hold a secret: {AGAIN}."
    for name, _ in recording.reply.headers:
        if name.lower() not in RECEIVED and not name.lower().startswith(RATE_LIMITS):
            yield f"the reply has a header `{name}`, which is not kept: {AGAIN}."


def _as_today(path: Path, cassette: Cassette, recipe: Recipe | None) -> Iterator[str]:
    """Record a cassette again, as if on its own day: it must give the same bytes. A live one can't be."""
    if recipe is None or cassette.metadata.get("origin") == "live":
        return
    from grader.wire.record import RecordError, record  # noqa: PLC0415  the SDK takes its time

    try:
        day = dt.date.fromisoformat(str(cassette.metadata.get("recorded")))
        with tempfile.TemporaryDirectory() as folder:
            same = record(recipe, Path(folder), day=day).read_bytes() == path.read_bytes()
    except (RecordError, ValueError) as error:
        yield f"It can't be recorded again: {error}"
        return
    if not same:
        yield f"Today's simulator, or its recipe, gives another recording: {AGAIN}."


# ---------------------------------------------------------------- the types of the SDK


def _types(recording: Recording) -> Iterator[str]:
    for kind, data in _said(recording.request, recording.reply):
        try:
            value = _adapter(kind).validate_json(json.dumps(data), strict=True)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            yield f"its reply is no {kind} of the SDK: {place}: {first['msg']}."
        else:
            for place in unknown(value):
                yield f"its reply has a field `{place}`, which {kind} of the SDK does not know."


def _said(request: Request, reply: Reply) -> Iterator[tuple[str, Any]]:
    """Yield what a reply says, piece by piece, each with the type that it must have."""
    if reply.status >= 400:
        yield "ErrorResponse", reply.json
    elif request.params.get("stream"):
        events = Reader().feed(reply.body)
        yield from (("RawMessageStreamEvent", event.data) for event in events if event.name != "ping")
    elif request.path.endswith("/results"):
        yield from (("MessageBatchIndividualResponse", json.loads(line)) for line in reply.body.splitlines())
    elif "/batches" in request.path:
        yield "MessageBatch", reply.json
    else:
        yield "Message", reply.json


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    from anthropic import types  # noqa: PLC0415  as above
    from anthropic.types import messages, shared  # noqa: PLC0415

    return TypeAdapter(next(getattr(room, kind) for room in (types, messages, shared) if hasattr(room, kind)))


def unknown(value: Any, place: str = "") -> Iterator[str]:
    """Yield the fields of a value of the SDK that its classes do not declare: they take anything."""
    if isinstance(value, BaseModel):
        yield from (f"{place}{name}" for name in value.model_extra or ())
        for name in type(value).model_fields:
            yield from unknown(getattr(value, name), f"{place}{name}.")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from unknown(item, f"{place}{number}.")
