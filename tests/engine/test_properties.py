"""What holds for every account: its books balance, it never fills early, costs never help."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine as ob
from engine.backtest.rules import rules
from engine.backtest.simulation import enlarged, finished, simulate
from kernels.backtest.loop import EVENTS_PER_SYMBOL, loop
from kernels.backtest.state import Market, State, new_state
from kernels.enums import Intrabar, OrderStatus
from tests.engine_account import market_of, run, spec_of
from tests.generators import frozen
from tests.market_settings import Case
from tests.markets import markets, random_market

SIDES = {"buy": 1.0, "sell": -1.0}
SEEDS = st.integers(0, 100_000)


def frame_of(columns):
    """One symbol of a case as a frame; NaN prices stay."""
    names = ("open", "high", "low", "close")
    ts = pl.Series("ts", columns["ts"], dtype=pl.Int64).cast(pl.Datetime("ns"))
    frame = pl.DataFrame({name: pl.Series(columns[name], dtype=pl.Float64) for name in names})
    return frame.select(ts.dt.replace_time_zone("UTC"), *names, pl.lit(0.0).alias("volume"))


def walk_frame(seed, bars=120, start=100.0):
    """A gapless daily market of arbitrary floats, and a dense signal of buys and closes."""
    rng = np.random.default_rng(seed)
    close = start * np.exp(np.cumsum(rng.normal(0.0, 0.02, bars)))
    open_ = np.concatenate(([start], close[:-1])) * np.exp(rng.normal(0.0, 0.003, bars))
    high = np.maximum(open_, close) * (1.0 + np.abs(rng.normal(0.0, 0.004, bars)))
    low = np.minimum(open_, close) * (1.0 - np.abs(rng.normal(0.0, 0.004, bars)))
    ts = pl.datetime_range(
        pl.datetime(2020, 1, 1), pl.datetime(2020, 12, 31), "1d", eager=True, time_unit="ns"
    )[:bars].dt.replace_time_zone("UTC")
    frame = pl.DataFrame({"ts": ts, "open": open_, "high": high, "low": low, "close": close})
    signal = rng.choice([0, 0, 0, 1, 2], bars)
    return frame.with_columns(volume=pl.lit(1.0)), signal


@given(markets())
def test_cash_plus_positions_is_equity_on_every_bar(case):
    done, _ = run(case)
    market, _ = market_of(case)
    multiplier = np.array([each.multiplier for each in case.rules.values()])
    held, cash = np.zeros(len(case.rules)), case.capital
    mark = np.zeros(len(case.rules))
    fills = done.events[done.events["status"] == OrderStatus.FILLED]
    for step in range(done.equity.size):
        for fill in fills[fills["step"] == step]:
            s = fill["symbol"]
            held[s] += fill["side"] * fill["quantity"]
            cash -= fill["side"] * fill["quantity"] * fill["price"] * multiplier[s] + fill["fee"]
        here = market.close[step]
        mark = np.where(np.isnan(here), mark, here)
        held = np.where(np.abs(held) < 1e-12 * np.abs(held).max(initial=1.0), 0.0, held)
        worth = cash + float((held * multiplier * mark).sum())
        scale = case.capital + float((np.abs(held) * multiplier * mark).sum()) + abs(cash)
        assert abs(worth - done.equity[step]) <= 1e-9 * scale


@given(markets())
def test_quantities_are_positive_and_no_fill_comes_before_its_signal(case):
    done, _ = run(case)
    fills = done.events[done.events["status"] == OrderStatus.FILLED]
    assert (fills["quantity"] > 0.0).all()
    entries = fills[fills["purpose"] == 0]
    assert (entries["step"] > entries["placed"]).all()
    assert (fills["step"] >= fills["placed"]).all()
    assert (done.trades["quantity"] > 0.0).all()


@pytest.mark.parametrize("cost", ["percent", "slippage_bps"])
@given(seed=SEEDS, low=st.floats(0.0, 1.0), more=st.floats(0.0, 1.0))
def test_higher_costs_never_raise_the_final_equity(cost, seed, low, more):
    frame, signal = walk_frame(seed)
    unit = 0.01 if cost == "percent" else 100.0
    cheap, dear = (
        ob.backtest(frame, signals=signal, costs={cost: unit * each}) for each in (low, low + more)
    )
    assert dear.equity["value"][-1] <= cheap.equity["value"][-1] * (1.0 + 1e-12)


@given(case=markets(), data=st.data())
def test_the_future_moves_nothing_before_it(case, data):
    market, _ = market_of(case)
    steps = market.close.shape[0]
    cut = data.draw(st.integers(0, steps - 1))
    rng = np.random.default_rng(data.draw(SEEDS))
    later = {}
    for name in ("open", "high", "low", "close"):
        column = getattr(market, name).copy()
        column[cut + 1 :] = rng.uniform(1.0, 500.0, column[cut + 1 :].shape)
        later[name] = frozen(column)
    signal = market.signal.copy()
    signal[cut + 1 :] = rng.integers(-1, 3, signal[cut + 1 :].shape)
    changed = market._replace(**later, signal=frozen(signal))
    table = rules(spec_of(case), case.ready)
    policy = Intrabar[case.intrabar.upper()]
    one = simulate(market, table, policy, case.capital)
    two = simulate(changed, table, policy, case.capital)
    assert one.equity[: cut + 1].tobytes() == two.equity[: cut + 1].tobytes()
    before = [run.events[run.events["step"] <= cut] for run in (one, two)]
    assert before[0].tobytes() == before[1].tobytes()


@given(st.lists(SEEDS, min_size=2, max_size=4, unique=True))
def test_quantities_with_enough_cash_give_each_symbol_its_own_run(seeds):
    markets_ = {f"S{seed}": walk_frame(seed) for seed in seeds}
    settings = {
        "risk": {"sizing": "quantity", "quantity": 3.0, "stop": "percent", "stop_value": 0.03},
        "costs": {"percent": 0.001},
        "capital": 1e6,
    }
    together = ob.backtest(
        {name: frame for name, (frame, _) in markets_.items()},
        signals={name: signal for name, (_, signal) in markets_.items()},
        **settings,
    )
    gains = 0.0
    for name, (frame, signal) in markets_.items():
        alone = ob.backtest(frame, signals=signal, symbol=name, **settings)
        assert together.trades.filter(pl.col("symbol") == name).equals(alone.trades)
        gains = gains + alone.equity["value"].to_numpy() - 1e6
    np.testing.assert_allclose(together.equity["value"].to_numpy(), 1e6 + gains, rtol=1e-9)


@given(st.lists(SEEDS, min_size=2, max_size=4, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_symbols_matters_only_once_cash_is_short(seeds, random):
    names = [f"S{seed}" for seed in seeds]
    given_ = {name: walk_frame(seed) for name, seed in zip(names, seeds, strict=True)}
    shuffled = random.sample(names, len(names))
    settings = {"risk": {"fraction": 0.6}, "costs": {"percent": 0.001}}
    logs = [
        ob.backtest(
            {name: given_[name][0] for name in order},
            signals={name: given_[name][1] for name in order},
            **settings,
        ).order_log
        for order in (names, shuffled)
    ]
    short = pl.col("reason").is_in(["cut", "no_cash", "max_positions"])
    first = [log.filter(short)["ts"].min() for log in logs]
    assert first[0] == first[1]
    until = pl.col("ts") < first[0] if first[0] is not None else pl.lit(True)
    columns = ["ts", "symbol", "status", "side", "quantity", "price"]
    early = [log.filter(until).select(columns).sort("ts", "symbol", "status") for log in logs]
    np.testing.assert_allclose(
        *[each["quantity"].fill_null(0.0).to_numpy() for each in early], rtol=1e-9
    )
    assert early[0].drop("quantity").equals(early[1].drop("quantity"))


def copied(state):
    """A state as bytes would bring it back."""
    return State(*[np.frombuffer(part.tobytes(), part.dtype).copy() for part in state])


@given(case=markets(), data=st.data())
def test_a_run_split_at_any_bar_with_its_state_carried_over_changes_no_bit(case, data):
    market, _ = market_of(case)
    table = rules(spec_of(case), case.ready)
    policy = Intrabar[case.intrabar.upper()]
    whole = simulate(market, table, policy, case.capital)
    steps, symbols = market.close.shape
    cut = data.draw(st.integers(0, steps))
    state = new_state(symbols, case.capital, 4_000)
    equity = np.empty(steps)
    loop(market, table, int(policy), state, equity, 0, cut)
    later = copied(state)
    loop(market, table, int(policy), later, equity, cut, steps)
    split = finished(later, market, table, equity)
    assert split.equity.tobytes() == whole.equity.tobytes()
    assert split.events.tobytes() == whole.events.tobytes()
    assert split.state.account.tobytes() == whole.state.account.tobytes()
    assert split.trades.tobytes() == whole.trades.tobytes()


def bar_by_bar(case: Case):
    """The account fed one row at a time, as a live feed does, the log as small as it may be."""
    market, _ = market_of(case)
    table = rules(spec_of(case), case.ready)
    steps, symbols = market.close.shape
    state = new_state(symbols, case.capital, EVENTS_PER_SYMBOL * symbols)
    equity = np.empty(steps)
    for i in range(steps):
        one = Market(*[frozen(column[i : i + 1].copy()) for column in market])
        here = np.empty(1)
        while loop(one, table, int(Intrabar[case.intrabar.upper()]), state, here, 0, 1) == 0:
            state = enlarged(state)
        equity[i] = here[0]
    return finished(state, market, table, equity)


@pytest.mark.parametrize("seed", range(200))
def test_fed_bar_by_bar_it_gives_the_loops_bits_and_a_full_log_is_enlarged(seed):
    case = random_market(seed, symbols=1 + seed % 4, bars=40)
    done, _ = run(case)
    fed = bar_by_bar(case)
    assert fed.equity.tobytes() == done.equity.tobytes()
    assert fed.events.tobytes() == done.events.tobytes()
    assert fed.trades.tobytes() == done.trades.tobytes()


def test_equity_stays_where_it_was_after_ruin():
    ruined = [
        done
        for done, _ in (run(random_market(seed, symbols=2, bars=40)) for seed in range(400))
        if done.state.account["ruined"][0]
    ]
    assert len(ruined) > 5
    for done in ruined:
        first = int((done.equity <= 0.0).argmax())
        assert (done.equity[first:] == done.equity[first]).all()
