"""An unknown name is answered with the nearest known one."""

import pytest

from engine.nearest import hint


@pytest.mark.parametrize(
    ("name", "known", "answer"),
    [
        ("bactest", ["backtest", "runs"], ": did you mean 'backtest'?"),
        ("SMA_CROSS", ["sma_cross", "momentum"], ": did you mean 'sma_cross'?"),
        ("stop-value", ["stop", "stop_value"], ": did you mean 'stop_value'?"),
        ("--strateg", ["--strategy", "--set"], ": did you mean '--strategy'?"),
        ("zzz", ["a", "b"], "; known: a, b"),
        ("zzz", [], ""),
    ],
)
def test_the_nearest_name_is_offered_or_else_all(name, known, answer):
    assert hint(name, known) == answer


def test_a_long_list_is_cut():
    assert hint("zzz", [f"a{i}" for i in range(99)]).endswith("a11, …")
