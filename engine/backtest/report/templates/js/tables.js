// a column's title sorts its table; a long table comes in pages; a list can be narrowed
const numberOf = (text) => parseFloat(text.replace(/[^0-9.+\-−]/g, "").replace("−", "-"));
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
        const value = numeric ? numberOf(text) : text;
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
const paged = (table, bar, size, listed = () => true) => {
  const rows = () => [...table.tBodies[0].rows].filter(listed);
  let page = 0;
  const show = () => {
    const chosen = rows();
    const pages = Math.max(1, Math.ceil(chosen.length / size));
    const from = page * size;
    const seen = new Set(chosen.slice(from, from + size));
    [...table.tBodies[0].rows].forEach((row) => { row.hidden = !seen.has(row); });
    const count = (number) => number.toLocaleString("en-US");
    const all = table.tBodies[0].rows.length;
    bar.hidden = pages < 2 && chosen.length === all;
    bar.querySelector("span").textContent = chosen.length
      ? `${count(from + 1)} to ${count(from + seen.size)} of ${count(chosen.length)}${chosen.length < all ? `, from ${count(all)}` : ""}`
      : `none of ${count(all)}`;
    bar.querySelectorAll("button").forEach((button) => {
      const next = page + Number(button.dataset.step);
      button.disabled = next < 0 || next >= pages;
    });
  };
  bar.addEventListener("click", (event) => {
    if (!event.target.dataset.step) return;
    page = Math.max(0, page + Number(event.target.dataset.step));
    show();
  });
  show();
  return {
    first: () => { page = 0; show(); },
    to: (row) => { page = Math.max(0, Math.floor(rows().indexOf(row) / size)); show(); },
  };
};
