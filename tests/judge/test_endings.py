"""Bad code gets a clear message, and never harms the next case."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.exercises.submission import FILE_CAP
from grader.judge import journal
from grader.judge.endings import Breach, Crashed, TimedOut, Todo
from grader.judge.limits import Limits
from grader.judge.process import asleep
from grader.judge.submission import Player
from grader.judge.zygote import ending
from grader.protocol import Abandon, Callback, Closed, Collect, Done, Exited, Ready, Wait, encode
from grader.trace import Opaque, Where
from grader.wire.case import Case
from grader.wire.simulator import Simulator
from tests.judge.conftest import Play

SMALL = {"cpu": 0.3, "wall": 2.0}


def call(submission: Any, _: Any, __: Any) -> Any:
    """Call f."""
    return submission.f()


def test_a_stub_is_to_do(play: Play) -> None:
    """NotImplementedError of the learner's own file means that it is not written yet."""
    with pytest.raises(Todo) as caught:
        play("def f():\n    raise NotImplementedError", call)
    assert caught.value.where is not None
    assert (2, "f") == (caught.value.where.line, caught.value.where.function)


def test_not_implemented_elsewhere_is_an_error(play: Play) -> None:
    """Only the learner's own file can say that it is not written yet."""
    code = "import asyncio\ndef f(): return asyncio.AbstractEventLoop().time()"
    assert play(code, call).raised("NotImplementedError")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import os\ndef f(): os._exit(7)", "ended with exit status 7"),
        ("import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGSEGV)", "was ended by SIGSEGV"),
        ("def g(): pass", "f"),
        ("def f(:", "The file does not load: SyntaxError"),
        ("import nowhere\ndef f(): pass", "The file does not load: ModuleNotFoundError: No module named 'nowhere'"),
        ("import sys\nsys.exit(3)", "The file does not load: SystemExit"),
        ("import time\ntime.sleep(3)", "while it is loaded"),
    ],
)
def test_broken_code_crashes(play: Play, code: str, message: str) -> None:
    """The message says what happened."""
    with pytest.raises(Crashed, match=message):
        play(code, call)


@pytest.mark.parametrize(
    ("status", "words"),
    [(9, "was ended by SIGKILL"), (37, "was ended by signal 37"), (3 << 8, "ended with exit status 3")],
)
def test_an_exit_status_is_told_in_words(status: int, words: str) -> None:
    """Most real-time signals have no name."""
    assert words == ending(Exited(1, status, 0.0, 0, killed=False))


def test_a_syntax_error_names_its_line(play: Play) -> None:
    """The place in the learner's file comes along."""
    with pytest.raises(Crashed) as caught:
        play("x = 1\ndef f(:\n    pass", call)
    assert caught.value.where is not None
    assert 2 == caught.value.where.line


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x = 1\x00", b"# coding: nowhere\nx = 1", b"x = '\xed\xa0\x80'"])
def test_a_file_that_is_no_text_crashes(zygote: Any, content: bytes) -> None:
    """Bytes that Python can't read are the learner's crash, and not ours."""
    from grader.judge.limits import Limits  # noqa: PLC0415
    from grader.judge.submission import Source  # noqa: PLC0415

    player = Player(zygote, Source("99_test/answer.py", content), Limits())
    try:
        with pytest.raises(Crashed, match="The file does not load: "):
            player.worker()
    finally:
        player.close()


def test_the_largest_file_that_is_read_is_also_played(player: Any) -> None:
    """It crosses to the worker as one message."""
    code = "def f(): return 1\n".ljust(FILE_CAP - 1, "#")
    assert 1 == player(code + "\n").play(call, Case.parse("ok"), Simulator(1), seed=1).value


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("def f():\n    while True: pass", "more than 0.3 s of CPU time"),
        ("import time\ndef f():\n    while True: time.sleep(10**9)", "days of virtual time"),
        ("import threading\ndef f(): threading.Event().wait()", "never happens"),
        ("import asyncio\nasync def f(): await asyncio.Future()", "never happens"),
        ("import os, time\ndef f():\n    r, w = os.pipe()\n    os.read(r, 1)", "of real time"),
    ],
)
def test_a_limit_is_named(play: Play, code: str, message: str) -> None:
    """What ran into a limit says which."""
    with pytest.raises(TimedOut, match=message):
        play(code, call, limits=SMALL)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no /proc here, so threads are not counted")
def test_threads_are_bounded(play: Play) -> None:
    """Small stacks would let thousands of them into the address space."""
    code = """
        import threading
        def f():
            threading.stack_size(65536)
            lock = threading.Lock()
            lock.acquire()
            for _ in range(60): threading.Thread(target=lock.acquire, daemon=True).start()
            lock.acquire()
    """
    with pytest.raises(TimedOut, match="more than 50 threads at once"):
        play(code, call, limits={"threads": 50})


def test_a_million_requests_are_bounded(play: Play) -> None:
    """The budget of requests ends the call."""
    code = """
        def f(client):
            while True: client.messages.batches.list()
    """
    with pytest.raises(TimedOut, match="more than 20 requests"):
        play(code, lambda s, api, _: s.f(api.client), limits={"requests": 20})


def test_a_value_that_is_too_large_is_none(play: Play) -> None:
    """It does not cross, and says why."""
    assert Opaque("str, too large") == play("def f(): return 'x' * 3_000_000", call).value


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (b"\xff\xff\xff\xff", "too large"),
        (b"\x00\x00\x00\x01\xc1", "no message"),
        (b"\x00\x00\x00\x02\x93\x01", "no message"),
        (encode(Closed(77)).replace(b"stream", b"\xff" * 6), "no message"),
        (encode(Done(12345)), "did not ask"),
        (encode(Closed(77)), "never given"),
        (encode(Collect(77)), "nobody promised"),
        (encode(Abandon(77)), "nobody promised"),
        (encode(Wait(-5)), "negative"),
        (encode(Callback("sink", [])), "never given"),
        (encode(Ready(0)), "did not ask"),
    ],
)
def test_a_forged_frame_is_a_breach(play: Play, frame: bytes, message: str) -> None:
    """Whoever writes to the channel by hand gets one plain sentence."""
    with pytest.raises(Breach, match=message):
        play(f"import os\ndef f():\n    os.write(3, {frame!r})\n    return 1", call)


def test_a_body_is_asked_for_once_at_a_time(play: Play) -> None:
    """Or pieces that are still on their way could be asked for early, and all be collected with the first."""
    code = """
        import httpx2
        from grader import protocol
        from grader.worker.channel import JUDGE
        def f(url, body):
            with httpx2.stream("POST", url, json=body, headers={"x-api-key": "k", "anthropic-version": "2023-06-01"}):
                for _ in range(2): JUDGE.ask(protocol.Chunk(1))
    """
    body = {"model": "claude-sonnet-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
    url = "https://api.anthropic.com/v1/messages"
    with pytest.raises(Breach, match="before the last piece"):
        play(code, lambda s, _, __: s.f(url, body), "ok pace=1")


def test_a_flood_of_items_is_bounded(play: Play) -> None:
    """In bytes as well as in number, so that it can't fill the judge's memory."""
    code = "def f():\n    while True: yield 'x' * 100_000"
    with pytest.raises(TimedOut, match="more than 1,000,000 bytes"):
        play(code, call, limits={"received": 1_000_000})


def test_the_items_of_an_iterator_are_bounded_before_the_trace_is_full() -> None:
    """Each is two events, and half of a trace is left for what the code does between them."""
    assert 2 * Limits().items <= journal.MOST_EVENTS // 2


def test_what_was_printed_is_counted_in_bytes(play: Play) -> None:
    """Also where a character takes several, and over several events."""
    code = """
        import time
        def f():
            for _ in range(10):
                print("é" * 100, end="")
                time.sleep(1)
    """
    run = play(code, call, limits={"output": 1_000})
    assert ("é" * 500, 1_000) == (run.output, run.output_left_out)


def test_no_worker_outlives_a_call_that_did_not_end(player: Any) -> None:
    """Else the next case would begin with what the last one left behind."""
    one = player("import os\ndef f(flood):\n    yield os.getpid()\n    while flood: yield 1", items=10)

    def act(submission: Any, _: Any, case: Any) -> Any:
        return submission.f(case.flood)

    with pytest.raises(TimedOut) as caught:
        one.play(act, Case.parse("flood=true | ok"), Simulator(1), seed=1)
    after = one.play(act, Case.parse("flood=false | ok"), Simulator(1), seed=1)
    assert caught.value.run is not None
    assert caught.value.run.of("yield")[0].data["value"] != after.items[0]


def test_a_full_trace_hides_no_limit(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was printed last finds no room in it, and is kept all the same."""
    monkeypatch.setattr(journal, "MOST_EVENTS", 1)
    with pytest.raises(TimedOut, match="CPU") as caught:
        play("def f():\n    print('a', end='')\n    while True: pass", call, limits=SMALL)
    assert "a" == (caught.value.run and caught.value.run.output)


def test_what_was_printed_is_kept_up_to_a_bound(play: Play) -> None:
    """Ten million bytes: the first are kept, the others counted."""
    run = play("def f():\n    for _ in range(100): print('x' * 99_999)", call, limits={"output": 5_000})
    assert (5_000, 10_000_000) == (len(run.output), len(run.output) + run.output_left_out)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import sys\ndef f(): sys.exit(0)", "SystemExit"),
        ("def f(): raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("def f(): raise GeneratorExit", "GeneratorExit"),
        ("def f(): return f()", "RecursionError"),
        ("def f(): return [0] * 10**11", "MemoryError"),
        ("class E(Exception):\n    def __str__(self): raise ValueError\ndef f(): raise E", "E"),
        ("def f(a): pass", "TypeError"),
    ],
)
def test_what_code_raises_is_an_ordinary_run(play: Play, code: str, name: str) -> None:
    """No exception ends the worker."""
    run = play(code, call)
    assert run.raised(name)


def test_an_error_names_the_learners_line(play: Play) -> None:
    """The innermost line of the learner's own file, even if a library raised it."""
    run = play("import json\ndef f():\n    x = 1\n    return json.loads('{')", call)
    assert run.error is not None
    assert Where(4, "f", "return json.loads('{')") == run.error.where
    assert not run.error.raised_here


def test_attributes_of_an_exception_come_where_they_are_named(play: Play) -> None:
    """Slots and properties too."""
    code = """
        class Cut(Exception):
            __slots__ = ("_parts",)
            def __init__(self, parts): self._parts = parts
            @property
            def text(self): return "".join(self._parts)
        def f(): raise Cut(["a", "b"])
    """
    assert play(code, call, reads=("text",)).raised("Cut", text="ab")


def test_what_the_code_forked_dies_with_it(player: Any) -> None:
    """A child that goes on does not outlive its worker."""
    one = player(
        "import os, time\ndef f():\n    if (child := os.fork()) == 0:\n        while True: pass\n    return child"
    )
    child = one.play(call, Case.parse("ok"), Simulator(1), seed=1).value
    one.close()
    assert eventually(lambda: not alive(child))


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that is dead but not yet reaped does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def eventually(holds: Callable[[], bool]) -> bool:
    """Tell whether something comes to hold, within ten seconds."""
    for _ in range(1000):
        if holds():
            return True
        time.sleep(0.01)
    return False


def test_a_dead_worker_is_replaced(player: Any) -> None:
    """The next case is played in a new one."""
    one = player("import os\ndef f(die):\n    if die: os._exit(1)\n    return 'alive'")

    def act(submission: Any, _: Any, case: Any) -> Any:
        return submission.f(case.die)

    with pytest.raises(Crashed):
        one.play(act, Case.parse("die=true | ok"), Simulator(1), seed=1)
    assert "alive" == one.play(act, Case.parse("die=false | ok"), Simulator(1), seed=1).value


def test_two_workers_draw_the_same_random_numbers(player: Any) -> None:
    """What is random in the worker depends on the case alone."""
    code = """
        import os, random, secrets, uuid
        def f(): return [random.random(), str(uuid.uuid4()), os.urandom(4), secrets.token_hex(4)]
    """
    found = [player(code).play(call, Case.parse("ok"), Simulator(1), seed=seed).value for seed in (1, 1, 2)]
    assert found[0] == found[1]
    assert not set(map(repr, found[0])) & set(map(repr, found[2]))


# ---------------------------------------------------------------- threads that had no CPU yet


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("code", "expected"), [("input()", True), ("while True: pass", False)])
def test_a_process_sleeps_where_none_of_its_threads_runs(code: str, expected: bool) -> None:
    """One that waits for input sleeps; one that computes, or wants to, does not."""
    command = [sys.executable, "-c", f"print(flush=True)\n{code}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = next((True for _ in range(10_000) if asleep(process.pid) is expected), False)
        process.kill()
    assert found


def test_a_wait_without_end_is_believed_once_all_threads_sleep(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the judge sees one at work, the worker is sent to look again."""
    looks = iter([*[False] * 12, *[True] * 100])
    monkeypatch.setattr("grader.judge.worker.asleep", lambda _: next(looks))
    with pytest.raises(TimedOut, match="never happens"):
        play("import threading\ndef f(): threading.Event().wait()", call)
    assert 99 == len(list(looks))
