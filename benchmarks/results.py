"""Turns the record of one benchmark run into the tables of results.md, on standard output.

usage: python benchmarks/results.py RECORD.json

A benchmark may state `extra_info["bars"]`, the bars that one round walks, and then gets a time for
one bar; any other entry of `extra_info` (a ratio to a peer, say) is shown as it stands.
"""

import json
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

LIBRARIES = ("openbell", "numpy", "numba", "polars", "pyarrow")
UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def duration(seconds: float) -> str:
    """Three digits and the unit that suits: 0.01234 is "12.3 ms"."""
    size, unit = next((pair for pair in UNITS if seconds >= pair[0]), UNITS[-1])
    return f"{seconds / size:.3g} {unit}"


def row(benchmark: dict[str, Any]) -> str:
    """One line of a table: name, median, spread, rounds, time a bar, remarks."""
    stats, extra = benchmark["stats"], dict(benchmark["extra_info"])
    bars = extra.pop("bars", None)
    cells = (
        benchmark["name"].removeprefix("test_").removeprefix("bench_"),
        duration(stats["median"]),
        duration(stats["iqr"]),
        str(stats["rounds"]),
        duration(stats["median"] / bars) if bars else "",
        ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in extra.items()),
    )
    return f"| {' | '.join(cells)} |"


def document(record: dict[str, Any]) -> str:
    """The whole of results.md: what was measured with, then one table a file of benchmarks."""
    machine = record["machine_info"]
    processor = machine["cpu"].get("brand_raw", machine["processor"])
    lines = [
        "# Benchmark results",
        "",
        "Made by `make bench`; do not edit. Medians; the spread is the interquartile range.",
        "",
        f"- date: {record['datetime'][:10]}",
        f"- machine: {processor}, {machine['cpu'].get('count', '?')} processors,"
        f" {machine['system']} {machine['machine']}",
        f"- Python {machine['python_version']},"
        f" {', '.join(f'{name} {version(name)}' for name in LIBRARIES)}",
    ]
    for file, benchmarks in by_file(record["benchmarks"]).items():
        title = Path(file).stem.removeprefix("bench_").replace("_", " ")
        lines += ["", f"## {title}", ""]
        lines += ["| what | median | spread | rounds | a bar | remarks |"]
        lines += ["| --- | --- | --- | --- | --- | --- |"]
        lines += [row(benchmark) for benchmark in benchmarks]
    return "\n".join(lines) + "\n"


def by_file(benchmarks: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Benchmarks under the file that holds them, in the order in which they ran."""
    files: dict[str, list[dict[str, Any]]] = {}
    for benchmark in benchmarks:
        files.setdefault(benchmark["fullname"].partition("::")[0], []).append(benchmark)
    return files


if __name__ == "__main__":
    sys.stdout.write(document(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
