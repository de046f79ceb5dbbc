"""The gradebook: one SQLite file that is the queue of a class and the store of its results. All SQL stands here.

The driver alone writes it, one at a time (a lock beside the file sees to that); anyone may read it meanwhile. Every
transaction is on the disk before the next step (WAL, synchronous FULL), so a kill at any moment leaves what was
recorded until then. Results and adjustments are only ever added: triggers refuse to change or delete one.

    about        one row: the course, the seed, how fast the grading goes
    student      who is in the roster, and who else handed in
    pack         files, each set of them once
    submission   who handed in what, when; one of each student counts
    grounds      what verdicts rest on but the files
    job          one for each content key: queued, running, graded, failed
    result       one for each time that a job was graded
    accepted     which job's result counted for a submission, since when; the last one counts
    adjustment   points that the instructor added or took
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

import msgspec

from grader.course.file import Course
from grader.course.handed_in import HandedIn
from grader.course.key import Grounds
from grader.course.marks import Adjustment
from grader.course.pack import Pack
from grader.course.roster import Student
from grader.course.storage import BookError, WrongBook, connected, explained, is_written, locked
from grader.result import Outcome, Result, plain

APPLICATION: Final = 0x52545242
"""What SQLite keeps in the header of the file: a gradebook of Retrial's."""
VERSION: Final = 1
DEATHS: Final = 2
"""A submission that so many judges died of is failed."""

SCHEMA: Final = """
CREATE TABLE about (one INTEGER PRIMARY KEY CHECK (one = 1), title TEXT NOT NULL, course TEXT NOT NULL,
  seed INTEGER NOT NULL, pace REAL) STRICT;
CREATE TABLE student (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, listed INTEGER NOT NULL) STRICT;
CREATE TABLE pack (digest TEXT PRIMARY KEY, files BLOB NOT NULL) STRICT;
CREATE TABLE submission (id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES student, source TEXT NOT NULL,
  pack TEXT REFERENCES pack, handed_in TEXT, refusal TEXT NOT NULL, ignored TEXT NOT NULL,
  ignored_left_out INTEGER NOT NULL, counts INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX the_same_files_once ON submission (student, pack);
CREATE UNIQUE INDEX one_that_counts ON submission (student) WHERE counts;
CREATE TABLE grounds (digest TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE job (key TEXT PRIMARY KEY, pack TEXT NOT NULL REFERENCES pack, grounds TEXT NOT NULL REFERENCES grounds,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'graded', 'failed')),
  deaths INTEGER NOT NULL DEFAULT 0, message TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX job_by_state ON job (state, deaths);
CREATE TABLE result (id INTEGER PRIMARY KEY, key TEXT NOT NULL REFERENCES job, recorded TEXT NOT NULL,
  seconds REAL NOT NULL, json TEXT NOT NULL) STRICT;
CREATE INDEX result_by_key ON result (key);
CREATE TABLE accepted (id INTEGER PRIMARY KEY, submission INTEGER NOT NULL REFERENCES submission,
  key TEXT NOT NULL REFERENCES job, since TEXT NOT NULL) STRICT;
CREATE INDEX accepted_by_submission ON accepted (submission);
CREATE TABLE adjustment (id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES student, exercise TEXT NOT NULL,
  points TEXT NOT NULL, reason TEXT NOT NULL, made TEXT NOT NULL) STRICT;
CREATE TRIGGER results_stay BEFORE DELETE ON result BEGIN SELECT RAISE(ABORT, 'a result is never deleted'); END;
CREATE TRIGGER results_stand BEFORE UPDATE ON result BEGIN SELECT RAISE(ABORT, 'a result is never changed'); END;
CREATE TRIGGER adjustments_stay BEFORE DELETE ON adjustment
  BEGIN SELECT RAISE(ABORT, 'an adjustment is never deleted'); END;
CREATE TRIGGER adjustments_stand BEFORE UPDATE ON adjustment
  BEGIN SELECT RAISE(ABORT, 'an adjustment is never changed'); END;
"""

UNTIMED: Final = (
    "{new!r} holds other files than {old!r}, which was handed in before, and no time says which is the later one."
    " Name the times of both with --times."
)
UNTIMED_NOW: Final = (
    "{new!r} holds other files than before, when a time was known, and no time says that they are the later ones."
    " Name it with --times."
)
NOT_LATER: Final = (
    "{source!r} holds other files than before, and was not graded: its time is not later than the one of those."
    " Name the new time with --times."
)
REPLACED: Final = "{source!r} holds other files than before; they count now."

_ACCEPTED: Final = "(SELECT key FROM accepted WHERE submission = submission.id ORDER BY id DESC LIMIT 1)"
_RESULT: Final = "(SELECT json FROM result WHERE result.key = job.key ORDER BY result.id DESC LIMIT 1)"


class Job(msgspec.Struct, frozen=True):
    """A submission that is to be graded, whoever handed it in."""

    key: str
    pack: Pack
    deaths: int
    """How many judges died of it."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How far a gradebook has come, in jobs: submissions of the same files are one."""

    queued: int = 0
    running: int = 0
    graded: int = 0
    failed: int = 0

    @property
    def left(self) -> int:
        """How many are still to be graded."""
        return self.queued + self.running


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A student's line of the gradebook: what counts of what was handed in, and what became of it."""

    student: Student
    listed: bool
    """Whether the roster names the student."""
    submission: int | None = None
    """The number of the submission that counts; None if nothing was handed in."""
    source: str = ""
    handed_in: datetime | None = None
    status: str = "missing"
    """`missing`, `refused` (it cannot be read), `queued`, `running`, `graded` or `failed` (the grader's own fault)."""
    message: str = ""
    """Why it was refused, or failed."""
    key: str = ""
    pack: str = ""
    """The digest of the files."""
    result: Result | None = None
    """The result that counts."""
    adjustments: tuple[Adjustment, ...] = ()


def now() -> str:
    """Return the time as the gradebook writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Gradebook:
    """An open gradebook. Raises BookError wherever the file can't do what is asked."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, lock: IO[str] | None = None, *, stopped: bool = False
    ) -> None:
        self._sql = connection
        self._path = path
        self._lock = lock
        self.stopped = stopped
        """Whether no command was writing it when it was opened, so that nothing of it is being graded."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, and let another driver have it."""
        self._sql.close()
        if self._lock:
            self._lock.close()

    # ------------------------------------------------------------ the course

    @property
    def course(self) -> Course:
        """The course as it was last graded."""
        with self._told():
            return msgspec.json.decode(self._one("SELECT course FROM about")[0], type=Course)

    @property
    def seed(self) -> int:
        """The seed under which this gradebook is graded."""
        with self._told():
            return int(self._one("SELECT seed FROM about")[0])

    @property
    def pace(self) -> float | None:
        """Seconds that the grading of a submission took lately, with all judges together; None if none is known."""
        with self._told():
            found: float | None = self._one("SELECT pace FROM about")[0]
            return found

    def adopt(self, course: Course) -> None:
        """Take the course file as it is now. Raises BookError if it is another course."""
        if (title := self.course.title) != course.title:
            msg = (
                f"{self._path} is the gradebook of {title!r}, and the course file is that of {course.title!r}."
                f" Name the course file of {title!r} with --course, or another gradebook with --book."
            )
            raise WrongBook(msg)
        with self._writing():
            self._sql.execute("UPDATE about SET course = ?", [_text(course)])
            if course.seed != "gradebook":
                self._sql.execute("UPDATE about SET seed = ?", [course.seed])

    # ------------------------------------------------------------ what was handed in

    def enrol(self, students: Sequence[Student]) -> None:
        """Take over a roster: who stood in an earlier one and not in this one stays, unlisted."""
        with self._writing():
            self._sql.execute("UPDATE student SET listed = 0")
            self._sql.executemany(
                "INSERT INTO student VALUES (?, ?, ?, 1)"
                " ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, listed = 1",
                [(one.id, one.name, one.email) for one in students],
            )

    def knows(self, student: str) -> bool:
        """Tell whether a student is in the roster, or handed something in."""
        with self._told():
            return bool(self._one("SELECT count(*) FROM student WHERE id = ?", student)[0])

    def has_verdict(self, student: str) -> bool:
        """Tell whether what counts of a student was graded."""
        sql = (  # a constant is filled in
            "SELECT count(*) FROM submission JOIN job"  # noqa: S608
            f" ON job.key = {_ACCEPTED} WHERE student = ? AND counts AND state = 'graded'"
        )
        with self._told():
            return bool(self._one(sql, student)[0])

    def take(
        self,
        handed: HandedIn,
        key: Callable[[Pack], str],
        grounds: Grounds,
        times: Mapping[str, datetime] | None = None,
    ) -> str:
        """Record what was handed in, and queue it unless the same files were graded already.

        `times` are those of all submissions by the name of the folder or zip: of one that is gone by now, too.
        What was taken before is left as it is, but for its time. Returns what the instructor should know, or nothing.
        """
        with self._writing():
            self._sql.execute(
                "INSERT INTO student VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING",
                [handed.student.id, handed.student.name, handed.student.email],
            )
            if handed.pack is None:
                return self._refuse(handed)
            self._date(handed, times or {})
            return self._accept(handed, handed.pack, key(handed.pack), grounds)

    def _refuse(self, handed: HandedIn) -> str:
        """Record what can't be graded. It counts only where nothing else does."""
        who = handed.student.id
        self._sql.execute("DELETE FROM submission WHERE student = ? AND pack IS NULL", [who])
        counts = not self._one("SELECT count(*) FROM submission WHERE student = ? AND counts", who)[0]
        self._insert(handed, None, counts=counts)
        said = f"{who!r} was not graded: {handed.refusal}"
        return said if counts else f"{said} What was handed in before still counts."

    def _date(self, handed: HandedIn, times: Mapping[str, datetime]) -> None:
        """Note the times of what this student handed in before under other names, where none was known."""
        if handed.source not in times:
            return  # what stands there may be the student's name, and mean this very submission
        sql = "SELECT id, source FROM submission WHERE student = ? AND source != ? AND handed_in IS NULL"
        for number, source in self._sql.execute(sql, [handed.student.id, handed.source]).fetchall():
            if source in times:
                self._sql.execute("UPDATE submission SET handed_in = ? WHERE id = ?", [_iso(times[source]), number])

    def _accept(self, handed: HandedIn, pack: Pack, key: str, grounds: Grounds) -> str:
        who, at, digest = handed.student.id, _iso(handed.at), pack.digest
        known = self._one("SELECT id, handed_in FROM submission WHERE student = ? AND pack = ?", who, digest)
        if known and at is not None and known[1] != at:
            self._sql.execute("UPDATE submission SET handed_in = ? WHERE id = ?", [at, known[0]])
        rival = self._one(
            "SELECT id, handed_in, source FROM submission"
            " WHERE student = ? AND counts AND pack IS NOT NULL AND pack != ?",
            who,
            digest,
        )
        at = at or (known[1] if known else None)
        # What lies under the same name now took the place of what lay there; times alone can say otherwise.
        replaced = bool(rival) and rival[1] is None and rival[2] == handed.source
        if rival and not replaced and (at is None or rival[1] is None):
            why = UNTIMED_NOW if rival[2] == handed.source else UNTIMED
            return self._refuse(replace(handed, pack=None, refusal=why.format(new=handed.source, old=rival[2])))
        if rival and not replaced and at <= rival[1]:
            counts = False
        else:
            self._sql.execute("UPDATE submission SET counts = 0 WHERE student = ?", [who])
            counts = True
        self._sql.execute(
            "INSERT INTO pack VALUES (?, ?) ON CONFLICT DO NOTHING", [digest, msgspec.msgpack.encode(pack)]
        )
        if known:
            self._sql.execute("UPDATE submission SET counts = ? WHERE id = ?", [counts, known[0]])
        else:
            self._insert(handed, digest, counts=counts)
            known = self._one("SELECT id FROM submission WHERE student = ? AND pack = ?", who, digest)
        # What waits for a verdict may get it under another key: from another machine, say.
        self._sql.execute(
            "DELETE FROM accepted WHERE submission = ? AND key != ?"
            " AND key IN (SELECT key FROM job WHERE state IN ('queued', 'running'))",
            [known[0], key],
        )
        if counts and not self._one("SELECT count(*) FROM accepted WHERE submission = ?", known[0])[0]:
            self._queue(key, digest, grounds)
            self._sql.execute("INSERT INTO accepted VALUES (NULL, ?, ?, ?)", [known[0], key, now()])
        if replaced:
            return REPLACED.format(source=handed.source)
        if counts:
            return ""
        if rival[2] == handed.source:
            return NOT_LATER.format(source=handed.source)
        return f"{who!r}: {handed.source!r} is older than what counts, and was not graded."

    def _insert(self, handed: HandedIn, pack: str | None, *, counts: bool) -> None:
        ignored = msgspec.json.encode(handed.ignored).decode()
        row = (handed.student.id, handed.source, pack, _iso(handed.at), handed.refusal, ignored)
        sql = "INSERT INTO submission VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
        self._sql.execute(sql, [*row, handed.ignored_left_out, counts])

    # ------------------------------------------------------------ the queue

    def _queue(self, key: str, pack: str, grounds: Grounds) -> None:
        digest = grounds.digest()
        self._sql.execute("INSERT INTO grounds VALUES (?, ?) ON CONFLICT DO NOTHING", [digest, grounds.text().decode()])
        sql = "INSERT INTO job (key, pack, grounds, state) VALUES (?, ?, ?, 'queued') ON CONFLICT DO NOTHING"
        self._sql.execute(sql, [key, pack, digest])

    def queue(self, key: str, pack: str, grounds: Grounds) -> None:
        """Queue the files of a digest for another verdict, unless there is one for this key."""
        with self._writing():
            self._queue(key, pack, grounds)

    def resume(self, grounds: Grounds, *, failed: bool = False) -> None:
        """Make the queue ready for a driver: what a dead one left is queued, under what verdicts rest on now.

        `failed` queues what failed before as well. No death is counted for what was under way: it was the driver that
        died.
        """
        with self._writing():
            self._sql.execute("UPDATE job SET state = 'queued' WHERE state = 'running'")
            if failed:
                self._sql.execute("UPDATE job SET state = 'queued', deaths = 0, message = '' WHERE state = 'failed'")
            stale = "SELECT key, pack FROM job WHERE state = 'queued' AND grounds != ?"
            for old, digest in self._sql.execute(stale, [grounds.digest()]).fetchall():
                key = grounds.key(self._pack(digest))
                self._queue(key, digest, grounds)
                self._sql.execute("UPDATE accepted SET key = ? WHERE key = ?", [key, old])
                if self._one("SELECT count(*) FROM result WHERE key = ?", old)[0]:
                    self._sql.execute("UPDATE job SET state = 'failed' WHERE key = ?", [old])
                else:
                    self._sql.execute("DELETE FROM job WHERE key = ?", [old])
            # What a regrade that was broken off had queued, and nobody waits for.
            self._sql.execute(
                "DELETE FROM job WHERE state = 'queued' AND key NOT IN (SELECT key FROM accepted)"
                " AND key NOT IN (SELECT key FROM result)"
            )

    def claim(self, *, alone: bool) -> Job | None:
        """Take the next job. One of which a judge died comes after all others, and only where nothing else runs."""
        with self._writing():
            sql = "SELECT key, pack, deaths FROM job WHERE state = 'queued' ORDER BY deaths, rowid LIMIT 1"
            found = self._one(sql)
            if not found or (found[2] and not alone):
                return None
            self._sql.execute("UPDATE job SET state = 'running' WHERE key = ?", [found[0]])
            return Job(found[0], self._pack(found[1]), found[2])

    def hand_back(self) -> None:
        """Queue what is running: nobody works on it any more."""
        with self._writing():
            self._sql.execute("UPDATE job SET state = 'queued' WHERE state = 'running'")

    def record(self, key: str, result: Result, *, pace: float | None = None) -> bool:
        """Record the result of a job, once; return False if it was graded already.

        A result in which the grader itself failed is kept, and its job is failed: it is for the instructor's eyes.
        """
        broken = result.status == "grader_error"
        with self._writing():
            state, message = ("failed", _fault(result)) if broken else ("graded", "")
            sql = "UPDATE job SET state = ?, message = ? WHERE key = ? AND state != 'graded'"
            if not self._sql.execute(sql, [state, message, key]).rowcount:
                return False
            row = (key, now(), result.seconds, _json(result))
            self._sql.execute("INSERT INTO result VALUES (NULL, ?, ?, ?, ?)", row)
            if pace is not None:
                self._sql.execute("UPDATE about SET pace = ?", [pace])
            return True

    def died(self, key: str, message: str) -> bool:
        """Count the death of a judge against its job; return whether it is tried once more."""
        with self._writing():
            self._sql.execute(
                "UPDATE job SET deaths = deaths + 1, message = ?,"
                " state = CASE WHEN deaths + 1 < ? THEN 'queued' ELSE 'failed' END WHERE key = ? AND state = 'running'",
                [message, DEATHS, key],
            )
            found = self._one("SELECT state FROM job WHERE key = ?", key)
            return bool(found) and found[0] == "queued"

    def counts(self) -> Counts:
        """Return how many jobs there are in each state."""
        with self._told():
            found = Counts(**dict(self._sql.execute("SELECT state, count(*) FROM job GROUP BY state").fetchall()))
        if self.stopped:
            return msgspec.structs.replace(found, queued=found.left, running=0)
        return found

    # ------------------------------------------------------------ what came of it

    def entries(self) -> Iterator[Entry]:
        """Yield the line of each student, by student; one result is in memory at a time."""
        sql = (  # two constants are filled in
            "SELECT student.id, name, email, listed, submission.id, source, handed_in, refusal, submission.pack,"  # noqa: S608
            f" ignored, ignored_left_out, job.key, job.state, job.message, {_RESULT}"
            " FROM student LEFT JOIN submission ON submission.student = student.id AND submission.counts"
            f" LEFT JOIN job ON job.key = {_ACCEPTED} ORDER BY student.id"
        )
        with self._told():
            for row in self._sql.execute(sql):
                yield self._entry(*row)

    def _entry(self, student: str, name: str, email: str, listed: int, submission: int | None, *rest: Any) -> Entry:
        who = Student(student, name, email)
        if submission is None:
            return Entry(student=who, listed=bool(listed), adjustments=self.adjustments(student))
        source, handed_in, refusal, pack, ignored, left_out, key, state, message, json = rest
        result = _result(json) if json else None
        if result:
            mine = msgspec.json.decode(ignored, type=tuple[str, ...])
            result = msgspec.structs.replace(result, ignored=mine, ignored_left_out=int(left_out))
        return Entry(
            student=who,
            listed=bool(listed),
            submission=submission,
            source=source,
            handed_in=datetime.fromisoformat(handed_in) if handed_in else None,
            status="refused" if pack is None else "queued" if self.stopped and state == "running" else state,
            message=refusal or message or "",
            key=key or "",
            pack=pack or "",
            result=result,
            adjustments=self.adjustments(student),
        )

    def pack(self, digest: str) -> Pack:
        """Return the files of a digest."""
        with self._told():
            return self._pack(digest)

    def results(self, key: str) -> list[Result]:
        """Return every result that was recorded for a content key, the latest last."""
        with self._told():
            found = self._sql.execute("SELECT json FROM result WHERE key = ? ORDER BY id", [key]).fetchall()
            return [_result(json) for (json,) in found]

    def state(self, key: str) -> tuple[str, str]:
        """Return the state of a job, and what it says of it; two empty texts if there is none."""
        with self._told():
            state, message = self._one("SELECT state, message FROM job WHERE key = ?", key) or ("", "")
            return state, message

    def grounds(self, key: str) -> Grounds:
        """Return what the verdict of a job rests on."""
        sql = "SELECT text FROM job JOIN grounds ON digest = grounds WHERE key = ?"
        with self._told():
            return msgspec.json.decode(self._one(sql, key)[0], type=Grounds)

    def history(self, submission: int) -> list[tuple[str, datetime]]:
        """Return the content keys whose results counted for a submission, and since when; the last one counts."""
        sql = "SELECT key, since FROM accepted WHERE submission = ? ORDER BY id"
        with self._told():
            found = self._sql.execute(sql, [submission]).fetchall()
            return [(key, datetime.fromisoformat(since)) for key, since in found]

    def accept(self, changes: Sequence[tuple[int, str]]) -> None:
        """Let the results of other keys count for these submissions, all at once."""
        with self._writing():
            rows = [(submission, key, now()) for submission, key in changes]
            self._sql.executemany("INSERT INTO accepted VALUES (NULL, ?, ?, ?)", rows)

    def adjust(self, adjustment: Adjustment) -> None:
        """Record an adjustment, beside the verdict."""
        one = adjustment
        row = (one.student, one.exercise, one.points, one.reason, one.made.isoformat(timespec="seconds"))
        with self._writing():
            self._sql.execute("INSERT INTO adjustment VALUES (NULL, ?, ?, ?, ?, ?)", row)

    def adjustments(self, student: str) -> tuple[Adjustment, ...]:
        """Return what was adjusted for a student, in the order in which it was."""
        sql = "SELECT student, exercise, points, reason, made FROM adjustment WHERE student = ? ORDER BY id"
        with self._told():
            found = self._sql.execute(sql, [student]).fetchall()
        return tuple(
            Adjustment(student=who, exercise=what, points=points, reason=why, made=datetime.fromisoformat(made))
            for who, what, points, why, made in found
        )

    # ------------------------------------------------------------ the file

    def _one(self, sql: str, *values: object) -> tuple[Any, ...]:
        """Return the first row, empty if there is none."""
        return self._sql.execute(sql, values).fetchone() or ()

    def _pack(self, digest: str) -> Pack:
        return msgspec.msgpack.decode(self._one("SELECT files FROM pack WHERE digest = ?", digest)[0], type=Pack)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say what is wrong with the file in words that help."""
        try:
            yield
        except sqlite3.Error as error:
            raise BookError(explained(error, self._path)) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write all of the block, or nothing."""
        with self._told():
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._sql.execute("COMMIT")
            except BaseException:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")
                raise


# ---------------------------------------------------------------- opening


def open_book(path: Path, course: Course | None = None) -> Gradebook:
    """Open a gradebook to write it, and make it if there is none and a course is given.

    Raises BookError if it can't be opened: it is none, of another course or a newer version, or someone else writes it.
    """
    if course is None and not path.is_file():
        raise WrongBook(_absent(path))
    lock = locked(path)
    try:
        book = Gradebook(connected(path, "rwc"), path, lock)
        _prepare(book, path, course)
    except BaseException:
        lock.close()
        raise
    return book


def read_book(path: Path) -> Gradebook:
    """Open a gradebook to read it, which a driver may be writing. Raises BookError as `open_book` does."""
    if not path.is_file():
        raise WrongBook(_absent(path))
    connection = connected(path, "rw")
    _refuse_other(connection, path)
    try:
        connection.execute("PRAGMA query_only = 1")
    except sqlite3.Error as error:
        raise BookError(explained(error, path)) from error
    return Gradebook(connection, path, stopped=not is_written(path))


def _absent(path: Path) -> str:
    return f"There is no gradebook {str(path)!r}. `course grade SUBMISSIONS --book {path}` makes one."


def _prepare(book: Gradebook, path: Path, course: Course | None) -> None:
    """Make the tables of a new gradebook, or see that an old one is of this course."""
    sql = book._sql  # noqa: SLF001  the rest of the same thing
    try:
        _refuse_other(sql, path, new=course is not None)
        sql.execute("PRAGMA journal_mode = WAL")
        sql.execute("PRAGMA synchronous = FULL")
        sql.execute("PRAGMA foreign_keys = ON")
        if not sql.execute("PRAGMA application_id").fetchone()[0] and course:
            sql.executescript(
                f"BEGIN; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; {SCHEMA}"
            )
            seed = secrets.randbelow(2**31) if course.seed == "gradebook" else course.seed
            sql.execute("INSERT INTO about VALUES (1, ?, ?, ?, NULL)", [course.title, _text(course), seed])
            sql.execute("COMMIT")
        elif course:
            book.adopt(course)
    except sqlite3.Error as error:
        raise BookError(explained(error, path)) from error


def _refuse_other(sql: sqlite3.Connection, path: Path, *, new: bool = False) -> None:
    """Refuse a file that is no gradebook, or one that a newer version wrote; an empty one may become a new one."""
    try:
        application = sql.execute("PRAGMA application_id").fetchone()[0]
        version = sql.execute("PRAGMA user_version").fetchone()[0]
        empty = not sql.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    except sqlite3.Error as error:
        raise BookError(explained(error, path)) from error
    if application != APPLICATION and not (new and empty):
        msg = f"{path} is no gradebook of Retrial's, so it is left as it is."
        raise WrongBook(msg)
    if version > VERSION:
        msg = f"{path} was written by a newer Retrial: version {version}, and this one reads {VERSION}. Update Retrial."
        raise BookError(msg)


# ---------------------------------------------------------------- text


def _text(course: Course) -> str:
    return msgspec.json.encode(course).decode()


def _iso(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat() if time else None


def _json(result: Result) -> str:
    """Return a result as it is kept: what one key gives is the same to the byte, so without the time that it took."""
    return msgspec.json.encode(plain(msgspec.structs.replace(result, seconds=0.0))).decode()


def _result(json: str) -> Result:
    return msgspec.json.decode(json, type=Result)


def _fault(result: Result) -> str:
    """Return which checks could not be judged, and what the first of them says."""
    broken = [c for e in result.exercises for c in e.checks if c.outcome is Outcome.grader_error]
    return f"{', '.join(c.id for c in broken)}: {broken[0].message}" if broken else "The grader itself failed."
