"""Every real price file loads as it is, or after the one flag that its error names."""

import pytest
from polars.testing import assert_frame_equal

from engine.data.read import load, load_all
from engine.errors import DataError

# rows, refused rows; the flag, and the words of the error that names it
PLAIN = {
    "raw_formats/backtrader_2006-day-001-optix.txt": (255, 0),
    "raw_formats/backtrader_ticksample.csv": (133, 2),
    "raw_formats/barchart_jpyusd.csv": (519, 0),
    "raw_formats/freqtrade_ETH_BTC-5m.feather": (5760, 0),
    "raw_formats/freqtrade_UNITTEST_BTC-8m.json.gz": (13681, 0),
    "raw_formats/lean_equity_daily_ibm.zip": (5849, 0),
    "raw_formats/lean_equity_minute_spy_20131004_trade.zip": (711, 0),
    "raw_formats/ninjatrader_spy_minute_head.csv": (2000, 0),
    "raw_formats/quandl_wiki_aapl_2011.csv": (252, 0),
    "daily/crypto_btcusd_1d_coinbase.csv": (1318, 0),
    "daily/crypto_btcusd_1mo_backtestingpy.csv": (156, 0),
    "daily/crypto_ethusd_1d_2016_2025_coinbase.csv": (3450, 0),
    "daily/fx_eurusd_1d_oanda.csv": (3738, 0),
    "daily/skender_bitcoin_1d.csv": (1246, 0),
    "daily/skender_msft_1d.csv": (8111, 0),
    "daily/us_aapl_1d_yahoo_adj.csv": (3379, 0),
    "daily/us_goog_1d_backtestingpy.csv": (2148, 0),
    "daily/us_intc_1d_yahoo_adj.csv": (2335, 0),
    "daily/us_orcl_1d_backtrader.csv": (5036, 0),
    "daily/us_spy_1d_skender_default.csv": (502, 0),
    "daily/us_spy_1d_yahoo_adj.csv": (2517, 2),
    "daily/us_unadjusted_aapl_1d.csv": (5849, 0),
    "daily/us_unadjusted_bac_1d.csv": (5849, 0),
    "daily/us_unadjusted_ibm_1d.csv": (5849, 0),
    "daily/us_unadjusted_spy_1d.csv": (5849, 0),
    "daily/vix_1d_1990_on.csv": (9188, 47),
    **{
        f"daily/stocknet/{name}_1d.csv": (1258, 0)
        for name in ("bac", "goog", "hd", "ko", "msft", "pep", "t", "wmt")
    },
    "intraday/cfd_xcuusd_15m_2021.parquet": (30000, 0),
    "intraday/crypto_btcusdt_5m_2025.parquet": (25920, 0),
    "intraday/crypto_eth_btc_5m_freqtrade.parquet": (5760, 0),
    "intraday/crypto_ethusdt_5m_2025.parquet": (25920, 0),
    "intraday/crypto_solusdt_5m_2025.parquet": (25920, 0),
    "intraday/crypto_unittest_btc_1m_freqtrade.parquet": (13681, 0),
    "intraday/eu_estx50_5m_2006_backtrader.csv": (2142, 0),
    "intraday/fx_eurusd_15m_2022_smc.parquet": (24424, 0),
    "intraday/fx_eurusd_1h_backtestingpy.csv": (5000, 0),
    "intraday/fx_eurusd_1m_lean_bidask.parquet": (18184, 0),
    "intraday/fx_gbpusd_1m_2012-02_ask.parquet": (30117, 0),
    "intraday/fx_gbpusd_1m_2012-02_bid.parquet": (30117, 0),
    "intraday/fx_usdjpy_4h_2012_2022_scaled.csv": (14400, 0),
    "intraday/us_aapl_1h_unadjusted.parquet": (40831, 0),
    "intraday/us_qqq_1m_2025-11_12.parquet": (11147, 0),
    "intraday/us_spx_1m_2019-11_mplfinance.csv": (1563, 0),
    "intraday/us_spy_1h_unadjusted.parquet": (40832, 0),
    "intraday/us_spy_1m_2011-03_ninjatrader.parquet": (17577, 0),
    "intraday/us_spy_1m_lean.parquet": (5786, 0),
    "intraday/us_vxx_1h_unadjusted.parquet": (20915, 0),
}
CLOSE = "of one price a row: {'…': 'close'}"
FLAGGED = {
    "raw_formats/mplfinance_SP500_NOV2019_IDay.csv": ({"dates": "mdy"}, "dates='mdy'", 1563),
    "intraday/us_7sym_long_1m_2019-02.parquet": ({"symbol": "SPY"}, "symbol='…'", 1950),
    "daily/panel_20_stock_adjclose_1d_pypfopt.csv": ({"names": {"GOOG": "close"}}, CLOSE, 3435),
    "daily/panel_23_etf_close_1d.csv": ({"names": {"SPY": "close"}}, CLOSE, 2141),
    "daily/us_spy_total_returns_1d_zipline.csv": ({"names": {"return": "close"}}, CLOSE, 3381),
    "ticks/fx_usdjpy_ticks_truefx.csv": ({"names": {"bid": "close"}}, CLOSE, 990),
}
FOLDERS = ("raw_formats", "daily", "intraday", "ticks")


def test_every_real_file_is_in_the_table(shared_data):
    files = [each for folder in FOLDERS for each in (shared_data / folder).rglob("*")]
    found = {each.relative_to(shared_data).as_posix() for each in files if each.is_file()}
    assert found <= {*PLAIN, *FLAGGED}


@pytest.mark.parametrize("name", PLAIN)
def test_a_real_file_loads_as_it_is(shared_data, name):
    loaded = load(shared_data / name)
    assert (loaded.bars.height, loaded.rows_refused) == PLAIN[name]


@pytest.mark.parametrize("name", FLAGGED)
def test_a_real_file_names_the_flag_with_which_it_loads(shared_data, name):
    flag, words, rows = FLAGGED[name]
    with pytest.raises(DataError) as caught:
        load(shared_data / name)
    assert words in str(caught.value)
    assert load(shared_data / name, **flag).bars.height == rows


@pytest.mark.parametrize(
    ("raw", "tidy", "options"),
    [
        ("raw_formats/lean_equity_daily_ibm.zip", "daily/us_unadjusted_ibm_1d.csv", {}),
        (
            "raw_formats/freqtrade_ETH_BTC-5m.feather",
            "intraday/crypto_eth_btc_5m_freqtrade.parquet",
            {},
        ),
        (
            "raw_formats/mplfinance_SP500_NOV2019_IDay.csv",
            "intraday/us_spx_1m_2019-11_mplfinance.csv",
            {"dates": "mdy"},
        ),
    ],
)
def test_a_vendors_layout_gives_the_bars_of_the_tidy_file(shared_data, raw, tidy, options):
    assert load(shared_data / raw, **options).bars.equals(load(shared_data / tidy).bars)


def test_freqtrades_lists_give_the_bars_of_its_feather_file(shared_data):
    lists = load(shared_data / "raw_formats/freqtrade_UNITTEST_BTC-8m.json.gz").bars
    tidy = load(shared_data / "intraday/crypto_unittest_btc_1m_freqtrade.parquet").bars
    assert_frame_equal(lists, tidy, rel_tol=1e-15, abs_tol=0.0)  # the latter was rounded before


def test_a_lean_minute_zip_has_its_date_and_symbol_from_its_name(shared_data):
    loaded = load(
        shared_data / "raw_formats/lean_equity_minute_spy_20131004_trade.zip",
        tz="America/New_York",
    )
    tidy = load(shared_data / "intraday/us_spy_1m_lean.parquet", tz="America/New_York").bars
    assert loaded.symbol == "SPY"
    assert loaded.bars.equals(tidy.head(loaded.bars.height))


def test_a_head_of_ninjatraders_export_is_the_head_of_the_tidy_file(shared_data):
    head = load(shared_data / "raw_formats/ninjatrader_spy_minute_head.csv").bars
    tidy = load(shared_data / "intraday/us_spy_1m_2011-03_ninjatrader.parquet").bars
    assert head.equals(tidy.head(2000))


def test_a_long_file_gives_every_symbol_at_the_interval_of_the_file(shared_data):
    found = load_all(
        shared_data / "intraday/us_7sym_long_1m_2019-02.parquet",
        tz="America/New_York",
        stamps="end",
    )
    heights = {each.symbol: each.bars.height for each in found}
    assert sum(heights.values()) == 12_032
    assert heights["UGA"] == 388  # most of its steps are of two minutes
    assert {each.interval for each in found} == {60 * 10**9}
    assert found[0].bars["ts"][0].isoformat() == "2019-02-11T14:30:00+00:00"
