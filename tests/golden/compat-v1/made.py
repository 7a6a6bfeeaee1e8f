"""Makes the files beside it, in two steps (README.md):

    python made.py runs     with Openbell installed: daily.json, first_bar.json, intraday.json
    python made.py values   with the five libraries installed: expected.json

The second step imports nothing of Openbell, the first nothing of the libraries.
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
CASES = ("daily", "first_bar", "intraday", "idle", "winners")
DAY = 86_400_000_000_000


def runs():
    """The backtests, as the numbers that the libraries are given."""
    import numpy as np
    import polars as pl

    import engine as ob

    markets = {
        "daily": (ob.synthetic("jumps", bars=756, seed=21), {"fast": 5, "slow": 20}),
        "intraday": (
            ob.synthetic("intraday", bars=20 * 78, interval="5m", seed=22, start="2024-01-01"),
            {"fast": 6, "slow": 30},
        ),
    }
    found = {}
    for name, (bars, params) in markets.items():
        result = ob.backtest(bars, "sma_cross", params=params, costs={"percent": 0.0005})
        ts = result.equity["ts"].dt.timestamp("ns").to_list()
        number = {moment: bar for bar, moment in enumerate(ts)}
        sessions = [number[each] for each in result.returns["ts"].dt.timestamp("ns").to_list()]
        marks = result.benchmark["value"].to_numpy()
        last = marks[[*(first - 1 for first in sessions[1:]), len(ts) - 1]]
        fills = result.order_log.filter(pl.col("status") == "filled")
        trades = result.trades
        found[name] = {
            "capital": result.spec.capital,
            "step": min(after - before for before, after in zip(ts, ts[1:])),
            "ts": ts,
            "close": bars["close"].to_list(),
            "equity": result.equity["value"].to_list(),
            "session_ts": [ts[each] for each in sessions],
            "returns": result.returns["value"].to_list(),
            "benchmark": (last / np.r_[result.spec.capital, last[:-1]] - 1.0).tolist(),
            "trades": {
                "open": (trades["exit_reason"] == "open").to_list(),
                "pnl": trades["pnl"].to_list(),
                "share": trades["return"].to_list(),
                "entered": [number[each] for each in trades["entry_ts"].dt.timestamp("ns")],
                "left": [
                    len(ts) - 1 if each is None else number[each]
                    for each in trades["exit_ts"].dt.timestamp("ns")
                ],
            },
            "fills": {
                "bar": [number[each] for each in fills["ts"].dt.timestamp("ns")],
                "size": (
                    fills["quantity"] * pl.Series([1 if s == "buy" else -1 for s in fills["side"]])
                ).to_list(),
                "price": fills["price"].to_list(),
                "fee": fills["fee"].to_list(),
            },
        }
    found["first_bar"] = from_first_entry(found["daily"])
    found["idle"] = rising([])
    found["winners"] = rising([(2, 5), (8, 13)])
    for name, run in found.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(run) + "\n")


def from_first_entry(run):
    """The daily run from the bar of its first losing trade's entry on: its first return is not 0."""
    at = next(n for n, pnl in enumerate(run["trades"]["pnl"]) if pnl < 0 and run["returns"][run["trades"]["entered"][n]] < 0)
    first = run["trades"]["entered"][at]
    cut = {"capital": run["equity"][first - 1], "step": run["step"]}
    for key in ("ts", "close", "equity", "session_ts", "returns", "benchmark"):
        cut[key] = run[key][first:]
    cut["trades"] = {key: values[at:] for key, values in run["trades"].items()}
    kept = [n for n, bar in enumerate(run["fills"]["bar"]) if bar >= first]
    cut["fills"] = {key: [values[n] for n in kept] for key, values in run["fills"].items()}
    for column in (cut["trades"]["entered"], cut["trades"]["left"], cut["fills"]["bar"]):
        column[:] = [bar - first for bar in column]
    return cut




def rising(held):
    """Twenty days that each end higher, and what a hundred shares from and to those days earn."""
    close = [100.0 + day * (day + 5) / 10 for day in range(20)]
    equity, cash = [], 100_000.0
    for day, price in enumerate(close):
        cash += sum(100.0 * (price - close[first]) for first, last in held if last == day)
        equity.append(cash + sum(100.0 * (price - close[a]) for a, b in held if a <= day < b))
    ts = [(19_723 + day) * DAY for day in range(20)]
    fills = sorted((day, size) for a, b in held for day, size in ((a, 100.0), (b, -100.0)))
    before = [100_000.0, *equity]
    return {
        "capital": 100_000.0,
        "step": DAY,
        "ts": ts,
        "close": close,
        "equity": equity,
        "session_ts": ts,
        "returns": [mark / old - 1.0 for old, mark in zip(before, equity)],
        "benchmark": [0.0, *(mark / old - 1.0 for old, mark in zip(close, close[1:]))],
        "trades": {
            "open": [False for _ in held],
            "pnl": [100.0 * (close[b] - close[a]) for a, b in held],
            "share": [close[b] / close[a] - 1.0 for a, b in held],
            "entered": [a for a, _ in held],
            "left": [b for _, b in held],
        },
        "fills": {
            "bar": [day for day, _ in fills],
            "size": [size for _, size in fills],
            "price": [close[day] for day, _ in fills],
            "fee": [0.0 for _ in fills],
        },
    }


def values():
    """What the libraries say of those runs."""
    from importlib.metadata import version

    expected = {
        "versions": {
            name: version(name)
            for name in (
                "empyrical-reloaded",
                "quantstats",
                "vectorbt",
                "backtesting",
                "freqtrade",
                "pandas",
                "numpy",
                "scipy",
            )
        }
    }
    for name in CASES:
        run = json.loads((FOLDER / f"{name}.json").read_text())
        expected[name] = {
            "empyrical": of_empyrical(run),
            "quantstats": of_quantstats(run),
            "vectorbt": of_vectorbt(run),
            "backtesting.py": of_backtesting(run),
            "freqtrade": of_freqtrade(run),
        }
    text = json.dumps(readable(expected), indent=1, allow_nan=False, sort_keys=True)
    (FOLDER / "expected.json").write_text(text + "\n")


def readable(value):
    """Numbers as JSON has them; nan, inf and -inf as words."""
    if isinstance(value, dict):
        return {key: readable(each) for key, each in value.items()}
    if isinstance(value, str):
        return value
    number = float(value)
    return number if abs(number) < float("inf") else str(number)


def sessions(run, key):
    import pandas as pd

    return pd.Series(run[key], index=pd.to_datetime(run["session_ts"]).normalize(), dtype=float)


def bars(run, key):
    import pandas as pd

    return pd.Series(run[key], index=pd.to_datetime(run["ts"]), dtype=float)


def trades(run, *, still):
    import pandas as pd

    frame = pd.DataFrame(run["trades"]).astype(
        {"open": bool, "pnl": float, "share": float, "entered": int, "left": int}
    )
    return frame if still else frame[~frame["open"]].reset_index(drop=True)


def of_empyrical(run):
    import empyrical
    from scipy import stats

    r, benchmark = sessions(run, "returns"), sessions(run, "benchmark")
    names = (
        "cum_returns_final annual_return annual_volatility sharpe_ratio sortino_ratio calmar_ratio"
        " max_drawdown omega_ratio value_at_risk conditional_value_at_risk tail_ratio"
        " stability_of_timeseries"
    )
    found = {name: getattr(empyrical, name)(r) for name in names.split()}
    found |= {"skew": stats.skew(r), "kurtosis": stats.kurtosis(r)}
    return found | {name: getattr(empyrical, name)(r, benchmark) for name in ("alpha", "beta")}


def of_quantstats(run):
    from quantstats import stats

    r = sessions(run, "returns")
    names = (
        "comp cagr volatility sharpe smart_sharpe probabilistic_sharpe_ratio sortino calmar"
        " max_drawdown ulcer_index omega value_at_risk conditional_value_at_risk skew kurtosis"
        " tail_ratio win_rate payoff_ratio profit_factor kelly_criterion exposure"
        " gain_to_pain_ratio recovery_factor"
    )
    found = {}
    for name in names.split():
        try:
            found[name] = getattr(stats, name)(r)
        except ZeroDivisionError:
            found[name] = "ZeroDivisionError"
    greeks = stats.greeks(r, sessions(run, "benchmark"))
    return found | {"alpha": greeks["alpha"], "beta": greeks["beta"]}


def of_vectorbt(run):
    import numpy as np
    import pandas as pd
    import vectorbt

    close = bars(run, "close")
    size, price, fee = (np.full(close.size, np.nan) for _ in range(3))
    for bar, *fill in zip(*(run["fills"][key] for key in ("bar", "size", "price", "fee"))):
        size[bar], price[bar], fee[bar] = fill
    portfolio = vectorbt.Portfolio.from_orders(
        close,
        size=size,
        price=price,
        fixed_fees=np.nan_to_num(fee),
        init_cash=run["capital"],
        freq=pd.Timedelta(run["step"], unit="ns"),
    )
    assert np.allclose(portfolio.value(), run["equity"], rtol=1e-11)
    stats = {
        **portfolio.trades.stats(),
        **portfolio.returns_stats(),
        **portfolio.stats(),
    }
    names = (
        "Total Return [%]|Annualized Return [%]|Annualized Volatility [%]|Sharpe Ratio|Sortino Ratio"
        "|Calmar Ratio|Omega Ratio|Max Drawdown [%]|Tail Ratio|Value at Risk|Total Trades"
        "|Total Closed Trades|Win Rate [%]|Best Trade [%]|Worst Trade [%]|Profit Factor|Expectancy"
        "|SQN"
    )
    return {name: stats[name] for name in names.split("|")}


def of_backtesting(run):
    import numpy as np
    import pandas as pd
    from backtesting._stats import compute_stats

    index = pd.to_datetime(run["ts"])
    done = trades(run, still=False)
    frame = pd.DataFrame(
        {
            "EntryBar": done["entered"],
            "ExitBar": done["left"],
            "PnL": done["pnl"],
            "ReturnPct": done["share"],
            "Duration": index[done["left"]] - index[done["entered"]],
        }
    )
    prices = pd.DataFrame({"Close": run["close"]}, index=index)
    stats = compute_stats(frame, np.array(run["equity"]), prices, None)
    names = (
        "Return [%]|CAGR [%]|Return (Ann.) [%]|Volatility (Ann.) [%]|Sharpe Ratio|Sortino Ratio"
        "|Calmar Ratio|Max. Drawdown [%]|Exposure Time [%]|# Trades|Win Rate [%]|Best Trade [%]"
        "|Worst Trade [%]|Avg. Trade [%]|Profit Factor|Expectancy [%]|SQN|Kelly Criterion"
    )
    return {name: stats[name] for name in names.split("|")}


def freqtrade_metrics():
    """Its file of formulas alone: importing the package would need its exchanges."""
    from importlib.metadata import distribution
    from importlib.util import module_from_spec, spec_from_file_location

    file = distribution("freqtrade").locate_file("freqtrade/data/metrics.py")
    spec = spec_from_file_location("freqtrade_metrics", file)
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def of_freqtrade(run):
    import pandas as pd

    metrics = freqtrade_metrics()
    moments = pd.to_datetime(run["ts"], utc=True)
    every, capital = trades(run, still=True), run["capital"]
    every["profit_abs"], every["close_date"] = every["pnl"], moments[every["left"]]
    first, last = moments[0].to_pydatetime(), moments[-1].to_pydatetime()
    pnl = every["profit_abs"]
    wallet = pd.DataFrame({"date": moments, "total_quote": run["equity"]})
    expectancy, expectancy_ratio = metrics.calculate_expectancy(every)
    days = (last - first).days or 1

    def fall(**how):
        if not len(every):
            return 0.0
        found = metrics.calculate_max_drawdown(every, starting_balance=capital, **how)
        return found.relative_account_drawdown

    def wallet_fall(**how):
        found = metrics.calculate_max_drawdown_from_balance(wallet, **how)
        return found.relative_account_drawdown

    return {
        "profit_total": pnl.sum() / capital,
        "cagr": metrics.calculate_cagr(days, capital, capital + pnl.sum()),
        "sharpe": metrics.calculate_sharpe(every, first, last, capital),
        "sortino": metrics.calculate_sortino(every, first, last, capital),
        "calmar": metrics.calculate_calmar(every, first, last, capital),
        "max_drawdown_account": fall(),
        "max_relative_drawdown": fall(relative=True),
        "total_trades": len(every),
        "winrate": len(every[pnl > 0]) / len(every) if len(every) else 0.0,
        "profit_factor": pnl[pnl > 0].sum() / abs(pnl[pnl < 0].sum()) if any(pnl < 0) else 0.0,
        "expectancy": expectancy,
        "expectancy_ratio": expectancy_ratio,
        "sqn": metrics.calculate_sqn(every, capital),
        "wallet_stats.sharpe": metrics.calculate_sharpe_from_balance(wallet),
        "wallet_stats.sortino": metrics.calculate_sortino_from_balance(wallet),
        "wallet_stats.calmar": metrics.calculate_calmar_from_balance(wallet),
        "wallet_stats.max_drawdown_account": wallet_fall(),
        "wallet_stats.max_relative_drawdown": wallet_fall(relative=True),
    }


if __name__ == "__main__":
    {"runs": runs, "values": values}[sys.argv[1]]()
