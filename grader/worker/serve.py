"""The loop of a worker: a command comes in, the learner's code runs, an ending goes out.

Nothing that the code raises ends this process: `SystemExit`, `KeyboardInterrupt`, `MemoryError` are data like the rest.
"""

from __future__ import annotations

import gc
import os
import threading
from typing import NoReturn

from grader import protocol
from grader.worker import entropy, errors, exercise, sdk, wall
from grader.worker.case import Case, MissingError
from grader.worker.channel import JUDGE, bug
from grader.worker.clock import CLOCK


class Server:
    """Holds the learner's file, and the case under way."""

    def __init__(self) -> None:
        self._environment = dict(os.environ)
        self._file: exercise.Exercise | None = None
        self._case: Case | None = None

    def carry_out(self, command: protocol.Command) -> protocol.Ending:
        """Return how a command ended; an exception is an ending like any other."""
        try:
            return self._ending(command)
        except MissingError as error:
            return protocol.Raised(command.nonce, errors.missing(str(error)))
        except BaseException as error:  # noqa: BLE001  see the module's docstring
            return protocol.Raised(command.nonce, errors.encode(error, getattr(command, "reads", ())))

    def _ending(self, command: protocol.Command) -> protocol.Ending:
        match command:
            case protocol.Load():
                self._load(command)
            case protocol.Begin():
                self._begin(command)
            case protocol.Finish():
                self._finish()
            case protocol.Call() | protocol.Method():
                CLOCK.move(command.now)
                return self._in_case.call(command)
            case protocol.Pull():
                return self._in_case.pull(command)
            case protocol.Close():
                return self._in_case.close(command)
            case _:
                bug(f"{type(command).__name__} is no command of a worker")
        return protocol.Done(command.nonce)

    @property
    def _in_case(self) -> Case:
        return self._case or bug("a call outside of a case")

    def _load(self, command: protocol.Load) -> None:
        errors.look_in(command.name)
        self._file = exercise.load(command.name, command.source)
        self._file.execute()
        exercise.forget()

    def _begin(self, command: protocol.Begin) -> None:
        os.environ.clear()
        os.environ.update(self._environment)
        CLOCK.now = command.now
        wall.begin(command.wall)
        entropy.reseed(command.seed)
        self._case = Case(self._file or bug("a case before a file"))

    def _finish(self) -> None:
        """End the case, and collect what is left of it, so that no finalizer runs in the next."""
        if self._case is not None:
            self._case.finish()
        self._case = None
        exercise.forget()
        JUDGE.dismiss(set(threading.enumerate()) - {threading.main_thread()})
        gc.collect()


def serve(channel: int) -> NoReturn:
    """Serve the judge until it is gone. The collector runs when a case ends, and not by chance in the midst of one."""
    gc.disable()
    sdk.provide_key()
    JUDGE.connect(channel)
    server = Server()
    JUDGE.greet()
    while True:
        command = JUDGE.receive()
        JUDGE.send(server.carry_out(command))
