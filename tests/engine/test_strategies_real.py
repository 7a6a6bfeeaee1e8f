"""Every strategy runs on every real set at hand, and warns of nothing that is not explained."""

import re
from pathlib import Path

import pytest

import engine as ob
from engine.backtest.warning_lines import warnings
from engine.data.read import load
from engine.strategies import BUILT_IN
from tests.generators import shared

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "strategies.md"
SEVERAL = {"intraday/us_7sym_long_1m_2019-02.parquet": "SPY"}  # files of more than one symbol
SHORT = "daily/crypto_btcusd_1mo_backtestingpy.csv"  # 156 months: too few for slow averages
SETS = [
    "daily/crypto_btcusd_1d_coinbase.csv",
    "daily/crypto_btcusd_1mo_backtestingpy.csv",
    "daily/crypto_ethusd_1d_2016_2025_coinbase.csv",
    "daily/fx_eurusd_1d_oanda.csv",
    "daily/skender_bitcoin_1d.csv",
    "daily/skender_msft_1d.csv",
    "daily/stocknet/bac_1d.csv",
    "daily/stocknet/goog_1d.csv",
    "daily/stocknet/hd_1d.csv",
    "daily/stocknet/ko_1d.csv",
    "daily/stocknet/msft_1d.csv",
    "daily/stocknet/pep_1d.csv",
    "daily/stocknet/t_1d.csv",
    "daily/stocknet/wmt_1d.csv",
    "daily/us_aapl_1d_yahoo_adj.csv",
    "daily/us_goog_1d_backtestingpy.csv",
    "daily/us_intc_1d_yahoo_adj.csv",
    "daily/us_orcl_1d_backtrader.csv",
    "daily/us_spy_1d_skender_default.csv",
    "daily/us_spy_1d_yahoo_adj.csv",
    "daily/us_unadjusted_aapl_1d.csv",
    "daily/us_unadjusted_bac_1d.csv",
    "daily/us_unadjusted_ibm_1d.csv",
    "daily/us_unadjusted_spy_1d.csv",
    "daily/vix_1d_1990_on.csv",
    "intraday/cfd_xcuusd_15m_2021.parquet",
    "intraday/crypto_btcusdt_5m_2025.parquet",
    "intraday/crypto_eth_btc_5m_freqtrade.parquet",
    "intraday/crypto_ethusdt_5m_2025.parquet",
    "intraday/crypto_solusdt_5m_2025.parquet",
    "intraday/crypto_unittest_btc_1m_freqtrade.parquet",
    "intraday/eu_estx50_5m_2006_backtrader.csv",
    "intraday/fx_eurusd_15m_2022_smc.parquet",
    "intraday/fx_eurusd_1h_backtestingpy.csv",
    "intraday/fx_eurusd_1m_lean_bidask.parquet",
    "intraday/fx_gbpusd_1m_2012-02_ask.parquet",
    "intraday/fx_gbpusd_1m_2012-02_bid.parquet",
    "intraday/fx_usdjpy_4h_2012_2022_scaled.csv",
    "intraday/us_7sym_long_1m_2019-02.parquet",
    "intraday/us_aapl_1h_unadjusted.parquet",
    "intraday/us_qqq_1m_2025-11_12.parquet",
    "intraday/us_spx_1m_2019-11_mplfinance.csv",
    "intraday/us_spy_1h_unadjusted.parquet",
    "intraday/us_spy_1m_2011-03_ninjatrader.parquet",
    "intraday/us_spy_1m_lean.parquet",
    "intraday/us_vxx_1h_unadjusted.parquet",
]
# A panel of closes has no bars, and neither have returns alone.


def explained():
    """First words of the warnings in the guide's table."""
    return set(re.findall(r"^\| `(\w+)` \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))


def ran(name, file):
    symbol = SEVERAL.get(file)
    bars = load(shared(file), **({"symbol": symbol} if symbol else {})).bars
    return ob.backtest(bars, name, risk={"allow_short": True})


def first_words(lines):
    return {line.partition(":")[0] for line in lines}


@pytest.mark.parametrize("file", SETS)
@pytest.mark.parametrize("name", list(BUILT_IN))
def test_a_strategy_runs_on_a_real_set_and_its_warnings_are_explained(name, file):
    result = ran(name, file)
    seen = warnings(result.spec, result.strategies, result._prepared, result._run)  # no check here
    assert first_words(seen) <= explained()
    assert result.trades.height > 0 or file == SHORT


@pytest.mark.parametrize("name", list(BUILT_IN))
@pytest.mark.parametrize(
    "file", ["daily/us_goog_1d_backtestingpy.csv", "intraday/us_qqq_1m_2025-11_12.parquet"]
)
def test_with_its_proof_it_warns_of_no_more(name, file):
    result = ran(name, file)
    assert result.is_causal
    assert first_words(result.warnings) <= explained()
