"""All that can be recorded: the cassettes of the course, and more kinds of replies for the tests of the wire."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from grader.wire.recipes import Recipe, read_recipes

TOP: Final = Path(__file__).parents[2]
RECIPES: Final[dict[str, Recipe]] = {
    recipe.name: recipe
    for file in (TOP / "cassettes" / "recipes.toml", TOP / "tests" / "wire" / "recipes.toml")
    for recipe in read_recipes(file)
}
