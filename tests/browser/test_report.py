"""The report in a real browser: it draws, does not complain, and works under the pointer."""

import html
import json
import re

import pytest

from engine.backtest.report import page

from ..engine.report_data import MINUTE, report_data

pytestmark = pytest.mark.browser

PROBE = """<script>
addEventListener("load", () => requestAnimationFrame(() => {
  const said = document.createElement("output");
  said.id = "probe";
  said.textContent = JSON.stringify((() => { %s })());
  document.body.append(said);
}));
</script></body>"""

DAILY = """
  const root = document.documentElement;
  const colors = (id) => {
    const found = new Set();
    document.querySelectorAll(`#${id} canvas`).forEach((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4) found.add([...data.slice(i, i + 3)].join());
    });
    return found;
  };
  const table = document.getElementById("trade-table");
  const titles = [...table.querySelectorAll("th")];
  const seen = () => [...table.tBodies[0].rows].filter((row) => !row.hidden);
  const profit = titles.findIndex((head) => head.innerText === "Profit");
  const answers = {
    ready: root.dataset.ready,
    sideways: root.scrollWidth - root.clientWidth,
    blue: colors("equity-chart").has("0,97,168"),
    orange: colors("price-chart").has("194,78,0"),
    legend: document.getElementById("price-legend").innerText,
    page: getComputedStyle(document.body).backgroundColor,
    logos: document.querySelectorAll(".chart a[href^='https://www.tradingview.com/']").length,
    first: seen().length,
  };
  titles[profit].querySelector("button").click();
  const value = (row) => parseFloat(row.cells[profit].textContent.replace(/,/g, ""));
  answers.sorted = seen().map(value);
  document.querySelector('#trade-pages [data-step="1"]').click();
  answers.second = seen().length;
  dispatchEvent(new Event("beforeprint"));
  const printed = () => [...document.querySelectorAll("img.printed")];
  answers.printed = printed().map((image) => image.src.slice(0, 15));
  dispatchEvent(new Event("afterprint"));
  answers.left = printed().length;
  return answers;
"""

SYMBOLS = """
  const pick = document.getElementById("symbol");
  document.querySelectorAll("#trade-table tbody button")[1].click();
  const chosen = pick.selectedOptions[0].textContent;
  ["1", "2", "0"].forEach((value) => {
    pick.value = value;
    pick.dispatchEvent(new Event("change"));
  });
  const log = document.querySelector('.log[data-chart="price"]');
  const pressed = [log.ariaPressed];
  log.click();
  pressed.push(log.ariaPressed);
  const charts = document.querySelectorAll("#price-chart > .tv-lightweight-charts");
  return [chosen, pressed.join(), charts.length];
"""


def written(folder, data, script):
    """A report whose page also runs a script and keeps its answer."""
    path = folder / "report.html"
    text = page.render(data).replace("</body>", PROBE % script)
    path.write_text(text, encoding="utf-8")
    return path


def answer(text):
    """What the script in the page returned."""
    return json.loads(html.unescape(re.search(r'<output id="probe">(.*?)</output>', text)[1]))


@pytest.fixture(scope="module")
def light(tmp_path_factory, dom):
    """Answers of a report of daily bars on a wide, light screen."""
    path = written(tmp_path_factory.mktemp("light"), report_data(), DAILY)
    return answer(dom(path, "--window-size=1280,900"))


@pytest.fixture(scope="module")
def dark(tmp_path_factory, dom):
    """Answers of the same report, its strategy's name very long, on a dark telephone."""
    data = report_data(strategy="a_rather_long_name_of_a_strategy" * 4)
    path = written(tmp_path_factory.mktemp("dark"), data, DAILY)
    return answer(dom(path, "--window-size=390,900", "--blink-settings=preferredColorScheme=0"))


@pytest.mark.parametrize(
    "data",
    [
        report_data(symbols=("SPY", "QQQ", "IWM"), count=90),
        report_data(size=30_000, step=MINUTE, count=900),
        report_data(size=2, count=0, benchmark=None, bracket=None, refused=None),
        report_data(size=3, count=0, bars={}, features={}),
    ],
    ids=["symbols", "minutes", "two bars", "no bars"],
)
def test_a_report_opens_without_a_complaint(data, tmp_path, console):
    assert console(page.write(data, tmp_path / "report.html")) == []


def test_both_charts_are_drawn_in_the_colors_of_the_page(light):
    assert light["ready"] == "true"
    assert light["blue"]
    assert light["orange"]


def test_both_charts_carry_the_logo_of_their_library(light):
    assert light["logos"] == 2


def test_the_legend_shows_the_last_bar_and_the_features(light):
    words = " ".join(light["legend"].split())
    assert f"C {report_data().bars['GOOG']['close'][-1]:.2f}" in words
    assert "fast: sma(close, 20)" in words


def test_trades_come_in_pages(light):
    assert (light["first"], light["second"]) == (25, 16)


def test_a_title_sorts_the_trades_of_all_pages(light):
    every = report_data().trades["pnl"].sort(descending=True).head(25)
    assert light["sorted"] == [round(pnl, 2) for pnl in every]


def test_paper_gets_pictures_of_the_charts(light):
    assert light["printed"] == ["data:image/png;"] * 2
    assert light["left"] == 0


def test_a_dark_system_gets_a_dark_page(light, dark):
    assert light["page"] == "rgb(246, 246, 243)"
    assert dark["page"] == "rgb(18, 21, 24)"


def test_no_page_scrolls_sideways(light, dark):
    assert (light["sideways"], dark["sideways"]) == (0, 0)


def test_trades_and_the_list_change_the_one_chart_and_a_button_its_scale(tmp_path, dom):
    data = report_data(symbols=("SPY", "QQQ", "IWM"), count=90)
    assert answer(dom(written(tmp_path, data, SYMBOLS))) == ["QQQ", "false,true", 1]


def test_a_hostile_name_runs_nothing(tmp_path, dom):
    hostile = "</script><script>window.hit = 1</script><img src=x onerror='window.hit = 2'>"
    data = report_data()
    attacked = report_data(
        symbols=(hostile,),
        strategy=hostile,
        warnings=(hostile,),
        trades=data.trades.with_columns(symbol=data.trades["symbol"].str.replace(".*", hostile)),
        bars={hostile: data.bars["GOOG"]},
        features={hostile: data.features["GOOG"].rename(lambda name: name + hostile)},
    )
    script = "return [window.hit === undefined, document.querySelectorAll('canvas').length > 0];"
    assert answer(dom(written(tmp_path, attacked, script))) == [True, True]
