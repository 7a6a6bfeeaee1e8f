"""`openbell demo`: the main job, on example markets made here."""

import os
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .inputs import warn_if_cold
from .output import Json, emit, figure, heading, progress, say, table, tell

if TYPE_CHECKING:
    from engine.backtest.result import Result

TEXT_BROWSERS = ("www-browser", "links", "links2", "elinks", "lynx", "w3m", "browsh")
PATIENCE_SECONDS = 3.0
COSTS = {"percent": 0.0005, "slippage_bps": 1.0}
SHOWN = ("momentum", "TREND")
FIGURES = ("total_return", "sharpe", "max_drawdown", "trades")


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Do not open the report in a browser.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Backtest on example markets.

    Makes seeded markets, backtests every built-in strategy on each, saves the runs and writes a
    report of each; on a terminal, one report is opened in the browser.
    """
    from engine.settings import home

    warn_if_cold()
    folder = home() / "demo"
    reports: dict[tuple[str, str], Path] = {}
    rows = []
    for key, result in _results(folder):
        reports[key] = folder / "reports" / f"{key[0]}-{key[1]}.html"
        rows.append(_row(key, result))
    shown = reports[SHOWN]
    if as_json:
        emit({"runs": rows, "folder": str(folder), "report": str(shown)})
        return
    columns = ("strategy", "market", *map(heading, FIGURES), "run")
    table("", columns, [_cells(row) for row in rows])
    tell(f"Markets and reports are in {folder}")
    if once or not sys.stdout.isatty() or not _opened(shown):
        tell(f"The report of {SHOWN[0]} on {SHOWN[1]}: {shown}")


def _results(folder: Path) -> Iterator[tuple[tuple[str, str], "Result"]]:
    """Every strategy on every market: each saved, with its report in the folder."""
    from engine.backtest.run import backtest
    from engine.data.synthetic import demo_markets
    from engine.strategies import BUILT_IN

    markets = demo_markets()
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    with progress("backtesting", len(markets) * len(BUILT_IN)) as step:
        for market, bars in markets.items():
            bars.write_csv(folder / f"{market}.csv")
            for name in BUILT_IN:
                result = backtest({market: bars}, name, costs=COSTS)
                result.save()
                result.report(folder / "reports" / f"{name}-{market}.html")
                step(f"{name} on {market}")
                yield (name, market), result


def _row(key: tuple[str, str], result: "Result") -> dict[str, Any]:
    name, market = key
    figures = {figure: result.metrics[figure] for figure in FIGURES}
    return {"strategy": name, "market": market, **figures, "run": result.run}


def _cells(row: dict[str, Any]) -> list[Any]:
    shown = row | {"run": row["run"][:8]}
    return [figure(key, cell) if key in FIGURES else cell for key, cell in shown.items()]


def _opened(report: Path) -> bool:
    """Open a file in the graphical browser, if there is one; never wait for it to end."""
    browser = _browser()
    if browser is None:
        return False
    opening = Thread(target=browser.open, args=(report.as_uri(),), daemon=True)
    opening.start()
    opening.join(PATIENCE_SECONDS)
    say(f"opened {report}")
    return True


def _browser() -> webbrowser.BaseBrowser | None:
    """The user's browser; None where there is no screen, or only one that takes the terminal."""
    screen = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    try:
        browser = webbrowser.get() if screen else None
    except webbrowser.Error:
        return None
    if browser is None or Path(getattr(browser, "name", "")).stem in TEXT_BROWSERS:
        return None
    return browser
