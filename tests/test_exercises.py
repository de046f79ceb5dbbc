"""Exercises, submissions and selectors."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from grader import exercises as front
from grader.exercises import (
    Exercise,
    SelectorError,
    SubmissionError,
    find_exercise,
    find_exercises,
    read_submission,
    select,
)
from grader.exercises import entries as entries_module
from grader.exercises.stubs import keep, reset

KNOWN = (
    Exercise("01_streaming", "stream_text"),
    Exercise("03_retries", "retry_delay"),
    Exercise("03_retries", "create_with_retries"),
)
DELAY = "03_retries/retry_delay"
CHECKS = {
    "01_streaming/stream_text": ("STREAM-01", "STREAM-02"),
    DELAY: ("DELAY-01",),
    "03_retries/create_with_retries": ("RETRY-01", "RETRY-09"),
}


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder, and return it."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def zip_of(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip with these entries, and return its path."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data, compress_type=method)
    return path


def refused(path: Path) -> str:
    """Return why a submission is refused."""
    with pytest.raises(SubmissionError) as caught:
        read_submission(path, KNOWN)
    return str(caught.value)


# ---------------------------------------------------------------- what there is


def test_finds_stubs_in_order_and_nothing_else(tmp_path: Path) -> None:
    """An exercise is a stub file in a topic folder; tests, notes and folders without a number are none."""
    names = ["03_retries/retry_delay.py", "01_streaming/stream_text.py", "03_retries/create_with_retries.py"]
    strange = ["03_retries/README.md", "notes/retry_delay.py", "03_retries/also_correct/x.py", "03_retries/__init__.py"]
    write(tmp_path, dict.fromkeys(names + strange, b""))
    assert KNOWN == find_exercises(tmp_path)
    assert ("03_retries/retry_delay", "03_retries/retry_delay.py") == (KNOWN[1].id, KNOWN[1].file)


def test_an_installed_package_keeps_its_data_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a checkout around it, lessons and cassettes come from `grader/data`, and there are no solutions."""
    monkeypatch.setattr("grader.exercises.catalogue.PACKAGE", tmp_path / "site-packages" / "grader")
    assert tmp_path / "site-packages/grader/data/exercises" == front.exercises_dir()
    assert tmp_path / "site-packages/grader/data/cassettes" == front.cassettes_dir()
    with pytest.raises(front.UsageError, match="come with a checkout"):
        front.solutions_dir()


def test_a_checkout_keeps_its_data_beside_the_package() -> None:
    """In a checkout, exercises, cassettes and solutions are the folders at its root."""
    root = Path(__file__).parents[1]
    assert (root / "exercises", root / "cassettes") == (front.exercises_dir(), front.cassettes_dir())
    assert root / "solutions" == front.solutions_dir()


# ---------------------------------------------------------------- what was handed in


@pytest.mark.parametrize("inside", ["", "alice/homework 1/exercises/"])
def test_finds_exercise_files_by_the_end_of_their_path(tmp_path: Path, inside: str) -> None:
    """Folders above the topic do not matter, in a folder as in a zip."""
    folder = write(tmp_path / "f", {f"{inside}{DELAY}.py": b"x = 1", f"{inside}notes.txt": b""})
    archive = zip_of(tmp_path / "f.zip", (f"{inside}{DELAY}.py", b"x = 1"), (f"{inside}notes.txt", b""))
    assert {DELAY: b"x = 1"} == read_submission(folder, KNOWN).files == read_submission(archive, KNOWN).files
    assert (f"{inside}notes.txt",) == read_submission(archive, KNOWN).ignored


def test_a_topic_folder_is_a_submission(tmp_path: Path) -> None:
    """The folder that is named counts as a part of the path."""
    write(tmp_path, {f"{DELAY}.py": b"x"})
    assert {DELAY: b"x"} == read_submission(tmp_path / "03_retries", KNOWN).files


@pytest.mark.parametrize("inside", ["", "my homework/"])
def test_near_the_top_a_name_is_enough(tmp_path: Path, inside: str) -> None:
    """Upload forms know no folders, and a folder that was packed is one more; case does not matter here either."""
    folder = write(tmp_path / "f", {f"{inside}Retry_Delay.py": b"x = 1", f"{inside}retry_delay.pyc": b""})
    archive = zip_of(tmp_path / "f.zip", (f"{inside}retry_delay.py", b"x = 1"))
    assert {DELAY: b"x = 1"} == read_submission(folder, KNOWN).files == read_submission(archive, KNOWN).files
    assert ({DELAY: f"{inside}retry_delay.py"}, ()) == (
        read_submission(archive, KNOWN).paths,
        read_submission(archive, KNOWN).ignored,
    )


def test_a_topic_folder_goes_before_a_name(tmp_path: Path) -> None:
    """A copy at the top is no second answer; it is named among what was ignored, whichever was found first."""
    both = ((f"{DELAY}.py", b"right"), ("retry_delay.py", b"copy"))
    for entries in (both, both[::-1]):
        found = read_submission(zip_of(tmp_path / "x.zip", *entries), KNOWN)
        assert ({DELAY: b"right"}, ("retry_delay.py",)) == (found.files, found.ignored)


def test_a_name_alone_is_not_searched_for(tmp_path: Path) -> None:
    """Further down a file may belong to anything; two near the top are as many too many as elsewhere."""
    write(tmp_path / "deep", {"a/b/retry_delay.py": b""})
    assert "holds no exercise file" in refused(tmp_path / "deep")
    write(tmp_path / "two", {"old/retry_delay.py": b"", "new/retry_delay.py": b""})
    assert "are the same exercise" in refused(tmp_path / "two")


def test_a_name_of_two_topics_is_not_enough(tmp_path: Path) -> None:
    """Nobody can say which of them is meant."""
    write(tmp_path, {"retry_delay.py": b""})
    with pytest.raises(SubmissionError, match="holds no exercise file"):
        read_submission(tmp_path, (*KNOWN, Exercise("04_batches", "retry_delay")))


def test_a_folder_with_a_zip_alone_stands_for_the_zip(tmp_path: Path) -> None:
    """As upload forms make it; beside other files, or behind a link, it is a file like others."""
    made = zip_of(tmp_path / "made.zip", (f"{DELAY}.py", b"x"))
    write(tmp_path / "alone", {"Homework.ZIP": made.read_bytes(), ".DS_Store": b""})
    write(tmp_path / "beside", {"homework.zip": made.read_bytes(), "notes.txt": b""})
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "homework.zip").symlink_to(made)
    assert {DELAY: b"x"} == read_submission(tmp_path / "alone", KNOWN).files
    assert "holds no exercise file" in refused(tmp_path / "beside")
    assert "is a link" in refused(tmp_path / "link")


def test_one_file_is_found_by_its_name(tmp_path: Path) -> None:
    """A single file is a submission of its exercise; any other name earns the nearest ones."""
    write(tmp_path, {"retry_delay.py": b"x", "retry_dely.py": b"x"})
    assert {DELAY: b"x"} == read_submission(tmp_path / "retry_delay.py", KNOWN).files
    assert "Did you mean retry_delay.py?" in refused(tmp_path / "retry_dely.py")


def test_the_word_solutions_stands_for_the_references(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`solutions` needs no path, whatever the working directory."""
    written = write(tmp_path / "s", {f"{DELAY}.py": b"right", "03_retries/mistakes/retry_delay__no_cap.py": b"wrong"})
    monkeypatch.setattr("grader.exercises.submission.solutions_dir", lambda: written)
    monkeypatch.chdir(tmp_path)
    found = read_submission(Path("solutions"), KNOWN)
    assert ({DELAY: b"right"}, ()) == (found.files, found.ignored)


def test_lists_what_it_ignores_but_not_what_belongs_there(tmp_path: Path) -> None:
    """Other files are listed, up to a number; lessons, backups and tool folders are not worth a word."""
    files = {f"{DELAY}.py": b"", "03_retries/README.md": b"", f"{DELAY}.py.1.bak": b"", ".git/config": b""}
    many = {f"extra_{number:02}.py": b"" for number in range(25)}
    found = read_submission(write(tmp_path, files | many | {"node_modules/03_retries/retry_delay.py": b""}), KNOWN)
    assert tuple(str(tmp_path / name) for name in many)[:20] == found.ignored
    assert 5 == found.ignored_left_out


def test_a_large_file_is_the_matter_of_its_own_exercise(tmp_path: Path) -> None:
    """A file above the cap is named with a reason, and the others are read; of a sparse terabyte no more is read."""
    write(tmp_path / "f", {f"{DELAY}.py": b"", "01_streaming/stream_text.py": b"fine"})
    os.truncate(tmp_path / "f" / f"{DELAY}.py", 1 << 40)
    archive = zip_of(tmp_path / "f.zip", (f"{DELAY}.py", bytes(10 << 20)), ("01_streaming/stream_text.py", b"fine"))
    for path in (tmp_path / "f", archive):
        found = read_submission(path, KNOWN)
        assert {"01_streaming/stream_text": b"fine"} == found.files
        assert {DELAY: "The file is larger than 1,000,000 bytes, so it was not read."} == found.unreadable


def test_a_file_that_cannot_be_read_is_the_matter_of_its_own_exercise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without permission to read is named with the system's reason."""

    def denied(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(entries_module, "_read_in", denied)
    found = read_submission(write(tmp_path, {f"{DELAY}.py": b""}), KNOWN)
    assert ({}, {DELAY: "The file cannot be read: Permission denied."}) == (found.files, found.unreadable)


def test_a_very_deep_folder_is_not_searched(tmp_path: Path) -> None:
    """Exercise files are looked for twenty folders deep."""
    write(tmp_path / "f", {f"{'d/' * 18}{DELAY}.py": b"near", f"{'e/' * 30}01_streaming/stream_text.py": b"far"})
    assert {DELAY: b"near"} == read_submission(tmp_path / "f", KNOWN).files


def test_a_name_in_two_topics_is_told_apart_by_its_folder(tmp_path: Path) -> None:
    """A single file belongs to the topic it stands in; elsewhere its name alone does not tell."""
    known = (*KNOWN, Exercise("04_batches", "retry_delay"))
    write(tmp_path, {"04_batches/retry_delay.py": b"x", "retry_delay.py": b"y"})
    assert {"04_batches/retry_delay": b"x"} == read_submission(tmp_path / "04_batches/retry_delay.py", known).files
    with pytest.raises(SubmissionError):
        read_submission(tmp_path / "retry_delay.py", known)


def test_a_huge_zip_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a cap on the zip itself."""
    monkeypatch.setattr(entries_module, "ZIP_CAP", 100)
    assert "is larger than 100 bytes" in refused(zip_of(tmp_path / "x.zip", (f"{DELAY}.py", b"x" * 99)))


def test_bytes_are_not_judged(tmp_path: Path) -> None:
    """What is not Python, or not text, goes to the worker as it is."""
    strange = b"\xff\xfe\x00(((("
    assert {DELAY: strange} == read_submission(write(tmp_path, {f"{DELAY}.py": strange}), KNOWN).files


@pytest.mark.parametrize(
    "name", ["../x.py", "a/../../x.py", "/etc/x.py", "C:\\x.py", "c:x.py", "03_retries\\retry_delay.py", "\\\\host\\x"]
)
def test_an_unsafe_name_refuses_the_whole_zip(tmp_path: Path, name: str) -> None:
    """Names that mean another place, here or on another system, are refused and named."""
    message = refused(zip_of(tmp_path / "x.zip", (f"{DELAY}.py", b""), (name, b"")))
    assert repr(name) in message
    assert "unsafe name" in message


def test_a_nul_in_a_name_refuses_the_zip(tmp_path: Path) -> None:
    """A name that is cut at a NUL is not taken for what stands before it."""
    path = zip_of(tmp_path / "x.zip", (f"{DELAY}.pyXevil", b""))
    path.write_bytes(path.read_bytes().replace(b".pyXevil", b".py\0evil"))
    assert "unsafe name" in refused(path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_a_special_entry_refuses_the_zip(tmp_path: Path, kind: int) -> None:
    """Links, pipes and devices in a zip are refused, wherever they point."""
    info = zipfile.ZipInfo("03_retries/create_with_retries.py")
    info.external_attr = (kind | 0o644) << 16
    assert "is a link, a device or a pipe" in refused(zip_of(tmp_path / "x.zip", (f"{DELAY}.py", b""), (info, b"/etc")))


def test_links_and_pipes_refuse_a_folder(tmp_path: Path) -> None:
    """A folder with a link to a file or a folder, or with a pipe, is refused; nothing of it is opened."""
    target = write(tmp_path / "elsewhere", {"retry_delay.py": b"stolen"})
    special: dict[str, Callable[[Path], None]] = {
        "file": lambda at: at.symlink_to(target / "retry_delay.py"),
        "folder": lambda at: at.symlink_to(target),
        "dangling": lambda at: at.symlink_to("nowhere"),
        "pipe": os.mkfifo,
    }
    for name, make in special.items():
        folder = write(tmp_path / name, {"01_streaming/stream_text.py": b""})
        make(folder / "01_streaming" / "retry_delay.py")
        assert "is a link, a device or a pipe" in refused(folder), name


def test_a_swapped_file_is_not_followed(tmp_path: Path) -> None:
    """A file that becomes a link after it was looked at is not read."""
    (tmp_path / "retry_delay.py").symlink_to("/etc/hostname")
    fd = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="symbolic links"):
            entries_module._read_in(fd, "retry_delay.py", 10)
    finally:
        os.close(fd)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("other", [f"old/{DELAY}.py", "03_retries/Retry_Delay.py", f"{DELAY}.py"])
def test_two_files_of_one_exercise_are_refused(tmp_path: Path, other: str) -> None:
    """Nobody can say which is meant; both are named. Names that differ in case alone are the same."""
    message = refused(zip_of(tmp_path / "x.zip", (f"{DELAY}.py", b"1"), (other, b"2")))
    assert f"{DELAY + '.py'!r} and {other!r} are the same exercise." in message


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Of an exercise file no more than the cap is unpacked; other entries never are, nested zips included."""
    inner = zip_of(tmp_path / "inner.zip", ("zeros", bytes(50 << 20))).read_bytes()
    found = read_submission(zip_of(tmp_path / "x.zip", (f"{DELAY}.py", b"ok"), ("inner.zip", inner)), KNOWN)
    assert ({DELAY: b"ok"}, ("inner.zip",)) == (found.files, found.ignored)


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a cap on the number of entries, in zips and folders."""
    monkeypatch.setattr(entries_module, "MOST_ENTRIES", 3)
    names = [f"{DELAY}.py", "a", "b", "c"]
    assert "more than 3 files" in refused(write(tmp_path / "f", dict.fromkeys(names, b"")))
    assert "more than 3 files" in refused(zip_of(tmp_path / "f.zip", *((name, b"") for name in names)))


@pytest.mark.parametrize("wide", [False, True])
def test_a_long_table_of_contents_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wide: bool) -> None:
    """Entries cost memory and time before they can be counted, and the count of the zip may lie; zip64's too."""
    entries = (b"PK\x01\x02" + bytes(42)) * 50_000
    size = len(entries)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, size, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 0xFFFFFFFF if wide else size, 0, 0)
    (tmp_path / "x.zip").write_bytes(entries + (end64 + locator if wide else b"") + end)
    made: list[str] = []
    monkeypatch.setattr(zipfile, "ZipInfo", made.append)
    assert "table of contents is longer than 2,000,000 bytes" in refused(tmp_path / "x.zip")
    assert [] == made


def test_as_many_entries_as_allowed_are_read(tmp_path: Path) -> None:
    """With paths as long as people's are."""
    names = [f"homework/notes-of-the-whole-term/{'x' * 60}{n:05}.txt" for n in range(9_999)]
    path = zip_of(tmp_path / "x.zip", (f"{DELAY}.py", b"ok"), *((name, b"") for name in names))
    assert {DELAY: b"ok"} == read_submission(path, KNOWN).files


def test_damaged_and_encrypted_zips_say_so(tmp_path: Path) -> None:
    """What cannot be unpacked is refused with what to do."""
    path = zip_of(tmp_path / "x.zip", (f"{DELAY}.py", b"x = 1" * 100))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "is no zip file, or a damaged one" in refused(path)
    at = whole.index(b"retry_delay.py") + len(b"retry_delay.py") + 2
    path.write_bytes(whole[:at] + b"\xff\xff" + whole[at + 2 :])
    assert "is damaged. Make the zip again" in refused(path)
    central = whole.index(b"PK\x01\x02") + 8
    path.write_bytes(whole[:6] + b"\x01" + whole[7:central] + b"\x01" + whole[central + 1 :])
    assert "is encrypted. Make the zip without a password." in refused(path)
    assert "plain deflate" in refused(zip_of(path, (f"{DELAY}.py", b"x"), method=zipfile.ZIP_LZMA))


def test_random_damage_is_never_a_crash(tmp_path: Path) -> None:
    """Whatever byte of a zip is wrong, it is read or refused."""
    whole = zip_of(tmp_path / "x.zip", (f"{DELAY}.py", b"x = 1" * 20), ("é.txt", b"y")).read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        (tmp_path / "x.zip").write_bytes(damaged)
        try:
            read_submission(tmp_path / "x.zip", KNOWN)
        except SubmissionError:
            continue


@pytest.mark.parametrize("name", ["missing", "text.tar.gz", "empty", "empty.zip"])
def test_what_holds_nothing_says_what_was_looked_for(tmp_path: Path, name: str) -> None:
    """A missing path, an empty folder and an empty zip each earn a sentence."""
    (tmp_path / "text.tar.gz").write_bytes(b"text")
    (tmp_path / "empty").mkdir()
    zip_of(tmp_path / "empty.zip")
    expected = {"missing": "There is no", "text.tar.gz": "no zip file"}.get(name, "01_streaming/stream_text.py")
    assert expected in refused(tmp_path / name)


def test_a_pipe_is_no_submission(tmp_path: Path) -> None:
    """A path that is neither a folder nor a file is refused without waiting for it."""
    os.mkfifo(tmp_path / "p")
    assert "neither a folder" in refused(tmp_path / "p")


def test_names_are_shown_as_they_are(tmp_path: Path) -> None:
    """Nothing in a name of an entry is invisible in a message, and a long one is cut."""
    message = refused(zip_of(tmp_path / "x.zip", ("../\u202e\x1b[2J" + "n" * 4000, b"")))
    assert r"'../\u202e\x1b[2J" in message
    assert "more)" in message
    assert len(message) < 300


# ---------------------------------------------------------------- what is selected


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("03_retries", {"03_retries/create_with_retries": ("RETRY-01", "RETRY-09"), DELAY: ("DELAY-01",)}),
        (DELAY, {DELAY: ("DELAY-01",)}),
        ("retry_delay", {DELAY: ("DELAY-01",)}),
        ("exercises/03_retries/retry_delay.py", {DELAY: ("DELAY-01",)}),
        ("./exercises/01_streaming/", {"01_streaming/stream_text": ("STREAM-01", "STREAM-02")}),
        ("RETRY-09", {"03_retries/create_with_retries": ("RETRY-09",)}),
        ("retry-09", {"03_retries/create_with_retries": ("RETRY-09",)}),
        ("RETRY", {"03_retries/create_with_retries": ("RETRY-01", "RETRY-09")}),
    ],
)
def test_selects_by_every_name(selector: str, expected: dict[str, tuple[str, ...]]) -> None:
    """A topic, an exercise, its file, a check, and the first part of its id are all selectors."""
    assert expected == select([selector], KNOWN, CHECKS)


def test_no_selector_selects_everything_in_order() -> None:
    """Without selectors all is selected; with several, what any of them names, in the order of the course."""
    assert list(CHECKS.items()) == list(select([], KNOWN, CHECKS).items())
    assert [("01_streaming/stream_text", ("STREAM-02",)), (DELAY, ("DELAY-01",))] == list(
        select(["retry_delay", "STREAM-02"], KNOWN, CHECKS).items()
    )


@pytest.mark.parametrize(
    ("selector", "meant"),
    [("03_retry", "03_retries"), ("retry_dely", "retry_delay"), ("RETRY-90", "RETRY-09"), ("99_x/retry_delay", DELAY)],
)
def test_an_unknown_selector_names_the_nearest(selector: str, meant: str) -> None:
    """A slip of the pen is answered by what was probably meant."""
    with pytest.raises(SelectorError) as caught:
        select([selector], KNOWN, CHECKS)
    assert f"There is no topic, exercise or check {selector!r}." in str(caught.value)
    assert meant in str(caught.value)


def test_finds_one_exercise_by_name() -> None:
    """`reset` takes an exercise by its id, its name, or its file."""
    assert [KNOWN[1]] * 3 == [find_exercise(n, KNOWN) for n in (DELAY, "retry_delay", f"exercises/{DELAY}.py")]
    with pytest.raises(SelectorError, match="There is no exercise 'retry'"):
        find_exercise("retry", KNOWN)


# ---------------------------------------------------------------- stubs


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    """One exercise with an untouched stub, and the folder `mine` in which it is edited."""
    write(tmp_path / "stubs", {f"{DELAY}.py": b"stub"})
    monkeypatch.setattr("grader.exercises.stubs.stubs_dir", lambda: tmp_path / "stubs")
    return KNOWN[1]


def test_reset_puts_the_stub_back_and_keeps_the_old_file(tmp_path: Path, stub: Exercise) -> None:
    """Each reset keeps what was there under a fresh name."""
    file = write(tmp_path / "mine", {stub.file: b"first"}) / stub.file
    assert file.with_name("retry_delay.py.1.bak") == reset(stub, tmp_path / "mine")
    file.write_bytes(b"second")
    assert file.with_name("retry_delay.py.2.bak") == reset(stub, tmp_path / "mine")
    kept = [file.with_name(f"retry_delay.py.{number}.bak").read_bytes() for number in (1, 2)]
    assert (b"stub", [b"first", b"second"]) == (file.read_bytes(), kept)


def test_reset_of_an_untouched_stub_does_nothing(tmp_path: Path, stub: Exercise) -> None:
    """No backup is made where nothing is lost."""
    folder = write(tmp_path / "mine", {stub.file: b"stub"})
    assert reset(stub, folder) is None
    assert [stub.file] == [p.relative_to(folder).as_posix() for p in folder.rglob("*.*")]


def test_reset_brings_a_deleted_stub_back(tmp_path: Path, stub: Exercise) -> None:
    """A missing file, or a missing topic, is put back too."""
    assert tmp_path / "mine" / stub.file == reset(stub, tmp_path / "mine")
    assert b"stub" == (tmp_path / "mine" / stub.file).read_bytes()


def test_keeps_the_stubs_of_a_checkout_and_drops_what_is_gone(tmp_path: Path) -> None:
    """The untouched stubs become those of the checkout, no more and no less."""
    write(tmp_path / "edited", {f"{DELAY}.py": b"new", "03_retries/README.md": b""})
    write(tmp_path / "kept", {"01_streaming/stream_text.py": b"old"})
    keep(tmp_path / "edited", tmp_path / "kept")
    assert [f"{DELAY}.py"] == [p.relative_to(tmp_path / "kept").as_posix() for p in (tmp_path / "kept").rglob("*.*")]
