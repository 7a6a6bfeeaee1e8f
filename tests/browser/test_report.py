"""The report in a real browser: it draws, does not complain, and works under the pointer."""

import pytest

from engine.backtest.report import page

from .. import chromium as headless
from ..engine.report_data import MINUTE, report_data
from .probe import answer, written

pytestmark = pytest.mark.browser

DAILY = """
  const answers = {
    ready: root.dataset.ready,
    sideways: root.scrollWidth - root.clientWidth,
    blue: colors("equity-chart").has("0,97,168"),
    orange: colors("price-chart").has("194,78,0"),
    over: colors("over-chart").has("179,80,138"),
    marks: marks(),
    legend: element("price-legend").innerText,
    page: getComputedStyle(document.body).backgroundColor,
    logos: document.querySelectorAll(".chart a[href^='https://www.tradingview.com/']").length,
    first: seen().length,
    asked: performance.getEntriesByType("resource").map((one) => one.name)
      .filter((name) => !name.startsWith("data:")),
  };
  const profit = column("Profit");
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
  element("theme").click();
  answers.other = getComputedStyle(document.body).backgroundColor;
  await drawn();
  answers.beyond = await beyond(390);
  answers.repainted = [...colors("equity-chart")].some((one) => one === "100,177,242");
  return answers;
"""

WORK = """
  const count = () => element("trade-page").textContent;
  const all = count();
  choose("side", "short");
  const sides = new Set(seen().map((row) => row.cells[column("Side")].textContent));
  const shorts = [count(), sides.size];
  choose("outcome", "won");
  const won = seen().map((row) => parseFloat(row.cells[column("Profit")].textContent));
  choose("exit_reason", "target");
  const none = count();
  document.querySelector("#trade-filters button").click();
  const again = count();
  document.querySelectorAll("#trade-table tbody button")[0].click();
  table.querySelectorAll(".chosen").forEach((row) => row.classList.remove("chosen"));
  const cell = document.querySelector("#price-chart canvas").closest("td");
  const box = cell.getBoundingClientRect();
  const found = [];
  for (let x = 0; x < box.width && !found.length; x += 6) {
    const at = { bubbles: true, cancelable: true, button: 0, detail: 1,
      clientX: box.left + x, clientY: box.top + box.height / 3 };
    const target = cell.querySelector("canvas:last-of-type");
    ["mouseenter", "mousemove", "mousedown", "mouseup", "click"].forEach((kind) =>
      target.dispatchEvent(new MouseEvent(kind, at)));
    found.push(...table.querySelectorAll("tr.chosen"));
  }
  const clicked = found.map((row) => [row.cells[0].textContent, row.hidden]);
  return { all, shorts, won, none, again, clicked };
"""

SYMBOLS = """
  const pick = element("symbol");
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

CLOSE_UP = """
  const rows = [...table.tBodies[0].rows];
  const last = rows.length - 2;
  rows[last].querySelector("button").click();
  const near = { view: element("price-view").textContent, marks: marks() };
  near.chosen = seen().filter((row) => row.classList.contains("chosen"))
    .map((row) => row.cells[0].textContent);
  near.number = rows[last].cells[0].textContent;
  document.querySelector('.all[data-chart="price"]').click();
  near.left = element("price-view").textContent;
  return near;
"""


@pytest.fixture(scope="module")
def light(tmp_path_factory, dom):
    """Answers of a report of daily bars on a wide, light screen."""
    path = written(tmp_path_factory.mktemp("light"), page.render(report_data()), DAILY)
    return answer(dom(path, "--window-size=1280,900"))


@pytest.fixture(scope="module")
def dark(tmp_path_factory, dom):
    """Answers of the same report, its strategy's name very long, on a dark telephone."""
    data = report_data(strategy="a_rather_long_name_of_a_strategy" * 4)
    path = written(tmp_path_factory.mktemp("dark"), page.render(data), DAILY)
    return answer(dom(path, "--window-size=390,900", "--blink-settings=preferredColorScheme=0"))


@pytest.fixture(scope="module")
def worked(tmp_path_factory, dom):
    """Answers of a page whose list was narrowed and whose chart was clicked."""
    return answer(dom(written(tmp_path_factory.mktemp("worked"), page.render(report_data()), WORK)))


@pytest.mark.parametrize(
    "data",
    [
        report_data(symbols=("SPY", "QQQ", "IWM"), count=90),
        report_data(size=2, count=0, benchmark=None, bracket=None, refused=None, exposure=None),
        report_data(size=3, count=1, bars={}, features={}, grades=()),
    ],
    ids=["symbols", "two bars", "no bars"],
)
def test_a_report_opens_without_a_complaint(data, tmp_path, console):
    assert console(page.write(data, tmp_path / "report.html")) == []


def test_all_charts_are_drawn_in_the_colors_of_the_page(light):
    assert light["ready"] == "true"
    assert (light["blue"], light["orange"], light["over"]) == (True, True, True)


def test_every_fill_has_its_mark(light):
    assert light["marks"] == 81  # 41 entries, 40 exits


def test_nothing_is_asked_of_any_network(light):
    assert light["asked"] == []


def test_all_charts_carry_the_logo_of_their_library(light):
    assert light["logos"] == 3


def test_the_legend_shows_the_last_bar_and_the_features(light):
    words = " ".join(light["legend"].split())
    assert f"C {report_data().bars['GOOG']['close'][-1]:.2f}" in words
    assert "fast: sma(close, 20)" in words


def test_trades_come_in_pages(light):
    assert (light["first"], light["second"]) == (25, 16)


def test_a_title_sorts_the_trades_of_all_pages(light):
    every = report_data().trades["pnl"].sort(descending=True).head(25)
    assert light["sorted"] == [round(pnl, 2) for pnl in every]


def test_trades_are_narrowed_by_side_outcome_and_reason(worked):
    assert worked["all"] == "1 to 25 of 41"
    assert worked["shorts"] == ["1 to 14 of 14, from 41", 1]
    assert min(worked["won"]) > 0.0
    assert worked["none"] == "none of 41"
    assert worked["again"] == worked["all"]


def test_paper_gets_pictures_of_the_charts(light):
    assert light["printed"] == ["data:image/png;"] * 3
    assert light["left"] == 0


def test_printing_puts_the_charts_on_paper(tmp_path, chromium):
    written_page = page.write(report_data(), tmp_path / "report.html")
    paper = tmp_path / "report.pdf"
    headless.run(chromium, written_page, f"--print-to-pdf={paper}", "--virtual-time-budget=3000")
    images = paper.read_bytes().count(b"/Subtype /Image")
    assert images >= 3


def test_a_dark_system_gets_a_dark_page_and_a_button_the_other(light, dark):
    assert (light["page"], light["other"]) == ("rgb(246, 246, 243)", "rgb(18, 21, 24)")
    assert (dark["page"], dark["other"]) == ("rgb(18, 21, 24)", "rgb(246, 246, 243)")
    assert light["repainted"]


def test_no_page_scrolls_sideways(light, dark):
    assert (light["sideways"], dark["sideways"], dark["beyond"]) == (0, 0, 0)


def test_trades_and_the_list_change_the_one_chart_and_a_button_its_scale(tmp_path, dom):
    data = report_data(symbols=("SPY", "QQQ", "IWM"), count=90)
    path = written(tmp_path, page.render(data), SYMBOLS)
    assert answer(dom(path)) == ["QQQ", "false,true", 1]


def test_a_trade_of_minute_bars_is_shown_bar_by_bar_and_its_row_chosen(tmp_path, dom):
    data = report_data(size=30_000, step=MINUTE, count=900)
    told = answer(dom(written(tmp_path, page.render(data), CLOSE_UP)))
    assert told["view"].startswith("Every bar near this trade.")
    assert told["marks"] >= 2
    assert told["chosen"] == [told["number"]]
    assert told["left"] != told["view"]


def test_a_click_on_a_mark_chooses_the_row_of_its_trade(worked):
    assert worked["clicked"] == [["1", False]]


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
    assert answer(dom(written(tmp_path, page.render(attacked), script))) == [True, True]
