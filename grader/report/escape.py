"""Makes untrusted text safe to show."""

from __future__ import annotations


def safe(text: str) -> str:
    r"""Return a text with every character that is not printable written as its escape (`\x1b`, `\n`, `\u202e`).

    So no text can move the cursor, colour or hide a line, or turn the direction of writing; and none holds a
    character that XML, or UTF-8, cannot carry.
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else _escape(c) for c in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
