"""Settings that cannot work are refused when they are read."""

from pathlib import Path

import pytest

from kgbuild.errors import RecipeError
from kgbuild.links.recipe import LinkRecipe, load_link_recipe


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('members = "complex, gnn"', "give some of degree, text, spelling, literature, kronecker, transe"),
        ('members = ""', "give some of"),
        ('split = "leaky"', "unknown split 'leaky'; known: random, unseen, year, documents"),
        ("patience = 0", "patience = 0: it must be 1 or more"),
        ("path_steps = 0", "path_steps = 0: it must be 1 or more"),
        ("graph_rate = 0.0", "it must be more than 0"),
        ("seed = -1", "seed = -1: it must be 0 or more"),
        ("kernel_ridge = -1", "kernel_ridge = -1.0: it must be 0 or more"),
        ("kernel_ridge = nan", "it must be 0 or more"),
        ("embedding_width = 33", "it must be even"),
        ("path_isolated = 1.5", "it is a share"),
        ('entities = "some"', "give one of all, related"),
        ('unconnected = "some"', "give one of weighed, even"),
        ('path_asked = "often"', "give one of evenly, as-validation"),
        ('name = "../mine"', "files are named by it"),
        ("speed = 1", "unknown setting 'speed'"),
        ('path_steps = "many"', "should be like"),
    ],
)
def test_what_cannot_work_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(text)
    with pytest.raises(RecipeError, match=message):
        load_link_recipe(path)


def test_members_are_taken_once_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text('members = "paths, text, paths"')
    assert load_link_recipe(path).chosen == ("paths", "text")
    assert LinkRecipe().chosen == ("text", "spelling", "kronecker", "complex", "paths")


def test_the_recipe_says_which_entities_are_learnt_about() -> None:
    assert not LinkRecipe().splitting().related
    assert LinkRecipe(entities="related").splitting().related
