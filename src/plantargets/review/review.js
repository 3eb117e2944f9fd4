// The review of rows: each beside its sentence, accepted, corrected or rejected; missed ones added by marking words;
// saved as corrections.csv or as the sheet that `plantargets review` reads. Texts are set as text, never as markup.
"use strict";

// Answers by the key of their plan, kept in the browser where it allows that, else until the tab closes.
const reviewAnswers = (() => {
  const memory = new Map();
  const state = { kept: true, unsaved: false };
  const take = (key) => {
    try {
      const text = localStorage.getItem(key);
      if (text !== null) memory.set(key, JSON.parse(text));
    } catch (error) {
      if (!(error instanceof SyntaxError)) state.kept = false;
    }
  };
  const put = (key, value) => {
    memory.set(key, value);
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { state.kept = false; }
  };
  const read = (key, otherwise) => {
    if (!memory.has(key)) take(key);
    return memory.get(key) ?? otherwise;
  };
  addEventListener("storage", ({ key }) => memory.delete(key)); // another tab answered
  addEventListener("beforeunload", (event) => { if (state.unsaved) event.preventDefault(); });
  return {
    state,
    all: (key) => read(key, {}),
    of: (key, id) => read(key, {})[id],
    // Another tab may have answered other rows of the plan meanwhile.
    keep: (key, id, answer) => {
      take(key);
      const all = { ...read(key, {}) };
      if (answer) all[id] = answer; else delete all[id];
      state.unsaved = true;
      put(key, all);
    },
    who: () => read("plantargets-review:who", ""),
    name: (who) => put("plantargets-review:who", who),
  };
})();

// `root` is filled; `settings` and `rows` are what plantargets.review.component makes, `href(plan, id)` where a row
// leads, `name` what the saved files are called by.
const planReview = (root, settings, rows, { href = null, name = "review" } = {}) => {
  const CARDS = 40, ADD = "add:";
  const { words, codes, changeable, first, needed, patterns, fields, sheet, empty } = settings;
  const at = Object.fromEntries(rows.columns.map((column, index) => [column, index]));
  const answers = reviewAnswers, ended = new AbortController(), heard = { signal: ended.signal };
  const order = new Map(Object.keys(rows.keys).map((plan, index) => [plan, index]));
  const known = rows.cells.map((cells, index) => ({
    id: cells[at.target_id], plan_id: cells[at.plan_id], start: Number(cells[at.start]), end: Number(cells[at.end]), quote: cells[at.quote],
    sentence: cells[at.sentence], place: rows.places[index], check: cells[at.check] || "", of: (field) => cells[at[field]] ?? "",
  }));
  let page = 0, shown = "all", plan = "";

  const element = (tag, attributes = {}, ...parts) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...parts);
    return made;
  };
  const button = (text, act, attributes = {}) => {
    const made = element("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", act);
    return made;
  };
  // As plantargets.prose.Phrase: {n:|target|targets} is a number with its word.
  const filled = (pattern, values) => pattern.replace(/\{(\w+)(?::\|(.*?)\|(.*?))?\}/g, (_, name, one, many) => (
    many === undefined ? values[name] : `${values[name]} ${String(values[name]) === "1" ? one : many}`));
  const said = (key, values = {}) => filled(words[key], values);
  const letters = (text) => [...text]; // offsets count characters, as the program does, and not units of UTF-16
  const today = () => { const now = new Date(); return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-"); };

  // Answers ---------------------------------------------------------------------------------------------

  const BLANK = { verdict: "", reason: "", who: "", when: "", values: {} };
  const answerOf = (row) => answers.of(rows.keys[row.plan_id], row.id) || BLANK;
  const keep = (row, change) => {
    const answer = { ...answerOf(row), ...change };
    if (!answer.who || change.verdict) Object.assign(answer, { who: answers.who(), when: today() });
    answers.keep(rows.keys[row.plan_id], row.id, answer.verdict || answer.reason || row.added ? answer : null);
    tell();
  };
  // Rows that were added, as far as they belong to the plans that are shown.
  const added = () => Object.entries(rows.keys).flatMap(([plan_id, key]) => Object.entries(answers.all(key))
    .filter(([id]) => id.startsWith(ADD))
    .map(([id, { start, quote, sentence, place }]) => ({ id, plan_id, start, end: start + letters(quote).length, quote, sentence, place, check: "", added: true, of: () => "" })));

  // Why a value cannot stand in its field.
  const fault = (field, value) => {
    if (value === "") return needed.includes(field) ? "needs_value" : "";
    return patterns[field] && !new RegExp(`^(?:${patterns[field]})$`).test(value) ? (field === "period" ? "no_period" : "no_number") : "";
  };
  const valueOf = (row, field) => answerOf(row).values[field] ?? (row.added && field === "value_min" ? answerOf(row).values.value_max : undefined) ?? row.of(field);
  // What keeps an answer from being a correction.
  const problem = (row) => {
    const { verdict, values } = answerOf(row);
    if (verdict === "correct" && !Object.keys(values).length) return "no_change";
    if (verdict === "add" && !(values.value_max && values.kind)) return "needs_more";
    if (!["correct", "add"].includes(verdict)) return "";
    return Object.entries(values).map(([field, value]) => fault(field, value)).find(Boolean) || "";
  };

  // A row of words that were marked; in the table already, or added before: there.
  const add = ({ plan_id, start, quote, sentence, place }) => {
    const end = start + letters(quote).length;
    const there = [...known, ...added()].find((row) => row.plan_id === plan_id && row.start < end && start < row.end);
    const id = `${ADD}${start}:${quote}`;
    if (!there) {
      const values = { comparator: "eq", distribution: "total" };
      answers.keep(rows.keys[plan_id], id, { ...BLANK, verdict: "add", who: answers.who(), when: today(), values, start, quote, sentence, place });
    }
    visit(there ? there.id : id, there ? words.there_already : "");
  };

  // The frame -------------------------------------------------------------------------------------------

  const progress = element("span", { role: "status", class: "review-progress" });
  const told = element("p", { class: "review-told", role: "alert" });
  const kept = element("small", { class: "review-kept" });
  const who = element("input", { class: "review-who", autocomplete: "name", size: 14 });
  who.value = answers.who();
  who.addEventListener("input", () => answers.name(who.value.trim()));
  const choose = element("select", { class: "review-filter" });
  const plans = element("select", { class: "review-plan" });
  const list = element("div", { class: "review-rows" });
  const pages = element("div", { class: "review-pages" });

  const tell = () => {
    progress.textContent = said("progress", { done: known.filter((row) => answerOf(row).verdict).length, all: known.length });
    if (added().length) progress.textContent += said("progress_added", { count: added().length });
    kept.textContent = words[answers.state.kept ? "kept_here" : "not_kept"];
  };

  // Cards -----------------------------------------------------------------------------------------------

  const passage = ({ sentence, place, quote }) => {
    const text = letters(sentence), end = place + letters(quote.replace(/\s+/g, "")).length;
    const made = element("p", { class: "passage", lang: "zh" }, text.slice(0, Math.max(place, 0)).join(""));
    if (place >= 0) made.append(element("mark", {}, text.slice(place, end).join("")), text.slice(end).join(""));
    else made.append(sentence);
    return made;
  };

  const field = (row, name) => {
    const meanings = codes[name] && Object.keys(codes[name]).length ? codes[name] : null;
    const label = element("label", { title: name }, words[name], " "), input = element(meanings ? "select" : "input", { "data-field": name });
    if (meanings) for (const [code, meaning] of [["", ""], ...Object.entries(meanings)]) input.append(element("option", { value: code }, meaning));
    if (patterns[name] && name !== "period") input.inputMode = "decimal";
    if (!meanings) input.lang = "zh";
    const note = element("span", { class: "review-fault" });
    const check = () => {
      const wrong = row.of(name) === input.value.trim() && !row.added ? "" : fault(name, input.value.trim());
      const said_wrong = row.added && input.value === "" ? "" : wrong;
      note.textContent = said_wrong ? words[said_wrong] : "";
      input.toggleAttribute("aria-invalid", Boolean(said_wrong));
    };
    const mark = () => {
      label.classList.toggle("changed", name in answerOf(row).values && !row.added);
      check();
    };
    const fill = () => { input.value = valueOf(row, name); mark(); };
    // Each letter is kept: who closes the page while typing loses nothing.
    input.addEventListener("input", () => {
      const value = input.value.trim(), values = { ...answerOf(row).values };
      if (value === row.of(name)) delete values[name]; else values[name] = value;
      const { verdict } = answerOf(row);
      keep(row, { values, verdict: row.added ? "add" : verdict === "reject" ? verdict : Object.keys(values).length ? "correct" : verdict === "correct" ? "" : verdict });
      mark();
      refresh(input.closest("article"), row);
    });
    label.append(input, note);
    label.fill = fill;
    fill();
    return label;
  };

  const refresh = (article, row) => {
    const { verdict, who: by, when } = answerOf(row);
    article.dataset.verdict = verdict;
    for (const one of article.querySelectorAll(".verdicts button[value]")) one.setAttribute("aria-pressed", String(one.value === verdict));
    article.querySelector(".review-by").textContent = verdict && by ? `${by}, ${when}` : "";
  };

  const judge = (article, row, verdict) => {
    const again = answerOf(row).verdict === verdict;
    keep(row, { verdict: again ? "" : verdict, ...(verdict === "correct" && !again ? {} : { values: verdict === "reject" ? answerOf(row).values : {} }) });
    for (const label of article.querySelectorAll(".review-fields label")) label.fill();
    refresh(article, row);
    if (verdict === "correct" && !again) article.querySelector("[data-field]").focus();
  };

  const card = (row) => {
    const article = element("article", { tabindex: "-1", "data-id": row.id, "aria-label": `${row.plan_id}, ${row.quote}` });
    const where = element("p", { class: "review-place" }, `${row.plan_id} · ${row.start} · `);
    where.append(row.added ? words.add : href ? element("a", { href: href(row.plan_id, row.id) }, row.id) : row.id, " ", element("span", { class: "review-by" }));
    article.append(where, passage(row));
    if (row.check) article.append(element("p", { class: "look" }, `${words.look}: ${row.check.split(";").map((one) => codes.check[one] || one).join(words.between)}`));
    const some = element("div", { class: "review-fields" }), more = element("div", { class: "review-fields" });
    for (const one of changeable) (first.includes(one) ? some : more).append(field(row, one));
    some.replaceChildren(...first.map((one) => [...some.children].find((label) => label.title === one)));
    article.append(some, element("details", {}, element("summary", {}, words.more_fields), more));
    const foot = element("div", { class: "verdicts" });
    if (row.added) {
      foot.append(button(words.take_back, () => { answers.keep(rows.keys[row.plan_id], row.id, null); tell(); draw(); }));
    } else {
      for (const verdict of ["accept", "correct", "reject"]) foot.append(button(words[verdict], () => judge(article, row, verdict), { value: verdict, "aria-pressed": "false" }));
    }
    const reason = element("input", { class: "review-reason", "aria-label": words.reason, placeholder: words.reason });
    reason.value = answerOf(row).reason;
    reason.addEventListener("input", () => keep(row, { reason: reason.value.trim() }));
    foot.append(reason);
    if (!row.added) foot.append(...adder(article, row.plan_id, row.start - Math.max(row.place, 0), row.sentence));
    article.append(foot);
    refresh(article, row);
    return article;
  };

  const bare = ([plan_id, start, text]) => {
    const article = element("article", { tabindex: "-1", "aria-label": plan_id });
    const foot = element("div", { class: "verdicts" }, ...adder(article, plan_id, Number(start), text));
    article.append(element("p", { class: "review-place" }, `${plan_id} · ${start}`), passage({ sentence: text, place: -1, quote: "" }), foot);
    return article;
  };

  // Words of a passage are marked with the pointer, or typed by who has none.
  const adder = (article, plan_id, start, sentence) => {
    const typed = element("input", { class: "review-words", "aria-label": words.type_words, placeholder: words.type_words, lang: "zh" });
    typed.hidden = true;
    const note = element("span", { class: "review-fault", role: "alert" });
    const take = (before, quote) => add({ plan_id, start: start + letters(before).length, quote, sentence, place: letters(before).length });
    const asked = () => {
      const marked = markedIn(article.querySelector(".passage"));
      const place = sentence.indexOf(typed.value.trim());
      if (marked) take(marked.before, marked.quote);
      else if (typed.hidden || !typed.value.trim()) { typed.hidden = false; note.textContent = words.mark_first; typed.focus(); }
      else if (place < 0) note.textContent = words.not_in_passage;
      else take(sentence.slice(0, place), typed.value.trim());
    };
    const act = button(words.add_row, asked);
    act.addEventListener("mousedown", (event) => event.preventDefault()); // the words stay marked
    typed.addEventListener("keydown", (event) => { if (event.key === "Enter") asked(); });
    return [act, typed, note];
  };

  // Which rows are shown --------------------------------------------------------------------------------

  const inOrder = (some) => some.sort((a, b) => order.get(a.plan_id) - order.get(b.plan_id) || a.start - b.start);
  const filters = {
    all: () => inOrder([...known, ...added()]),
    doubtful: () => known.filter((row) => row.check),
    open: () => known.filter((row) => !answerOf(row).verdict),
    changed: () => inOrder([...known.filter((row) => ["correct", "reject"].includes(answerOf(row).verdict)), ...added()]),
    missed: () => rows.passages,
  };
  const items = () => filters[shown]().filter((one) => !plan || (one.plan_id ?? one[0]) === plan);

  const draw = () => {
    const all = items(), last = Math.max(Math.ceil(all.length / CARDS) - 1, 0);
    page = Math.min(Math.max(page, 0), last);
    list.replaceChildren(...all.slice(page * CARDS, (page + 1) * CARDS).map(shown === "missed" ? bare : card));
    if (list.firstElementChild) list.firstElementChild.tabIndex = 0;
    else list.append(element("p", {}, words.nothing));
    pages.replaceChildren();
    if (!last) return;
    const turn = (text, by, off) => { const made = button(text, () => { page += by; draw(); list.firstElementChild.focus(); }); made.disabled = off; return made; };
    pages.append(turn(words.previous, -1, page === 0), element("span", {}, said("page", { page: page + 1, pages: last + 1 })), turn(words.next, 1, page === last));
  };

  // Shows a row, whatever is filtered.
  const visit = (id, note = "") => {
    let place = items().findIndex((row) => row.id === id);
    if (place < 0) {
      choose.value = shown = "all";
      plans.value = plan = "";
      place = items().findIndex((row) => row.id === id);
    }
    if (place < 0) return;
    page = Math.floor(place / CARDS);
    draw();
    const article = list.querySelector(`[data-id="${CSS.escape(id)}"]`);
    article.scrollIntoView({ block: "center" });
    (article.dataset.verdict === "add" ? article.querySelector("[data-field=value_max]") : article).focus({ preventScroll: true });
    told.textContent = note;
  };

  // Files -----------------------------------------------------------------------------------------------

  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const save = (lines, file) => {
    const text = lines.map((cells) => cells.map((cell) => quoted(String(cell ?? ""))).join(",")).join("\n");
    const link = element("a", { download: file, href: URL.createObjectURL(new Blob(["\ufeff", text, "\n"], { type: "text/csv" })) });
    root.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    answers.state.unsaved = false;
  };
  const named = () => {
    if (who.value.trim()) { told.textContent = ""; answers.name(who.value.trim()); return true; }
    told.textContent = words.who_first;
    who.focus();
    return false;
  };
  const byOf = (row) => { const { who: by, when } = answerOf(row); return { who: by || who.value.trim(), when: when || today() }; };

  const saveCorrections = () => {
    if (!named()) return;
    const judged = filters.all().filter((row) => ["correct", "reject", "add"].includes(answerOf(row).verdict));
    const wrong = judged.find(problem);
    if (wrong) { visit(wrong.id, words[problem(wrong)]); return; }
    const lines = judged.flatMap((row) => {
      const { verdict: action, reason, values } = answerOf(row);
      const shared = { plan_id: row.plan_id, target_id: row.added ? "" : row.id, quote: row.quote, start: row.start, action, reason, ...byOf(row) };
      const changes = action === "reject" ? [["", ""]] : changeable.filter((one) => one in values).map((one) => [one, values[one]]);
      return changes.map(([one, value]) => ({ ...shared, field: one, expected: one ? row.of(one) : "", value }));
    });
    save([fields, ...lines.map((line) => fields.map((one) => line[one]))], "corrections.csv");
    told.textContent = said("saved", { count: lines.length });
  };

  const saveSheet = () => {
    if (!named()) return;
    const lines = filters.all().map((row) => {
      const { verdict, reason, values } = answerOf(row);
      const text = letters(row.sentence), end = row.place + letters(row.quote.replace(/\s+/g, "")).length;
      const marked = row.place < 0 ? row.sentence : `${text.slice(0, row.place).join("")}【${text.slice(row.place, end).join("")}】${text.slice(end).join("")}`;
      const line = { target_id: row.added ? "" : row.id, plan_id: row.plan_id, start: row.start, quote: row.quote, passage: marked, check: row.check, verdict, reason, ...(verdict ? byOf(row) : {}) };
      for (const one of changeable) Object.assign(line, { [one]: row.of(one), [`new_${one}`]: one in values ? values[one] || empty : "" });
      return line;
    });
    save([sheet, ...lines.map((line) => sheet.map((one) => line[one]))], `${name}-answers.csv`);
    told.textContent = "";
  };

  // Start -----------------------------------------------------------------------------------------------

  for (const one of Object.keys(filters)) if (one !== "missed" || rows.passages.length) choose.append(element("option", { value: one }, words[one]));
  plans.append(element("option", { value: "" }, words.all_plans), ...[...order.keys()].map((one) => element("option", { value: one }, one)));
  choose.addEventListener("change", () => { shown = choose.value; page = 0; draw(); });
  plans.addEventListener("change", () => { plan = plans.value; page = 0; draw(); });
  const labelled = (word, input) => element("label", {}, words[word], " ", input);
  const bar = element("div", { class: "review-bar" }, labelled("show", choose));
  if (order.size > 1) bar.append(labelled("plan", plans));
  bar.append(labelled("who", who), button(words.save_corrections, saveCorrections, { class: "review-save" }), button(words.save, saveSheet, { class: "review-sheet" }), progress);
  root.classList.add("review");
  root.replaceChildren(bar, told, element("p", { class: "review-help" }, words.keys, " ", kept), list, pages);

  document.addEventListener("keydown", (event) => {
    if (root.closest("[hidden]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const active = document.activeElement, article = active?.closest?.("article");
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(active?.tagName)) {
      if (event.key === "Escape" && article && root.contains(article)) article.focus();
      return;
    }
    const cards = [...list.querySelectorAll("article")], here = cards.indexOf(article);
    const step = { n: 1, p: -1 }[event.key];
    if (step) {
      const next = here < 0 ? (step > 0 ? 0 : -1) : here + step;
      if (cards[next]) cards[next].focus();
      else if (here >= 0 && pages.children.length && !pages.children[step > 0 ? 2 : 0].disabled) {
        page += step;
        draw();
        list.querySelectorAll("article")[step > 0 ? 0 : CARDS - 1].focus();
      }
    }
    const verdict = { a: "accept", c: "correct", r: "reject" }[event.key];
    if (verdict && here >= 0 && article.querySelector(`button[value=${verdict}]`)) {
      event.preventDefault(); // the letter would go into the field that is focused
      article.querySelector(`button[value=${verdict}]`).click();
    }
  }, heard);
  addEventListener("storage", () => { tell(); if (!list.contains(document.activeElement)) draw(); }, heard);
  draw();
  tell();
  return { add, visit, stop: () => ended.abort() };
};

// The words that are marked in an element, and all that stands before them there; null where none are.
const markedIn = (place) => {
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  if (!range || !place.contains(range.commonAncestorContainer)) return null;
  const before = document.createRange();
  before.setStart(place, 0);
  before.setEnd(range.startContainer, range.startOffset);
  // A card of a target stands in the text and is none of it.
  const textOf = (one) => { const part = one.cloneContents(); for (const card of part.querySelectorAll(".target-card")) card.remove(); return part.textContent; };
  const text = textOf(range), quote = text.trim();
  return quote ? { before: textOf(before) + text.slice(0, text.indexOf(quote)), quote } : null;
};
