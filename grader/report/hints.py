"""A hint, and the explanation of a check, on the terminal."""

from __future__ import annotations

from typing import Final

from rich.console import Console

from grader.hints.advice import Advice
from grader.hints.explanation import Explanation
from grader.report import failure
from grader.report.layout import Page, words
from grader.result import CheckResult, Outcome

_LABEL: Final = 14


def write_hint(advice: Advice, console: Console, command: str) -> None:
    """Write the next hint; `command` is how a verb of the grader is called."""
    page = Page(console)
    check, hint = advice.result, advice.hint
    _heading(page, check)
    if advice.needs_none:
        page.line((" " * 4, ""), ("It passes: there is nothing to hint at.", "green"))
        return
    if hint is None:
        page.line((" " * 4, ""), ("You have had all hints for this check.", ""))
        page.line((" " * 4, "dim"), (f"{command.format(verb='explain')} {check.id}", ""), ("  tells the rest", "dim"))
        return
    head = f"hint {hint.number} of {hint.of}" if hint.number else "this mistake"
    page.hanging(words((f"    {head}  ", "dim")), words((hint.text, "cyan")))
    if not hint.number:
        page.line(
            (" " * 4, ""), ("Your code fails as others have before. If that is not it, ask for the next hint.", "dim")
        )


def _heading(page: Page, check: CheckResult) -> None:
    sign, style = ("✓ ", "bold green") if check.outcome is Outcome.passed else ("✗ ", "bold red")
    sign, style = ("· ", "dim") if check.outcome in {Outcome.todo, Outcome.not_judged} else (sign, style)
    page.blank()
    page.hanging(words((sign, style), (f"{check.id}  ", "bold")), words((check.title, "bold")))
    if check.outcome is Outcome.not_judged:
        page.line((" " * 4, ""), (check.message, ""))


def write_explanation(explanation: Explanation, console: Console) -> None:
    """Write all that there is to say about a check."""
    page, check = Page(console), explanation.check
    page.blank()
    page.hanging(
        words(("  ", ""), (f"{check.id}  ", "bold")), words((check.title, "bold"), (_points(check.points), "dim"))
    )
    for id_, property_ in explanation.rules.items():
        _fact(page, id_, property_.rule)
        _fact(page, "why", property_.why)
    for words_ in explanation.stated:
        _fact(page, "stated as", f"“{words_}”")
    if check.help:
        _fact(page, "help", check.help)
    _fact(page, "lesson", explanation.lesson)
    for number, source in enumerate(explanation.sources):
        _fact(page, "" if number else "sources", source)
    if explanation.right is None:
        return
    right = explanation.right
    page.blank()
    _fact(page, "a case", right.case)
    if right.called:
        _fact(page, "called", right.called)
    failure.write_timeline(page, "a right answer", right.timeline)
    _yours(page, explanation.yours)


def _yours(page: Page, yours: CheckResult | None) -> None:
    if yours is None:
        return
    page.blank()
    match yours.outcome:
        case Outcome.todo:
            _fact(page, "yours", "is not written yet.")
            return
        case Outcome.passed:
            _fact(page, "yours", "does what the check asks for, in this case.")
        case _ if yours.expected:
            _fact(page, "expected", yours.expected)
            _fact(page, "happened", yours.happened)
        case _:
            _fact(page, "yours", yours.message)
    failure.write_timeline(page, "your answer", yours.timeline)


def _fact(page: Page, label: str, text: str) -> None:
    page.hanging(words((f"    {label:<{_LABEL - 4}}", "dim")), words((text, "")))


def _points(points: int) -> str:
    return f"   {points} point{'' if points == 1 else 's'}" if points else ""
