"""Makes untrusted text safe to show."""

from __future__ import annotations

import re
from typing import Final

COMMAND: Final = re.compile(r"::(?=[a-z-]+[ :])|##(?=[a-z]*\[)", re.IGNORECASE)
"""What begins a command in the log of a CI: GitHub's `::error::`, its older `##[error]`, and `##vso[` and the like.

GitHub passes over the spaces before the first, so that a line that was wrapped is enough, and finds the second anywhere
in a line (`ActionCommand.cs` of actions/runner).
"""


def safe(text: str) -> str:
    r"""Return a text with every character that is not printable written as its escape (`\x1b`, `\n`, `\u202e`).

    So no text can move the cursor, colour or hide a line, or turn the direction of writing; and none holds a
    character that XML, or UTF-8, cannot carry. Commands of a CI are broken in the same way: `:\x3aerror::`.
    """
    shown = text if text.isprintable() else "".join(c if c.isprintable() else _escape(c) for c in text)
    return COMMAND.sub(lambda found: f"{found[0][0]}\\x{ord(found[0][1]):02x}", shown)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
