"""The tables of a result as files: read back they are what they were, and they are whole."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine as ob
from engine.backtest.exports import Format, Table
from engine.data.export import FORMATS, export
from engine.errors import ConfigError, ParameterError

TABLES = Table.__args__
RISK = {"stop": "percent", "stop_value": 0.02, "target": "r", "target_value": 2.0}
UTC = pl.Datetime("ns", "UTC")


@pytest.fixture(scope="module")
def result():
    bars = ob.synthetic("jumps", bars=400, seed=5)
    params = {"fast": 5, "slow": 20}
    return ob.backtest(
        {"JMP": bars}, "sma_cross", params=params, risk=RISK, costs={"percent": 1e-3}
    )


def names(folder):
    """What lies in a folder."""
    return sorted(each.name for each in folder.iterdir())


def read(file, schema):
    """A file as it was read by another program; times of a CSV are parsed."""
    if file.suffix == ".csv":
        text = {name: pl.String if kind == UTC else kind for name, kind in schema.items()}
        times = [name for name, kind in schema.items() if kind == UTC]
        frame = pl.read_csv(file, schema=text)
        return frame.with_columns(
            pl.col(times).str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="ns", time_zone="UTC")
        )
    return pl.read_parquet(file) if file.suffix == ".parquet" else pl.read_ipc(file)


@pytest.mark.parametrize("kind", Format.__args__)
def test_every_table_reads_back_as_it_was(result, tmp_path, kind):
    files = result.export(tmp_path / "new" / "folder", kind)
    assert [file.name for file in files] == [f"{name}.{kind}" for name in TABLES]
    back = {file.stem: read(file, getattr(result, file.stem).schema) for file in files}
    assert [name for name in TABLES if not back[name].equals(getattr(result, name))] == []
    assert {name: frame.schema for name, frame in back.items()} == {
        name: getattr(result, name).schema for name in TABLES
    }


def test_the_tables_are_those_that_a_reader_expects(result):
    assert result.trades.height > 5
    assert result.refused.height > 0
    assert set(TABLES) >= {"trades", "orders", "order_log", "returns", "equity", "refused"}


def test_times_of_a_csv_are_iso_8601_in_utc(result, tmp_path):
    file = result.write("trades", tmp_path / "mine.csv")
    first = file.read_text().splitlines()[1].split(",")
    assert first[2] == result.trades["entry_ts"][0].strftime("%Y-%m-%dT%H:%M:%SZ")


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2**62),
            st.none() | st.floats(allow_nan=False),
            st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1),
        ),
        max_size=6,
    ),
    st.sampled_from(FORMATS),
)
def test_any_table_reads_back_bit_for_bit(tmp_path_factory, rows, suffix):
    schema = {"ts": UTC, "value": pl.Float64, "name": pl.String}
    frame = pl.DataFrame(rows, schema={**schema, "ts": pl.Int64}, orient="row").with_columns(
        pl.col("ts").cast(UTC)
    )
    file = tmp_path_factory.mktemp("any") / f"any{suffix}"
    assert export(frame, file) == frame.height
    assert read(file, schema).equals(frame)


def test_an_older_file_is_replaced_and_nothing_else_is_left(result, tmp_path):
    (tmp_path / "trades.csv").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    result.write("trades", tmp_path / "trades.csv")
    assert names(tmp_path) == ["notes.txt", "trades.csv"]
    assert (tmp_path / "trades.csv").read_text().startswith("symbol,side,entry_ts")


def test_a_file_that_cannot_be_written_leaves_the_older_one(result, tmp_path, monkeypatch):
    file = result.write("equity", tmp_path / "equity.parquet")
    before = file.read_bytes()

    def full(frame, target):
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(ConfigError, match=r"equity\.parquet: cannot be written \(No space left"):
        result.write("equity", file)
    assert (names(tmp_path), file.read_bytes()) == (["equity.parquet"], before)


def test_what_cannot_be_is_refused_in_a_line(result, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ConfigError, match=r"trades\.xlsx: name a file that ends with \.csv, "):
        result.write("trades", tmp_path / "trades.xlsx")
    with pytest.raises(ConfigError, match=r"no/trades\.csv: cannot be written \(No such file"):
        result.write("trades", tmp_path / "no" / "trades.csv")
    with pytest.raises(ConfigError, match="taken: the folder cannot be made"):
        result.export(tmp_path / "taken")
    with pytest.raises(ParameterError, match=r"table 'trade': did you mean 'trades'\?"):
        result.write("trade", tmp_path / "trades.csv")
    with pytest.raises(ParameterError, match="format 'xml'; known: csv, parquet, arrow"):
        result.export(tmp_path, "xml")
