// The text of a plan: cards of targets on hover, focus and click; kinds to filter by; steps from target to target; why
// another number is none. Texts come from the page's own data and are set as text, never as markup.
"use strict";
// `root` holds .reader-bar and #plan-text. `links` says where a target leads: { row(id), address(id), cite(id) }, and
// what becomes of a number that a reader takes for a target: { add(mark) }, where rows can be added.
const planReader = (root, data, links) => {
  const { words, cards, outlooks, reasons } = data;
  const narrow = matchMedia("(max-width: 600px)");
  const ended = new AbortController();
  const heard = { signal: ended.signal };
  let card = null;
  let pinned = false;
  let leaving = 0;
  let kind = "";

  const element = (tag, attributes = {}, text = "") => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text) made.textContent = text;
    return made;
  };
  // As plantargets.prose.Phrase: {n:|target|targets} is a number with its word.
  const filled = (pattern, values) => pattern.replace(/\{(\w+)(?::\|(.*?)\|(.*?))?\}/g, (_, name, one, many) => (
    many === undefined ? values[name] : `${values[name]} ${String(values[name]) === "1" ? one : many}`));
  const marks = () => [...root.querySelectorAll("a.target:not(.off)")];

  // Cards -----------------------------------------------------------------------------------------

  const table = (id) => {
    const list = element("dl");
    for (const [name, text] of cards[id] || []) {
      const language = /[\u3400-\u9fff]/.test(text) ? "zh" : "en";
      list.append(element("dt", {}, name), element("dd", { lang: language }, text));
    }
    return list;
  };

  const outlook = (id) => {
    const { lines, href } = outlooks[id];
    const made = element("div", { class: "target-outlook" });
    for (const line of lines) made.append(element("p", {}, line));
    const link = element("p");
    link.append(element("a", { href }, words.chapter));
    made.append(link);
    return made;
  };

  const copyButton = (id) => {
    const button = element("button", { type: "button", class: "copy" }, words.copy);
    button.addEventListener("click", async () => {
      const text = links.cite(id);
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // Files have no clipboard of their own in some browsers.
        const area = element("textarea", { "aria-hidden": "true" });
        area.value = text;
        button.after(area);
        area.select();
        document.execCommand("copy");
        area.remove();
        button.focus();
      }
      button.textContent = words.copied;
      button.dataset.copied = text;
    });
    return button;
  };

  const makeCard = (mark) => {
    const made = element("div", { class: "target-card", role: "note", id: "target-card", lang: root.dataset.language });
    if (mark.matches(".number")) {
      const [became, meaning] = reasons[mark.dataset.reason];
      const pattern = { none: words.no_target, part: words.part_of_target, unread: words.not_read }[became];
      made.append(element("p", { class: "target-reason" }, filled(pattern, { meaning })));
      if (links.add) {
        const adding = element("button", { type: "button", class: "copy" }, words.add_number);
        adding.addEventListener("click", () => { hide(); links.add(mark); });
        made.append(adding);
      }
    } else {
      for (const id of mark.dataset.targets.split(" ")) {
        made.append(table(id));
        if (outlooks[id]) made.append(outlook(id));
        const foot = element("p", { class: "target-links" });
        foot.append(element("a", { href: links.row(id) }, words.in_table), " · ");
        foot.append(element("a", { href: `#${id}`, title: words.address }, links.address(id)), " · ", copyButton(id));
        made.append(foot);
      }
      if ([...made.querySelectorAll("dd")].some((cell) => cell.textContent.includes("*"))) {
        made.append(element("p", { class: "target-note" }, words.lead));
      }
    }
    const button = element("button", { type: "button", class: "close", "aria-label": words.close }, "×");
    button.addEventListener("click", () => { hide(); mark.focus({ preventScroll: true }); hide(); });
    made.prepend(button);
    made.addEventListener("mouseenter", () => clearTimeout(leaving));
    made.addEventListener("mouseleave", leave);
    return made;
  };

  const place = (mark) => {
    if (narrow.matches) return; // a sheet at the foot of the screen, see book.css
    const box = mark.getClientRects()[0];
    const frame = root.getBoundingClientRect();
    const left = Math.min(Math.max(box.left - frame.left, 0), Math.max(frame.width - card.offsetWidth, 0));
    const below = box.bottom + 6 + card.offsetHeight < innerHeight || box.top < card.offsetHeight + 12;
    card.style.left = `${left}px`;
    card.style.top = `${(below ? box.bottom + 6 : box.top - card.offsetHeight - 6) - frame.top}px`;
  };

  const show = (mark, pin) => {
    clearTimeout(leaving);
    if (card && card.mark === mark) { pinned = pinned || pin; return; }
    hide();
    card = makeCard(mark);
    card.mark = mark;
    // Behind the line of the target, so that Tab goes from the target into its card.
    mark.after(card);
    mark.setAttribute("aria-describedby", "target-card");
    pinned = pin;
    place(mark);
  };

  const hide = () => {
    if (!card) return;
    card.mark.removeAttribute("aria-describedby");
    card.remove();
    card = null;
    pinned = false;
  };

  const leave = () => {
    clearTimeout(leaving);
    if (!pinned) leaving = setTimeout(() => { if (!pinned) hide(); }, 250);
  };

  // Where we are ----------------------------------------------------------------------------------

  const told = root.querySelector(".reader-place");
  const tell = (mark) => {
    const all = marks(), at = all.indexOf(mark);
    told.textContent = filled(at < 0 ? words.places : words.place, { place: at + 1, all: all.length });
  };

  // Shows the target of an address; says whether it is one of this text.
  const goTo = (id) => {
    const found = id && document.getElementById(id);
    const mark = found && root.contains(found) && (found.matches("a.target") ? found : found.parentElement.querySelector(`[data-targets~="${CSS.escape(id)}"]`));
    for (const one of root.querySelectorAll(".target.chosen")) one.classList.remove("chosen");
    if (!mark) { tell(null); return false; }
    if (mark.matches(".off")) choose("");
    mark.classList.add("chosen");
    // On a narrow screen the card takes the lower half.
    mark.scrollIntoView({ block: narrow.matches ? "start" : "center" });
    mark.focus({ preventScroll: true });
    show(mark, true);
    tell(mark);
    return true;
  };

  // From the chosen target, else from the first below the top of the screen.
  const step = (by) => {
    const all = marks();
    if (!all.length) return;
    const chosen = all.findIndex((mark) => mark.matches(".chosen"));
    const below = all.findIndex((mark) => mark.getBoundingClientRect().top > 60);
    const from = chosen >= 0 ? chosen + by : by > 0 ? below : (below < 0 ? all.length : below) - 1;
    const next = all[Math.min(Math.max(from < 0 && by > 0 ? 0 : from, 0), all.length - 1)];
    links.visit ? links.visit(next.id || next.dataset.targets.split(" ")[0]) : location.hash = next.id || next.dataset.targets.split(" ")[0];
    if (!next.matches(".chosen")) goTo(next.id || next.dataset.targets.split(" ")[0]);
  };

  const choose = (wanted) => {
    kind = wanted;
    hide();
    for (const button of root.querySelectorAll("[data-kind][aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    }
    for (const mark of root.querySelectorAll("a.target")) {
      const off = kind !== "" && mark.dataset.kind !== kind;
      mark.classList.toggle("off", off);
      if (off) mark.setAttribute("tabindex", "-1"); else mark.removeAttribute("tabindex");
    }
    tell(root.querySelector(".target.chosen:not(.off)"));
  };

  // Other numbers answer a click always; the button marks them and lets Tab reach them.
  const numbers = root.querySelector("[data-numbers]");
  const markNumbers = () => {
    const on = numbers.getAttribute("aria-pressed") !== "true";
    numbers.setAttribute("aria-pressed", String(on));
    root.classList.toggle("with-numbers", on);
    for (const one of root.querySelectorAll(".number")) {
      if (on) { one.tabIndex = 0; one.setAttribute("role", "button"); } else { one.removeAttribute("tabindex"); one.removeAttribute("role"); }
    }
  };

  // Events, one listener for all marks of a kind ------------------------------------------------------

  const on = (name, act, options = {}) => document.addEventListener(name, act, { ...heard, ...options });
  const markOf = (event) => (event.target.closest && root.contains(event.target) ? event.target.closest("a.target:not(.off)") : null);
  for (const mark of root.querySelectorAll("a.target")) {
    // The sheet at the foot of a narrow screen must not slip between pointer and mark.
    mark.addEventListener("mouseenter", () => { if (!pinned && !narrow.matches && !mark.matches(".off")) show(mark, false); }, heard);
    mark.addEventListener("mouseleave", leave, heard);
    mark.addEventListener("focus", () => {
      if (!mark.matches(":focus-visible")) return; // a press of the pointer: the click follows
      show(mark, false);
      if (narrow.matches) mark.scrollIntoView({ block: "start" });
    }, heard);
    mark.addEventListener("blur", (event) => { if (!card || !card.contains(event.relatedTarget)) leave(); }, heard);
  }
  on("click", (event) => {
    const mark = markOf(event);
    const number = event.target.closest("#plan-text .number");
    const button = event.target.closest("button");
    if (mark) {
      show(mark, true);
      if (location.hash === mark.hash) goTo(mark.hash.slice(1));
    } else if (event.target.closest("a.target.off")) {
      event.preventDefault();
    } else if (number && root.contains(number) && !event.target.closest(".target-card")) {
      show(number, true);
    } else if (card && !card.contains(event.target)) {
      hide();
    }
    if (!button || !root.contains(button)) return;
    if (button.dataset.step) step(Number(button.dataset.step));
    else if (button.dataset.kind !== undefined) choose(kind === button.dataset.kind ? "" : button.dataset.kind);
    else if (button === numbers) markNumbers();
  });
  on("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key === "Escape") hide();
    else if (typing || event.ctrlKey || event.metaKey || event.altKey || root.closest("[hidden]")) return;
    else if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else if (event.target.matches(".number") && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); show(event.target, true); }
  });
  on("focusin", (event) => { if (card && !card.contains(event.target) && event.target !== card.mark) hide(); });
  addEventListener("resize", () => { if (card) place(card.mark); }, heard);
  tell(null);
  return { goTo, stop: () => { hide(); ended.abort(); } };
};

// A page of the book holds one text with its data.
for (const root of document.querySelectorAll(".plan-reader[data-plan]")) {
  const data = root.querySelector(".plan-data");
  if (!data) continue;
  const page = location.pathname.split("/").pop();
  const title = document.querySelector("h1")?.firstChild?.textContent.trim() || document.title;
  const reader = planReader(root, JSON.parse(data.textContent), {
    row: (id) => `../explorer.html#${id}`,
    address: (id) => `${page}#${id}`,
    cite: (id) => {
      const quote = root.querySelector(`[data-targets~="${CSS.escape(id)}"]`).textContent;
      const line = document.querySelector(".plan-facts [lang]")?.textContent || title;
      return `${line}. “${quote}” (${root.dataset.plan}, ${id}). ${location.href.split("#")[0]}#${id}`;
    },
  });
  const follow = () => reader.goTo(decodeURIComponent(location.hash.slice(1)));
  addEventListener("hashchange", follow);
  // After the browser has gone to the address itself.
  if (document.readyState === "complete") follow();
  else addEventListener("load", follow);
  // The other language opens at the same target, or at the section that is being read.
  for (const link of document.querySelectorAll("a.language-switch")) {
    link.addEventListener("click", () => {
      const read = [...root.querySelectorAll("#plan-text [id^='s-'], #plan-text a.target[id]")].filter((one) => one.getBoundingClientRect().top < innerHeight / 2).pop();
      const hash = location.hash || (scrollY > 0 && read ? `#${read.id}` : "");
      link.href = link.getAttribute("href").split("#")[0] + hash;
    });
  }
}
