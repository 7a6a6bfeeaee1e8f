"""Bars written in a random dialect, or container, come back bit for bit."""

import gzip
import json
from decimal import Decimal

import polars as pl
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from engine.data.read import load

from ..generators import bars as generated
from .dirty_files import arrow, parquet, zipped

NAMES = ("ts", "open", "high", "low", "close", "volume")
HEADERS = (
    NAMES,
    ("Date", "Open", "High", "Low", "Close", "Volume"),
    ("<TIMESTAMP>", "<OPEN>", "<HIGH>", "<LOW>", "<CLOSE>", "<VOL>"),
    ("t", "o", "h", "l", "c", "v"),
    ("Open Time", "Open", "High", "Low", "Close/Last", "Vol."),
)
CLOCKS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%d.%m.%Y %H:%M:%S",
    "%Y%m%d %H%M%S",
    "%b %d %Y %I:%M:%S %p",
    "%d-%b-%Y %H:%M",
    "%Y/%m/%d %H:%M",
    "%Y%m%d%H%M",
    "epoch",
)
SIGNS = ((".", ""), (".", ","), (".", "'"), (",", ""), (",", "."), (",", " "), (",", "\u00a0"))


def frame_of(bars):
    columns = {"ts": pl.Series(bars.ts).cast(pl.Datetime("ns", "UTC"))}
    return pl.DataFrame(columns | {name: getattr(bars, name) for name in NAMES[1:]})


def grouped(value, decimal, thousands):
    """The shortest digits that are the value, with the signs of a country."""
    whole, _, fraction = format(Decimal(repr(value)), "f").partition(".")
    return f"{int(whole):,}".replace(",", thousands) + (decimal + fraction if fraction else "")


@st.composite
def dialects(draw):
    """Separator, signs, header, clock, encoding, ends of lines, quoting, order."""
    decimal, thousands = draw(st.sampled_from(SIGNS))
    return {
        "separator": draw(st.sampled_from([",", ";", "\t", "|"])),
        "decimal": decimal,
        "thousands": thousands,
        "header": draw(st.sampled_from(HEADERS)),
        "clock": draw(st.sampled_from(CLOCKS)),
        "encoding": draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])),
        "end": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "quoted": draw(st.booleans()),
        "newest_first": draw(st.booleans()),
        "title": draw(st.sampled_from(["", "Prices of a vendor"])),
    }


def written(frame, dialect):
    """The frame as a text of the dialect."""
    clock = dialect["clock"]
    times = (
        frame["ts"].dt.epoch("ms").cast(pl.String)
        if clock == "epoch"
        else frame["ts"].dt.strftime(clock)
    )
    rows = []
    for time, *values in zip(times, *(frame[name] for name in NAMES[1:]), strict=True):
        numbers = [grouped(value, dialect["decimal"], dialect["thousands"]) for value in values]
        rows.append([time, *numbers])
    rows = rows[::-1] if dialect["newest_first"] else rows
    mark = '"' if dialect["quoted"] or dialect["separator"] in "".join(map("".join, rows)) else ""
    lines = [[dialect["header"], *rows]]
    texts = [dialect["separator"].join(f"{mark}{each}{mark}" for each in row) for row in lines[0]]
    titles = [dialect["title"]] if dialect["title"] else []
    return dialect["end"].join([*titles, *texts, ""]).encode(dialect["encoding"])


@given(generated(min_size=2, max_size=30), dialects())
def test_a_text_of_any_dialect_comes_back_bit_for_bit(tmp_path_factory, bars, dialect):
    path = tmp_path_factory.mktemp("trip") / "x.csv"
    frame = frame_of(bars)
    path.write_bytes(written(frame, dialect))
    asked = {"decimal": dialect["decimal"]}
    if dialect["thousands"]:
        asked["thousands"] = dialect["thousands"].replace("\u00a0", " ")
    loaded = load(path, **asked)
    assert loaded.bars.equals(frame)
    assert (loaded.rows_refused, loaded.rows_repeated, loaded.rows_fixed) == (0, 0, 0)


def lines_of(frame):
    texts = frame.with_columns(pl.col("ts").dt.to_string("iso"))
    return "\n".join(map(json.dumps, texts.to_dicts())).encode()


CONTAINERS = {
    "x.parquet": parquet,
    "x.feather": arrow,
    "x.arrow": lambda frame: arrow(frame, packed=False),
    "x.arrows": lambda frame: arrow(frame, stream=True),
    "x.csv": lambda frame: frame.write_csv().encode(),
    "x.csv.gz": lambda frame: gzip.compress(frame.write_csv().encode()),
    "x.csv.zst": lambda frame: zstd(frame.write_csv().encode()),
    "x.zip": lambda frame: zipped({"x.csv": frame.write_csv()}),
    "y.zip": lambda frame: zipped({"x.parquet": parquet(frame)}),
    "x.jsonl": lines_of,
    "x.jsonl.gz": lambda frame: gzip.compress(lines_of(frame)),
    "x.json": lambda frame: json.dumps(
        frame.with_columns(pl.col("ts").dt.epoch("ns")).to_dict(as_series=False)
    ).encode(),
    "y.json": lambda frame: json.dumps(
        [list(row) for row in frame.with_columns(pl.col("ts").dt.epoch("ms")).rows()]
    ).encode(),
}


def zstd(content):
    """One frame of Zstandard, as the command line tool writes it."""
    return pa.compress(content, codec="zstd", asbytes=True)


@given(generated(min_size=2, max_size=30), st.sampled_from(list(CONTAINERS)))
def test_a_container_of_any_kind_gives_back_every_bit(tmp_path_factory, bars, name):
    path = tmp_path_factory.mktemp("trip") / name
    frame = frame_of(bars)
    path.write_bytes(CONTAINERS[name](frame))
    names = {str(i + 1): each for i, each in enumerate(NAMES)} if name == "y.json" else None
    assert load(path, names=names).bars.equals(frame)
