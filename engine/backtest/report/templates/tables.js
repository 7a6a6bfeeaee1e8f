// a column's title sorts its table; a long table comes in pages
const tables = (() => {
  "use strict";
  const number = (text) => parseFloat(text.replace(/[^0-9.+\-−]/g, "").replace("−", "-"));
  const sortable = (table, changed) => {
    const body = table.tBodies[0];
    table.querySelectorAll("thead th").forEach((head, column) => {
      head.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const numeric = head.classList.contains("n");
        const keyed = [...body.rows].map((row) => {
          const text = row.cells[column].textContent.trim();
          const value = numeric ? number(text) : text;
          return { row, value, none: numeric ? Number.isNaN(value) : text === "–" };
        });
        keyed.sort((a, b) => {
          if (a.none || b.none) return a.none - b.none; // the undefined stay last
          const order = numeric ? a.value - b.value : a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
          return down ? -order : order;
        });
        body.append(...keyed.map((entry) => entry.row));
        changed();
      });
    });
  };
  const paged = (table, bar, size) => {
    const rows = () => [...table.tBodies[0].rows];
    const pages = Math.ceil(rows().length / size);
    let page = 0;
    const show = () => {
      rows().forEach((row, i) => { row.hidden = Math.floor(i / size) !== page; });
      bar.querySelector("span").textContent = `${page * size + 1} to ${Math.min((page + 1) * size, rows().length)} of ${rows().length}`;
      bar.querySelectorAll("button").forEach((button) => {
        const next = page + Number(button.dataset.step);
        button.disabled = next < 0 || next >= pages;
      });
    };
    bar.hidden = pages < 2;
    bar.addEventListener("click", (event) => {
      if (!event.target.dataset.step) return;
      page = Math.min(pages - 1, Math.max(0, page + Number(event.target.dataset.step)));
      show();
    });
    show();
    return () => { page = 0; show(); };
  };
  return { sortable, paged };
})();
