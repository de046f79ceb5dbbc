"""Exceptions as the judge sees them."""

from __future__ import annotations

from typing import Any

import pytest

from grader.judge import values
from tests.support.fake_judge import Reply, Worker, World, message, overloaded

SOURCE = """
import anthropic, httpx2, json, sys

class Known(Exception):
    code = 5

class Slotted(Known):
    __slots__ = ("parts",)
    def __init__(self, parts):
        super().__init__("slotted")
        self.parts = parts

class Computed(Known):
    def __init__(self, parts):
        super().__init__("computed")
        self._parts = parts
        self.plain, self.strange = (1, 2), object()
    @property
    def parts(self):
        return self._parts
    @property
    def broken(self):
        raise ValueError

class Hostile(Exception):
    def __str__(self):
        raise SystemExit

def f(name):
    raise {"slotted": Slotted([1]), "computed": Computed([2]), "hostile": Hostile()}[name]

def below():
    json.loads("{")

def chain():
    try:
        below()
    except ValueError as error:
        raise Known("outer") from error

def hidden():
    try:
        below()
    except ValueError:
        raise Known("outer") from None

def during():
    try:
        below()
    except ValueError:
        raise Known("outer")

def group():
    try:
        below()
    except ValueError as error:
        raise ExceptionGroup("two", [ExceptionGroup("one", [error]), KeyError("b")])

class Odd(ExceptionGroup):
    exceptions = ()

def odd():
    raise Odd("", [ValueError("a")])

def endless():
    error = Known()
    for _ in range(20):
        new = Known()
        new.__cause__ = error
        error = new
    raise error

def circle():
    one, other = Known("one"), Known("other")
    one.__cause__, other.__cause__ = other, one
    raise one

def long():
    raise ValueError("x" * 5000)

def todo():
    raise NotImplementedError

def client(client):
    client.messages.create(model="m", max_tokens=1, messages=[])

def ends(name):
    if name == "exit":
        sys.exit(3)
    if name == "interrupt":
        raise KeyboardInterrupt
    if name == "generator":
        raise GeneratorExit
    if name == "memory":
        raise MemoryError
    if name == "recursion":
        return ends(name)
    if name == "base":
        raise BaseException("base")
"""


def raised(worker: Worker, function: str, *args: Any, reads: tuple[str, ...] = (), world: World | None = None) -> Any:
    """Return the error with which a call ended."""
    world = world or World()
    worker.load(SOURCE)
    worker.begin(world)
    return worker.call(world, function, *args, reads=list(reads)).error


def test_classes_and_message_cross(worker: Worker) -> None:
    """An exception has its classes along the MRO, nearest first, and its message."""
    found = raised(worker, "f", "slotted")
    assert found["mro"] == ["exercise.Slotted", "exercise.Known", "builtins.Exception", "builtins.BaseException"]
    assert found["message"] == "slotted"


def test_attributes_are_read_from_dictionary_slots_and_class(worker: Worker) -> None:
    """What an exception holds in its dictionary, its slots and its class crosses, if it is of the grammar."""
    assert raised(worker, "f", "slotted")["attrs"] == {"code": 5, "parts": [1]}
    assert raised(worker, "f", "computed")["attrs"] == {"code": 5, "plain": {"$": "tuple", "v": [1, 2]}}


def test_named_attributes_are_read_through_properties(worker: Worker) -> None:
    """A property crosses where the check names it; one that fails, or is missing, does not."""
    found = raised(worker, "f", "computed", reads=("parts", "broken", "missing"))
    assert found["attrs"]["parts"] == [2]
    assert not {"broken", "missing"} & set(found["attrs"])


def test_a_message_that_can_not_be_had_is_told(worker: Worker) -> None:
    """A `__str__` that raises does no harm."""
    assert raised(worker, "f", "hostile")["message"] == "(its __str__ raised SystemExit)"


def test_a_long_message_is_cut_and_says_so(worker: Worker) -> None:
    """A message is cut at 2,000 characters, and the rest counted."""
    assert raised(worker, "long")["message"] == "x" * 2000 + " … (3000 more characters)"


def test_the_place_is_the_innermost_in_the_learners_file(worker: Worker) -> None:
    """An error raised below the file points at the line of the file that led there."""
    found = raised(worker, "below")
    assert found["where"] == {
        "line": SOURCE.splitlines().index('    json.loads("{")') + 1,
        "function": "below",
        "source": 'json.loads("{")',
    }
    assert found["here"] is False


def test_an_error_of_the_file_itself_says_so(worker: Worker) -> None:
    """What the file raises itself is marked."""
    found = raised(worker, "todo")
    assert (found["here"], found["where"]["function"]) == (True, "todo")


def test_a_wrong_signature_is_not_raised_in_the_file(worker: Worker) -> None:
    """A call with too many arguments is a TypeError outside of the file."""
    found = raised(worker, "todo", 1)
    assert (found["mro"][0], found["here"], found["where"]) == ("builtins.TypeError", False, None)


@pytest.mark.parametrize(("function", "cause"), [("chain", True), ("during", True), ("hidden", False)])
def test_causes_cross_unless_suppressed(worker: Worker, function: str, cause: bool) -> None:
    """`from error` and an error while another was handled keep the first; `from None` does not."""
    found = raised(worker, function)["cause"]
    assert (found is not None) is cause
    assert not cause or found["mro"][0] == "json.decoder.JSONDecodeError"


@pytest.mark.parametrize("function", ["endless", "circle"])
def test_chains_are_bounded(worker: Worker, function: str) -> None:
    """Of a long or circular chain five causes cross."""
    found, length = raised(worker, function), 0
    while found["cause"]:
        found, length = found["cause"], length + 1
    assert length == 5


def test_of_a_group_the_first_crosses(worker: Worker) -> None:
    """With its place, through groups of groups, and whatever a class says of itself."""
    found = raised(worker, "group")["cause"]["cause"]
    assert found["mro"][0] == "json.decoder.JSONDecodeError"
    assert found["where"]["function"] == "below"
    assert raised(worker, "odd")["cause"]["message"] == "a"


def test_an_error_of_the_sdk_has_what_the_api_said(worker: Worker) -> None:
    """Status, body and request id of an API error cross."""
    world = World([overloaded(**{"request-id": "req_1"})])
    found = raised(worker, "client", {"$": "client", "id": 0, "max_retries": 0}, world=world)
    assert found["attrs"]["status_code"] == 529
    assert found["attrs"]["request_id"] == "req_1"
    assert found["attrs"]["body"]["error"]["type"] == "overloaded_error"
    assert found["where"]["function"] == "client"


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("exit", "SystemExit"),
        ("interrupt", "KeyboardInterrupt"),
        ("generator", "GeneratorExit"),
        ("memory", "MemoryError"),
        ("recursion", "RecursionError"),
        ("base", "BaseException"),
    ],
)
def test_nothing_that_is_raised_ends_the_worker(worker: Worker, name: str, cls: str) -> None:
    """Every exception is data, and the next call is carried out."""
    assert raised(worker, "ends", name)["mro"][0] == f"builtins.{cls}"
    assert raised(worker, "todo")["here"] is True


def test_an_exception_may_be_returned(worker: Worker) -> None:
    """An exception that a call returns crosses as one."""
    found = worker.play("def f(): return [ValueError('x')]").value
    assert (found[0]["$"], found[0]["message"]) == ("error", "x")


def test_a_reply_is_not_needed_for_a_message(worker: Worker) -> None:
    """A call that succeeds has no error."""
    world = World([Reply([message()])])
    assert worker.play(SOURCE, {"$": "client", "id": 0}, world=world, function="client").value is None


HOSTILE = """
class Meta(type):
    def gone(cls):
        raise SystemExit
    __mro__ = __name__ = __module__ = property(gone)

class Hidden(Exception, metaclass=Meta):
    pass

class Opened(SyntaxError):
    def gone(self):
        raise SystemExit
    __traceback__ = __cause__ = __context__ = __suppress_context__ = filename = lineno = property(gone)

def classes():
    raise Hidden("odd")

def members():
    raise Opened("odd")

def line(number):
    raise SyntaxError("odd", (__file__, number, None, None))

def nested(depth):
    error = ValueError("odd")
    for _ in range(depth):
        error = ExceptionGroup("odd", [error])
    raise error

def doubled(depth):
    error = ValueError("odd")
    for _ in range(depth):
        error = ExceptionGroup("odd", [error, error])
    raise error

def many(count):
    return [ValueError("odd") for _ in range(count)]
"""


@pytest.mark.parametrize(
    ("function", "args"),
    [
        ("classes", []),
        ("members", []),
        ("line", [{"$": "int", "v": str(1 << 70)}]),
        ("line", [-1]),
        ("line", ["1"]),
        ("nested", [200]),
        ("doubled", [40]),
    ],
)
def test_an_odd_exception_is_an_ordinary_one(worker: Worker, function: str, args: list[Any]) -> None:
    """Whatever its class says of itself, whatever it holds, it is described, and the judge reads it."""
    found = values.error(worker.play(HOSTILE, *args, function=function).error)
    assert found.message.startswith("odd")
    assert found.bases[-1] == "builtins.BaseException"


def test_a_group_shows_what_it_holds(worker: Worker) -> None:
    """Exceptions within exceptions cross, some levels deep."""
    found = values.error(worker.play(HOSTILE, 3, function="nested").error)
    inner = found.attrs["exceptions"][0].attrs["exceptions"][0].attrs["exceptions"][0]
    assert (inner.type, inner.message) == ("ValueError", "odd")


def test_the_number_of_exceptions_in_a_value_is_bounded(worker: Worker) -> None:
    """Two thousand of them cross; what is more than that is opaque."""
    found = worker.play(HOSTILE, 2_001, function="many").value
    assert [item["$"] for item in found] == ["error"] * 2_000 + ["opaque"]
