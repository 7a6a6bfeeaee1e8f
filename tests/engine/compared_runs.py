"""Runs to compare that were never run: seeded curves over days, with metrics that fit them."""

import numpy as np

from engine.backtest.report.compare_data import CompareData, ComparedRun

from .report_data import DAY, METRICS, prices


def compared(label, seed, size=300, first=0, step=DAY, **changes):
    """One run over `size` bars from bar `first` on."""
    ts = prices(0, first + size, step)["ts"].slice(first)
    generator = np.random.default_rng(seed)
    days = step / DAY
    growth = np.exp(np.cumsum(generator.normal(0.0004 * days, 0.01 * days**0.5, size)))
    equity = ts.to_frame().with_columns(value=100_000.0 * growth)
    fields = {
        "label": label,
        "run": f"{seed:016x}",
        "strategy": "sma_cross",
        "symbols": ("SPY",),
        "interval": "1d" if step == DAY else "1m",
        "capital": 100_000.0,
        "metrics": METRICS | {"total_return": float(growth[-1] - 1.0)},
        "equity": equity,
        "trades": 40 + seed,
        "bracket": (float(growth[-1] - 1.0), float(growth[-1] - 0.98)),
        "certificate": "sma_cross: no lookahead in 312 prefixes",
    }
    return ComparedRun(**(fields | changes))


def compare_data(*runs, **changes):
    """The given runs, or three of them, and what differs."""
    chosen = runs or tuple(compared(label, seed) for seed, label in enumerate("ABC", start=1))
    settings = {
        "params.fast": tuple(range(len(chosen))),
        "costs.percent": (0.001,) * (len(chosen) - 1) + (None,),
        "risk.stop": (["percent", "time"],) * len(chosen),
    }
    return CompareData(**({"runs": chosen, "settings": settings} | changes))
