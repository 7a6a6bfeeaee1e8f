"""The strategies in examples/ load, are causal, and trade."""

from pathlib import Path

import pytest

import engine as ob
from engine.data.synthetic import synthetic
from engine.strategies.causality import check
from engine.strategies.loader import load

FILES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_is_causal_and_trades(file):
    strategy = load(file)()
    frame = synthetic("trending", bars=1_000, seed=3)
    assert check(strategy).passed
    assert ob.backtest(frame, strategy).metrics["trades"] > 0


def test_an_example_runs_on_several_symbols_with_strengths():
    frames = {f"S{seed}": synthetic("ranging", bars=600, seed=seed) for seed in (1, 2, 3)}
    chosen = load(next(file for file in FILES if file.stem == "ranked_breakout"))
    result = ob.backtest(frames, chosen, risk={"max_positions": 1})
    assert result.symbols["trades"].sum() == result.metrics["trades"] > 0
    assert "max_positions" in result.refused["reason"].to_list()
