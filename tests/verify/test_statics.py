"""Each rule about the parts of an exercise finds what breaks it, and the course as it stands breaks none."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from grader.exercises import Exercise, find_exercises
from grader.exercises.catalogue import PREFIXES
from grader.rubric import Check, Scenario
from grader.rubric.properties import Property
from grader.verify.statics import findings
from grader.verify.statics import rubrics as rules
from grader.verify.statics.cassettes import unknown
from grader.verify.statics.lessons import section, unshown
from grader.verify.statics.outline import differences, outline
from tests.support.small_course import EXERCISE, SmallCourse, copied, course_at, lay_empty, lay_skeleton

STUB = "exercises/$e.py"
LESSON = "exercises/$t/README.md"
RUBRIC = "grader/checks/$n.py"
REFERENCE = "solutions/$e.py"
LOOP = "solutions/$t/also_correct/$n__loop.py"
MISTAKE = "solutions/$t/mistakes/$n__first_block.py"
CASSETTE = "cassettes/$e.yaml"

TYPED = "def my_exercise(client: Anthropic, question: str)"
TODO = "    raise NotImplementedError\n"
NO_TODO = f'{TODO}\n\ndef other(a: int) -> int:\n    """Return."""\n{TODO}'
TIMELINE = "0.00 s  → POST /v1/messages\n0.00 s  ← 200\n0.00 s  returns 'They carry water.'"
HELP = 'help="Look at every block of `message.content`."'
CONCEPT = "A reply is a list of blocks, and text is only one kind of them."
NAMED = "`message.content`: each block has a `type`, and a text block has `text`."
CITED = '"Return the text of all text blocks, joined in order"'
MISTAKE_HINT = "The first block need not be text, and it need not be the only one: look at every block."
LONG = "".join(f"    x{n} = {n}\n" for n in range(13))


def test_the_course_breaks_no_rule() -> None:
    """Every exercise that is committed is whole, and nothing else lies about."""
    assert [] == [str(finding) for finding in findings(find_exercises())]


@pytest.mark.parametrize(
    ("topic", "lines", "found"), [("03_retries", 41, 1), ("06_capstone", 80, 0), ("06_capstone", 81, 1)]
)
def test_the_capstone_may_have_a_longer_stub(tmp_path: Path, topic: str, lines: int, found: int) -> None:
    """What it gives needs imports and types of its own."""
    exercise = Exercise(topic, "my_exercise")
    lay_empty(tmp_path)
    with course_at(tmp_path):
        stub = tmp_path / "exercises" / exercise.file
        stub.parent.mkdir(parents=True)
        stub.write_text("\n" * (lines - 2) + f"def ask() -> None:\n{TODO}")
        said = [finding for finding in findings([exercise]) if "besides the functions" in finding.says]
    assert found == len(said)


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay the skeleton out once."""
    top = tmp_path_factory.mktemp("laid")
    lay_skeleton(top)
    return top


@pytest.fixture
def course(laid: Path, tmp_path: Path) -> Iterator[SmallCourse]:
    """Return a course of one exercise that breaks no rule yet."""
    with course_at(tmp_path):
        yield copied(laid, tmp_path)


def test_the_skeleton_breaks_no_rule(course: SmallCourse) -> None:
    """What the other tests begin with is whole."""
    assert [] == course.findings()


EDITS: list[tuple[str, str, str, str]] = [
    # stubs
    (STUB, '"""Ask a question, and', 'nothing = """Ask a question, and', "The module has no docstring"),
    (STUB, '    """Return the text of', '    nothing = """Return the text of', "`my_exercise` has no docstring"),
    (STUB, "client: Anthropic, ", "client, ", "has no type for parameter `client`"),
    (STUB, ") -> str:", "):", "has no type for what it returns"),
    (STUB, "MAX_TOKENS = 1024\n", "MAX_TOKENS = 1024\n\n\nclass Extra:\n    x = 1\n", "`Extra` has no docstring"),
    (STUB, "    Source: https://platform.claude.com/docs/en/api/messages\n", "\n", "No line `Source: https://...`"),
    (STUB, "https://platform.claude.com/docs/en/api/messages", "https://x.example", "is no official page"),
    (STUB, "MAX_TOKENS = 1024\n", "MAX_TOKENS = 1024\n" + "\n" * 30, "It has 51 lines besides"),
    (STUB, "# TODO: send the question.", "# TODO send the question", "write a task as `# TODO: do this.`"),
    (STUB, "# TODO: send", "# TODO(2): send", "not numbered from 1"),
    (STUB, TODO, NO_TODO, "`other` is to be written and has no `# TODO`"),
    (STUB, TODO, "    if client: raise NotImplementedError\n", "must end with"),
    (STUB, TODO, "    return question\n", "Nothing is left to write"),
    # lessons
    (LESSON, "Checked in November 2026 with", "Looked at with", "Its beginning lacks the line `Checked in"),
    (LESSON, "## my_exercise\n", "## my_other_exercise\n", "There is no section `## my_exercise`"),
    (LESSON, "### Out of scope\n", "### Elsewhere\n", "has no part `### Out of scope`"),
    (LESSON, "Streams, errors and retries.\n", "", "has no part `### Out of scope`, or an empty one"),
    (LESSON, TIMELINE, "", "shows no timeline"),
    (LESSON, "[Messages](https://platform.claude.com/docs/en/api/messages)", "hearsay", "links no official page"),
    (LESSON, "Streams, errors", "[Streams](../nowhere.md), errors", "The link `../nowhere.md` leads nowhere"),
    (LESSON, "Streams, errors", "[Streams](http://a.example), errors", "is not https"),
    (LESSON, "(client, question) ->", "(client, *, question) ->", "does not show `my_exercise(client, q"),
    ("README.md", "[my_exercise]", "[my exercise]", "The table of exercises has no row for 03_retries/my_exercise"),
    ("README.md", "| asks, and returns the text of the answer |", "| |", "has no row"),
    # rubrics
    (RUBRIC, '"MY-02"', '"MY-03"', "Its ids must count from MY-01 without a gap; they are MY-01, MY-03"),
    (RUBRIC, "points=5,\n    needs", "points=4,\n    needs", "Its points are [5, 4]"),
    (RUBRIC, f'Rubric("{EXERCISE.id}"', f'Rubric("{EXERCISE.id}", ("TimeoutError",)', "the stub does not speak"),
    (RUBRIC, "submission.my_exercise(", "submission.other(", "asks a submission for `other`"),
    (RUBRIC, 'cassette="03_retries/my_exercise"', "", "no check plays a recording"),
    (RUBRIC, "once, and returns the text of the answer.", "once", "Its docstring is no sentence"),
    (RUBRIC, HELP, 'help=" "', "MY-02: It has no `help`"),
    (RUBRIC, 'why="one recording"', 'why=""', "MY-01: Its scenario does not say why"),
    (RUBRIC, f'        "{NAMED}",\n', "", "has no three hints"),
    (RUBRIC, HELP, f'help="{CONCEPT}"', "says again"),
    (RUBRIC, CONCEPT, f"{CONCEPT} {CONCEPT}", "A hint is one line of at most 110"),
    (RUBRIC, CONCEPT, "A reply = blocks.", "Its first hint is the concept"),
    (RUBRIC, NAMED, "Each block.", "Its second hint names the API"),
    (RUBRIC, "for block in ... if ...)", "for block in content)", "Its third hint is a line of code with a gap"),
    (RUBRIC, '    cites=("Return the text of all text blocks, joined in order",),\n', "", "MY-02: It cites nothing"),
    (RUBRIC, CITED, '"R99"', "too short for words of the lesson"),
    (RUBRIC, CITED, '"Return the words of all blocks"', "neither in the lesson nor"),
    # answers
    (REFERENCE, "MAX_TOKENS = 1024", "MAX_TOKENS = 1024  # TODO: more?", "A right answer holds no TODO"),
    (REFERENCE, TYPED, TYPED.replace("question", "text"), "where the stub has `def my_exercise(client, question)`"),
    (REFERENCE, "    message = ", LONG * 4 + "    message = ", "to the stub, and 40 is the most"),
    (LOOP, "def my_exercise", "async def my_exercise", "has `async def my_exercise(client, question)`"),
    (LOOP, "def my_exercise", "def ask", "lacks `def my_exercise(client, question)`"),
    (MISTAKE, "def my_exercise(", "def my_exercise[", "It is no Python"),
    (MISTAKE, "# /// mistake", "# /// a mistake", "its header must say `fails` and `hint`"),
    (MISTAKE, MISTAKE_HINT, "", "Its header has no `hint`"),
    (MISTAKE, '["MY-02"]', '["MY-02", "MY-09"]', "It names checks that do not exist: MY-09"),
    (MISTAKE, '["MY-02"]', "[]", "It fails 0 checks"),
    (MISTAKE, "    block = message", LONG + "    block = message", "in 15 lines"),
    (MISTAKE, '["MY-02"]', '["MY-01", "MY-02"]', "No mistake fails MY-02 alone"),
    # cassettes
    (CASSETTE, "version: 1\nmetadata", "version: 9\nmetadata", "is damaged"),
    (CASSETTE, "They carry water.", "They carry sand..", "gives another recording"),
    (CASSETTE, "What do rivers do?", "sk-ant-api03-0123456789abcdef", "what looks like an API key"),
    (CASSETTE, "      request-id:", "      set-cookie:\n      - x\n      request-id:", "a header `set-cookie`"),
    (CASSETTE, "      accept:", "      authorization:\n      - x\n      accept:", "a header `authorization`"),
    (CASSETTE, '"type":"message"', '"type":"massage"', "is no Message of the SDK: type"),
    (CASSETTE, '"type":"message"', '"type":"message","mood":"good"', "has a field `mood`"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "says"), EDITS, ids=lambda value: value[:30])
def test_an_edit_breaks_a_rule(course: SmallCourse, file: str, old: str, new: str, says: str) -> None:
    """The file is named, and the sentence says what is wrong."""
    course.edit(file, old, new)
    where = course.path(file).relative_to(course.top).as_posix()
    found = course.findings()
    assert [f for f in found if f.where == where.replace("__first_block", "__WHAT") or f.where == where], found
    assert any(says in finding.says for finding in found), found


def delete(name: str) -> Callable[[SmallCourse], None]:
    """Return what deletes a file."""
    return lambda course: course.path(name).unlink()


def stray(name: str) -> Callable[[SmallCourse], None]:
    """Return what leaves a file about."""

    def write(course: SmallCourse) -> None:
        course.path(name).parent.mkdir(parents=True, exist_ok=True)
        course.path(name).write_text("x = 1\n", encoding="utf-8")

    return write


def same_answer(course: SmallCourse) -> None:
    """Make another right answer of the reference."""
    course.path(LOOP).write_bytes(course.path(REFERENCE).read_bytes() + b"# in other words\n")


def same_mistake(course: SmallCourse) -> None:
    """Make a mistake of the reference."""
    header = course.path(MISTAKE).read_bytes().partition(b"# ///\n")
    course.path(MISTAKE).write_bytes(header[0] + header[1] + course.path(REFERENCE).read_bytes())


def eleven_checks(course: SmallCourse) -> None:
    """Give the rubric nine checks more."""
    more = "\n".join(f'rubric.check("MY-{n:02}", blocks, help="x.")(joins_all_text_blocks)' for n in range(3, 12))
    with course.path(RUBRIC).open("a", encoding="utf-8") as rubric:
        rubric.write(more)


def other_copy(course: SmallCourse) -> None:
    """Change the copy of the stub alone."""
    course.path("grader/data/stubs/$e.py").write_bytes(b"")


def no_python(course: SmallCourse) -> None:
    """Write a stub that does not load."""
    course.path(STUB).write_text("def f(:\n", encoding="utf-8")


def without_stub(course: SmallCourse) -> None:
    """Name an exercise in the order of the course that does not exist."""
    assert isinstance(PREFIXES, dict)
    PREFIXES["gone"] = "GONE"


def an_exception(course: SmallCourse) -> None:
    """Define an exception in the stub."""
    course.edit(STUB, "MAX_TOKENS = 1024\n", 'MAX_TOKENS = 1024\n\n\nclass Odd(ValueError):\n    """Odd."""\n')


def other_order(course: SmallCourse) -> None:
    """Let two parts of the lesson change their places."""
    course.edit(LESSON, "### Why it matters", "### X")
    course.edit(LESSON, "### The task", "### Why it matters\n\n[a](https://docs.python.org/3/)")
    course.edit(LESSON, "### X", "### The task")


def other_name(course: SmallCourse) -> None:
    """Call the module of the rubric otherwise."""
    course.path(RUBRIC).rename(course.path("grader/checks/asking.py"))


def row_too_many(course: SmallCourse) -> None:
    """Have a row for what is no exercise."""
    course.edit("README.md", "|---|---|---|\n", "|---|---|---|\n| | [later](exercises/03_retries/later.py) | x |\n")


def unplaced(course: SmallCourse) -> None:
    """Lay an exercise out that has no place in the course."""
    stray("grader/data/stubs/03_retries/other.py")(course)
    stray("exercises/03_retries/other.py")(course)


BREAKS: list[tuple[Callable[[SmallCourse], None], str]] = [
    (delete(STUB), "exercises/03_retries/my_exercise.py: There is no such stub"),
    (no_python, "The stub is no Python"),
    (other_copy, "Its copy in grader/data/stubs is another one"),
    (an_exception, "The stub defines the exception Odd: name it"),
    (an_exception, "solutions/03_retries/my_exercise.py: It lacks `class Odd()`"),
    (other_order, "its parts stand in another order than Why it matters, The task"),
    (row_too_many, "The table of exercises has a row [later] for 03_retries/later, which is no exercise"),
    (other_name, "grader/checks/asking.py: A rubric is named after its exercise: my_exercise.py."),
    (delete(RUBRIC), "There is no rubric for 03_retries/my_exercise"),
    (lambda course: course.edit(RUBRIC, "rubric = ", "rubrik = "), "The rubric does not load: NameError"),
    (eleven_checks, "It has 11 checks, and 10 is the most"),
    (delete(REFERENCE), "solutions/03_retries/my_exercise.py: 03_retries/my_exercise: there is no reference"),
    (delete(LOOP), "There are 1 other right answers"),
    (delete(MISTAKE), "solutions/03_retries/mistakes/my_exercise__WHAT.py: No mistake fails MY-02 alone"),
    (same_answer, "It is the same code as"),
    (same_mistake, "It is the same code as a right answer"),
    (delete(CASSETTE), "There is no such cassette"),
    (delete("cassettes/recipes.toml"), "The recipes can't be read"),
    (stray("exercises/$t/notes.txt"), "exercises/03_retries/notes.txt: A stray file: no exercise"),
    (stray("grader/data/stubs/$t/other.txt"), "other.txt: A stray file: no exercise of the course has this"),
    (stray("solutions/$t/also_correct/$n_loop.py"), "my_exercise_loop.py: A stray file: it is neither"),
    (stray("solutions/$t/mistakes/other__loop.py"), "other__loop.py: A stray file: it is neither"),
    (stray("cassettes/$t/other.yaml"), "cassettes/03_retries/other.yaml: A stray file: no recipe"),
    (stray("grader/checks/other.py"), "grader/checks/other.py: A stray file: there is no exercise of this name"),
    (without_stub, "PREFIXES names `gone`, of which there is no stub"),
    (lambda course: course.edit(RUBRIC, f'cassette="{EXERCISE.id}"', ""), "my_exercise.yaml: No check plays this"),
]  # fmt: skip


@pytest.mark.parametrize(("breaks", "says"), BREAKS, ids=[says[:40] for _, says in BREAKS])
def test_a_change_breaks_a_rule(course: SmallCourse, breaks: Callable[[SmallCourse], None], says: str) -> None:
    """The finding names the file and says what is wrong."""
    breaks(course)
    assert any(says in str(finding) for finding in course.findings()), course.findings()


def test_what_git_ignores_is_no_stray(course: SmallCourse) -> None:
    """Backups of `reset` and the caches of tools are left alone."""
    for name in ("exercises/$e.py.1.bak", "solutions/$t/__pycache__/x.pyc", "exercises/.mypy_cache/3.12/x.json"):
        stray(name)(course)
    assert [] == course.findings()


def test_a_property_that_no_check_cites(course: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each property of the list is graded somewhere, and a check may cite it by its id."""
    monkeypatch.setattr(rules, "properties", lambda: {"Q1": Property("Be kind.", "It helps.")})
    assert ["No check cites Q1 (Be kind.): grade it, or drop it."] == [finding.says for finding in course.findings()]
    course.edit(RUBRIC, CITED, '"Q1"')
    assert [] == course.findings()


def test_an_exercise_without_a_place(course: SmallCourse) -> None:
    """A stub alone is no exercise of the course."""
    unplaced(course)
    assert isinstance(PREFIXES, dict)
    PREFIXES[EXERCISE.name] = "MY"
    sys.modules.pop("grader.checks.my_exercise", None)
    said = [str(finding) for finding in findings(find_exercises())]
    assert "exercises/03_retries/other.py: `other` is not in PREFIXES of catalogue.py." in said


def test_the_order_of_lessons_and_table_is_that_of_the_course(course: SmallCourse) -> None:
    """Where two exercises stand the other way round, the file that has them so is named."""
    assert isinstance(PREFIXES, dict)
    PREFIXES["later"] = "LATER"
    text = course.path(LESSON).read_text("utf-8").replace("## my_exercise", "## later\n\nx\n\n## my_exercise")
    course.path(LESSON).write_text(text, encoding="utf-8")
    course.edit("README.md", "|---|---|---|\n", "|---|---|---|\n| | [later](exercises/03_retries/later.py) | x |\n")
    PREFIXES.clear()
    PREFIXES.update({EXERCISE.name: "MY", "later": "LATER"})
    said = [finding for finding in course.findings() if "the other way round" in finding.says]
    assert {"README.md", "exercises/03_retries/README.md"} == {finding.where for finding in said}


def test_of_some_exercises_only_their_own_matters_are_told(course: SmallCourse) -> None:
    """A stray elsewhere is no matter of an exercise that was chosen."""
    stray("exercises/$t/notes.txt")(course)
    unplaced(course)
    assert [] == course.findings()


def test_the_warm_up_carries_no_points() -> None:
    """Nor may it, for it is solved already."""
    [check] = [Check("FIRST-01", "Says.", 1, Scenario(..., ..., 1, ""), ...)]  # type: ignore[arg-type]
    said = list(rules._counted(Exercise("00_warmup", "first_call"), [check]))
    assert ["The warm-up carries no points."] == said
    assert [] == list(rules._counted(Exercise("00_warmup", "first_call"), [replace(check, points=0)]))


CLASS = """
class Ledger:
    kept: int
    _own: int

    def __init__(self, sink): ...
    async def record(self, id, *, cost=0.5): ...
    def _help(self): ...

def given(*rest, **more): ...
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    kept: int\n", "", ["has `class Ledger()` where the stub has `class Ledger(kept)`"]),
        ("self, sink", "self", ["has `def __init__(self)` where the stub has `def __init__(self, sink)`"]),
        ("async def", "def", ["has `def record(self, id, *, cost=0.5)` where the stub has `async def record("]),
        ("0.5", "1", ["has `async def record(self, id, *, cost=1)` where"]),
        (
            "*rest, **more",
            "rest, **more",
            ["has `def given(rest, **more)` where the stub has `def given(*rest, **more)`"],
        ),
        ("def given", "def gave", ["lacks `def given(*rest, **more)`, which the stub has"]),
        ("    def _help(self): ...\n", "", []),
        ("    _own: int\n", "", []),
        ("self, sink", "self, sink: object", []),
        ("class Ledger:", "@final\nclass Ledger:", []),
    ],
)
def test_answers_offer_what_the_stub_offers(old: str, new: str, says: list[str]) -> None:
    """Functions, methods, classes, their parameters and fields; what is private is one's own."""
    assert old in CLASS
    found = list(differences(outline(ast.parse(CLASS)), outline(ast.parse(CLASS.replace(old, new)))))
    assert len(says) == len(found), found
    assert [] == [said for said, told in zip(says, found, strict=True) if said not in told]


def test_a_lesson_shows_the_methods_of_a_class() -> None:
    """As a caller sees them: without `self`, and `__init__` by the name of the class."""
    module = ast.parse("class Ledger:\n    def __init__(self, sink):\n        raise NotImplementedError\n")
    assert [] == list(unshown("x", "Begin with `Ledger(sink)`.", module))
    assert ["`## x` does not show `Ledger(sink)`, as the stub has it."] == list(
        unshown("x", "`Ledger(self, sink)`", module)
    )


def test_headings_in_code_are_no_headings() -> None:
    """A comment in an example does not end a section."""
    text = "## one\n\n```python\n## no heading\n```\n\nmore\n\n## two\n"
    assert "more" in section(text, "one")
    assert "" == section(text, "no heading")


def test_unknown_fields_are_found_at_any_depth() -> None:
    """The SDK's classes take any field; a cassette may not."""
    from anthropic.types import Message  # noqa: PLC0415

    usage = {"input_tokens": 1, "output_tokens": 1, "inner_tokens": 1}
    content = [{"type": "text", "text": "a", "citations": None, "colour": "red"}]
    message = Message.model_validate(
        {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": content,
         "stop_reason": None, "stop_sequence": None, "usage": usage}
    )  # fmt: skip
    assert {"content.0.colour", "usage.inner_tokens"} == set(unknown(message))


def test_a_live_recording_is_not_made_again(course: SmallCourse) -> None:
    """What came from the live API can't come from the simulator."""
    path = course.path(CASSETTE)
    data = yaml.safe_load(path.read_text("utf-8"))
    data["metadata"]["origin"] = "live"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert [] == course.findings()
