"""The files of one submission as they are kept and sent about: all of it that a verdict can rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Self

import msgspec

from grader.exercises import Submission


class Pack(msgspec.Struct, frozen=True):
    """The exercise files of a submission, by exercise id, and why others were not read."""

    files: dict[str, bytes]
    unreadable: dict[str, str] = {}

    @classmethod
    def of(cls, submission: Submission) -> Self:
        """Return the pack of a submission, its exercises in order."""
        return cls(dict(sorted(submission.files.items())), dict(sorted(submission.unreadable.items())))

    def submission(self) -> Submission:
        """Return what the grader takes. Where its files were, and what lay beside them, is no matter of a verdict."""
        return Submission(self.files, self.unreadable)

    def digests(self, exercises: Iterable[str]) -> dict[str, str]:
        """Return for each of these exercises the SHA-256 of its file, or why it was not read, or nothing."""
        return {name: self._digest(name) for name in exercises}

    def _digest(self, exercise: str) -> str:
        if exercise in self.files:
            return hashlib.sha256(self.files[exercise]).hexdigest()
        return self.unreadable.get(exercise, "")

    @property
    def digest(self) -> str:
        """A digest of all of it."""
        return hashlib.sha256(msgspec.json.encode(self.digests([*self.files, *self.unreadable]))).hexdigest()
