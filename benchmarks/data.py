"""Seeded bars of the sizes that benchmarks use."""

from functools import lru_cache

import polars as pl

from engine.data.synthetic import synthetic

SIZES = (10_000, 1_000_000)
SETTINGS = {
    "params": {"fast": 20, "slow": 100},
    "risk": {"stop": "percent", "stop_value": 0.02, "target": "percent", "target_value": 0.04},
    "costs": {"percent": 0.0001},
}


@lru_cache
def minutes(bars: int, seed: int = 1) -> pl.DataFrame:
    """Minute bars."""
    return synthetic("trending", bars=bars, interval="1m", seed=seed)


@lru_cache
def year_of_minutes(seed: int = 1) -> pl.DataFrame:
    """98,280 minute bars: the 390 of each of 252 sessions."""
    return synthetic("intraday", bars=252 * 390, interval="1m", seed=seed)


@lru_cache
def days(symbols: int, bars: int) -> dict[str, pl.DataFrame]:
    """Daily bars of many symbols."""
    return {f"S{i}": synthetic("trending", bars=bars, seed=i) for i in range(symbols)}
