"""Turns the record of one benchmark run into the tables of results.md, on standard output.

usage: python benchmarks/results.py RECORD.json

A benchmark may state `extra_info["bars"]`, the bars that one round walks, and then gets a time for
one bar; any other entry of `extra_info` (a ratio to a peer, say) is shown as it stands.
"""

import json
import sys
from collections.abc import Iterable
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import Any

PEERS = ("TA-Lib", "tulip", "polars", "bottleneck")
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
        compared = [each for each in benchmarks if "ratios" in each["extra_info"]]
        lines += indicator_table(compared) if compared else []
        live = [each for each in benchmarks if "history" in each["extra_info"]]
        lines += one_more_bar(live) if live else []
        others = [each for each in benchmarks if each not in [*compared, *live]]
        if others:
            lines += ["| what | median | spread | rounds | a bar | remarks |"]
            lines += ["| --- | --- | --- | --- | --- | --- |"]
            lines += [row(benchmark) for benchmark in others]
    return "\n".join(lines) + "\n"


def indicator_table(benchmarks: list[dict[str, Any]]) -> list[str]:
    """A line an indicator: time a bar and ratios to its peers, for each number of bars."""
    sizes = sorted({each["extra_info"]["bars"] for each in benchmarks})
    names = list(dict.fromkeys(each["extra_info"]["indicator"] for each in benchmarks))
    key = itemgetter("indicator", "bars")
    found = {key(each["extra_info"]): each for each in benchmarks}
    peers = [f"/ {peer}" for peer in PEERS]
    head = [cell for size in sizes for cell in (f"{size:,} bars", *peers)]
    lines = [
        "Nanoseconds a bar of `engine.indicators.NAME(arrays)`, and its time by that of each peer",
        "in the same process, taken in turn: below 1 Openbell is the faster one.",
        "",
        f"| indicator | {' | '.join(head)} |",
        f"| --- | {' | '.join(['---:'] * len(head))} |",
    ]
    for name in names:
        cells = []
        for size in sizes:
            each = found[name, size]
            ratios = each["extra_info"]["ratios"]
            cells.append(f"{each['stats']['median'] / size * 1e9:.3g}")
            cells += [f"{ratios[peer]:.2f}" if peer in ratios else "" for peer in PEERS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines.append("")
    for size in sizes:
        ratios = {
            name: found[name, size]["extra_info"]["ratios"]["TA-Lib"]
            for name in names
            if "TA-Lib" in found[name, size]["extra_info"]["ratios"]
        }
        if ratios:
            slowest = sorted(ratios, key=lambda name: -ratios[name])[:3]
            listed = ", ".join(f"{name} {ratios[name]:.2f}" for name in slowest)
            lines.append(
                f"- {size:,} bars: median ratio to TA-Lib over {len(ratios)} indicators"
                f" {median(ratios.values()):.2f}; highest: {listed}"
            )
    return [*lines, ""]


def one_more_bar(benchmarks: list[dict[str, Any]]) -> list[str]:
    """What the newest value costs a feed, which computes from its fixed first bar."""
    history = benchmarks[0]["extra_info"]["history"]
    return [
        f"One more bar for a feed with {history:,} bars of history, in microseconds (the column is",
        "computed anew from its first bar, so that its bits are those of the batch):",
        "",
        "| indicator | one more bar |",
        "| --- | ---: |",
        *(
            f"| {each['extra_info']['indicator']} | {each['stats']['median'] * 1e6:.3g} |"
            for each in benchmarks
        ),
        "",
    ]


def by_file(benchmarks: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Benchmarks under the file that holds them, in the order in which they ran."""
    files: dict[str, list[dict[str, Any]]] = {}
    for benchmark in benchmarks:
        files.setdefault(benchmark["fullname"].partition("::")[0], []).append(benchmark)
    return files


if __name__ == "__main__":
    sys.stdout.write(document(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
