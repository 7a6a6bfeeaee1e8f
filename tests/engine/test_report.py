"""The report holds every part of a run, trusts no name, needs no network, and stays small."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from engine.backtest.metrics import CATALOG
from engine.backtest.report import Bracket, Outcome, assets, charts, figures, page
from engine.backtest.report.reasons import MEANINGS
from engine.errors import ConfigError
from kernels.enums import Reason

from .report_data import DAY, METRICS, MINUTE, report_data

HOSTILE = "</script><script>alert(1)</script><!--\u2028'\"&<img src=x onerror=alert(2)>"
LOADING = ("src", "href", "data", "action", "formaction", "poster", "srcset", "background")
SIZE_LIMIT = 2_000_000


class Page(HTMLParser):
    """Tags with their attributes, the text outside scripts and styles, and what scripts hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside = tag if tag in {"script", "style"} else self.inside
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data):
        if self.inside == "script":
            self.scripts[-1] += data
        elif not self.inside:
            self.words.append(data)

    @property
    def text(self) -> str:
        """Visible words, blanks folded."""
        return " ".join(" ".join(self.words).split())

    @property
    def payload(self) -> dict:
        """The numbers behind the charts."""
        return json.loads(self.scripts[0])


@pytest.fixture(scope="module")
def daily():
    """The page of three years of daily bars."""
    return Page(page.render(report_data()))


def test_key_figures_stand_beside_buy_and_hold(daily):
    data = report_data()
    assert "Total return +23.45%" in daily.text
    assert f"buy and hold {figures.percent(data.benchmark_return(), signed=True)}" in daily.text
    assert "Maximum drawdown 20.37%" in daily.text
    assert "Sharpe ratio 0.65" in daily.text


def test_the_bracket_says_between_what_and_that_it_is_not_a_bound(daily):
    assert "The total return lies between +23.45% and +28.11%: in 7 bars" in daily.text
    assert "19.87% of the profit hangs on it." in daily.text
    assert "Not a bound" in daily.text


def test_a_bracket_around_zero_says_that_it_decides_profit_or_loss():
    ends = {"optimistic": 0.02, "ohlc_path": 0.01, "pessimistic": -0.03}
    outcomes = {name: Outcome(total_return=end, final_equity=1.0) for name, end in ends.items()}
    bracket = Bracket(**outcomes, ambiguous_bars=1, share=None, is_bound=True)
    text = Page(page.render(report_data(bracket=bracket))).text
    assert "between -3.00% and +2.00%: in 1 bar both stop and target" in text
    assert "The two ends disagree on profit or loss." in text
    assert "A bound: with these settings" in text


def test_without_ambiguous_bars_every_reading_gives_one_result():
    outcome = Outcome(total_return=0.1, final_equity=110_000.0)
    bracket = Bracket(
        pessimistic=outcome,
        optimistic=outcome,
        ohlc_path=outcome,
        ambiguous_bars=0,
        share=None,
        is_bound=True,
    )
    text = Page(page.render(report_data(bracket=bracket))).text
    assert "every reading gives +10.00% total return" in text
    assert "Inside an ambiguous bar" not in text
    assert "bound" not in text


def test_every_metric_stands_there_with_title_value_and_formula(daily):
    data = report_data()
    rows = [row for group in page.metric_groups(data) for row in group["rows"]]
    assert sorted(row["title"] for row in rows) == sorted(CATALOG[key].title for key in METRICS)
    folded = [" ".join(f"{row['title']} {row['formula']} {row['value']}".split()) for row in rows]
    assert [line for line in folded if line not in daily.text] == []


def test_every_metric_of_the_catalogue_has_its_place_in_a_group():
    placed = [key for _, keys in figures.GROUPS for key in keys]
    assert set(CATALOG) <= set(placed)
    assert len(placed) == len(set(placed))


def test_a_metric_states_its_sample_and_periods_a_year(daily):
    titles = [attributes.get("title") or "" for _, attributes in daily.tags]
    assert any(
        "252 sessions a year; 756 session returns; ddof 1" in title and "Sharpe" in title
        for title in titles
    )


def test_undefined_metrics_read_as_a_dash_and_never_as_a_number():
    data = report_data(metrics=dict.fromkeys(METRICS))
    values = {row["value"] for group in page.metric_groups(data) for row in group["rows"]}
    assert values == {figures.NOTHING}
    text = Page(page.render(data)).text
    assert "nan" not in text.lower().replace("explanation", "")
    assert "None" not in text


def test_every_trade_has_a_row_and_the_open_one_no_exit(daily):
    rows = page.tables.trades(report_data(), report_data().trades)["rows"]
    assert len(rows) == 41
    assert rows[-1][4:6] == [figures.NOTHING, figures.NOTHING]
    assert rows[-1][-1] == "open"
    assert daily.text.count(" signal ") >= 13


def test_open_trades_are_counted_apart(daily):
    assert "Trades 40 closed, 1 open" in daily.text


def test_of_many_trades_the_latest_are_listed_and_the_page_says_so():
    data = report_data(size=20_000, step=MINUTE, count=2_345)
    parsed = Page(page.render(data))
    assert "The latest 2,000 of 2,345 trades are listed" in parsed.text
    assert len(parsed.payload["trades"]["pnl"]) == 2_000
    assert parsed.payload["trades"]["held"][-1] is None  # the open one, which comes last
    shown = page.tables.trades(data, data.trades.tail(charts.TRADES))
    assert shown["rows"][0][0] == "346"
    assert shown["rows"][-1][0] == "2345"


def test_refused_signals_are_counted_by_reason_with_a_meaning(daily):
    assert "already_long 15 A buy while long changes nothing" in daily.text
    assert "warm_up 10 The strategy's features were not defined yet." in daily.text


def test_every_reason_of_the_engine_has_a_meaning():
    assert {reason.name.lower() for reason in Reason if reason} <= set(MEANINGS)


def test_warnings_and_the_certificate_are_on_the_page(daily):
    assert "Warning adjusted: prices of GOOG may not be adjusted" in daily.text
    assert "Certificate of causality: passed checked: 312 cuts of 756 bars" in daily.text


def test_a_strategy_that_looks_ahead_raises_the_alarm():
    text = Page(page.render(report_data(is_causal=False, causality="bar 7 changed"))).text
    assert "This strategy looks ahead." in text
    assert "bar 7 changed" in text


def test_settings_and_the_commands_to_repeat_the_run_are_on_the_page(daily):
    assert "stop_value 0.02" in daily.text
    assert "slippage_bps 1.5" in daily.text
    assert "openbell runs verify 5f1c0e7a9d3b" in daily.text
    assert report_data().run in daily.text


def test_the_library_is_attributed_in_text_and_by_its_logo(daily):
    assert "Charts: TradingView Lightweight Charts™" in daily.text
    assert "Apache-2.0, https://www.tradingview.com/" in daily.text
    assert "Licensed under Apache License 2.0" in daily.scripts[1]
    assert "attributionLogo: true" in daily.scripts[2]


def test_nothing_is_loaded_from_anywhere(daily):
    loads = [
        (tag, name, value)
        for tag, attributes in daily.tags
        for name, value in attributes.items()
        if name in LOADING and tag != "a"
    ]
    assert loads == [("link", "href", "data:,")]
    links = [attributes["href"] for tag, attributes in daily.tags if tag == "a"]
    assert [link for link in links if not link.startswith("#")] == ["https://www.tradingview.com/"]
    style = assets.styles()
    assert "url(" not in style
    assert "@import" not in style


def test_a_policy_forbids_what_the_page_does_not_need(daily):
    policies = [a["content"] for _, a in daily.tags if a.get("http-equiv")]
    assert policies == [
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    ]


def hostile_data():
    """A run in which every name that comes from outside attacks the page."""
    data = report_data(symbols=("GOOG", "SPY"))
    return report_data(
        symbols=(HOSTILE, "SPY"),
        strategy=HOSTILE,
        run=HOSTILE,
        interval=HOSTILE,
        params={HOSTILE: HOSTILE},
        risk={HOSTILE: HOSTILE},
        versions={HOSTILE: HOSTILE},
        warnings=(HOSTILE,),
        causality=HOSTILE,
        reproduce=(HOSTILE,),
        trades=data.trades.with_columns(symbol=pl.lit(HOSTILE), exit_reason=pl.lit(HOSTILE)),
        refused=data.refused.with_columns(pl.lit(HOSTILE).alias(n) for n in ("symbol", "reason")),
        bars={HOSTILE: data.bars["GOOG"]},
        features={HOSTILE: data.features["GOOG"].select(pl.first().alias(HOSTILE))},
    )


def test_hostile_names_are_words_and_nothing_else(daily):
    text = page.render(hostile_data())
    attacked = Page(text)
    assert len(attacked.scripts) == len(daily.scripts) == 3
    assert attacked.scripts[1:] == daily.scripts[1:]
    assert attacked.payload["prices"][0]["symbol"] == HOSTILE
    assert attacked.payload["prices"][0]["lines"][0]["name"] == HOSTILE
    assert "<" not in attacked.scripts[0]
    assert {"img", "iframe", "object"}.isdisjoint(tag for tag, _ in attacked.tags)
    handlers = [n for _, names in attacked.tags for n in names if n.startswith("on")]
    assert handlers == []
    assert " ".join(HOSTILE.split()) in attacked.text


def test_the_same_data_gives_the_same_bytes():
    assert page.render(report_data()) == page.render(report_data())


@pytest.mark.parametrize(
    ("symbols", "size", "count"),
    [
        (("GOOG",), 98_280, 900),
        (("GOOG",), 98_280, 5_000),
        (tuple(f"SYMBOL{k}" for k in range(12)), 20_000, 3_000),
    ],
)
def test_long_runs_stay_below_two_megabytes_and_say_what_was_thinned(symbols, size, count):
    text = page.render(report_data(symbols=symbols, size=size, step=MINUTE, count=count))
    assert len(text.encode()) < SIZE_LIMIT
    assert "Drawn coarser than computed: each candle merges" in text
    assert f"of {size:,} bars: the lowest and highest" in text


def test_symbols_that_are_not_drawn_are_named():
    text = Page(page.render(report_data(symbols=tuple("ABCDEFGHIJ"), count=100))).text
    assert "the 8 symbols that traded most. Left out: I, J." in text


def test_several_symbols_are_compared_in_a_table():
    text = Page(page.render(report_data(symbols=("SPY", "QQQ")))).text
    assert "By symbol 2" in text
    assert "SPY 20 -1,000.00 44.00% – 102.50 50.00%" in text  # noqa: RUF001


def test_a_run_without_trades_bars_benchmark_or_refusals_still_has_a_page():
    data = report_data(
        size=3, count=0, benchmark=None, bracket=None, refused=None, bars={}, features={}
    )
    text = Page(page.render(data)).text
    assert "No trade was made." in text
    assert "Every signal led to an order." in text
    assert "there is no price to draw" in text


def test_a_report_is_written_where_it_is_asked_for(tmp_path):
    written = page.write(report_data(), tmp_path / "out.html")
    assert written.read_text(encoding="utf-8") == page.render(report_data())


def test_a_report_that_cannot_be_written_names_the_file(tmp_path):
    with pytest.raises(ConfigError, match=r"out\.html: cannot be written"):
        page.write(report_data(), tmp_path / "missing" / "out.html")


def test_templates_travel_with_the_package(root):
    folder = root / "engine" / "backtest" / "report" / "templates"
    names = {path.name for path in Path(folder).iterdir()}
    pages = {"notebook.html.jinja", "report.html.jinja", "compare.html.jinja"}
    assert names == pages | {"css", "js", "sections"}
    sections = {path.stem for path in (folder / "sections").iterdir()}
    assert {name for name, _ in page.SECTIONS} <= sections
    scripts = {path.stem for path in (folder / "js").iterdir()}
    assert set(page.SCRIPTS) <= scripts
    assert set(assets.STYLES) <= {path.stem for path in (folder / "css").iterdir()}


def test_the_script_never_builds_html_from_text(daily):
    assert (
        re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(", daily.scripts[2]) is None
    )


def test_a_day_is_not_intraday():
    assert not report_data(step=DAY).is_intraday()
    assert report_data(step=MINUTE, size=50).is_intraday()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1234567, "12.35%"),
        (-0.5, "-50.00%"),
        (0.00012345, "0.0123%"),
        (12.5, "1,250.00%"),
        (0.0, "0.00%"),
        (None, "\N{EN DASH}"),
        (float("nan"), "\N{EN DASH}"),
        (float("inf"), "\N{EN DASH}"),
    ],
)
def test_fractions_are_written_as_percentages(value, text):
    assert figures.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (123.4, "123.40"),
        (1_234.5, "1,234.50"),
        (0.000012346, "0.00001235"),
        (1.08345, "1.08345"),
        (0.0, "0.00"),
        (65_432.1, "65,432.10"),
    ],
)
def test_prices_keep_the_digits_that_matter(value, text):
    assert figures.price(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.8731, "87.31%"), (0.99995, "> 99.99%"), (1.0, "> 99.99%"), (None, "\N{EN DASH}")],
)
def test_no_probability_is_called_certain(value, text):
    assert figures.probability(value) == text


def test_an_older_report_stays_where_a_new_one_cannot_be_written(tmp_path, monkeypatch):
    page.write(report_data(), tmp_path / "out.html")
    before = (tmp_path / "out.html").read_bytes()

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ConfigError, match="No space left"):
        page.write(report_data(size=20, count=2), tmp_path / "out.html")
    assert (tmp_path / "out.html").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["out.html"]


def test_counts_agree_with_their_nouns():
    assert figures.counted(1, "bar") == "1 bar"
    assert figures.counted(2_500, "bar") == "2,500 bars"
    assert figures.figure(1, "sessions") == "1 session"
    text = Page(page.render(report_data(size=2, count=1, sessions=1))).text
    assert "2 bars of 1d" in text
    assert "use 1 return, one a session" in text
