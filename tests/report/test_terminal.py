"""What a learner sees on the terminal."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from grader.report import failure, layout, terminal
from grader.report.terminal import Setting
from grader.result import CheckResult, Outcome, Result
from tests.support import results

GOLDEN = Path(__file__).parent / "golden"


def plain(result: Result, setting: Setting | None = None) -> str:
    """Return a report as it is where there is no terminal."""
    text = io.StringIO()
    terminal.render(result, layout.terminal(text), setting)
    return text.getvalue()


@pytest.mark.parametrize(
    ("name", "result", "setting"),
    [
        ("first_evening", results.FIRST_EVENING, None),
        ("one_solved", results.ONE_SOLVED, None),
        ("one_failing", results.ONE_FAILING, None),
        ("alone", results.ALONE, Setting(whole=False)),
        ("all_passed", results.ALL_PASSED, None),
        ("outcomes", results.OUTCOMES, None),
        ("untrusted", results.UNTRUSTED, Setting(command="python -m grader {verb}")),
    ],
)
def test_reports_look_as_agreed(name: str, result: Result, setting: Setting | None) -> None:
    """Each report is the golden one, to the character. A golden file that was deleted is written anew, to be read."""
    path = GOLDEN / f"{name}.txt"
    found = plain(result, setting)
    if not path.exists():
        path.write_text(found, encoding="utf-8")
        pytest.fail(f"{path.name} is new: read it, and commit it")
    assert path.read_text(encoding="utf-8") == found


def test_nothing_untrusted_reaches_the_terminal_as_it_is() -> None:
    """Of hostile text no control character, no change of direction and no markup comes through."""
    found = plain(results.UNTRUSTED)
    assert not [c for c in found if not c.isprintable() and c != "\n"]
    assert "[red]x[/red] :smile:" in found
    assert r"\x1b[2J\u202egnp.[bold]" in found


def test_every_line_fits_but_those_to_be_copied() -> None:
    """Lines keep to the width; commands stay in one piece, so that they can be copied."""
    narrow = Console(file=io.StringIO(), width=60, highlight=False, markup=False)
    terminal.render(results.OUTCOMES, narrow)
    assert isinstance(narrow.file, io.StringIO)
    long = [line for line in narrow.file.getvalue().splitlines() if len(line) > 60]
    assert all("nox -s" in line for line in long)
    assert any("--case 'max_attempts=2 deadline=100000 | 529 retry-after=7'" in line for line in long)


def test_colours_are_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets colours, unless NO_COLOR is set; what is said is the same."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = []
    for no_color in ("", "1"):
        monkeypatch.setenv("NO_COLOR", no_color)
        screen = Screen()
        terminal.render(results.ONE_FAILING, layout.terminal(screen))
        shown.append(screen.getvalue())
    colour = re.compile(r"\x1b\[[0-9;]*3[1-7]m")
    assert colour.search(shown[0])
    assert not colour.search(shown[1])
    assert plain(results.ONE_FAILING) == re.sub(r"\x1b\[[0-9;]*m", "", shown[0])


def test_three_failures_are_told_in_full() -> None:
    """Of ten failures three are told in full; the others are counted, with the command that shows one."""
    broken = [
        results.check(f"X-{n:02}", f"Behaviour {n}.", Outcome.failed, expected="one", happened="two") for n in range(10)
    ]
    found = plain(results.result(results.exercise("01_streaming/x", *broken)))
    assert 3 == found.count("    expected  one")
    assert "7 more are marked above. One alone, in full:  nox -s grade -- X-03" in found


def test_a_replay_survives_the_shell() -> None:
    """The command that replays a case is quoted for the shell."""
    import shlex  # noqa: PLC0415

    check = results.check("RETRY-06", "Waits.", Outcome.failed, case="""x="it's" | ok "$(id) `id` \\\\" """)
    assert ["nox", "-s", "practice", "--", "RETRY-06", "--case", check.case] == shlex.split(
        failure.replay(check, "nox -s {verb} --")
    )


def one(check: CheckResult) -> str:
    """Return what `practice` shows of a check."""
    text = io.StringIO()
    failure.write_one(layout.Page(layout.terminal(text)), check, "nox -s {verb} --")
    return text.getvalue()


def test_two_different_answers_are_shown_side_by_side() -> None:
    """Where the same case gave two answers, both timelines stand there, with the sentence that says so."""
    timeline = results.KEEPS_RETRY_AFTER.timeline
    check = results.check(
        "A-01",
        "Waits.",
        Outcome.failed,
        message="The same case gave two different answers.",
        expected="x",
        timeline=timeline,
        other_timeline=timeline[:1],
    )
    found = one(check)
    assert found.index("The same case gave") < found.index("    one time") < found.index("    another time")


def test_lines_say_which_request_they_belong_to_where_requests_overlap() -> None:
    """Numbers are shown as soon as two requests are under way at once, and not before."""
    from grader.result import Moment  # noqa: PLC0415

    moments = [Moment(0, 0, "request", "→ A", 1), Moment(0, 0, "request", "→ B", 2), Moment(1, 1, "reply", "← 200", 1)]
    apart = [moments[0], moments[2], moments[1]]
    shown = [one(results.check("A-01", "X.", Outcome.failed, timeline=tuple(m))) for m in (moments, apart)]
    assert "1.00 s  #1 ← 200" in shown[0]
    assert "#" not in shown[1]


def test_a_passed_check_is_one_line() -> None:
    """What passed, or could not be judged, needs no story."""
    assert "\n✓ A-01  Waits.\n" == one(results.check("A-01", "Waits."))
    assert "\n· A-01  Waits. To do.\n" == one(results.check("A-01", "Waits.", Outcome.todo, message="To do."))


def test_nothing_judged_is_not_praised() -> None:
    """A result without exercises does not say that all is done."""
    assert "There was nothing to judge." in plain(results.result())
