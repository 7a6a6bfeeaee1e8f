"""The compiled account agrees with the account oracle: on thousands of seeded markets, one symbol
to five, under every intrabar policy, and on small markets drawn bar by bar."""

from collections import Counter

import pytest
from hypothesis import given

from kernels.enums import ExitReason, OrderStatus, Reason, Side

from ..engine_account import differences, events_of, run
from ..market_settings import Case
from ..markets import markets, random_market
from ..oracles.account import simulate

CHUNKS, SEEDS_A_CHUNK = 30, 100
POLICIES = ("pessimistic", "optimistic", "ohlc_path")
SAMPLE = 1_000


def seeded(seed: int) -> Case:
    """A market of one to five symbols and 20 to 79 steps, of every seventh 150 more."""
    return random_market(seed, 1 + seed % 5, bars=20 + seed % 60 + (seed % 7 == 0) * 150)


def disagreements(case: Case, intrabar: str) -> list[str]:
    done, timeline = run(case, intrabar)
    out = simulate(case.markets, case.capital, case.rules, case.costs, intrabar, ready=case.ready)
    return differences(case, done, timeline, out)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_engine_agrees_with_the_oracle_on_seeded_markets(chunk):
    seeds = range(chunk * SEEDS_A_CHUNK, (chunk + 1) * SEEDS_A_CHUNK)
    cases = {seed: seeded(seed) for seed in seeds}
    apart = {seed: disagreements(case, POLICIES[seed % 3]) for seed, case in cases.items()}
    assert {seed: found for seed, found in apart.items() if found} == {}


@given(markets(symbols=5))
def test_the_engine_agrees_with_the_oracle_on_drawn_markets(case):
    assert [disagreements(case, policy) for policy in POLICIES] == [[], [], []]


@pytest.mark.parametrize("apart", [1.0 + 1e-7, 1.0 - 1e-7])
def test_a_wrong_figure_would_be_seen(apart):
    case = seeded(4)
    done, timeline = run(case)
    out = simulate(
        case.markets, case.capital, case.rules, case.costs, case.intrabar, ready=case.ready
    )
    wrong = done._replace(equity=done.equity * apart)
    assert differences(case, done, timeline, out) == []
    assert [each.split(":")[0] for each in differences(case, wrong, timeline, out)] == ["equity"]


@pytest.fixture(scope="module")
def happened() -> Counter:
    """How often each thing happens in the first thousand of those markets."""
    count: Counter = Counter()
    for seed in range(SAMPLE):
        case = seeded(seed)
        done, timeline = run(case)
        count.update(Reason(event["reason"]) for event in done.events)
        count.update(OrderStatus(event["status"]) for event in done.events)
        count.update(
            (Side(trade["side"]), ExitReason(trade["exit_reason"])) for trade in done.trades
        )
        refused = events_of(case, done, timeline)["refused"]
        count[Reason.END_OF_DATA] += sum(reason == "end_of_data" for _, _, reason in refused)
        count[case.intrabar] += int(done.state.account["ambiguous"][0])
        count["ruined"] += int(done.state.account["ruined"][0])
        count[len(case.markets)] += 1
    return count


@pytest.mark.parametrize("reason", Reason, ids=lambda each: each.name)
def test_the_seeded_markets_reach_every_reason(happened, reason):
    assert happened[reason] > 5


@pytest.mark.parametrize("side", Side, ids=lambda each: each.name)
@pytest.mark.parametrize("exit_reason", ExitReason, ids=lambda each: each.name)
def test_the_seeded_markets_reach_every_exit_on_both_sides(happened, side, exit_reason):
    """A long is ruined too: bought with leverage, or beside a short that is."""
    assert happened[side, exit_reason] > 5


@pytest.mark.parametrize("status", OrderStatus, ids=lambda each: each.name)
def test_the_seeded_markets_reach_every_state_of_an_order(happened, status):
    assert happened[status] > 100


@pytest.mark.parametrize("what", [*POLICIES, "ruined", 1, 2, 3, 4, 5])
def test_the_seeded_markets_have_ambiguous_bars_and_ruin_with_any_number_of_symbols(happened, what):
    assert happened[what] > 20
