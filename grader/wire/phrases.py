"""Short random texts for replies: a few plain words and a number, so that a reply can be told from every other."""

from __future__ import annotations

from random import Random
from typing import Final

from grader.wire.saying import Part, Saying

WORDS: Final = (  # noqa: SIM905 (as a list it would fill a page)
    "amber anchor autumn barley basin birch cedar chalk cinder clover copper coral cotton delta dune ember fern flint "
    "garnet ginger granite grove harbor hazel heron indigo iris ivory jasper juniper kestrel lagoon lantern larch "
    "linen lotus maple marble meadow mint moss nectar nutmeg oak ochre olive onyx opal orchard otter pebble pepper "
    "pine plum quartz raven reed river robin saffron sage sand slate sorrel sparrow spruce thistle thyme tulip umber "
    "valley velvet violet walnut willow wren"
).split()


def phrase(random: Random) -> Saying:
    """Return a saying of two or three words and a number, one delta each: `amber harbor 417`."""
    words = [*random.sample(WORDS, random.randint(2, 3)), str(random.randint(100, 999))]
    return Saying(tuple(Part("text", word if i == 0 else " " + word) for i, word in enumerate(words)))
