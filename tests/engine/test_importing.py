"""Files and services end in the store: what is good is kept, what is not is said and put aside."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import engine as ob
from engine.data.actions import Actions, Dividend, Split
from engine.data.downloading import fetch, joined, table
from engine.data.importing import import_file
from engine.data.inputs import read_inputs
from engine.data.instruments import Instrument
from engine.data.intervals import DAY
from engine.data.sources.alpha_vantage import AlphaVantage
from engine.data.sources.keys import Secret
from engine.data.sources.protocol import Action
from engine.data.sources.stooq import Stooq
from engine.data.store import Store
from engine.errors import DataError, DataProviderError

from . import market_servers as servers
from .market_servers import NEW_YORK, Clock, Service, days, seconds

ROWS = "date,open,high,low,close,volume\n" + "".join(
    f"2024-01-0{day},10,12,9,{10 + day / 10},100\n" for day in range(1, 6)
)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home" / "series")


@pytest.fixture
def write(tmp_path):
    """write(text) -> a file of bars called spy.csv."""

    def file(text):
        path = tmp_path / "spy.csv"
        path.write_text(text)
        return path

    return file


def test_good_rows_are_stored_and_bad_ones_listed_and_kept(store, write):
    wrong = "2024-01-08,10,9,9,10,100\n2024-01-09,10,12,9,-1,100\n"
    (done,) = import_file(write(ROWS + wrong), store, described={"adjusted": "yes"}, now=3)
    assert (done.symbol, done.interval) == ("SPY", "1d")
    counts = (done.rows_read, done.rows_stored, done.rows_fixed, done.rows_refused)
    assert counts == (7, 5, 0, 2)
    assert [problem.row for problem in done.problems] == [6, 7]
    kept = pl.read_csv(done.quarantine)
    assert kept["row"].to_list() == [6, 7]
    assert Path(done.quarantine).parent == store.folder.parent / "quarantine"
    series = store.find("SPY")
    assert (series.rows, series.source, series.imported) == (5, "spy.csv", 3)
    assert series.instrument.adjusted == "yes"
    assert done.series == series


def test_the_document_is_that_of_the_contract(store, write):
    (done,) = import_file(write(ROWS + "2024-01-08,x,9,9,10,100\n"), store)
    found = done.document()
    contract = {"symbol", "interval", "rows_read", "rows_stored", "rows_fixed", "rows_refused"}
    assert contract | {"problems"} <= found.keys()
    assert found["problems"][0].keys() == {"row", "column", "value", "problem", "remedy"}
    assert found["rows_in_series"] == 5


def test_strict_stores_nothing_unless_every_row_is_good(store, write):
    with pytest.raises(DataError, match=r"1 of 6 rows are bad, .*; nothing is stored"):
        import_file(write(ROWS + "2024-01-08,x,9,9,10,100\n"), store, strict=True)
    assert store.series() == []
    assert import_file(write(ROWS), store, strict=True)[0].rows_stored == 5


def test_a_second_import_joins_the_first_and_keeps_what_was_said_of_it(store, write):
    import_file(write(ROWS), store, described={"adjusted": "no", "tick": 0.01})
    (again,) = import_file(write(ROWS + "2024-01-08,10,12,9,10,100\n"), store)
    assert (again.rows_stored, again.rows_refused) == (6, 0)
    assert again.series.rows == 6
    assert (again.series.instrument.adjusted, again.series.instrument.tick) == ("no", 0.01)


@pytest.mark.parametrize(
    ("policy", "stored", "refused", "close"),
    [("refuse", 4, 1, 10.2), ("keep-first", 4, 1, 10.2), ("keep-last", 5, 0, 11.0)],
)
def test_a_row_that_contradicts_a_stored_one(store, write, policy, stored, refused, close):
    import_file(write(ROWS), store)
    changed = ROWS.replace("2024-01-02,10,12,9,10.2", "2024-01-02,10,12,9,11.0")
    (done,) = import_file(write(changed), store, on_conflict=policy)
    assert (done.rows_stored, done.rows_refused) == (stored, refused)
    assert store.frame("SPY")["close"][1] == close
    if refused:
        assert "2024-01-02" in str(done.problems[0])
        assert "on_conflict=keep-last" in done.problems[0].remedy
        (kept,) = pl.read_csv(done.quarantine).to_dicts()
        assert (kept["value"], kept["close"]) == ("2024-01-02", 11.0)


def test_every_symbol_of_a_long_file_is_stored(store, tmp_path):
    file = tmp_path / "long.csv"
    lines = ROWS.splitlines()
    both = [f"{line},{name}" for name in ("A", "../B", "C") for line in lines[1:]]
    file.write_text("\n".join([f"{lines[0]},symbol", *both]))
    done = import_file(file, store)
    assert [each.symbol for each in done] == ["A", "C"]
    assert done[0].rows_refused == 5
    assert [each.symbol for each in store.series()] == ["A", "C"]


def test_nothing_usable_leaves_the_store_as_it_was(store, write):
    import_file(write(ROWS), store)
    before = store.frame("SPY")
    with pytest.raises(DataError, match="none of 1 rows is usable"):
        import_file(write("date,open,high,low,close\n2024-01-08,1,0,2,1\n"), store)
    assert_frame_equal(store.frame("SPY"), before)


@pytest.fixture
def stooq():
    """stooq(bars) -> a source that has them, asked in the evening of their last day."""
    running = []

    def start(bars, faults=()):
        clock = Clock(seconds(2024, 6, 3, 17, zone=NEW_YORK))
        service = Service(servers.stooq({"SPY.US": bars}), clock, faults)
        running.append(service.__enter__())
        source = Stooq(None, base=service.base, clock=clock)
        running.append(source.client)
        return source

    yield start
    for each in reversed(running):
        each.close() if hasattr(each, "close") else each.__exit__(None, None, None)


def test_a_download_goes_on_from_the_last_stored_bar(store, stooq):
    bars = days("2024-01-02", 100, weekdays=True)
    first = fetch(store, stooq(bars[:60]), "SPY.US", now=1)
    assert first.put.merged.added == 60
    second = fetch(store, stooq(bars), "SPY.US", now=2)
    assert (second.put.merged.added, second.put.merged.repeated) == (40, 1)
    other = Store(store.folder.parent / "other")
    fetch(other, stooq(bars), "SPY.US")
    assert_frame_equal(store.frame("SPY.US"), other.frame("SPY.US"))
    assert store.find("SPY.US").source == "stooq"


def test_a_changed_bar_is_seen_and_replaced_only_when_asked(store, stooq):
    bars = days("2024-01-02", 20, weekdays=True)
    fetch(store, stooq(bars), "SPY.US")
    changed = [*bars[:-1], bars[-1]._replace(volume=1.0)]
    kept = fetch(store, stooq(changed), "SPY.US")
    assert kept.put.merged.conflicts.height == 1
    assert store.frame("SPY.US")["volume"][-1] != 1.0
    fetch(store, stooq(changed), "SPY.US", again=True)
    assert store.frame("SPY.US")["volume"][-1] == 1.0


def test_a_source_that_fails_at_once_stores_nothing(store, stooq):
    broken = [servers.status(404)] * 9
    with pytest.raises(DataProviderError):
        fetch(store, stooq(days("2024-01-02", 5), faults=broken), "SPY.US")
    assert store.series() == []


def test_actions_that_are_not_in_the_prices_are_kept_and_adjust_them_in_use(store):
    clock = Clock(seconds(2024, 6, 3, 17, zone=NEW_YORK))
    bars = days("2024-01-02", 60, hour=9, zone=NEW_YORK, weekdays=True)
    day = datetime.fromtimestamp(bars[30].at, NEW_YORK).date()
    answer = servers.alpha_vantage({"SPY": bars}, splits=[(str(day), 2.0)])
    with Service(answer, clock) as service:
        source = AlphaVantage(Secret("key"), base=service.base, clock=clock)
        try:
            fetch(store, source, "SPY")
        finally:
            source.client.close()
    assert [each.ratio for each in store.actions("SPY").splits] == [2.0]
    assert store.find("SPY").instrument.adjusted == "no"
    given = read_inputs(["SPY"], store=store)
    raw = store.frame("SPY")
    assert given.frames["SPY"]["close"][0] == raw["close"][0] / 2.0
    assert given.frames["SPY"]["close"][-1] == raw["close"][-1]
    assert given.instruments["SPY"].adjusted == "yes"
    assert given.notes == [
        "SPY: prices are adjusted by what is kept with them (splits: 1, dividends: 0)"
    ]


def test_actions_of_two_downloads_are_each_kept_once():
    first = Action(DAY * 19_000, "split", 2.0, applied=False)
    second = Action(DAY * 19_100, "dividend", 0.5, applied=False)
    applied = Action(DAY * 19_200, "split", 3.0, applied=True)
    one, two = table("SPY", [first]), table("SPY", [first, second, applied])
    both = joined(one, two)
    assert both.splits == (Split(date(2022, 1, 8), 2.0),)
    assert both.dividends == (Dividend(date(2022, 4, 18), 0.5),)


def test_actions_do_not_touch_prices_that_are_adjusted(store):
    frame = ob.synthetic("trending", bars=50)
    store.put(
        frame, interval=DAY, instrument=Instrument(symbol="SPY", adjusted="yes"), source="test"
    )
    store.put_actions(Actions(symbol="SPY", splits=(Split(frame["ts"][20].date(), 2.0),)))
    given = read_inputs(["SPY"], store=store)
    assert_frame_equal(given.frames["SPY"], frame)
    assert given.notes == []


def test_a_file_of_which_every_row_contradicts_is_refused_and_leaves_no_trace(store, write):
    import_file(write(ROWS), store, now=1)
    before = store.find("SPY")
    with pytest.raises(DataError, match="all 5 rows contradict those stored as SPY 1d"):
        import_file(write(ROWS.replace(",100\n", ",7\n")), store, now=2)
    assert store.find("SPY") == before


def test_strict_refuses_a_row_that_contradicts_a_stored_one(store, write):
    import_file(write(ROWS), store)
    before = store.find("SPY")
    changed = ROWS.replace("10.2", "11.0") + "2024-01-08,10,12,9,10,100\n"
    with pytest.raises(DataError, match=r"1 rows contradict stored ones, .*; nothing is stored"):
        import_file(write(changed), store, strict=True)
    assert store.find("SPY") == before


def test_refused_rows_of_two_files_of_one_name_are_both_kept(store, tmp_path):
    bad = "2024-01-08,x,9,9,10,100\n"
    kept = set()
    for folder, rows in (("one", bad), ("two", bad.replace("x", "y")), ("three", bad)):
        (tmp_path / folder).mkdir()
        file = tmp_path / folder / "spy.csv"
        file.write_text(ROWS + rows)
        kept.add(import_file(file, store)[0].quarantine)
    assert len(kept) == 2  # the third is the first again


def test_raw_and_adjusted_bars_cannot_be_one_series(store, write):
    import_file(write(ROWS), store, described={"adjusted": "no"})
    with pytest.raises(DataError, match="stored with adjusted no, and these bars are yes"):
        import_file(write(ROWS), store, described={"adjusted": "yes"})
    with pytest.raises(DataError, match="stored with currency USD, and these bars are EUR"):
        import_file(write(ROWS), store, described={"currency": "EUR"})


def test_a_few_new_bars_join_the_stored_series_whatever_their_own_distance(store, write):
    import_file(write(ROWS), store)
    weekend = "date,open,high,low,close\n2024-01-12,10,12,9,10\n2024-01-15,10,12,9,10\n"
    (done,) = import_file(write(weekend), store)
    assert (done.interval, done.series.rows) == ("1d", 7)
    months = "date,open,high,low,close\n2024-{:02d}-01,1,1,1,1\n2024-{:02d}-01,1,1,1,1\n"
    import_file(write(months.format(1, 2)), store, symbol="M")
    (more,) = import_file(write(months.format(4, 5)), store, symbol="M")
    assert (more.interval, more.series.rows) == ("31d", 4)


def test_an_interval_that_the_rows_contradict_is_refused(store, write):
    with pytest.raises(DataError, match="rows are 1d apart and cannot be bars of 1w"):
        import_file(write(ROWS), store, interval="1w")


def test_actions_without_a_word_on_the_prices_are_told_of(store, write):
    import_file(write(ROWS), store)
    store.put_actions(Actions(symbol="SPY", splits=(Split(date(2024, 1, 4), 2.0),)))
    assert "not said whether prices are adjusted" in read_inputs(["SPY"], store=store).notes[0]


def test_a_name_that_cannot_be_printed_is_shown_with_question_marks(store, tmp_path):
    file = tmp_path / "a\x1b[31m\udcff.csv"
    file.write_text(ROWS)
    assert import_file(file, store, symbol="X")[0].series.source == "a?[31m?.csv"
