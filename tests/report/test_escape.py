"""Untrusted text is shown, never obeyed."""

from __future__ import annotations

import pytest

from grader.report.escape import safe


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain é 漢 🎉", "plain é 漢 🎉"),
        ("\x1b[31m\x9b0m", r"\x1b[31m\x9b0m"),
        ("a\r\n\tb\x00", r"a\r\n\tb\x00"),
        ("\u202eabc\u2066\u200b\ufeff\xa0", r"\u202eabc\u2066\u200b\ufeff\xa0"),
        ("\ud800\U000e0041", r"\ud800\U000e0041"),
        ("[bold]\\n", "[bold]\\n"),
    ],
)
def test_shows_what_cannot_be_seen(text: str, expected: str) -> None:
    """Control, format and other invisible characters are written out; everything else stays."""
    assert expected == safe(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::error::x", r":\x3aerror::x"),
        ("x ::Warning file=a::y", r"x :\x3aWarning file=a::y"),
        (":::stop-commands::t", r"::\x3astop-commands::t"),
        ("│ ##[add-mask]points", r"│ #\x23[add-mask]points"),
        ("###vso[task.complete]", r"##\x23vso[task.complete]"),
        ("x[::2], ::1, ## a list [1]", "x[::2], ::1, ## a list [1]"),
    ],
)
def test_breaks_what_a_ci_takes_for_a_command(text: str, expected: str) -> None:
    """GitHub passes over spaces before a command, and finds older ones anywhere: a wrapped line is enough for it."""
    assert expected == safe(text)
