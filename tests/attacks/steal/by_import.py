# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Imports a file outside as a module, so that the error of its compilation quotes it."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""The import system opens files for whoever extends `sys.path`; an error message then tells what stood in them."""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader


def attack() -> None:
    """Have the import system read the secret."""
    sys.path.insert(0, "@SECRET@")
    try:
        SourceFileLoader("secret", "@SECRET@").load_module("secret")
    except OSError:
        return
    except Exception as error:
        print(f"BROKE THROUGH: {error!r} {getattr(error, 'text', '')}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
