"use strict";
// Tables whose heads are buttons are sorted by them: first upwards, then downwards. What has no number comes last.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const rises = head.getAttribute("aria-sort") !== "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", rises ? "ascending" : "descending");
    const isNumber = head.classList.contains("number");
    const key = row => {
      const cell = row.cells[column];
      if (!isNumber) return cell.textContent;
      return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
    };
    const body = table.tBodies[0];
    const rows = [...body.rows].map(row => ({ row, key: key(row) }));
    rows.sort((left, right) => {
      if (left.key === null || right.key === null) return (left.key === null) - (right.key === null);
      const order = isNumber ? left.key - right.key : left.key.localeCompare(right.key, "en", { numeric: true });
      return rises ? order : -order;
    });
    body.append(...rows.map(entry => entry.row));
  }));
}
