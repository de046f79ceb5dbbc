"""What a learner is told when something cannot be done as asked.

`UsageError` is the base; `SubmissionError` refuses a submission as a whole, `SelectorError` knows no such name.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

LONGEST_NAME: Final = 120
"""How many characters of a name are shown."""


class UsageError(ValueError):
    """What was asked for cannot be done; the text says why and what to do."""


class SubmissionError(UsageError):
    """A submission that cannot be graded at all."""


class SelectorError(UsageError):
    """There is no topic, exercise or check of this name."""


def shown(name: str) -> str:
    """Return a name as Python writes it, so that nothing in it is invisible, and not too long."""
    whole = repr(name)
    return whole if len(whole) <= LONGEST_NAME else f"{whole[:LONGEST_NAME]}… ({len(whole) - LONGEST_NAME} more)"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names the known names most like this one, empty if none is."""
    by_fold = {k.casefold(): k for k in known}
    found = difflib.get_close_matches(name.casefold(), by_fold, cutoff=0.6)
    return f" Did you mean {' or '.join(by_fold[f] for f in found)}?" if found else ""
