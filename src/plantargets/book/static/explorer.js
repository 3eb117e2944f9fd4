// The table of targets: search, filters, sorting, pages, rows side by side, plans by theme, exports. What is shown stands
// in the address, so that Back and a copied address show the same rows. Texts are set as text, never as markup.
"use strict";
// `root` is .explorer; `href(plan, id)` is the address of a target in its plan.
const targetExplorer = (root, data, href) => {
  const ROWS_PER_PAGE = 100;
  const { columns, exported, numbers, shown, compared, order, headings, words, rows, simplified, codebook, annotations } = data;
  const at = Object.fromEntries(columns.map((name, index) => [name, index]));
  const ended = new AbortController();
  const heard = { signal: ended.signal };
  const part = (name) => root.querySelector(name);
  const form = part(".explorer-form"), search = part("#explorer-search"), body = part(".explorer-table tbody");
  const selects = [...root.querySelectorAll("[data-filter]")];
  const count = part("#explorer-count"), pages = part(".explorer-pages"), other = part("#explorer-other");
  const scroll = part(".explorer-table").parentElement;
  const toMatrix = part("#explorer-matrix"), toCompare = part("#explorer-compare");

  // The code that a filter compares, and the words that stand for it.
  const CODES = { plan: "plan_id", theme: "theme", kind: "kind", period: "period", firmness: "firmness" };
  const CELLS = { plan: "shown_plan", indicator: "shown_name", quote: "quote", value: "shown_value", unit: "shown_unit", period: "shown_period", kind: "shown_kind", firmness: "shown_firmness", theme: "shown_theme", comparator: "shown_comparator" };
  const cellOf = (name) => at[CELLS[name] || name];

  // Traditional and simplified characters, full and half width, great and small letters are one for the search.
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u3400-\uffff]/g, (one) => simplified[one] || one);
  const all = rows.map((cells, index) => ({ cells, index, text: fold(cells.join("\n")) }));
  const byId = new Map(all.map((row) => [row.cells[at.target_id], row]));
  let state, found = all, printed = false;

  const element = (tag, attributes = {}, text = "") => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text) made.textContent = text;
    return made;
  };
  // As plantargets.prose.Phrase: {n:|target|targets} is a number with its word.
  const filled = (pattern, values) => pattern.replace(/\{(\w+)(?::\|(.*?)\|(.*?))?\}/g, (_, name, one, many) => (
    many === undefined ? values[name] : `${values[name]} ${String(values[name]) === "1" ? one : many}`));
  const button = (text, act, attributes = {}) => {
    const made = element("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", act);
    return made;
  };

  // The state and the address ---------------------------------------------------------------------

  const readAddress = () => {
    const asked = new URLSearchParams(location.search);
    const [, down, column] = /^(-?)(\w+)$/.exec(asked.get("sort") || "") || [];
    search.value = asked.get("find") || "";
    for (const select of selects) {
      const value = asked.get(select.dataset.filter);
      select.value = value !== null && [...select.options].some((option) => option.value === value) ? value : "*";
    }
    state = {
      page: Math.max(Number.parseInt(asked.get("page"), 10) || 1, 1) - 1,
      column: shown.includes(column) ? column : "",
      down: down === "-",
      chosen: (asked.get("rows") || "").split(",").filter((id) => byId.has(id)),
      view: ["matrix", "compare"].includes(asked.get("show")) ? asked.get("show") : "",
    };
  };

  const writeAddress = (hash = "") => {
    const told = new URLSearchParams(location.search); // what is not ours stays
    for (const name of ["find", "sort", "page", "rows", "show", ...selects.map((select) => select.dataset.filter)]) told.delete(name);
    if (search.value.trim()) told.set("find", search.value.trim());
    for (const select of selects) if (select.value !== "*") told.set(select.dataset.filter, select.value);
    if (state.column) told.set("sort", (state.down ? "-" : "") + state.column);
    if (state.page) told.set("page", state.page + 1);
    if (state.chosen.length) told.set("rows", state.chosen.join(","));
    if (state.view) told.set("show", state.view);
    const query = told.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${hash}`);
  };

  // Filters and sorting -----------------------------------------------------------------------------

  const optionsOf = (name) => {
    const code = at[CODES[name]], label = at[`shown_${name}`];
    const options = new Map(all.map(({ cells }) => [cells[code], cells[label]]));
    const place = (value) => (order[name] && value !== "" ? order[name].indexOf(value) : value === "" ? 1e6 : 0);
    return [...options].sort((a, b) => place(a[0]) - place(b[0]) || (a[0].split(":").pop() < b[0].split(":").pop() ? -1 : 1));
  };

  const fillFilters = () => {
    for (const select of selects) {
      select.replaceChildren(element("option", { value: "*" }, words.all));
      for (const [value, text] of optionsOf(select.dataset.filter)) select.append(element("option", { value }, text));
    }
  };

  const fillHead = () => {
    const line = element("tr");
    line.append(element("th", { scope: "col", class: "choice" }));
    line.firstChild.append(element("span", { class: "sr-only" }, words.compare_none));
    for (const name of shown) {
      const cell = element("th", { scope: "col", "data-column": name });
      cell.append(button(headings[name], () => {
        state.down = state.column === name && !state.down;
        state.column = name;
        state.page = 0;
        update();
      }, { title: filled(words.sort, { column: headings[name] }) }));
      line.append(cell);
    }
    part(".explorer-table thead").replaceChildren(line);
  };

  const collator = new Intl.Collator(document.documentElement.lang || "en");
  // Values are compared within their unit: 28,000 firms are not more than 2.3 trillion yuan.
  const compare = (name, down) => {
    const sign = down ? -1 : 1, cell = cellOf(name);
    if (name !== "value") return (a, b) => sign * collator.compare(a.cells[cell], b.cells[cell]);
    return (a, b) => collator.compare(a.cells[at.shown_unit], b.cells[at.shown_unit]) || sign * (Number(a.cells[at.value_min]) - Number(b.cells[at.value_min]));
  };

  const filter = () => {
    const wanted = fold(search.value).split(/\s+/).filter(Boolean);
    const picked = selects.filter((select) => select.value !== "*").map((select) => [at[CODES[select.dataset.filter]], select.value]);
    found = all.filter(({ cells, text }) =>
      picked.every(([index, value]) => cells[index] === value) && wanted.every((word) => text.includes(word)));
    if (state.column) {
      const by = compare(state.column, state.down);
      found.sort((a, b) => by(a, b) || a.index - b.index);
    }
  };

  const update = (hash = "") => {
    filter();
    draw();
    writeAddress(hash);
  };

  // Drawing -------------------------------------------------------------------------------------------

  const draw = () => {
    const last = Math.max(Math.ceil(found.length / ROWS_PER_PAGE) - 1, 0);
    state.page = Math.min(Math.max(state.page, 0), last);
    count.textContent = filled(words.shown, { shown: found.length, all: all.length });
    for (const cell of root.querySelectorAll(".explorer-table th[data-column]")) {
      const sorted = cell.dataset.column === state.column;
      cell.setAttribute("aria-sort", sorted ? (state.down ? "descending" : "ascending") : "none");
    }
    const first = state.page * ROWS_PER_PAGE;
    const lines = (printed ? found : found.slice(first, first + ROWS_PER_PAGE)).map(line);
    if (!lines.length) {
      const cell = element("td", { colspan: shown.length + 1 }, words.nothing);
      lines.push(element("tr"));
      lines[0].append(cell);
    }
    body.replaceChildren(...lines);
    drawPages(last);
    drawOther();
  };

  // Paper has no next page to turn to: every row that is counted is printed.
  for (const [moment, now] of [["beforeprint", true], ["afterprint", false]]) {
    addEventListener(moment, () => {
      printed = now;
      draw();
    }, heard);
  }

  const line = ({ cells }) => {
    const id = cells[at.target_id];
    const made = element("tr", { id: `row-${id}`, "data-id": id, tabindex: "-1" });
    const choice = element("td", { class: "choice" });
    const box = element("input", { type: "checkbox", "aria-label": filled(words.choose, { quote: cells[at.quote] }) });
    box.checked = state.chosen.includes(id);
    box.addEventListener("change", () => {
      state.chosen = box.checked ? [...state.chosen, id] : state.chosen.filter((one) => one !== id);
      drawOther();
      writeAddress();
    });
    choice.append(box);
    made.append(choice);
    for (const name of shown) {
      const cell = element("td", { "data-column": name, "data-label": headings[name] });
      fill(cell, name, cells);
      made.append(cell);
    }
    return made;
  };

  const fill = (cell, name, cells) => {
    const text = cells[cellOf(name)];
    if (name === "quote") {
      cell.append(element("a", { class: `target kind-${cells[at.kind]}`, href: href(cells[at.plan_id], cells[at.target_id]), title: words.show_in_plan, lang: "zh" }, text));
    } else if (name === "indicator") {
      const own = element("span", { lang: "zh", class: "own-words" }, cells[at.indicator]);
      cell.append(element("span", {}, text));
      if (text !== cells[at.indicator]) cell.append(element("br"), own);
      cell.title = cells[at.sentence];
    } else if (["responsible", "scope", "qualifier", "modality", "section", "sentence"].includes(name)) {
      cell.lang = "zh";
      cell.append(name === "responsible" ? text.replaceAll(";", "；") : text);
    } else {
      cell.append(text);
    }
  };

  const drawPages = (last) => {
    const turn = (text, step, off) => {
      const made = button(text, () => {
        state.page += step;
        draw();
        writeAddress();
        part(".explorer-bar").scrollIntoView();
        pages.querySelector("button:not(:disabled)")?.focus({ preventScroll: true });
      });
      made.disabled = off;
      return made;
    };
    pages.replaceChildren();
    if (last === 0) return;
    const where = element("span", {}, filled(words.page, { page: state.page + 1, pages: last + 1 }));
    pages.append(turn(words.previous, -1, state.page === 0), where, turn(words.next, 1, state.page === last));
  };

  // Rows side by side, and how many targets of each theme a plan has ------------------------------------

  const drawOther = () => {
    const number = state.chosen.length;
    if (state.view === "compare" && !number) state.view = "";
    toCompare.textContent = number ? filled(words.compare, { count: number }) : words.compare_none;
    toCompare.disabled = !number;
    toCompare.setAttribute("aria-pressed", String(state.view === "compare"));
    toMatrix.setAttribute("aria-pressed", String(state.view === "matrix"));
    other.hidden = !state.view;
    scroll.hidden = pages.hidden = Boolean(state.view);
    if (state.view) other.replaceChildren(element("p"), state.view === "matrix" ? matrix() : sideBySide());
    if (state.view) other.firstChild.append(button(words.back, () => turnTo("")));
  };

  const turnTo = (view) => {
    state.view = view;
    drawOther();
    writeAddress();
    (view ? other : toMatrix).focus({ preventScroll: true });
  };

  const sideBySide = () => {
    const picked = state.chosen.map((id) => byId.get(id).cells);
    const made = element("table", { class: "explorer-compared" });
    for (const name of compared) {
      const texts = picked.map((cells) => cells[cellOf(name)]);
      if (texts.every((text) => text === "")) continue;
      const row = element("tr", new Set(texts).size > 1 ? { class: "differs" } : {});
      row.append(element("th", { scope: "row" }, headings[name]));
      for (const cells of picked) {
        const cell = element("td");
        fill(cell, name, cells);
        row.append(cell);
      }
      made.append(row);
    }
    const frame = element("div", { class: "explorer-scroll", tabindex: "0" });
    frame.append(made);
    return frame;
  };

  const matrix = () => {
    const themes = optionsOf("theme"), plans = optionsOf("plan");
    const made = element("table", { class: "explorer-matrix" });
    const head = element("tr");
    head.append(element("th", { scope: "col" }, headings.theme));
    for (const [, text] of plans) head.append(element("th", { scope: "col" }, text));
    head.append(element("th", { scope: "col" }, words.total));
    made.append(element("thead"), element("tbody"));
    made.tHead.append(head);
    const number = (theme, plan) => found.filter(({ cells }) => (theme === null || cells[at.theme] === theme) && (plan === null || cells[at.plan_id] === plan)).length;
    const most = Math.max(1, ...themes.flatMap(([theme]) => plans.map(([plan]) => number(theme, plan))));
    for (const [theme, text] of [...themes, [null, words.total]]) {
      const row = element("tr");
      row.append(element("th", { scope: "row" }, text));
      for (const [plan] of [...plans, [null]]) {
        const cell = element("td"), targets = number(theme, plan);
        if (targets) {
          cell.append(button(String(targets), () => {
            if (theme !== null) root.querySelector("[data-filter=theme]").value = theme;
            if (plan !== null) root.querySelector("[data-filter=plan]").value = plan;
            state.view = "";
            state.page = 0;
            update();
            scroll.focus({ preventScroll: true });
          }, { "aria-label": `${text}, ${plan === null ? words.total : plans.find(([id]) => id === plan)[1]}: ${targets}` }));
        } else cell.append("0");
        if (theme !== null && plan !== null) cell.style.setProperty("--share", (targets / most).toFixed(2));
        row.append(cell);
      }
      made.tBodies[0].append(row);
    }
    const frame = element("div", { class: "explorer-scroll", tabindex: "0" });
    frame.append(made);
    return frame;
  };

  // An address such as explorer.html#t-67a3ec7812 shows the page that holds the row.
  const follow = (id = decodeURIComponent(location.hash.slice(1))) => {
    if (!byId.has(id)) return false;
    let place = found.indexOf(byId.get(id));
    if (place < 0) {
      form.reset();
      state = { page: 0, column: "", down: false, chosen: state.chosen, view: "" };
      filter();
      place = found.indexOf(byId.get(id));
    }
    state.view = "";
    state.page = Math.floor(place / ROWS_PER_PAGE);
    draw();
    writeAddress(location.hash);
    const row = document.getElementById(`row-${id}`);
    row.classList.add("chosen");
    row.scrollIntoView({ block: "center" });
    row.querySelector("a").focus({ preventScroll: true });
    return true;
  };

  // Exports: the rows that are shown, in their order ----------------------------------------------------

  const save = (blob, name) => {
    const link = element("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const table = () => found.map(({ cells }) => exported.map((name) => cells[at[name]]));
  // A spreadsheet takes a text that begins so for a formula (OWASP, CSV injection): an apostrophe in front.
  const harmless = (text) => (/^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text);
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  const saveCsv = () => {
    const plain = exported.map((name) => numbers.includes(name));
    const cell = (text, index) => quoted(plain[index] && /^-?\d+(\.\d+)?$/.test(text) ? text : harmless(text));
    const lines = [exported.join(","), ...table().map((row) => row.map(cell).join(","))];
    // The mark at the beginning tells Excel that the file is UTF-8.
    save(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }), "targets.csv");
  };

  const saveExcel = () => {
    const dictionary = ["column", "type", "unit", "code", "meaning_en", "meaning_zh"];
    save(xlsx.workbook([
      { name: "targets", columns: exported, rows: table(), numbers },
      { name: "codebook", columns: dictionary, rows: codebook },
    ]), "targets.xlsx");
  };

  const saveAnnotations = () => {
    const page = { "@context": "http://www.w3.org/ns/anno.jsonld", id: "urn:plantargets:targets", type: "AnnotationPage", startIndex: 0, items: found.map(({ index }) => annotations[index]) };
    save(new Blob([JSON.stringify(page, null, 1), "\n"], { type: "application/ld+json" }), "targets.jsonld");
  };

  fillFilters();
  fillHead();
  const start = () => {
    readAddress();
    filter();
    draw();
    follow();
  };
  start();
  form.addEventListener("submit", (event) => event.preventDefault(), heard);
  form.addEventListener("input", () => { state.page = 0; update(); }, heard);
  form.addEventListener("reset", () => setTimeout(() => {
    for (const select of selects) select.value = "*";
    state = { page: 0, column: "", down: false, chosen: [], view: "" };
    update();
  }), heard);
  toMatrix.addEventListener("click", () => turnTo(state.view === "matrix" ? "" : "matrix"), heard);
  toCompare.addEventListener("click", () => turnTo(state.view === "compare" ? "" : "compare"), heard);
  part("#explorer-csv").addEventListener("click", saveCsv, heard);
  part("#explorer-xlsx").addEventListener("click", saveExcel, heard);
  part("#explorer-jsonld")?.addEventListener("click", saveAnnotations, heard);
  // A browser may fill in the form again after Back, when the scripts have run.
  addEventListener("pageshow", () => { readAddress(); filter(); draw(); if (location.hash) follow(); }, heard);
  return { follow, stop: () => ended.abort() };
};

// The page of the book: one table, whose data came before this script.
if (window.plantargets) {
  const explorer = targetExplorer(document.getElementById("explorer"), window.plantargets, (plan, id) => `plans/${encodeURIComponent(plan)}.html#${id}`);
  addEventListener("hashchange", () => explorer.follow());
  // The other language shows the same rows.
  for (const link of document.querySelectorAll("a.language-switch")) {
    link.addEventListener("click", () => { link.href = link.getAttribute("href").split("?")[0] + location.search + location.hash; });
  }
}
