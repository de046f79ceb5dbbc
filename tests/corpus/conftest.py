"""What is played on what: the files and backends that were asked for, and the graders that are kept warm for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from grader import sandbox
from grader.sandbox import Backend
from tests.corpus.attack import Attack, HeaderError, paths, read
from tests.corpus.play import Grounds
from tests.corpus.plugin import KEY, Tell

NEEDS_NO_PACKAGE = "landlock+seccomp"
NOTHING = pytest.param(None, None, marks=pytest.mark.skip("this machine offers no walls that need no package"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Play the files that were asked for, on the backends that were asked for."""
    if "file" not in metafunc.fixturenames:
        return
    config = metafunc.config
    files = [Path(name) for name in config.getoption("--attack", [])] or paths()
    if metafunc.module.__name__.endswith("canaries"):
        files = [file for file in files if has_canary(file)]
    rounds = [(backend, file) for backend in asked_for(config) for file in files]
    names = [f"{backend.name}-{file.parent.name}/{file.stem}" for backend, file in rounds]
    metafunc.parametrize(("backend", "file"), rounds or [NOTHING], ids=names or None)


def asked_for(config: pytest.Config) -> Sequence[Backend]:
    """Return the backends to play on: without the options of the corpus the best one that needs no package."""
    names = config.getoption("--backend", None)
    offered = sandbox.backends()
    if names is None:
        return [backend for backend in offered if backend.name == NEEDS_NO_PACKAGE]
    return [b for b in (*offered, sandbox.NONE) if b.name in (names or [b.name for b in offered])]


def has_canary(file: Path) -> bool:
    """Say whether a file names a wall; one with a wrong header fails elsewhere."""
    try:
        return read(file).header.kind == "attack"
    except HeaderError:
        return False


@pytest.fixture(scope="session")
def grounds() -> Iterator[Grounds]:
    """Keep the graders warm."""
    made = Grounds()
    yield made
    made.close()


@pytest.fixture
def tell(request: pytest.FixtureRequest, backend: Backend) -> Tell:
    """Tell the table a part of a row."""

    def told(attack: Attack, part: str, seconds: float) -> None:
        header = attack.header
        row = {"part": part, "backend": backend.name, "name": attack.name, "wall": header.wall or header.kind}
        request.node.user_properties.append((KEY, {**row, "seconds": seconds}))

    return told
