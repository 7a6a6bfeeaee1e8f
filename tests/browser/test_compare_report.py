"""The comparison of runs in a real browser."""

import pytest

from engine.backtest.report import compare_page

from ..engine.compared_runs import compare_data
from .probe import answer, written

pytestmark = pytest.mark.browser

LOOK = """
  const answers = {
    ready: root.dataset.ready,
    sideways: root.scrollWidth - root.clientWidth,
    curves: ["0,97,168", "194,78,0", "0,128,94"].map((one) => colors("compare-chart").has(one)),
    legend: element("compare-legend").innerText,
    page: getComputedStyle(document.body).backgroundColor,
    asked: performance.getEntriesByType("resource")
      .filter((one) => !one.name.startsWith("data:")).length,
  };
  dispatchEvent(new Event("beforeprint"));
  answers.beyond = await beyond(390);
  answers.printed = document.querySelectorAll("img.printed").length;
  return answers;
"""


@pytest.fixture(scope="module")
def light(tmp_path_factory, dom):
    """Answers of a page of three runs on a wide, light screen."""
    path = written(tmp_path_factory.mktemp("light"), compare_page.render(compare_data()), LOOK)
    return answer(dom(path, "--window-size=1280,900"))


@pytest.fixture(scope="module")
def dark(tmp_path_factory, dom):
    """Answers of the same page on a dark telephone."""
    path = written(tmp_path_factory.mktemp("dark"), compare_page.render(compare_data()), LOOK)
    return answer(dom(path, "--window-size=390,900", "--blink-settings=preferredColorScheme=0"))


def test_every_run_has_a_curve_of_its_own_color(light):
    assert light["ready"] == "true"
    assert light["curves"] == [True, True, True]
    assert "B sma_cross" in light["legend"]


def test_nothing_is_asked_of_any_network_and_paper_gets_the_chart(light):
    assert (light["asked"], light["printed"]) == (0, 1)


def test_a_dark_telephone_gets_a_dark_page_that_fits(light, dark):
    assert (light["page"], dark["page"]) == ("rgb(246, 246, 243)", "rgb(18, 21, 24)")
    assert (light["sideways"], dark["sideways"], dark["beyond"]) == (0, 0, 0)


def test_the_page_opens_without_a_complaint(tmp_path, console):
    assert console(compare_page.write(compare_data(), tmp_path / "runs.html")) == []
