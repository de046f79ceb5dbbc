"""The templates. Whatever they write is made safe twice: control characters are shown as escapes, and HTML is escaped.

A third wall is the page's own policy: it loads nothing, and runs nothing; its only style is the sheet with that digest.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from grader.report.escape import safe

HERE: Final = Path(__file__).parent


def write(template: str, **facts: Any) -> Markup:
    """Return what a template of this folder makes of these facts."""
    return Markup(_PAPER.get_template(template).render(facts))  # noqa: S704 - all that it was given is escaped


def _plain(value: Any) -> Any:
    """Return a text with nothing in it that moves, hides or turns around other text."""
    return safe(value) if type(value) is str else value


def _paper() -> jinja2.Environment:
    paper = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        finalize=_plain,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    del paper.filters["safe"]  # so that no template can take a text for HTML
    sheet = (HERE / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    paper.globals |= {"sheet": Markup(sheet), "policy": Markup(policy)}  # noqa: S704 - both are ours
    return paper


_PAPER: Final = _paper()
