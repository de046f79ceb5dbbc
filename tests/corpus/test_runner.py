"""The runner sees what it is there for: a hole in a wall, a header that names the wrong one, a point too few."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader import sandbox
from grader.sandbox import Backend
from tests.corpus import bait, canary, watch
from tests.corpus.attack import Attack, honest, read
from tests.corpus.bait import Bait
from tests.corpus.places import ATTACKS
from tests.corpus.play import Ground
from tests.corpus.plugin import Row, lines, sums
from tests.corpus.walls import WALLS

EXERCISE = "03_retries/retry_delay"
ANSWER = honest(EXERCISE).read_text("utf-8")

pytestmark = pytest.mark.skipif(not sandbox.backends(), reason="this machine offers no walls")


@pytest.fixture(scope="module")
def walls() -> Backend:
    """Return the walls that need no package."""
    return sandbox.backends()[-1] if len(sandbox.backends()) == 1 else sandbox.backends()[1]


@pytest.fixture(scope="module")
def ground(walls: Backend) -> Iterator[Ground]:
    """Keep one grader warm."""
    with Ground(walls) as made:
        yield made


def made(folder: Path, body: str, **header: str) -> Attack:
    """Return a file of the corpus that was made for a test."""
    told = {"kind": "harmless", "exercise": EXERCISE, "tries": "Is made for a test.", "must": "failed", **header}
    lines = [f"# {key} = {value if value.isdecimal() else repr(value)}\n" for key, value in told.items()]
    file = folder / "made.py"
    file.write_text("".join(["# /// attack\n", *lines, '# checks = ["DELAY-01", "DELAY-02"]\n# ///\n', body]), "utf-8")
    return read(file)


# ---------------------------------------------------------------- what is not as a header says


def test_what_is_innocent_has_no_faults(ground: Ground, tmp_path: Path) -> None:
    """The honest wrong answer is held, with its one point."""
    assert () == ground.play(made(tmp_path, ANSWER, points="1")).faults


def test_points_that_a_harmless_one_loses_are_reported(ground: Ground, tmp_path: Path) -> None:
    """It names how many there were, and how many should have been kept."""
    assert ("it got 1 points, and keeps 2",) == ground.play(made(tmp_path, ANSWER, points="2")).faults


def test_another_outcome_than_the_named_one_is_reported(ground: Ground, tmp_path: Path) -> None:
    """So are words that the result does not hold."""
    faults = ground.play(made(tmp_path, ANSWER, must="crashed", says="the moon")).faults
    assert ("no check ended as crashed, but failed, passed", "the result does not say 'the moon'") == faults


def test_points_beyond_the_honest_answer_are_reported(ground: Ground, tmp_path: Path) -> None:
    """A right answer that is filed as an attack earns too much."""
    right = (ATTACKS.parents[1] / "solutions" / f"{EXERCISE}.py").read_text("utf-8")
    header = {"kind": "attack", "wall": "nonce", "through": "points", "must": "passed"}
    assert ("it got 2 points, where the honest wrong answer gets 1",) == ground.play(
        made(tmp_path, right, **header)
    ).faults


# ---------------------------------------------------------------- holes


def test_a_wall_that_is_down_makes_the_corpus_red(walls: Backend) -> None:
    """Landlock is off, and the backend still says that it is up."""
    attack = read(ATTACKS / "steal" / "read_secret.py")
    with Ground(replace(walls, walls=("seccomp",), bubblewrap=False)) as hole:
        seen = hole.play(attack)
    assert seen.broke


def test_what_is_left_running_is_reported(tmp_path: Path) -> None:
    """A process that a worker left, where nothing keeps it from forking."""
    canary.adopt_orphans()
    forks = "\n\nimport os, signal\n\nif os.fork() == 0:\n    os.setsid()\n    signal.pause()\n"
    with Ground(sandbox.NONE) as none:
        before = watch.descendants()
        seen = none.play(made(tmp_path, ANSWER + forks))
        canary.clear_up(before)
    assert any("were left" in harm for harm in seen.harm)
    assert not none.sound


@pytest.fixture
def laid() -> Iterator[Bait]:
    """Lay the bait."""
    with bait.laid() as made:
        yield made


def test_bait_that_nobody_touched_says_nothing(laid: Bait) -> None:
    """Nothing is seen where nothing was."""
    assert [] == list(laid.touched())


def test_bait_tells_who_touched_it(laid: Bait) -> None:
    """Connections, files, the secret and the sibling."""
    with socket.create_connection(laid.tcp.getsockname()), socket.socket(socket.AF_UNIX) as unix:
        unix.connect(laid.unix.getsockname())
        (laid.scratch / "note").touch()
        laid.secret.write_text("mine", "ascii")
        os.kill(laid.sibling.pid, 9)
        laid.sibling.wait()
        told = "; ".join(laid.touched())
    for words in ("the TCP port was", "the UNIX socket was", "sibling died", "['note']", "secret was overwritten"):
        assert words in told


def test_the_end_of_patience_is_reported(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A grade that would never end is ended, and told."""
    monkeypatch.setattr("tests.corpus.play.SLACK", -5.9)
    monkeypatch.setattr(ground.grader, "grade", lambda *_, **__: signal.pause())
    _, harm, _ = ground._grade(made(tmp_path, ANSWER), honest(EXERCISE), watch.Spy())
    assert ["the grade had not ended after 0.1 s"] == harm


# ---------------------------------------------------------------- canaries


def test_a_canary_without_the_wrong_wall_stays_held(walls: Backend, tmp_path: Path) -> None:
    """An attack whose header names a wall that does not hold it is no proof of that wall."""
    source = (ATTACKS / "forge" / "os_exit.py").read_text("utf-8").replace('wall = "processes"', 'wall = "nonce"')
    (tmp_path / "os_exit.py").write_text(source, "utf-8")
    broke = canary.run(read(tmp_path / "os_exit.py"), walls, 1)
    assert () == broke.through
    assert "crashed" in broke.seen


def test_a_canary_without_the_right_wall_comes_through(walls: Backend) -> None:
    """The same attack with the wall gone that holds it."""
    assert canary.run(read(ATTACKS / "forge" / "os_exit.py"), walls, 1).through


def test_a_wall_is_one_sentence() -> None:
    """What it keeps out can be read in a table."""
    assert all(wall.what.endswith(".") and "\n" not in wall.what for wall in WALLS.values())


# ---------------------------------------------------------------- the table


def test_the_table_counts_what_it_shows() -> None:
    """A row an attack, and the sums below."""
    rows = [Row("b", "forge/a", "nonce", "yes", "yes", 1.0), Row("b", "objects/bb", "harmless", "NO", "", 2.5)]
    assert "2 tried, 1 held; 1 canaries, 1 broke through; 4 s in all processes" == sums(rows)
    assert ["forge/a     nonce     yes   yes          1.0", "objects/bb  harmless  NO    -            2.5"] == lines(
        rows
    )[1:3]
