"""A page that also runs a script of the test's and keeps what it returned."""

import html
import json
import re

PROBE = """<script>
const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
addEventListener("load", async () => {
  await drawn();
  const said = document.createElement("output");
  said.id = "probe";
  said.textContent = JSON.stringify(await (async () => { %s })());
  document.body.append(said);
});
</script></body>"""

HELP = """
  const root = document.documentElement;
  const element = (id) => document.getElementById(id);
  const colors = (id) => {
    const found = new Set();
    document.querySelectorAll(`#${id} canvas`).forEach((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4) found.add([...data.slice(i, i + 3)].join());
    });
    return found;
  };
  const table = element("trade-table");
  const titles = table ? [...table.querySelectorAll("th")] : [];
  const seen = () => [...table.tBodies[0].rows].filter((row) => !row.hidden);
  const column = (title) => titles.findIndex((head) => head.innerText === title);
  const choose = (name, value) => {
    const field = document.querySelector(`#trade-filters [name="${name}"]`);
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  // without a screen a window is at least 500 pixels wide: a telephone's width is asked of the page
  const beyond = async (width) => {
    root.style.width = `${width}px`;
    await new Promise((done) => setTimeout(done, 300));
    const inside = ".wide > *, .unseen, .skip, .chart > *";
    const parts = [...document.body.querySelectorAll("*")].filter((one) => !one.closest(inside));
    const right = Math.max(...parts.map((one) => one.getBoundingClientRect().right));
    root.style.width = "";
    return Math.max(0, Math.round(right - width));
  };
  const marks = () => Number(element("price-chart").dataset.marks);
"""


def written(folder, text, script, name="report.html"):
    """The page with the script in it, as a file."""
    path = folder / name
    path.write_text(text.replace("</body>", PROBE % (HELP + script)), encoding="utf-8")
    return path


def answer(text):
    """What the script in the page returned."""
    return json.loads(html.unescape(re.search(r'<output id="probe">(.*?)</output>', text)[1]))
