"""Makers of data files for the tests of reading: good seeds in every container, and broken ones."""

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime

import numpy as np
import polars as pl

HEADER = "date,open,high,low,close,volume"
ROWS = [
    "2024-01-02,10.25,11.5,9.75,10.5,100",
    "2024-01-03,10.5,11.75,9.25,10.25,200",
    "2024-01-04,10.25,11.25,9.5,9.75,300",
    "2024-01-05,9.75,10.5,9.5,10.25,400",
]
PLAIN = "\n".join([HEADER, *ROWS]) + "\n"


def text(*lines: str) -> bytes:
    """Lines as a file."""
    return ("\n".join(lines) + "\n").encode()


def rows(*lines: str) -> bytes:
    """The four good rows, then the lines, below the header."""
    return text(HEADER, *ROWS, *lines)


def frame() -> pl.DataFrame:
    """The four good rows."""
    return pl.read_csv(PLAIN.encode(), try_parse_dates=True)


def zipped(members: dict[str, bytes | str]) -> bytes:
    """A zip of members by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def damaged(content: bytes) -> bytes:
    """The content with one bit turned, a third from its beginning."""
    place = len(content) // 3
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def parquet(source: pl.DataFrame | None = None) -> bytes:
    buffer = io.BytesIO()
    (frame() if source is None else source).write_parquet(buffer)
    return buffer.getvalue()


def arrow(
    source: pl.DataFrame | None = None, *, stream: bool = False, packed: bool = True
) -> bytes:
    buffer = io.BytesIO()
    source = frame() if source is None else source
    compression = "lz4" if packed else "uncompressed"
    if stream:
        source.write_ipc_stream(buffer, compression=compression)
    else:
        source.write_ipc(buffer, compression=compression)
    return buffer.getvalue()


def records() -> list[dict[str, object]]:
    return frame().with_columns(pl.col("date").cast(pl.String)).to_dicts()


def bars(size: int, seed: int = 5, *, step: int = 60) -> pl.DataFrame:
    """Seeded bars with two decimals, `step` seconds apart, in the Bars schema."""
    random = np.random.default_rng(seed)
    close = np.round(100 + np.cumsum(random.normal(0, 0.25, size)), 2)
    close = np.maximum(close, 5.0)
    open_ = np.concatenate([close[:1], close[:-1]])
    high = np.round(np.maximum(open_, close) + random.integers(1, 40, size) / 100, 2)
    low = np.round(np.minimum(open_, close) - random.integers(1, 40, size) / 100, 2)
    first = int(datetime(2024, 1, 2, 14, 30, tzinfo=UTC).timestamp())
    ts = pl.Series("ts", (first + step * np.arange(size)) * 10**9).cast(pl.Datetime("ns", "UTC"))
    volume = random.integers(1, 2_000_000, size).astype(np.float64)
    columns = {"open": open_, "high": high, "low": low, "close": close, "volume": volume}
    return pl.DataFrame({"ts": ts, **columns})


SEEDS = {
    "csv": PLAIN.encode(),
    "semicolons": PLAIN.replace(",", ";").replace(".", ",").encode(),
    "headerless": "\n".join(ROWS).encode(),
    "quoted": b'"date","open","high","low","close"\n"2024-01-02","1","2","1","2"\n',
    "utf-16": PLAIN.encode("utf-16"),
    "epochs": text("t,o,h,l,c,v", "1719912600000,1,2,1,2,3", "1719912660000,1,2,1,2,3"),
    "us dates": text("Date,Open,High,Low,Close/Last", "01/31/2024,$1,$2,$1,$2"),
    "named months": text("Date\tOpen\tHigh\tLow\tClose", "Jan 31, 2024 9:30 AM\t1\t2\t1\t2"),
    "blanks": text("date open high low close", "2024-01-02 1 2 1 2", "2024-01-03 1 2 1 2"),
    "gzip": gzip.compress(PLAIN.encode()),
    "zip": zipped({"x.csv": PLAIN}),
    "parquet": parquet(),
    "arrow": arrow(),
    "stream": arrow(stream=True),
    "json": json.dumps(records()).encode(),
    "json lines": "\n".join(map(json.dumps, records())).encode(),
    "json lists": b"[[1719912600000,1.5,2,1,1.5,3],[1719912660000,1.5,2,1,1.75,3]]",
    "json columns": frame()
    .with_columns(pl.col("date").cast(pl.String))
    .to_dict(as_series=False)
    .__repr__()
    .replace("'", '"')
    .encode(),
    "lean": zipped({"ibm.csv": text("19980102 00:00,1045000,1057500,1040600,1057500,2563200")}),
}
