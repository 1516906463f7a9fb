// Tables that can be sorted by any column, with the pointer or from the keyboard. What is missing stays last.
(() => {
  "use strict";
  const order = new Intl.Collator("zh", { numeric: true });
  const kept = new Map(); // how a table of the chat stands, which is drawn again with every answer

  function keyOf(cell) {
    const data = cell?.querySelector("data");
    if (data) return data.value;
    const copy = cell?.cloneNode(true);
    for (const other of copy?.querySelectorAll(document.documentElement.lang === "en" ? ".zh" : ".en") ?? [])
      other.remove();
    const text = copy?.textContent.trim() ?? "";
    return text === "—" ? "" : text;
  }
  const number = (key) =>
    /^[-−]?[\d,]+(\.\d+)?%?$/.test(key) ? Number.parseFloat(key.replace(/,/g, "").replace("−", "-")) : Number(key);

  function sort(table, column, direction) {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
    const numbers = rows.every(({ key }) => key === "" || !Number.isNaN(number(key)));
    const sign = direction === "descending" ? -1 : 1;
    rows.sort((one, other) => {
      if (one.key === "" || other.key === "") return (one.key === "") - (other.key === "");
      return sign * (numbers ? number(one.key) - number(other.key) : order.compare(one.key, other.key));
    });
    body.append(...rows.map(({ row }) => row));
    for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
      if (at === column) head.setAttribute("aria-sort", direction);
      else head.removeAttribute("aria-sort");
    }
    if (table.dataset.key) kept.set(table.dataset.key, [column, direction]);
  }

  // a table's own names become buttons
  function prepare(table) {
    if (table.tHead.querySelector("button")) return;
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
    }
    if (kept.has(table.dataset.key)) sort(table, ...kept.get(table.dataset.key));
  }
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("table.sortable button.sort");
    if (!button) return;
    const head = button.closest("th");
    const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    sort(button.closest("table"), head.cellIndex, direction);
  });
  window.yinzhengSortable = (scope) => {
    for (const table of scope.querySelectorAll("table.sortable")) prepare(table);
  };
  window.yinzhengSortable(document);
})();
