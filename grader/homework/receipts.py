"""A receipt: the grading side's signature under a result, which anybody can check offline with its public key.

It binds the result to the byte, the files that were graded, the checks and versions, and the time of signing. The
signature is Ed25519 over a fixed prefix and the bound data in one fixed form, so that no other signed text can pass for
a receipt.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from grader.exercises import UsageError
from grader.homework.read import decoded, read_file
from grader.result import FORMAT_VERSION as RESULT_VERSION
from grader.result import Result, Versions

FORMAT_VERSION: Final = 1
PREFIX: Final = b"Retrial receipt 1\n"

_NO_KEY: Final = (ValueError, TypeError, UnsupportedAlgorithm)

__all__ = ["Receipt", "faults", "private_key", "public_key", "read", "read_file", "signed", "written"]


class Graded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exercise: which file met which checks, and what it got."""

    id: str
    version: str
    file: str
    """The SHA-256 of the file, in hexadecimal; empty if none was graded."""
    points: int
    max_points: int


class Bound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed."""

    result: str
    """The SHA-256 of the file of the result, in hexadecimal."""
    exercises: tuple[Graded, ...]
    versions: Versions
    seed: int
    isolation: str
    signed_at: datetime
    """The signer's clock, in UTC."""
    key: str
    """The signer's public key: 32 bytes, base64."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed result."""

    format_version: int = FORMAT_VERSION
    bound: Bound
    signature: str
    """64 bytes, base64."""


def signed(path: Path, key: Ed25519PrivateKey, now: datetime) -> Receipt:
    """Sign the result in a file; `now` is an aware time. Raises UsageError where there is no result."""
    text = read_file(path)
    result = decoded(text, Result, RESULT_VERSION, repr(str(path)), "a result, as grade --format json writes it")
    bound = Bound(
        result=hashlib.sha256(text).hexdigest(),
        exercises=tuple(Graded(e.id, e.version, e.file, e.points, e.max_points) for e in result.exercises),
        versions=result.versions,
        seed=result.seed,
        isolation=result.isolation,
        signed_at=now.astimezone(UTC),
        key=public_text(key.public_key()),
    )
    return Receipt(bound=bound, signature=base64.b64encode(key.sign(_signed(bound))).decode())


def written(receipt: Receipt) -> bytes:
    """Return a receipt as JSON."""
    return msgspec.json.format(msgspec.json.encode(receipt), indent=2) + b"\n"


def read(path: Path) -> Receipt:
    """Return the receipt in a file. Raises UsageError where there is none."""
    return decoded(read_file(path), Receipt, FORMAT_VERSION, repr(str(path)), "a receipt, as receipt sign writes it")


def faults(
    receipt: Receipt, key: Ed25519PublicKey, *, text: bytes | None = None, files: Mapping[str, bytes] | None = None
) -> list[str]:
    """Return what speaks against a receipt, nothing if it is good: a sentence each.

    `text` is the file of the result that it should be of, `files` the exercise files by exercise id.
    """
    if receipt.bound.key != public_text(key):
        return ["It was signed with another key than the one given."]
    if not _is_signed(receipt, key):
        return ["The signature does not fit: the receipt was changed after it was signed."]
    found = []
    if text is not None and hashlib.sha256(text).hexdigest() != receipt.bound.result:
        found.append("The result is not the one that was signed.")
    for exercise in receipt.bound.exercises if files is not None else ():
        content = (files or {}).get(exercise.id)
        if exercise.file != ("" if content is None else hashlib.sha256(content).hexdigest()):
            found.append(f"The file of {exercise.id} is not the one that was graded.")
    return found


def _is_signed(receipt: Receipt, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(base64.b64decode(receipt.signature, validate=True), _signed(receipt.bound))
    except (InvalidSignature, binascii.Error):
        return False
    return True


def _signed(bound: Bound) -> bytes:
    return PREFIX + msgspec.json.encode(bound)


# ---------------------------------------------------------------- keys


def private_key(pem: bytes) -> Ed25519PrivateKey:
    """Return the key in a PEM. Raises UsageError for one that is locked or of another kind."""
    try:
        key = load_pem_private_key(pem, password=None)
    except _NO_KEY as error:
        msg = "This is no unlocked private key in PEM. Make one: openssl genpkey -algorithm ed25519 -out key.pem"
        raise UsageError(msg) from error
    if not isinstance(key, Ed25519PrivateKey):
        msg = "This key is of another kind. Make one: openssl genpkey -algorithm ed25519 -out key.pem"
        raise UsageError(msg)
    return key


def public_key(pem: bytes) -> Ed25519PublicKey:
    """Return the public key in a PEM. Raises UsageError for anything else, a private key above all."""
    try:
        key = load_pem_public_key(pem)
    except _NO_KEY as error:
        msg = "This is no public key in PEM. Take it from the private one: openssl pkey -in key.pem -pubout"
        raise UsageError(msg) from error
    if not isinstance(key, Ed25519PublicKey):
        msg = "This public key is of another kind than Ed25519, with which receipts are signed."
        raise UsageError(msg)
    return key


def public_text(key: Ed25519PublicKey) -> str:
    """Return a public key as base64 of its 32 bytes."""
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
