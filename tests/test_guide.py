"""The guide to the indicators is the one that the catalogue makes, with a picture of each."""

import importlib.util

import pytest

from engine.indicators.catalog import CATALOG


def script(path):
    """A script of `make guide` as a module."""
    spec = importlib.util.spec_from_file_location(f"{path.stem}_pictures", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def guide(root):
    return script(root / "docs" / "pictures" / "indicators.py")


@pytest.fixture(scope="module")
def fills(root):
    return script(root / "docs" / "pictures" / "fills.py")


def test_the_guide_is_up_to_date(guide):
    written = guide.GUIDE.read_text(encoding="utf-8")
    assert written == guide.page(), "run `make guide`"


def test_every_indicator_has_its_picture_and_no_picture_is_left_over(guide):
    pictures = {path.stem for path in guide.IMAGES.glob("*.svg")}
    assert pictures == set(CATALOG), "run `make guide`"


def test_the_pictures_of_fills_show_what_the_engine_does(fills):
    drawn = {path.stem: path.read_text(encoding="utf-8") for path in fills.IMAGES.glob("*.svg")}
    assert drawn == {name: fills.picture(case) for name, case in fills.CASES.items()}, "make guide"
