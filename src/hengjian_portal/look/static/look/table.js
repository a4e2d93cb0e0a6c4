// Tables with data-rows: a click anywhere in a row follows the row's first link; arrow keys, Home and End
// move from row to row, Enter follows. The link itself stays an ordinary link.
"use strict";

(() => {
  const link = (row) => row.querySelector("a[href]");
  const row = (target) => target.closest?.("table[data-rows] tbody tr");

  document.addEventListener("click", (event) => {
    const here = row(event.target);
    if (!here || event.target.closest("a, button, input, select, textarea, label, summary")) return;
    if (String(window.getSelection())) return; // somebody is copying a number
    const to = link(here);
    if (!to) return;
    if (event.ctrlKey || event.metaKey) window.open(to.href, "_blank", "noopener");
    else to.click();
  });

  document.addEventListener("keydown", (event) => {
    const here = row(event.target);
    if (!here || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select, textarea")) return;
    const rows = [...here.parentElement.rows].filter(link);
    const at = rows.indexOf(here);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1}[event.key];
    if (to === undefined || !rows[to]) return;
    event.preventDefault();
    link(rows[to]).focus();
  });
})();
