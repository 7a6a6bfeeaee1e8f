"""The guide to the indicators is the one that the catalogue makes, with a picture of each."""

import importlib.util

import pytest

from engine.indicators.catalog import CATALOG


@pytest.fixture(scope="module")
def guide(root):
    """The script that `make guide` runs."""
    path = root / "docs" / "pictures" / "indicators.py"
    spec = importlib.util.spec_from_file_location("indicators_guide", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_guide_is_up_to_date(guide):
    written = guide.GUIDE.read_text(encoding="utf-8")
    assert written == guide.page(), "run `make guide`"


def test_every_indicator_has_its_picture_and_no_picture_is_left_over(guide):
    pictures = {path.stem for path in guide.IMAGES.glob("*.svg")}
    assert pictures == set(CATALOG), "run `make guide`"
