"""A page, read as a browser reads it, and what of it is not inert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset({"meta", "link", "br", "img", "input", "hr", "base"})
LIVE: Final = frozenset(
    {"script", "img", "link", "iframe", "frame", "object", "embed", "form", "base", "use", "image", "video", "audio"}
    | {"animate", "set", "foreignobject", "template", "portal"}
)
"""Elements that run, load, send or change something."""
ATTRIBUTES: Final = frozenset({"style", "src", "srcset", "srcdoc", "action", "formaction", "xlink:href", "ping"})
"""Attributes that do; so does every one whose name begins with `on`."""


@dataclass(slots=True)
class Node:
    """An element."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, tag: str = "") -> list[Node]:
        """Return all elements in it, of a tag."""
        mine = [child for child in self.children if isinstance(child, Node)]
        return [found for child in mine for found in ([child] * (tag in {"", child.tag}) + child.all(tag))]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop().tag, f"</{tag}> closes what is not open"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: str) -> Node:
    """Return the root of a page; each element must be closed in its turn."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert 1 == len(reader.open), f"<{reader.open[-1].tag}> is not closed"
    return reader.open[0]


def live(root: Node) -> Iterator[str]:
    """Say what of a page would run, load something, or lead away from it; nothing if it is inert."""
    for node in root.all():
        if node.tag in LIVE:
            yield f"<{node.tag}>"
        yield from (f"{name}=" for name in node.attributes if name in ATTRIBUTES or name.startswith("on"))
        if not node.attributes.get("href", "#").startswith("#"):
            yield f"a link to {node.attributes['href']}"
        if node.attributes.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
            yield f"<meta http-equiv={node.attributes['http-equiv']}>"
    yield from ("url() in a style" for style in root.all("style") if "url(" in style.text)
    policies = [node.attributes["content"] for node in root.all("meta") if "http-equiv" in node.attributes]
    if not (policies and policies[0].startswith("default-src 'none'; style-src 'sha256-")):
        yield "no policy against all that is loaded"
