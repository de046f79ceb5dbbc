"""Every check has three hints, from the concept to a line of code that is left unfinished."""

from __future__ import annotations

import pytest

from grader.grade.rubrics import all_rubrics
from grader.rubric import Check

CHECKS = [check for module in all_rubrics().values() for check in module.rubric.checks.values()]
LONGEST = 110


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_has_three_hints(check: Check) -> None:
    """They are short, and none says again what another one, or the line of help, says already."""
    assert len(check.hints) == 3
    assert len({check.help, *check.hints}) == 4
    assert [] == [hint for hint in check.hints if not 0 < len(hint) <= LONGEST or "\n" in hint]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_hints_go_from_the_concept_to_the_code(check: Check) -> None:
    """The first is a sentence, the second names something in code, the third is code with a gap."""
    concept, name, line = check.hints
    assert concept.endswith(".")
    assert not {"(", "="} & set(concept), "the concept is no code"
    assert "`" in name
    assert "..." in line
    assert "`" not in line
