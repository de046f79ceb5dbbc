"""A receipt holds for what was signed, and for nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from grader import cli
from grader.homework import receipts
from grader.report import jsontext
from tests.support import results

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
MINE = b"mine"
GRADED = msgspec.structs.replace(results.streaming(), file=hashlib.sha256(MINE).hexdigest())
RESULT = results.result(GRADED)


def private_pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    """Return a private key as a file holds it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: Ed25519PrivateKey | X25519PrivateKey) -> bytes:
    """Return the public key of a private one as a file holds it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a result, the file that was graded, keys, and the receipt of the result."""
    (tmp_path / "r.json").write_text(jsontext.render(RESULT), encoding="utf-8")
    (tmp_path / "key.pem").write_bytes(private_pem(KEY))
    (tmp_path / "pub.pem").write_bytes(public_pem(KEY))
    (tmp_path / "other.pem").write_bytes(public_pem(OTHER))
    (tmp_path / "stream_text.py").write_bytes(MINE)
    monkeypatch.chdir(tmp_path)
    assert 0 == cli.main(["receipt", "sign", "r.json", "--key", "key.pem"])
    return tmp_path


VERIFY = ["receipt", "verify", "r.receipt.json", "--key", "pub.pem"]


def test_a_receipt_is_good_for_its_result_and_its_files(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Signed with the key in a file, it is checked with the public one alone."""
    (desk / "key.pem").unlink()
    assert 0 == cli.main([*VERIFY, "--result", "r.json", "--submission", "stream_text.py"])
    text = capsys.readouterr().out
    assert "10 of 10 points in 1 exercise" in text
    assert "The receipt is good." in text


replaced = msgspec.structs.replace

CHANGES: dict[str, Callable[[receipts.Bound], receipts.Bound]] = {
    "result": lambda bound: replaced(bound, result="0" * 64),
    "seed": lambda bound: replaced(bound, seed=1),
    "isolation": lambda bound: replaced(bound, isolation="none at all"),
    "time": lambda bound: replaced(bound, signed_at=NOW.replace(year=2025)),
    "versions": lambda bound: replaced(bound, versions=replaced(bound.versions, anthropic="3.0.0")),
    "points": lambda bound: replaced(bound, exercises=(replaced(bound.exercises[0], points=11),)),
    "file": lambda bound: replaced(bound, exercises=(replaced(bound.exercises[0], file="0" * 64),)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_is_changed_breaks_it(desk: Path, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Files, result, versions, time, seed and isolation are all under the signature."""
    made = receipts.read(desk / "r.receipt.json")
    changed = msgspec.structs.replace(made, bound=CHANGES[what](made.bound))
    (desk / "r.receipt.json").write_bytes(receipts.written(changed))
    assert 1 == cli.main(VERIFY)
    assert "was changed after it was signed" in capsys.readouterr().out


def test_another_key_is_told(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A receipt that somebody else signed is not good, whatever key it names in itself."""
    assert 1 == cli.main([*VERIFY[:-1], "other.pem"])
    assert "another key" in capsys.readouterr().out
    made = receipts.read(desk / "r.receipt.json")
    named = msgspec.structs.replace(made.bound, key=receipts.public_text(OTHER.public_key()))
    (desk / "r.receipt.json").write_bytes(receipts.written(msgspec.structs.replace(made, bound=named)))
    assert 1 == cli.main([*VERIFY[:-1], "other.pem"])


def test_another_result_and_other_files_are_told(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A good signature says nothing of what it does not sign."""
    (desk / "r.json").write_text(jsontext.render(results.ONE_FAILING), encoding="utf-8")
    (desk / "stream_text.py").write_bytes(b"not mine")
    assert 1 == cli.main([*VERIFY, "--result", "r.json", "--submission", "stream_text.py"])
    text = " ".join(capsys.readouterr().out.split())
    assert "The result is not the one that was signed." in text
    assert "The file of 01_streaming/stream_text is not the one that was graded." in text


def test_the_key_may_stand_in_the_environment(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --key the PEM of the variable signs."""
    monkeypatch.setenv("RETRIAL_SIGNING_KEY", private_pem(OTHER).decode())
    assert 0 == cli.main(["receipt", "sign", "r.json", "--out", "r.receipt.json"])
    assert 0 == cli.main([*VERIFY[:-1], "other.pem"])


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (b"", "There is no key to sign with"),
        (b"no key", "no unlocked private key in PEM"),
        (public_pem(KEY), "no unlocked private key in PEM"),
        (private_pem(X25519PrivateKey.generate()), "This key is of another kind"),
    ],
)
def test_what_is_no_key_signs_nothing(desk: Path, key: bytes, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Empty, wrong, public and other keys are told apart, and no receipt is written."""
    (desk / "bad.pem").write_bytes(key)
    assert 2 == cli.main(["receipt", "sign", "r.json", "--key", "bad.pem", "--out", "new.json"])
    assert says in capsys.readouterr().err
    assert not (desk / "new.json").exists()


def test_what_cannot_be_checked_ends_with_2(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A private key is none to check with, and a result is no receipt."""
    assert 2 == cli.main([*VERIFY[:-1], "key.pem"])
    assert 2 == cli.main(["receipt", "verify", "r.json", "--key", "pub.pem"])
    assert "is not a receipt" in capsys.readouterr().err
