// Plans with their targets marked, their table, and, where Python came with the page, plans that are dropped on it.
// Texts are set as text; markup comes from this project's own code alone (plantargets.book.view).
"use strict";
(() => {
  const root = document.getElementById("plan-view");
  const { words, frames, reviews, plans, tables, language: first } = JSON.parse(document.getElementById("view-data").textContent);
  const pack = window.plantargetsPack;
  const MOST_BYTES = 30 * 2 ** 20;
  const MOST_LETTERS = 3_000_000;
  const wanted = new URLSearchParams(location.search).get("lang");
  let language = ["en", "zh"].includes(wanted) ? wanted : first;
  let table = tables, shown = plans[0]?.id ?? null, tab = "plan";
  let reader = null, explorer = null, review = null;

  const element = (tag, attributes = {}, ...parts) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...parts);
    return made;
  };
  // As plantargets.prose.Phrase: {n:|target|targets} is a number with its word.
  const filled = (pattern, values) => pattern.replace(/\{(\w+)(?::\|(.*?)\|(.*?))?\}/g, (_, name, one, many) => (
    many === undefined ? values[name] : `${values[name]} ${String(values[name]) === "1" ? one : many}`));
  const said = (name, values = {}) => filled(words[language][name], values);
  const button = (text, act, attributes = {}) => {
    const made = element("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", act);
    return made;
  };

  // The frame, which stays ------------------------------------------------------------------------------

  const title = element("h1"), about = element("p", { class: "view-about" });
  const other = button("", () => {
    const asked = new URLSearchParams(location.search);
    language = language === "en" ? "zh" : "en";
    asked.set("lang", language);
    history.replaceState(history.state, "", `${location.pathname}?${asked}${location.hash}`);
    drawAll();
    follow();
  }, { class: "view-language" });
  const intake = element("section", { class: "view-intake" });
  const status = element("div", { class: "view-status", role: "status", "aria-live": "polite" });
  const told = element("ul", { class: "view-told" });
  const tabs = element("div", { class: "view-tabs", role: "tablist" });
  const planPane = element("section", { class: "view-plan", role: "tabpanel", id: "view-plan" });
  const tablePane = element("section", { class: "view-table", role: "tabpanel", id: "view-table" });
  const reviewPane = element("section", { role: "tabpanel", id: "view-review" });
  const panes = { plan: planPane, table: tablePane, review: reviewPane };
  const heading = document.querySelector("h1");
  root.append(...(heading ? [] : [element("header", {}, title, other)]), about, intake, status, told, tabs, ...Object.values(panes));

  const drawAll = () => {
    if (!heading) document.documentElement.lang = language;
    root.lang = language;
    title.textContent = said(pack ? "title_reader" : "title");
    if (!heading) document.title = title.textContent;
    other.textContent = said("other_language");
    other.lang = language === "en" ? "zh" : "en";
    about.textContent = pack ? said("about_reader") : plans.length ? said("about", { plans: plans.length, targets: plans.reduce((sum, plan) => sum + plan.targets, 0) }) : "";
    if (pack) drawIntake();
    drawTold();
    drawStatus();
    draw();
  };

  const draw = () => {
    drawTabs();
    drawPlan();
    drawTable();
    drawReview();
    showTab(tab);
  };

  const drawTabs = () => {
    tabs.replaceChildren();
    if (!plans.length) return;
    for (const name of Object.keys(panes)) {
      tabs.append(button(said(`tab_${name}`), () => showTab(name), { role: "tab", "data-tab": name, "aria-controls": `view-${name}` }));
    }
    if (plans.length > 1) {
      const select = element("select", { "aria-label": said("choose_plan") });
      for (const plan of plans) select.append(element("option", { value: plan.id }, `${plan.id} (${plan.targets})`));
      select.value = shown;
      select.addEventListener("change", () => { shown = select.value; drawPlan(); showTab("plan"); });
      tabs.append(select);
    }
    if (pack) {
      tabs.append(button(said("remove"), () => ask({ remove: shown }), { class: "view-remove" }));
    }
  };

  const showTab = (name) => {
    tab = name;
    for (const [each, pane] of Object.entries(panes)) pane.hidden = name !== each || !plans.length;
    for (const one of tabs.querySelectorAll("[role=tab]")) one.setAttribute("aria-selected", String(one.dataset.tab === name));
  };

  const drawPlan = () => {
    reader?.stop();
    reader = null;
    planPane.replaceChildren();
    const plan = plans.find((one) => one.id === shown);
    if (!plan) return;
    const text = element("div", { class: "plan-reader", "data-language": language });
    text.innerHTML = plan[language].bar + plan.html;
    const sections = element("details", { class: "view-sections" });
    sections.innerHTML = plan[language].sections;
    sections.prepend(element("summary", {}, said("sections")));
    sections.open = matchMedia("(min-width: 60rem)").matches;
    const head = element("p", { class: "plan-facts" }, element("strong", { lang: "zh" }, plan.title || plan.id), ` · ${said("targets", { count: plan.targets })}`);
    const notes = element("ul", { class: "view-notes" });
    for (const note of plan.notes) notes.append(element("li", { lang: "en" }, note));
    const mark = button(said("add_marked"), () => {
      const marked = markedIn(text.querySelector("#plan-text"));
      if (marked) addRow(plan, marked);
      else { note.textContent = said("mark_first"); }
    }, { class: "view-add" });
    mark.addEventListener("mousedown", (event) => event.preventDefault()); // the words stay marked
    const note = element("span", { role: "alert" });
    planPane.append(sections, element("div", { class: "view-text" }, head, notes, element("p", { class: "view-adding" }, mark, " ", note), text));
    reader = planReader(text, plan[language].data, {
      row: (id) => `#row-${id}`,
      address: (id) => `#${id}`,
      cite: (id) => `${plan.title || plan.id}. “${text.querySelector(`[data-targets~="${CSS.escape(id)}"]`).textContent}” (${plan.id}, ${id})`,
      add: (number) => {
        const letters = [...planText()], [start, end] = (number.dataset.quantity || "").split("-").map(Number);
        if (end) addRow(plan, { before: letters.slice(0, start).join(""), quote: letters.slice(start, end).join("") });
        else {
          getSelection().selectAllChildren(number);
          addRow(plan, markedIn(text.querySelector("#plan-text")));
        }
      },
    });
  };

  // A row of words that were marked in the text of a plan: its sentence is the line that they stand in.
  const addRow = (plan, { before, quote }) => {
    const whole = planText(), end = whole.indexOf("\n", before.length + quote.length);
    const line = before.slice(before.lastIndexOf("\n") + 1).replace(/\s+/g, "");
    const rest = whole.slice(before.length, end < 0 ? whole.length : end).replace(/\s+/g, "");
    showTab("review");
    review.add({ plan_id: plan.id, start: [...before].length, quote, sentence: line + rest, place: [...line].length });
  };
  const planText = () => {
    const copy = document.getElementById("plan-text").cloneNode(true);
    for (const card of copy.querySelectorAll(".target-card")) card.remove();
    return copy.textContent;
  };

  const drawReview = () => {
    review?.stop();
    review = null;
    reviewPane.replaceChildren();
    if (!plans.length || !table) return;
    const { columns, rows } = table[language];
    review = planReview(reviewPane, reviews[language], { ...table.review, columns, cells: rows }, { href: (_, id) => `#${id}` });
  };

  const drawTable = () => {
    explorer?.stop();
    explorer = null;
    tablePane.replaceChildren();
    if (!plans.length || !table) return;
    tablePane.innerHTML = frames[language];
    explorer = targetExplorer(tablePane.querySelector(".explorer"), table[language], (_, id) => `#${id}`);
  };

  // #t-… is a target in its plan, #row-t-… its row in the table, #s-… a section.
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id.startsWith("row-")) {
      showTab("table");
      explorer?.follow(id.slice(4));
      return;
    }
    if (id.startsWith("s-")) { showTab("plan"); document.getElementById(id)?.scrollIntoView(); return; }
    const plan = plans.find((one) => id in one.en.data.cards);
    if (!plan) return;
    if (plan.id !== shown) { shown = plan.id; drawTabs(); drawPlan(); }
    showTab("plan");
    reader?.goTo(id);
  };
  addEventListener("hashchange", follow);

  // Plans that are given to the page --------------------------------------------------------------------

  const waiting = new Map();
  const answers = [];
  let worker = null, ready = false, step = 0, asked = 0, fault = "";
  const STEPS = 4;

  const say = (sentence, isFault = true) => { answers.unshift({ sentence, isFault }); answers.length = Math.min(answers.length, 8); drawTold(); };
  const drawTold = () => told.replaceChildren(...answers.map(({ sentence, isFault }) => element("li", { class: isFault ? "fault" : "remark" }, sentence[language])));

  const drawStatus = () => {
    status.replaceChildren();
    if (!pack) return;
    if (fault) {
      status.append(element("p", { class: "fault" }, said("no_python", { reason: fault })));
    } else if (!ready) {
      status.append(element("label", {}, `${said("starting")} `, element("progress", { max: STEPS, value: step })));
    } else if (waiting.size) {
      const [{ name, stage }] = waiting.values();
      status.append(element("label", {}, `${said(`stage_${stage}`, { name })} `, element("progress")), " ", button(said("cancel"), restart));
    } else {
      status.append(element("p", { class: "ready" }, said("ready")));
    }
  };

  const startWorker = () => {
    ready = false;
    step = 0;
    fault = "";
    if (!window.DecompressionStream || !window.WebAssembly) { fault = said("old_browser"); drawStatus(); return; }
    const script = document.getElementById("view-worker").textContent;
    worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    worker.onmessage = ({ data }) => {
      if (data.ready) {
        ready = true;
        root.dataset.ready = String(Math.round(performance.now()));
        for (const message of waiting.values()) worker.postMessage(message.sent);
      } else if (data.step !== undefined) step = data.step;
      else if (data.stage) waiting.get(data.id).stage = data.stage;
      else if (data.id !== undefined) answer(data);
      else fault = data.fault;
      drawStatus();
    };
    worker.onerror = (event) => { fault = event.message || "Worker"; drawStatus(); };
    worker.postMessage({ pack });
  };

  // Ends what is being read and starts anew with the plans that are there.
  const restart = () => {
    worker.terminate();
    for (const { name } of waiting.values()) say(both("cancelled", { name }), false);
    waiting.clear();
    plans.length = 0;
    table = null;
    shown = null;
    draw();
    startWorker();
    drawStatus();
  };

  const both = (name, values) => Object.fromEntries(["en", "zh"].map((each) => [each, filled(words[each][name], values)]));

  const ask = (message, name = "") => {
    const id = ++asked;
    waiting.set(id, { name, stage: "waiting", sent: { id, ...message } });
    if (ready) worker.postMessage({ id, ...message });
    drawStatus();
  };

  // How many files the page has done with, for whoever waits for them.
  const done = () => { root.dataset.done = String(Number(root.dataset.done || 0) + 1); };

  const answer = (message) => {
    show(message);
    done();
  };

  const show = ({ id, answer: got, fault: broke }) => {
    const { name, sent } = waiting.get(id);
    waiting.delete(id);
    if (broke) {
      // Python itself gave up: out of memory, or nested too deep. It is started anew.
      say({ en: `${name}: ${words.en.broke}`, zh: `${name}：${words.zh.broke}` });
      restart();
      return;
    }
    if (sent.remove !== undefined) {
      plans.splice(plans.findIndex((plan) => plan.id === sent.remove), 1);
      shown = plans[0]?.id ?? null;
      table = got.tables;
      draw();
      return;
    }
    if (got.failure) {
      const detail = got.failure.words ? ` (${got.failure.words})` : "";
      say({ en: `${name}: ${got.failure.en}${detail}`, zh: `${name}：${got.failure.zh}` });
      return;
    }
    for (const remark of got.remarks) say({ en: `${name}: ${remark.en}`, zh: `${name}：${remark.zh}` }, false);
    const place = plans.findIndex((plan) => plan.id === got.view.id);
    if (place >= 0) plans[place] = got.view; else plans.push(got.view);
    shown = got.view.id;
    table = got.tables;
    tab = "plan";
    draw();
  };

  const take = async (files) => {
    for (const file of files) {
      if (file.size > MOST_BYTES) {
        const size = { name: file.name, size: Math.round(file.size / 2 ** 20), most: MOST_BYTES / 2 ** 20 };
        say(both("too_big", size));
        done();
        continue;
      }
      try {
        ask({ name: file.name, content: await file.arrayBuffer() }, file.name);
      } catch {
        say(both("unreadable", { name: file.name })); // a folder
        done();
      }
    }
  };

  const drawIntake = () => {
    const input = element("input", { type: "file", multiple: "", id: "view-file", accept: ".txt,.md,.html,.htm,.mht,.docx,.pdf,.xlsx,.xls,.ofd" });
    input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
    const drop = element("label", { class: "view-drop", for: "view-file" }, element("strong", {}, said("drop")), element("span", {}, said("formats")), input);
    const area = element("textarea", { rows: 4, id: "view-text", "aria-label": said("paste"), placeholder: said("paste_hint") });
    area.value = document.getElementById("view-text")?.value || "";
    const mark = button(said("mark"), () => {
      const text = area.value;
      if (!text.trim()) { area.focus(); return; }
      if (text.length > MOST_LETTERS) { say(both("too_long", { most: MOST_LETTERS.toLocaleString("en") })); return; }
      ask({ name: said("pasted"), content: text }, said("pasted"));
    }, { id: "view-mark" });
    intake.replaceChildren(drop, element("div", { class: "view-paste" }, area, mark));
  };

  if (pack) {
    const over = (event) => { event.preventDefault(); root.classList.toggle("over", event.type === "dragover"); };
    addEventListener("dragover", over);
    addEventListener("dragleave", over);
    addEventListener("drop", (event) => { over(event); take([...event.dataTransfer.files]); });
  }
  drawAll();
  if (pack) startWorker();
  drawStatus();
  follow();
})();
