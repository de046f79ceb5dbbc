"""What the README promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]

ATTRIBUTION = (
    "Based on the structure of the Anthropic Academy 'Building with the Claude API' course"
    " (https://anthropic.skilljar.com/). This lesson is an independent structural mirror in original prose; every"
    " substantive claim is verified against the public Anthropic Claude documentation at"
    " https://platform.claude.com/docs/. Anthropic does not endorse it."
)


def test_the_attribution_stands_word_for_word() -> None:
    """The README says where the structure comes from, on one line and without a change."""
    assert ATTRIBUTION in README


@pytest.mark.parametrize("document", DOCUMENTS)
def test_sessions_that_are_named_exist(document: str) -> None:
    """Every `nox -s NAME` is a session of the noxfile."""
    noxfile = (TOP / "noxfile.py").read_text(encoding="utf-8")
    sessions = set(re.findall(r"^def (\w+)\(session: nox\.Session\)", noxfile, re.MULTILINE))
    named = set(re.findall(r"nox -s (\w+)", (TOP / document).read_text(encoding="utf-8")))
    assert set() == named - sessions


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_into_the_project_lead_somewhere(document: str) -> None:
    """A link that is no web address is a file or a folder of the project."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", (TOP / document).read_text(encoding="utf-8"))
    assert [] == [target for target in targets if not (TOP / target).exists()]


def test_the_two_commands_are_the_first() -> None:
    """A machine with Python, git and pip needs these lines and nothing before them but a clone."""
    assert "python -m pip install nox && python -m nox -s grade" in README
    assert "python -m nox -s tests" in README
