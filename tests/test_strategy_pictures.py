"""The guide shows each strategy with the trades that it makes today."""

import importlib.util
from typing import get_args

import msgspec
import pytest

from engine.strategies import BUILT_IN


@pytest.fixture(scope="module")
def pictures(root):
    """The script that `make guide` runs."""
    path = root / "docs" / "pictures" / "strategies.py"
    spec = importlib.util.spec_from_file_location("strategy_pictures", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def guide(root):
    return (root / "docs" / "guide" / "strategies.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(BUILT_IN))
def test_a_picture_is_up_to_date(pictures, name):
    drawn = (pictures.IMAGES / f"{name}.svg").read_text(encoding="utf-8")
    assert drawn == pictures.picture(name), "run `make guide`"
    assert drawn.count("<circle") > 2


def test_no_picture_is_left_over(pictures):
    assert {path.stem for path in pictures.IMAGES.glob("*.svg")} == set(BUILT_IN)


@pytest.mark.parametrize("name", list(BUILT_IN))
def test_the_guide_names_every_parameter_with_its_default(guide, name):
    section = guide.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    assert f"images/strategies/{name}.svg" in section
    fields = msgspec.structs.fields(BUILT_IN[name])
    shown = [f"`{field.name}` {format_(field)}" for field in fields]
    assert [each for each in shown if each not in section] == []


def format_(field):
    is_choice = bool(get_args(field.type)) and isinstance(field.default, str)
    return field.default if is_choice else f"{field.default:g}"
