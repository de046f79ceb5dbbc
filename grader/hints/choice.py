"""Which hint comes next: that of a known mistake first, then those of the check, one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.hints.book import Chapter, Known
from grader.result import CheckResult, Outcome

_QUIET = {Outcome.passed, Outcome.not_judged}


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint, and which of how many it is; 0: that of a known mistake."""

    text: str
    number: int
    of: int

    @property
    def key(self) -> str:
        """What is kept of it once it was shown."""
        return str(self.number) if self.number else self.text


def recognised(results: Mapping[str, CheckResult], chapter: Chapter) -> Known | None:
    """Return the known mistake that fails exactly as these results do, None if there is none, or no one for sure.

    It fails the same checks. Where several do, the one is meant which agrees most in the smallest cases and in what
    happened there.
    """
    failed = {id_: check for id_, check in results.items() if check.outcome not in _QUIET}
    alike = [known for known in chapter.mistakes if known.fails.keys() == failed.keys()]
    agreement = {known.name: _agreement(known, failed) for known in alike}
    most = max(agreement.values(), default=0)
    best = [known for known in alike if agreement[known.name] == most]
    return best[0] if len(best) == 1 or (best and len({known.hint for known in best}) == 1) else None


def _agreement(known: Known, failed: Mapping[str, CheckResult]) -> int:
    return sum(
        (failed[id_].case == how.case) + 2 * (failed[id_].happened == how.happened) for id_, how in known.fails.items()
    )


def upcoming(check_id: str, hints: Sequence[str], known: Known | None, shown: Sequence[str]) -> Hint | None:
    """Return the next hint for a check, None when all were shown; `shown` holds the keys of those that were."""
    if known is not None and check_id in known.fails and known.hint not in shown:
        return Hint(known.hint, 0, len(hints))
    numbered = (Hint(text, number, len(hints)) for number, text in enumerate(hints, 1))
    return next((hint for hint in numbered if hint.key not in shown), None)
