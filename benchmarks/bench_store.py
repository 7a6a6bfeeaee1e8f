"""The bar store: opening a million bars, importing a million rows, listing five hundred series."""

from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.data.importing import import_file
from engine.data.instruments import Instrument
from engine.data.intervals import DAY, MINUTE
from engine.data.quality.grade import check
from engine.data.store import Store

from .data import days, minutes
from .pairs import paired

MILLION = 1_000_000


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "series")


def test_stored_bars_to_kernel_columns(benchmark: Any, store: Store, tmp_path: Path) -> None:
    store.put(
        minutes(MILLION), interval=MINUTE, instrument=Instrument(symbol="SPY"), source="bench"
    )
    minutes(MILLION).write_parquet(tmp_path / "spy.parquet")
    benchmark.extra_info["bars"] = MILLION
    peer = partial(pl.read_parquet, tmp_path / "spy.parquet")
    paired(benchmark, partial(store.bars, "SPY"), peer, "polars.read_parquet", 15)


def test_csv_into_the_store(benchmark: Any, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "spy.csv"
    minutes(MILLION).write_csv(file, datetime_format="%Y-%m-%d %H:%M:%S")
    copy = tmp_path / "copy.parquet"

    def ours() -> None:
        import_file(file, store, on_conflict="keep-last")
        store.remove("SPY")

    def bare() -> None:
        pl.read_csv(file, try_parse_dates=True).write_parquet(copy)

    benchmark.extra_info["bars"] = MILLION
    paired(benchmark, ours, bare, "polars read_csv and write_parquet", 5)


def test_list_500_series_of_ten_years(benchmark: Any, store: Store) -> None:
    for symbol, frame in days(500, 2_520).items():
        store.put(frame, interval=DAY, instrument=Instrument(symbol=symbol), source="bench")
    assert len(benchmark.pedantic(store.series, rounds=9)) == 500


def test_check_a_million_bars(benchmark: Any) -> None:
    frame, instrument = minutes(MILLION), Instrument(symbol="SPY", adjusted="yes")
    benchmark.extra_info["bars"] = MILLION
    benchmark.pedantic(check, args=(frame, instrument, MINUTE), kwargs={"given": []}, rounds=5)
