// the list of trades: its numbers show a trade in the chart, the chart's marks choose its rows
const list = element("trade-table");
const rowsOf = list ? [...list.tBodies[0].rows] : [];
let listPages = null;
const clearFilters = () => element("trade-filters").querySelectorAll("select").forEach((field) => { field.value = ""; });
const chooseTrades = (rows) => {
  rowsOf.forEach((row, i) => {
    row.classList.toggle("chosen", rows.includes(i));
    if (rows.includes(i)) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  });
  if (!listPages || !rows.length) return;
  if (!listed(rowsOf[rows[0]])) clearFilters();
  listPages.to(rowsOf[rows[0]]);
};
const listed = (row) => {
  const form = element("trade-filters");
  const asked = form ? [...form.elements].filter((field) => field.name && field.value) : [];
  return asked.every((field) => row.dataset[field.name] === field.value);
};
if (list) {
  const heads = [...list.tHead.rows[0].cells].map((head) => head.textContent.trim());
  const named = { symbol: heads.indexOf("Symbol"), side: heads.indexOf("Side"), exit_reason: heads.indexOf("Exit reason") };
  rowsOf.forEach((row, i) => {
    Object.entries(named).forEach(([name, column]) => { if (column >= 0) row.dataset[name] = row.cells[column].textContent.trim(); });
    row.dataset.outcome = data.trades.pnl[i] > 0 ? "won" : data.trades.pnl[i] < 0 ? "lost" : "even";
    if (data.trades.chart[i] < 0) return;
    const button = document.createElement("button");
    button.type = "button";
    button.title = "Show in the chart";
    button.setAttribute("aria-label", `Show trade ${row.cells[0].textContent} in the chart`);
    button.textContent = row.cells[0].textContent;
    button.addEventListener("click", () => showTrade(i));
    row.cells[0].replaceChildren(button);
  });
  listPages = paged(list, element("trade-pages"), 25, listed);
  sortable(list, listPages.first);
  const form = element("trade-filters");
  if (form) {
    form.hidden = false;
    form.addEventListener("change", listPages.first);
    form.querySelector("button").addEventListener("click", () => { clearFilters(); listPages.first(); });
    form.addEventListener("submit", (event) => event.preventDefault());
  }
}
const symbols = element("symbol-table");
if (symbols) sortable(symbols, paged(symbols, element("symbol-pages"), 25).first);
drawPrice(0);
