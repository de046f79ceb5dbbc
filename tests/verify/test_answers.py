"""The answers of the project, and the degenerate ones made of its stubs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.exercises import Exercise, find_exercises
from grader.verify import answers
from grader.verify.answers import AnswerError, degenerates, functions, mistakes, reference

EXERCISES = find_exercises()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in which solutions are looked for."""
    monkeypatch.setattr(answers, "solutions_dir", lambda: tmp_path)
    (tmp_path / "99_test" / "mistakes").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    "header",
    ["", "# /// mistake\n# fails = 1\n# ///\n", "# /// mistake\n# ///\n", '# /// mistake\n# hint = "\n# ///\n'],
)
def test_a_mistake_without_a_proper_header_is_refused(tree: Path, header: str) -> None:
    """And named."""
    (tree / "99_test" / "mistakes" / "f__wrong.py").write_text(f"{header}def f(): ...\n")
    with pytest.raises(AnswerError, match="99_test/mistakes/f__wrong: its header must say"):
        mistakes(Exercise("99_test", "f"))


def test_a_missing_reference_is_named(tree: Path) -> None:
    """It has to be there."""
    with pytest.raises(AnswerError, match="99_test/f: there is no reference"):
        reference(Exercise("99_test", "f"))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_degenerate_answers_load_and_do_not_differ_in_what_the_stub_gave(exercise: Exercise) -> None:
    """Each compiles; only functions that are to be written lose their body, methods among them."""
    found = degenerates(exercise)
    assert len(answers.DEGENERATE) == len({answer.content for answer in found})
    for answer in found:
        compile(answer.content, answer.name, "exec")
        assert b"raise NotImplementedError" not in answer.content


def test_methods_are_emptied_and_what_is_given_is_kept() -> None:
    """As in the ledger: a class whose methods mean nothing, and a helper as it stood."""
    ledger = next(e for e in EXERCISES if e.name == "ledger")
    none = ast.parse(degenerates(ledger)[0].content)
    bodies = {f.name: ast.unparse(f.body[-1]) for f in functions(none)}
    assert ("pass", "return None") == (bodies["__init__"], bodies["record"])
    assert "gather" in bodies["record_all"]
