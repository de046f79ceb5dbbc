"""Names of students and of what they hand in: any characters at all, as plain text that can be kept and compared."""

from __future__ import annotations

import os
import unicodedata


def clean(name: str) -> str:
    """Return a name composed as most systems write it; bytes that are no text become escapes.

    So the name that a Mac wrote into a zip, and the one of a roster, are the same.
    """
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", text)


def stem(name: str) -> str:
    """Return the clean name of a folder or a zip, without `.zip`: what a student is found by."""
    return clean(name[:-4] if name.lower().endswith(".zip") else name)
