"""Reads recordings in vcrpy's format: our cassettes, and those of others."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from grader.fidelity.samples import ALL, KEPT_BY_CASSETTES, NONE, Sample

API: Final = "api.anthropic.com"
MAGIC: Final = b"\x1f\x8b"
MARK: Final = "server"
"""A recording without this header was stripped: what else it lacks says nothing."""


class RecordingError(ValueError):
    """A file can't be read. The message names it."""


def recordings(folder: Path) -> list[Sample]:
    """Return the replies of `/v1/messages` and below that the recordings in a folder hold. Raises RecordingError."""
    return [
        sample for path in sorted(folder.rglob("*.y*ml")) for sample in _samples(path, str(path.relative_to(folder)))
    ]


def cassettes(folder: Path) -> list[Sample]:
    """Return the replies that our own cassettes hold. Raises RecordingError."""
    return [
        sample
        for path in sorted(folder.rglob("*.yaml"))
        for sample in _samples(path, str(path.relative_to(folder)), ours=True)
    ]


def _samples(path: Path, name: str, *, ours: bool = False) -> Iterator[Sample]:
    try:
        found = _interactions(path)
        for number, interaction in enumerate(found, 1):
            if _is_ours_to_hold(interaction["request"]["uri"]):
                yield _sample(interaction, f"{name} #{number}", ours=ours)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError, zlib.error, yaml.YAMLError) as error:
        msg = f"The recording {path} can't be read: {error}"
        raise RecordingError(msg) from error


def _interactions(path: Path) -> list[Mapping[str, Any]]:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found = data.get("interactions") if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _is_ours_to_hold(uri: str) -> bool:
    url = urlsplit(uri)
    return url.netloc == API and (url.path + "/").startswith("/v1/messages/")


def _sample(interaction: Mapping[str, Any], where: str, *, ours: bool) -> Sample:
    request, response = interaction["request"], interaction["response"]
    headers = {name.lower(): _first(values) for name, values in response["headers"].items()}
    body, verbatim = _body(response)
    whole = ALL if MARK in headers else NONE
    return Sample(
        where,
        request["method"],
        urlsplit(request["uri"]).path,
        _asked(request),
        int(response["status"]["code"]),
        headers,
        body,
        keeps=KEPT_BY_CASSETTES if ours else whole,
        verbatim=verbatim,
        in_order=list(response["headers"]) != sorted(response["headers"]),
    )


def _first(values: str | list[str]) -> str:
    return str(values[0] if isinstance(values, list) else values)


def _body(holder: Mapping[str, Any]) -> tuple[bytes, bool]:
    """Return a body as bytes, and whether these are the ones that were sent; some keep a body as data."""
    if "parsed_body" in holder:
        return json.dumps(holder["parsed_body"], default=str).encode(), False
    body = holder.get("body") or b""
    text = (body.get("string") or b"") if isinstance(body, dict) else body
    data = text if isinstance(text, bytes) else text.encode()
    return (gzip.decompress(data) if data.startswith(MAGIC) else data), True


def _asked(request: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        found = json.loads(_body(request)[0] or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
