"""The compiled account agrees with the plain one, written from the semantics, market by market."""

import numpy as np
import pytest
from hypothesis import given

from kernels.enums import ExitReason, Reason
from tests.engine_account import differences, run
from tests.markets import markets, random_market
from tests.oracles.account import simulate as oracle

CHUNKS, CHUNK = 12, 250
# `replaced` cannot arise: a symbol's next bar settles its orders before its next signal.
REFUSALS = {reason.name.lower() for reason in Reason} - {
    "none",
    "cut",
    "replaced",
    "position_closed",
}


def compared(case):
    """The oracle's outcome, after making sure that the engine's is the same."""
    out = oracle(
        case.markets, case.capital, case.rules, case.costs, case.intrabar, ready=case.ready
    )
    done, timeline = run(case)
    assert differences(case, done, timeline, out) == []
    return out


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_three_thousand_seeded_markets_agree(chunk):
    outs = [
        compared(random_market(seed, symbols=1 + seed % 5, bars=40))
        for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK)
    ]
    assert {reason for out in outs for _, _, reason in out.refused} == REFUSALS
    assert {trade.exit_reason for out in outs for trade in out.trades} == {
        reason.name.lower() for reason in ExitReason
    }
    assert sum(fill.cut for out in outs for fill in out.fills) > 100
    assert sum(out.ambiguous for out in outs) > 20
    assert sum(out.ruined for out in outs) > 2


@given(markets())
def test_drawn_markets_agree(case):
    compared(case)


@pytest.mark.parametrize("intrabar", ["pessimistic", "optimistic", "ohlc_path"])
def test_each_intrabar_policy_agrees(intrabar):
    for seed in range(9_000, 9_060):
        case = random_market(seed, symbols=1, bars=60)
        out = oracle(case.markets, case.capital, case.rules, case.costs, intrabar, ready=case.ready)
        done, timeline = run(case, intrabar)
        assert differences(case, done, timeline, out) == []


def test_a_wrong_figure_would_be_seen():
    case = random_market(4, symbols=2, bars=40)
    out = oracle(
        case.markets, case.capital, case.rules, case.costs, case.intrabar, ready=case.ready
    )
    done, timeline = run(case)
    wrong = done._replace(equity=done.equity * (1.0 + 1e-7))
    assert differences(case, wrong, timeline, out) == [
        f"equity: {wrong.equity} != {np.array(out.equity)}"
    ]
