"""The rule on Openbell: `ob.backtest` as a user calls it, its trades and metrics included."""

import polars as pl
from bars import CAPITAL, FAST, FEE, SLOW, loaded, serve

import engine as ob
from engine.version import version

columns = loaded()
ts = pl.Series("ts", columns.pop("ts")).cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
frame = pl.DataFrame({"ts": ts, **columns})


def run() -> tuple[int, float]:
    result = ob.backtest(
        frame,
        "sma_cross",
        params={"fast": FAST, "slow": SLOW},
        risk={"sizing": "quantity", "quantity": 1.0},
        costs={"percent": FEE},
        capital=CAPITAL,
    )
    return result.metrics["trades"], result.equity["value"][-1]


serve(version(), run)
