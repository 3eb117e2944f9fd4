// The table of all targets: search, filters, sorting, pages, exports. Texts are set as text, never as markup.
"use strict";
(() => {
  const ROWS_PER_PAGE = 100;
  const { columns, exported, numbers, filters, shown, order, headings, words, rows } = window.plantargets;
  const at = Object.fromEntries(columns.map((name, index) => [name, index]));
  const form = document.querySelector(".explorer-form");
  const search = document.getElementById("explorer-search");
  const selects = [...document.querySelectorAll("[data-filter]")];
  const body = document.querySelector(".explorer-table tbody");
  const count = document.getElementById("explorer-count");
  const pages = document.querySelector(".explorer-pages");

  // The code that a filter compares, and the words that stand for it.
  const CODES = { plan: "plan_id", theme: "theme", kind: "kind", period: "period", firmness: "firmness" };
  const CELLS = { plan: "shown_plan", indicator: "shown_name", quote: "quote", value: "shown_value", period: "shown_period", kind: "shown_kind", firmness: "shown_firmness", responsible: "responsible" };
  const all = rows.map((cells, index) => ({ cells, index, text: cells.join("\n").toLowerCase() }));
  let state = { page: 0, column: "", down: false };
  let found = all;

  const element = (tag, attributes = {}, text = "") => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text) made.textContent = text;
    return made;
  };
  const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const fillFilters = () => {
    for (const select of selects) {
      const name = select.dataset.filter, code = at[CODES[name]], label = at[`shown_${name}`];
      const options = new Map(all.map(({ cells }) => [cells[code], cells[label]]));
      const place = (value) => (order[name] && value !== "" ? order[name].indexOf(value) : value === "" ? 1e6 : 0);
      const sorted = [...options].sort((a, b) => place(a[0]) - place(b[0]) || (a[0].split(":").pop() < b[0].split(":").pop() ? -1 : 1));
      select.append(element("option", { value: "*" }, words.all));
      for (const [value, text] of sorted) select.append(element("option", { value }, text));
    }
  };

  const fillHead = () => {
    const line = element("tr");
    for (const name of shown) {
      const cell = element("th", { scope: "col", "data-column": name });
      const button = element("button", { type: "button", title: filled(words.sort, { column: headings[name] }) }, headings[name]);
      button.addEventListener("click", () => {
        state = { page: 0, column: name, down: state.column === name && !state.down };
        update();
      });
      cell.append(button);
      line.append(cell);
    }
    document.querySelector(".explorer-table thead").append(line);
  };

  const compare = (name) => {
    const cell = at[name === "value" ? "value_min" : CELLS[name]];
    if (name === "value") return (a, b) => Number(a.cells[cell]) - Number(b.cells[cell]);
    const collator = new Intl.Collator(document.documentElement.lang);
    return (a, b) => collator.compare(a.cells[cell], b.cells[cell]);
  };

  const update = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = selects.filter((select) => select.value !== "*").map((select) => [at[CODES[select.dataset.filter]], select.value]);
    found = all.filter(({ cells, text }) =>
      chosen.every(([index, value]) => cells[index] === value) && wanted.every((word) => text.includes(word)));
    if (state.column) {
      const by = compare(state.column);
      found.sort((a, b) => (state.down ? by(b, a) : by(a, b)) || a.index - b.index);
    }
    draw();
  };

  const draw = () => {
    const last = Math.max(Math.ceil(found.length / ROWS_PER_PAGE) - 1, 0);
    state.page = Math.min(Math.max(state.page, 0), last);
    count.textContent = filled(words.shown, { shown: found.length, all: all.length });
    for (const cell of document.querySelectorAll(".explorer-table th")) {
      const sorted = cell.dataset.column === state.column;
      cell.setAttribute("aria-sort", sorted ? (state.down ? "descending" : "ascending") : "none");
    }
    const lines = found.slice(state.page * ROWS_PER_PAGE, (state.page + 1) * ROWS_PER_PAGE).map(line);
    if (!lines.length) {
      const cell = element("td", { colspan: shown.length }, words.nothing);
      lines.push(element("tr"));
      lines[0].append(cell);
    }
    body.replaceChildren(...lines);
    drawPages(last);
  };

  const line = ({ cells }) => {
    const id = cells[at.target_id];
    const made = element("tr", { id, tabindex: "-1" });
    for (const name of shown) {
      const cell = element("td", { "data-column": name, "data-label": headings[name] });
      const text = cells[at[CELLS[name]]];
      if (name === "quote") {
        const link = element("a", { class: `target kind-${cells[at.kind]}`, href: `plans/${encodeURIComponent(cells[at.plan_id])}.html#${id}`, title: words.show_in_plan, lang: "zh" }, text);
        cell.append(link);
      } else if (name === "indicator") {
        const own = element("span", { lang: "zh", class: "own-words" }, cells[at.indicator]);
        cell.append(element("span", {}, text));
        if (text !== cells[at.indicator]) cell.append(element("br"), own);
        cell.title = cells[at.sentence];
      } else if (name === "responsible") {
        cell.lang = "zh";
        cell.append(text.replaceAll(";", "；"));
      } else {
        cell.append(text);
      }
      made.append(cell);
    }
    return made;
  };

  const drawPages = (last) => {
    const button = (text, step, off) => {
      const made = element("button", { type: "button" }, text);
      made.disabled = off;
      made.addEventListener("click", () => {
        state.page += step;
        draw();
        document.querySelector(".explorer-bar").scrollIntoView();
        pages.querySelector("button:not(:disabled)")?.focus({ preventScroll: true });
      });
      return made;
    };
    pages.replaceChildren();
    if (last === 0) return;
    const where = element("span", {}, filled(words.page, { page: state.page + 1, pages: last + 1 }));
    pages.append(button(words.previous, -1, state.page === 0), where, button(words.next, 1, state.page === last));
  };

  // An address such as explorer.html#t-67a3ec7812 shows the page that holds the row.
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id.startsWith("t-")) return;
    let place = found.findIndex(({ cells }) => cells[at.target_id] === id);
    if (place < 0 && all.some(({ cells }) => cells[at.target_id] === id)) {
      form.reset();
      update();
      place = found.findIndex(({ cells }) => cells[at.target_id] === id);
    }
    if (place < 0) return;
    state.page = Math.floor(place / ROWS_PER_PAGE);
    draw();
    const row = document.getElementById(id);
    row.classList.add("chosen");
    row.scrollIntoView({ block: "center" });
    row.querySelector("a").focus({ preventScroll: true });
  };

  const save = (blob, name) => {
    const link = element("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const table = () => found.map(({ cells }) => exported.map((name) => cells[at[name]]));
  // A spreadsheet takes a text that begins so for a formula (OWASP, CSV injection): an apostrophe in front.
  const harmless = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  const saveCsv = () => {
    const plain = exported.map((name) => numbers.includes(name));
    const cell = (text, index) => quoted(plain[index] && /^-?\d+(\.\d+)?$/.test(text) ? text : harmless(text));
    const lines = [exported.join(","), ...table().map((row) => row.map(cell).join(","))];
    // The mark at the beginning tells Excel that the file is UTF-8.
    save(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }), "targets.csv");
  };

  fillFilters();
  fillHead();
  update();
  follow();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { state.page = 0; update(); });
  form.addEventListener("reset", () => setTimeout(() => { state = { page: 0, column: "", down: false }; update(); }));
  document.getElementById("explorer-csv").addEventListener("click", saveCsv);
  document.getElementById("explorer-xlsx").addEventListener("click", () => save(xlsx.workbook("targets", exported, table(), numbers), "targets.xlsx"));
  addEventListener("hashchange", follow);
})();
