"""How a cassette is written: readable, without noise, and never with a secret in it.

The file is vcrpy's own format, so vcrpy alone can read it. Bodies of several lines, streams above all, stand in
literal blocks. Of the headers only those are kept that a reader could ask for; ids of organizations are none of them.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    import vcr.request  # type: ignore[import-untyped]

API: Final = "https://api.anthropic.com"
SENT: Final = frozenset({"accept", "content-type", "anthropic-version", "anthropic-beta"})
RECEIVED: Final = frozenset(
    {
        "date",
        "content-type",
        "content-length",
        "content-disposition",
        "cache-control",
        "request-id",
        "retry-after",
        "retry-after-ms",
        "x-should-retry",
    }
)
SHORTEST: Final = 6
"""Characters from which on a part of a key is looked for."""
RATE_LIMITS: Final = "anthropic-ratelimit-"

_KEY: Final = re.compile(r"sk-ant-[A-Za-z0-9_-]{8,}")
_ORGANIZATION: Final = re.compile(rb"org: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NO_ORGANIZATION: Final = b"org: 00000000-0000-0000-0000-000000000000"


class LeakError(Exception):
    """A cassette would have held an API key: it was not written."""


# ---------------------------------------------------------------- what is kept of requests and replies


def kept_request(request: vcr.request.Request, url: str) -> vcr.request.Request:
    """Return a request as it is kept: sent to the API, whatever URL it was recorded from, with few headers."""
    request.uri = request.uri.replace(url, API, 1)
    request.headers = {name.lower(): value for name, value in request.headers.items() if name.lower() in SENT}
    return request


def kept_response(response: dict[str, Any], url: str) -> dict[str, Any]:
    """Return a reply as it is kept: its URLs of the API, its organization unnamed, with few headers."""
    headers = {name.lower(): values for name, values in response["headers"].items()}
    body = response["body"]["string"].replace(url.encode(), API.encode())
    body = _ORGANIZATION.sub(NO_ORGANIZATION, body)
    kept = {name: values for name, values in headers.items() if name in RECEIVED or name.startswith(RATE_LIMITS)}
    if "content-length" in kept:
        kept["content-length"] = [str(len(body))]
    return {"status": response["status"], "headers": kept, "body": {"string": body}}


# ---------------------------------------------------------------- text


class Serializer:
    """vcrpy's serializer, with literal blocks."""

    @staticmethod
    def serialize(data: dict[str, Any]) -> str:
        """Return a cassette as YAML, what it is first."""
        first = {key: data[key] for key in ("version", "metadata", "interactions") if key in data}
        import yaml  # noqa: PLC0415 (costs start-up)

        class Dumper(yaml.CSafeDumper):
            """Writes texts of several lines as literal blocks."""

        Dumper.add_representer(str, _represent)
        return yaml.dump(first, Dumper=Dumper, allow_unicode=True, width=10**9, sort_keys=False)

    @staticmethod
    def deserialize(text: str) -> Any:
        """Return a cassette's YAML as data."""
        import yaml  # noqa: PLC0415 (costs start-up)

        return yaml.load(text, Loader=yaml.CSafeLoader)


def _represent(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


# ---------------------------------------------------------------- files


class Keeper:
    """vcrpy's persister: reads nothing, and holds what was recorded until it is written.

    vcrpy saves while it leaves its context, and stays patched in if that fails: so nothing is refused before `write`.
    """

    def __init__(self, key: str) -> None:
        forms = (_joined(form) for form in _forms(key))
        self._forms = tuple(form for form in forms if len(form) >= SHORTEST)
        self._text = ""

    def load_cassette(self, cassette_path: str, serializer: Any) -> Any:  # noqa: ARG002 (vcrpy's signature)
        """Find nothing: what is recorded replaces what was."""
        from vcr.persisters.filesystem import CassetteNotFoundError  # type: ignore[import-untyped]  # noqa: PLC0415 (slow)

        raise CassetteNotFoundError

    def save_cassette(self, cassette_path: str, cassette_dict: dict[str, Any], serializer: Any) -> None:  # noqa: ARG002
        """Hold what was recorded."""
        from vcr.serialize import serialize  # type: ignore[import-untyped]  # noqa: PLC0415 (slow)

        self._text = serialize(cassette_dict, serializer)

    def write(self, path: Path) -> None:
        """Write what was recorded. Raises LeakError, and writes nothing, if a key is in it in any form."""
        if holds_key(self._text, self._forms):
            msg = "The recording holds an API key, so nothing was written. Look for it in the bodies of the recipe."
            raise LeakError(msg)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._text, encoding="utf-8", newline="\n")


def holds_key(text: str, forms: Iterable[str] = ()) -> bool:
    """Tell whether the YAML of a cassette holds what looks like an API key, or a key in one of these forms.

    A text that is no YAML is looked through as it is.
    """
    import yaml  # noqa: PLC0415 (costs start-up)

    try:
        leaves = tuple(_leaves(Serializer.deserialize(text)))
    except yaml.YAMLError:
        leaves = ()
    return any(_KEY.search(part) or any(form in part for form in forms) for part in map(_joined, (text, *leaves)))


def _joined(text: str) -> str:
    """Return a text without what could stand inside a key that was broken over lines or escaped: as JSON, as YAML."""
    # escapes of white space go first: a letter that was escaped may be an n, and is to stay
    text = re.sub(r"\\+[nrt]", "", text)
    text = re.sub(r"\\+u00([0-9a-fA-F]{2})", lambda escape: chr(int(escape[1], base=16)), text)
    return "".join(text.replace("\\", "").split())


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, bytes):
        yield data.decode("latin-1")
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)


def _forms(key: str) -> Iterator[str]:
    """Yield the forms in which a key could stand in a text: plain, quoted, in hex, and in base64 at any offset."""
    raw = key.encode()
    yield from {key, quote(key, safe=""), json.dumps(key)[1:-1], raw.hex(), raw.hex().upper(), key[::-1]}
    for offset in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            # the characters at both ends also depend on what stands around the key
            yield encode(b"\0" * offset + raw).decode()[offset and 4 : -4]
