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

BARE = [row.rpartition(",")[0] for row in ROWS]
CHANGED = "2024-01-05,9.75,10.5,9.5,10,400"
CENTRAL = "\n".join(
    [HEADER.replace(",", ";"), *(row.replace(",", ";").replace(".", ",") for row in ROWS)]
)

# name, the file's name, its bytes, and what comes of it: good rows and refused ones, or words of the error
MALFORMED: list[tuple[str, str, bytes, tuple[int, int] | str]] = [
    # nothing there
    ("an empty file", "x.csv", b"", "is empty"),
    ("blanks only", "x.csv", b"  \n\t\n \n", "is empty"),
    ("a mark only", "x.csv", b"\xef\xbb\xbf", "is empty"),
    ("an end mark only", "x.csv", b"\x1a", "is empty"),
    ("a header only", "x.csv", text(HEADER), "no rows"),
    ("a header and empty lines", "x.csv", text(HEADER, "", ""), "no rows"),
    ("a header and separators", "x.csv", text(HEADER, ",,,,,", ",,,,,"), "no rows"),
    ("one word", "x.csv", b"hello", "no time column"),
    ("prose", "x.csv", text("Dear customer,", "your data is late."), "no time column"),
    # not text
    ("a picture", "x.csv", b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
    ("a PDF", "x.csv", b"%PDF-1.7 ...", "is a PDF"),
    ("a program", "x.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0", "is not text"),
    ("zeros", "x.csv", b"\0" * 100, "no time column|is not text|is empty"),
    ("control signs", "x.csv", text(HEADER, "\x01\x02\x03,1,1,1,1,1"), "is not text"),
    ("an old Excel sheet", "x.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
    ("a new Excel sheet", "x.csv", zipped({"[Content_Types].xml": "x", "xl": "y"}), "Excel"),
    ("a database", "x.csv", b"SQLite format 3\0", "SQLite"),
    ("HDF5", "x.h5", b"\x89HDF\r\n\x1a\n", "HDF5"),
    ("a web page", "x.csv", b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
    ("XML", "x.csv", b"<?xml version='1.0'?><bars/>", "web page or XML"),
    ("bzip2", "x.csv.bz2", b"BZh91AY&SY", "bzip2"),
    ("xz", "x.csv.xz", b"\xfd7zXZ\0", "xz"),
    ("7-Zip", "x.7z", b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    ("a tar archive", "x.tar", b"x.csv".ljust(257, b"\0") + b"ustar\x0000", "tar archive"),
    # headers
    ("no close", "x.csv", text("date,open,high,low", "2024-01-02,1,1,1"), "no close column"),
    ("no time", "x.csv", text("open,high,low,close", "1,1,1,1"), "no time column"),
    ("two closes", "x.csv", text("date,open,high,low,close,Close", "2024-01-02,1,1,1,1,1"), "two columns named close"),
    ("two dates", "x.csv", text("date,Date,open,high,low,close", "2024-01-02,2024-01-02,1,1,1,1"), "two columns named date"),
    ("closes of many", "x.csv", text("date,SPY,QQQ,IWM,DIA", "2024-01-02,1,1,1,1"), "no open column"),
    ("bars of two", "x.csv", text("date,a_open,a_high,a_low,a_close,b_open,b_high,b_low,b_close", "2024-01-02,1,1,1,1,1,1,1,1"), "prices of 'a', 'b'"),
    ("a header twice", "x.csv", text(HEADER, *ROWS[:2], HEADER, *ROWS[2:]), (4, 1)),
    ("a header below the rows", "x.csv", text(*ROWS, HEADER), (4, 1)),
    ("a very long header", "x.csv", text(HEADER + "," + ",".join("x" * 40 for _ in range(1500)), *ROWS), (4, 0)),
    ("titles above", "x.csv", text("Prices of ACME Corp.", "# from a vendor", "", HEADER, *ROWS), (4, 0)),
    ("words below", "x.csv", rows("Downloaded from a vendor"), (4, 0)),
    ("Excel's first line", "x.csv", ("sep=;\n" + CENTRAL).encode(), (4, 0)),
    # bad rows among good ones
    ("a price is empty", "x.csv", rows("2024-01-08,,11,9,10,1"), (4, 1)),
    ("a price is NaN", "x.csv", rows("2024-01-08,NaN,11,9,10,1"), (4, 1)),
    ("a price is a dash", "x.csv", rows("2024-01-08,-,11,9,10,1"), (4, 1)),
    ("a price is a word", "x.csv", rows("2024-01-08,ten,11,9,10,1"), (4, 1)),
    ("a price is infinite", "x.csv", rows("2024-01-08,10,inf,9,10,1"), (4, 1)),
    ("a price is too large", "x.csv", rows("2024-01-08,10,1e999,9,10,1"), (4, 1)),
    ("a price is zero", "x.csv", rows("2024-01-08,10,11,0,10,1"), (4, 1)),
    ("a price is negative", "x.csv", rows("2024-01-08,10,11,-9,10,1"), (4, 1)),
    ("a formula", "x.csv", rows("2024-01-08,=1+1,11,9,10,1"), (4, 1)),
    ("a date in a price", "x.csv", rows("2024-01-08,2024-01-08,11,9,10,1"), (4, 1)),
    ("hexadecimal", "x.csv", rows("2024-01-08,0x0A,11,9,10,1"), (4, 1)),
    ("two points", "x.csv", rows("2024-01-08,10.2.5,11,9,10,1"), (4, 1)),
    ("high below low", "x.csv", rows("2024-01-08,10,9,11,10,1"), (4, 1)),
    ("high below close", "x.csv", rows("2024-01-08,10,11,9,12,1"), (4, 1)),
    ("low above open", "x.csv", rows("2024-01-08,10,12,10.5,11,1"), (4, 1)),
    ("a volume is negative", "x.csv", rows("2024-01-08,10,11,9,10,-1"), (4, 1)),
    ("a volume is a word", "x.csv", rows("2024-01-08,10,11,9,10,many"), (4, 1)),
    ("a volume is empty", "x.csv", rows("2024-01-08,10,11,9,10,"), (5, 0)),
    ("too few fields", "x.csv", rows("2024-01-08,10,11"), (4, 1)),
    ("too many fields", "x.csv", rows("2024-01-08,10,11,9,10,1,7"), (4, 1)),
    ("far too many fields", "x.csv", rows("2024-01-08" + ",1" * 5000), (4, 1)),
    ("a lone quote", "x.csv", text(HEADER, ROWS[0], '"' + ROWS[1], *ROWS[2:]), (3, 1)),
    ("a lone quote in the middle", "x.csv", text(HEADER, ROWS[0], ROWS[1].replace("11", '1"1'), *ROWS[2:]), (3, 1)),
    ("lone quotes apart", "x.csv", text(HEADER, '"' + ROWS[0], *ROWS[1:3], '"' + ROWS[3]), (2, 2)),
    ("empty lines between", "x.csv", text(HEADER, *(line + "\n" for line in ROWS)), (4, 0)),
    ("an unfinished last row", "x.csv", rows("2024-01-08,10,11,9,1")[:-4], (4, 1)),
    ("no end of line at the end", "x.csv", rows()[:-1], (4, 0)),
    ("a row of separators", "x.csv", rows(",,,,,"), (4, 0)),
    ("a zero in a field", "x.csv", PLAIN.encode() + b"x" * (1 << 16) + b"\0\n", (4, 0)),
    # times
    ("a time is empty", "x.csv", rows(",10,11,9,10,1"), (4, 1)),
    ("a time is a word", "x.csv", rows("today,10,11,9,10,1"), (4, 1)),
    ("30 February", "x.csv", rows("2024-02-30,10,11,9,10,1"), (4, 1)),
    ("month 13", "x.csv", rows("2024-13-01,10,11,9,10,1"), (4, 1)),
    ("the year 1", "x.csv", rows("0001-01-08,10,11,9,10,1"), (4, 1)),
    ("the year 9999", "x.csv", rows("9999-12-31,10,11,9,10,1"), (4, 1)),
    ("hour 25", "x.csv", rows("2024-01-08 25:00,10,11,9,10,1"), (4, 1)),
    ("another order of dates in one row", "x.csv", rows("01/08/2024,10,11,9,10,1"), (4, 1)),
    ("dates of either order", "x.csv", text(HEADER, "01/02/2024,1,1,1,1,1", "03/04/2024,1,1,1,1,1"), "dates='mdy' or dates='dmy'"),
    ("dates of both orders", "x.csv", text(HEADER, "01/31/2024,1,1,1,1,1", "31/01/2024,1,1,1,1,1"), "more than one order"),
    ("years of two digits", "x.csv", text(HEADER, "24-01-02,1,1,1,1,1", "24-01-03,1,1,1,1,1"), "dates='ymd'"),
    ("numbers of rows as times", "x.csv", text("date,open,high,low,close", "1,1,1,1,1", "2,1,1,1,1"), "none of 2 rows"),
    ("spreadsheet days as times", "x.csv", text("date,open,high,low,close", "45293,1,1,1,1", "45294,1,1,1,1"), "none of 2 rows"),
    ("an epoch too large", "x.csv", text("date,open,high,low,close", "99999999999999999999,1,1,1,1"), "none of 1 rows"),
    ("times once", "x.csv", text(HEADER, ROWS[0]), "does not show its interval"),
    ("one time in all rows", "x.csv", text(HEADER, ROWS[0], ROWS[0]), "does not show its interval"),
    # order and repetition
    ("newest first", "x.csv", text(HEADER, *ROWS[::-1]), (4, 0)),
    ("a repeated row", "x.csv", rows(ROWS[3]), (4, 0)),
    ("another row for a time", "x.csv", rows(CHANGED), (3, 2)),
    ("nothing but conflicts", "x.csv", text(HEADER, ROWS[3], CHANGED), "none of 2 rows"),
    ("the file twice", "x.csv", text(HEADER, *ROWS, *ROWS), (4, 0)),
    # dialects
    ("1,234 in a file of semicolons", "x.csv", text("date;open;high;low;close", "2024-01-02;1,234;1,234;1,234;1,234"), "decimal=',' or thousands=','"),
    ("a decimal comma among commas", "x.csv", text(HEADER, "2024-01-02,10,5,11,5,9,5,10,5,100"), "none of 1 rows"),
    ("one decimal comma in a file of points", "x.csv", text(HEADER.replace(",", ";"), *(row.replace(",", ";") for row in ROWS), "2024-01-08;10,5;11;9;10;1"), (4, 1)),
    ("carriage returns only", "x.csv", PLAIN.replace("\n", "\r").encode(), (4, 0)),
    ("mixed ends of lines", "x.csv", (HEADER + "\r\n" + ROWS[0] + "\n" + ROWS[1] + "\r" + ROWS[2] + "\r\r\n" + ROWS[3]).encode(), (4, 0)),
    ("Latin-1", "x.csv", text(HEADER.replace("volume", "größe"), *ROWS).decode().encode("latin-1"), (4, 0)),
    ("broken UTF-8 in a row", "x.csv", rows() + b"2024-01-08,1\xff0,11,9,10,1\n", (4, 1)),
    ("UTF-16 without its mark", "x.csv", PLAIN.encode("utf-16-le"), (4, 0)),
    ("UTF-16 the other way", "x.csv", b"\xfe\xff" + PLAIN.encode("utf-16-be"), (4, 0)),
    ("UTF-16 cut in a letter", "x.csv", PLAIN.encode("utf-16")[:-3], (4, 0)),
    ("a mark twice", "x.csv", b"\xef\xbb\xbf\xef\xbb\xbf" + PLAIN.encode(), (4, 0)),
    ("an end mark of DOS", "x.csv", PLAIN.encode() + b"\x1a", (4, 0)),
    # no header
    ("no header, no order of prices", "x.csv", text("2024-01-02,1,2,3,4", "2024-01-03,4,3,2,1", "2024-01-04,2,1,4,3"), "no header"),
    ("no header, no times", "x.csv", text("1,2,1,2,5", "1,2,1,2,5"), "no column of times"),
    ("no header, no prices", "x.csv", text("2024-01-02,1,2,1", "2024-01-03,1,2,1"), "no open column|no time column|no header"),
    ("no header, prices shuffled in few rows", "x.csv", text("2024-01-02,3,4,1,2", "2024-01-03,3,4,1,2").replace(b"3,4,1,2", b"3,2,4,1"), "open and close cannot be told apart"),
    # packed
    ("a cut gzip", "x.csv.gz", gzip.compress(PLAIN.encode())[:-20], "cannot be read"),
    ("gzip of nothing", "x.csv.gz", gzip.compress(b""), "is empty"),
    ("gzip under another name", "x.csv", gzip.compress(PLAIN.encode()), (4, 0)),
    ("text named gzip", "x.csv.gz", PLAIN.encode(), (4, 0)),
    ("gzip in gzip", "x.csv.gz", gzip.compress(gzip.compress(PLAIN.encode())), (4, 0)),
    ("a cut zstd", "x.csv.zst", b"\x28\xb5\x2f\xfd\x04\x00", "cannot be read|is empty"),
    ("a cut zip", "x.zip", zipped({"x.csv": PLAIN})[:-30], "damaged zip"),
    ("an empty zip", "x.zip", zipped({}), "no file"),
    ("a zip of two files", "x.zip", zipped({"a.csv": PLAIN, "b.csv": PLAIN}), r"name one, like x\.zip/a\.csv"),
    ("a zip with a read-me", "x.zip", zipped({"a.csv": PLAIN, "README.md": "hello"}), (4, 0)),
    ("a zip of a Mac", "x.zip", zipped({"a.csv": PLAIN, "__MACOSX/a.csv": "x"}), (4, 0)),
    ("a zip of gzip", "x.zip", zipped({"a.csv.gz": gzip.compress(PLAIN.encode())}), (4, 0)),
    ("a zip of a picture", "x.zip", zipped({"a.png": b"\x89PNG\r\n\x1a\n\0"}), "is a picture"),
    ("a zip that climbs", "x.zip", zipped({"../../etc/passwd.csv": PLAIN}), (4, 0)),
    ("a zip with a wrong sum", "x.zip", damaged(zipped({"x.csv": PLAIN})), "damaged zip"),
    # typed files
    ("a cut Parquet", "x.parquet", parquet()[:-10], "is damaged"),
    ("Parquet in name only", "x.parquet", PLAIN.encode(), "is damaged, or no parquet"),
    ("Parquet under another name", "x.csv", parquet(), (4, 0)),
    ("Parquet without rows", "x.parquet", parquet(frame().clear()), "no rows"),
    ("Parquet without columns", "x.parquet", parquet(pl.DataFrame()), "no time column"),
    ("Parquet of words", "x.parquet", parquet(frame().cast(pl.String)), (4, 0)),
    ("Parquet with lists as prices", "x.parquet", parquet(frame().with_columns(pl.col("open").reshape((-1, 1)).arr.to_list())), "not numbers"),
    ("Parquet with truth as prices", "x.parquet", parquet(frame().with_columns(open=pl.lit(True))), "not numbers"),
    ("Parquet with nulls", "x.parquet", parquet(frame().with_columns(open=pl.when(pl.col("open") > 10.3).then(None).otherwise("open"))), (3, 1)),
    ("a cut Arrow file", "x.arrow", arrow()[:-40], "is damaged"),
    ("a cut Arrow stream", "x.arrows", arrow(stream=True)[:-120], "is damaged|no rows"),
    ("an Arrow magic alone", "x.feather", b"ARROW1\0\0", "is damaged"),
    ("a Feather magic alone", "x.feather", b"FEA1", "is damaged"),
    # JSON
    ("a cut JSON list", "x.json", json.dumps(records()).encode()[:-5], "damaged JSON"),
    ("JSON of numbers", "x.json", b"[1, 2, 3]", "without rows"),
    ("an empty JSON list", "x.json", b"[]", "without rows"),
    ("an empty JSON object", "x.json", b"{}", "without rows"),
    ("deep JSON", "x.json", b"[" * 100_000, "damaged JSON"),
    ("an answer that is an error", "x.json", b'{"Error Message": "Invalid API call"}', "no time column"),
    ("a broken JSON line", "x.jsonl", ("\n".join(map(json.dumps, records())) + '\n{"date": "2024').encode(), (4, 1)),
    ("JSON rows of two kinds", "x.json", json.dumps([*records(), [1, 2]]).encode(), (4, 1)),
    ("JSON with NaN", "x.json", json.dumps([*records(), {**records()[0], "date": "2024-01-08", "open": float("nan")}]).encode(), (4, 1)),
    ("JSON with a missing key", "x.json", json.dumps([*records(), {"date": "2024-01-08"}]).encode(), (4, 1)),
    ("JSON with huge numbers", "x.json", json.dumps([*records(), {**records()[0], "date": "2024-01-08", "volume": 10**400}]).encode(), (4, 1)),
    ("JSON with nested values", "x.json", json.dumps([*records(), {**records()[0], "date": "2024-01-08", "open": {"a": 1}}]).encode(), (4, 1)),
    # symbols
    ("two symbols", "x.csv", text("date,symbol,open,high,low,close", "2024-01-02,A,1,1,1,1", "2024-01-02,B,1,1,1,1"), "holds 2 symbols"),
]  # fmt: skip
