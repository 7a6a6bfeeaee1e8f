"""A finished run that was never run: seeded prices, trades that fit them, every part filled in."""

import numpy as np
import polars as pl

from engine.backtest.report import Bracket, DataGrade, Outcome, ReportData

DAY = 86_400_000_000_000
MINUTE = 60_000_000_000
START = 1_704_067_200_000_000_000
TS = pl.Datetime("ns", "UTC")
METRICS = {
    "total_return": 0.2345,
    "cagr": 0.1123,
    "volatility": 0.1874,
    "sharpe": 0.6543,
    "sortino": 0.9123,
    "calmar": 0.5512,
    "omega": 1.1234,
    "max_drawdown": 0.2037,
    "drawdown_length": 143,
    "drawdown_recovery": None,
    "ulcer_index": 0.0712,
    "var_95": 0.0187,
    "cvar_95": 0.0265,
    "skew": -0.3121,
    "kurtosis": 4.2109,
    "alpha": 0.0213,
    "beta": 0.4512,
    "exposure": 0.5123,
    "average_exposure": 0.4987,
    "turnover": 7.1234,
    "trades": 41,
    "wins": 18,
    "losses": 23,
    "win_rate": 0.43902439,
    "profit_factor": 1.5512,
    "expectancy": 57.1954,
    "expectancy_r": 0.2113,
    "payoff": 1.9812,
    "sqn": 1.3121,
    "kelly": 0.1561,
    "average_win": 366.12,
    "average_loss": -184.79,
    "best_trade": 1_912.44,
    "worst_trade": -612.05,
    "longest_losing_run": 6,
    "average_holding": 18.4146,
    "average_mae": 0.0211,
    "average_mfe": 0.0498,
    "fees": 1_234.56,
    "slippage": 210.4,
    "sharpe_standard_error": 0.5721,
    "probabilistic_sharpe": 0.8731,
    "minimum_track_record": 1_612.3,
    "break_even_cost": 0.000612,
}


def prices(seed: int, size: int, step: int) -> pl.DataFrame:
    """Bars of a random walk; `step` nanoseconds apart."""
    generator = np.random.default_rng(seed)
    scale = 0.012 * (step / DAY) ** 0.5
    close = 100.0 * np.exp(np.cumsum(generator.normal(scale / 40.0, scale, size)))
    open_ = np.concatenate([[100.0], close[:-1]]) * np.exp(generator.normal(0.0, scale / 6, size))
    room = np.exp(np.abs(generator.normal(0.0, scale / 2, size)))
    return pl.DataFrame(
        {
            "ts": pl.Series(START + step * np.arange(size), dtype=pl.Int64).cast(TS),
            "open": open_.round(2),
            "high": (np.maximum(open_, close) * room).round(2),
            "low": (np.minimum(open_, close) / room).round(2),
            "close": close.round(2),
            "volume": generator.integers(1_000, 90_000, size).astype(float),
        }
    )


def trades(symbols: dict[str, pl.DataFrame], count: int) -> pl.DataFrame:
    """Evenly spread trades, long and short in turn, the last one still open."""
    generator = np.random.default_rng(7)
    rows = []
    names = list(symbols)
    for k in range(count):
        symbol = names[k % len(names)]
        frame = symbols[symbol]
        room = (frame.height - 2) / count
        entry = int(k * room)
        exit_ = min(
            frame.height - 1, entry + 1 + int(generator.integers(0, max(1, int(room * 0.9))))
        )
        side = "long" if k % 3 else "short"
        paid, got = float(frame["open"][entry]), float(frame["open"][exit_])
        is_open = k == count - 1
        pnl = (got - paid) * 100.0 * (1.0 if side == "long" else -1.0) - 2.5
        rows.append(
            {
                "symbol": symbol,
                "side": side,
                "entry_ts": frame["ts"][entry],
                "entry_price": paid,
                "exit_ts": None if is_open else frame["ts"][exit_],
                "exit_price": None if is_open else got,
                "quantity": 100.0 if k % 2 else 87.3312,
                "pnl": pnl,
                "fees": 2.5,
                "exit_reason": "open" if is_open else ("signal", "stop", "target")[k % 3],
                "return": pnl / (paid * 100.0),
                "bars": exit_ - entry,
                "mae": max(0.0, -pnl / (paid * 100.0)) + 0.001 * (k % 9),
                "mfe": max(0.0, pnl / (paid * 100.0)) + 0.0015 * (k % 7),
            }
        )
    schema = {
        "symbol": pl.String,
        "side": pl.String,
        "entry_ts": TS,
        "entry_price": pl.Float64,
        "exit_ts": TS,
        "exit_price": pl.Float64,
        "quantity": pl.Float64,
        "pnl": pl.Float64,
        "fees": pl.Float64,
        "exit_reason": pl.String,
        "return": pl.Float64,
        "bars": pl.Int64,
        "mae": pl.Float64,
        "mfe": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def refusals(frame: pl.DataFrame, symbol: str) -> pl.DataFrame:
    """Signals that led to no order, for three reasons."""
    size = min(frame.height, 30)
    reasons = ["already_long"] * (size // 2) + ["warm_up"] * (size // 3)
    reasons += ["no_cash"] * (size - len(reasons))
    return pl.DataFrame(
        {
            "ts": frame["ts"].head(size),
            "symbol": [symbol] * size,
            "signal": ["buy"] * size,
            "reason": reasons,
        }
    )


def exposure(frame: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """In the market with all equity while a trade is open, out of it else."""
    ts = frame["ts"].to_physical().to_numpy()
    net = np.zeros(ts.size)
    entries, exits = (rows[name].to_physical() for name in ("entry_ts", "exit_ts"))
    for entry, exit_, side in zip(entries, exits, rows["side"], strict=True):
        held = (ts >= entry) & (ts < (np.inf if exit_ is None else exit_))
        net[held] = 1.0 if side == "long" else -1.0
    return frame.select("ts", gross=pl.Series(np.abs(net)), net=pl.Series(net))


def report_data(
    symbols: tuple[str, ...] = ("GOOG",),
    size: int = 756,
    step: int = DAY,
    count: int = 41,
    **changes,
) -> ReportData:
    """A run over `size` bars with `count` trades; `changes` replace fields."""
    bars = {symbol: prices(seed, size, step) for seed, symbol in enumerate(symbols)}
    first = bars[symbols[0]]
    generator = np.random.default_rng(99)
    returns = generator.normal(0.0002 * step / DAY, 0.009 * (step / DAY) ** 0.5, size)
    equity = first.select("ts", value=pl.Series(100_000.0 * np.exp(np.cumsum(returns))))
    benchmark = first.select("ts", value=pl.col("close") / pl.col("open").first() * 100_000.0)
    features = {
        symbol: frame.select(
            pl.col("close").rolling_mean(20).fill_null(float("nan")).alias("fast: sma(close, 20)"),
            pl.col("close")
            .rolling_mean(100)
            .fill_null(float("nan"))
            .alias("slow: sma(close, 100)"),
            (50.0 + 20.0 * (pl.col("close") / pl.col("close").shift(14) - 1.0) * 5.0)
            .fill_null(float("nan"))
            .alias("strength: rsi(close, 14)"),
        )
        for symbol, frame in bars.items()
    }
    rows = trades(bars, count)
    by_symbol = pl.DataFrame(
        {
            "symbol": list(symbols),
            "trades": [count // len(symbols)] * len(symbols),
            "pnl": [1_000.0 * (k - 1) for k in range(len(symbols))],
            "win_rate": [0.44] * len(symbols),
            "profit_factor": [None if k == 0 else 1.5 for k in range(len(symbols))],
            "fees": [102.5] * len(symbols),
            "exposure": [0.5] * len(symbols),
        },
        schema_overrides={"profit_factor": pl.Float64},
    )
    fields = {
        "run": "5f1c0e7a9d3b4862a1f0c7e59b6d84e2f3a7c1d05e9b8264733f1a2c4d6e8f90",
        "strategy": "sma_cross",
        "params": {"fast": 20, "slow": 100},
        "risk": {"sizing": "fraction", "fraction": None, "stop": "percent", "stop_value": 0.02},
        "costs": {"percent": 0.001, "slippage_bps": 1.5, "model": "none"},
        "symbols": symbols,
        "interval": "1d" if step == DAY else "1m",
        "start": first["ts"][0],
        "end": first["ts"][-1],
        "capital": 100_000.0,
        "bars_count": size,
        "sessions": size if step == DAY else max(1, size // 390),
        "annual": 252,
        "metrics": METRICS,
        "trades": rows,
        "exposure": exposure(first, rows),
        "grades": tuple(
            DataGrade(
                symbol=symbol,
                grade="AB"[k % 2],
                rows=size,
                reasons=("zero volume in 3 bars (2024-01-05)",) * (k % 2),
                notes=("2 bars outside the session",) if k % 2 == 0 else (),
            )
            for k, symbol in enumerate(symbols)
        ),
        "fingerprints": {symbol: f"{k:02x}a7c1d05e9b8264f0" for k, symbol in enumerate(symbols)},
        "equity": equity,
        "benchmark": benchmark,
        "refused": refusals(first, symbols[0]),
        "bracket": Bracket(
            pessimistic=Outcome(total_return=0.2345, final_equity=123_450.0),
            optimistic=Outcome(total_return=0.2811, final_equity=128_110.0),
            ohlc_path=Outcome(total_return=0.2502, final_equity=125_020.0),
            ambiguous_bars=7,
            share=0.0466 / 0.2345,
            is_bound=False,
        ),
        "by_symbol": by_symbol,
        "warnings": ("adjusted: prices of GOOG may not be adjusted for splits; say so at import",),
        "causality": "checked: 312 cuts of 756 bars, no value before a cut changed",
        "is_causal": True,
        "bars": bars,
        "features": features,
        "overlays": ("fast: sma(close, 20)", "slow: sma(close, 100)"),
        "versions": {"openbell": "0.1.0", "python": "3.11.2", "numpy": "2.4.1"},
        "reproduce": (
            "openbell backtest --strategy sma_cross --data goog.csv --set fast=20 --set slow=100",
            "openbell runs verify 5f1c0e7a9d3b",
        ),
    }
    return ReportData(**(fields | changes))
