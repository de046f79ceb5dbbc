"""Copies the exercise files out of a repository: as bytes, by their names, and without following a link.

    python -m integrations.take REPOSITORY FOLDER COPIES

What they are called is for the course to say. The repository is not searched, and nothing in it is run; so nothing can
change it meanwhile.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path, PurePosixPath

from grader.exercises import UsageError, find_exercises


def take(repository: Path, folder: str, copies: Path) -> tuple[str, ...]:
    """Copy the exercise files below `folder`; return the paths of those that are no plain files in plain folders.

    Raises UsageError if the folder is not inside the repository, and OSError if a file can't be copied.
    """
    below = PurePosixPath(folder)
    if below.is_absolute() or ".." in below.parts:
        msg = f"The folder {folder!r} is not inside the repository."
        raise UsageError(msg)
    refused = []
    for exercise in find_exercises():
        path = below / exercise.file
        if is_plain(repository, path):
            copy = copies / exercise.file
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(repository / path, copy)
        elif os.path.lexists(repository / path):
            refused.append(str(path))
    return tuple(refused)


def is_plain(repository: Path, path: PurePosixPath) -> bool:
    """Tell whether there is a file, with no link in it or on the way to it."""
    steps = (repository / step for step in (path, *path.parents[:-1]))
    return (repository / path).is_file() and not any(step.is_symlink() for step in steps)


def main() -> None:
    """Read the command line, and say what was not taken."""
    parser = argparse.ArgumentParser(description="Copy the exercise files out of a repository.")
    parser.add_argument("repository", type=Path)
    parser.add_argument("folder", help="the folder in it that holds the topics")
    parser.add_argument("copies", type=Path, help="the folder to copy to")
    given = parser.parse_args()
    try:
        refused = take(given.repository, given.folder, given.copies)
    except (OSError, UsageError) as error:
        sys.exit(str(error))
    for path in refused:
        print(f"{path} was not taken: it is a link, lies behind one, or is no file.", file=sys.stderr)


if __name__ == "__main__":
    main()
