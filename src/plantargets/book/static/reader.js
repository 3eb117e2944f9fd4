// The card of a target: shown on hover, focus and click. Texts come from the page's own data and are set as text,
// never as markup.
"use strict";
(() => {
  const page = document.querySelector(".plan-reader");
  const { words, cards } = JSON.parse(document.getElementById("plan-cards").textContent);
  const plan = location.pathname.split("/").pop().replace(/\.html$/, "");
  const narrow = matchMedia("(max-width: 600px)");
  let card = null;
  let pinned = false;
  let leaving = 0;

  const element = (tag, attributes = {}, text = "") => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text) made.textContent = text;
    return made;
  };

  const table = (id) => {
    const list = element("dl");
    for (const [name, text] of cards[id] || []) {
      const language = /[\u3400-\u9fff]/.test(text) ? "zh" : "en";
      list.append(element("dt", {}, name), element("dd", { lang: language }, text));
    }
    return list;
  };

  const makeCard = (mark) => {
    const made = element("div", { class: "target-card", role: "note", id: "target-card", lang: page.dataset.language });
    for (const id of mark.dataset.targets.split(" ")) {
      made.append(table(id));
      const links = element("p", { class: "target-links" });
      links.append(element("a", { href: `../explorer.html#${id}` }, words.in_table), " · ");
      links.append(element("a", { href: `#${id}`, title: words.address }, `${plan}.html#${id}`));
      made.append(links);
    }
    if ([...made.querySelectorAll("dd")].some((cell) => cell.textContent.includes("*"))) {
      made.append(element("p", { class: "target-note" }, words.lead));
    }
    const button = element("button", { type: "button", "aria-label": words.close }, "×");
    button.addEventListener("click", () => { hide(); mark.focus({ preventScroll: true }); hide(); });
    made.prepend(button);
    made.addEventListener("mouseenter", () => clearTimeout(leaving));
    made.addEventListener("mouseleave", leave);
    return made;
  };

  const place = (mark) => {
    if (narrow.matches) return; // a sheet at the foot of the screen, see book.css
    const box = mark.getClientRects()[0];
    const frame = page.getBoundingClientRect();
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

  const follow = () => {
    const mark = document.getElementById(location.hash.slice(1));
    const chosen = mark && (mark.matches(".target") ? mark : mark.parentElement.querySelector(`[data-targets~="${CSS.escape(mark.id)}"]`));
    document.querySelectorAll(".target.chosen").forEach((one) => one.classList.remove("chosen"));
    if (!chosen || !chosen.matches("a.target")) return;
    chosen.classList.add("chosen");
    // On a narrow screen the card takes the lower half.
    chosen.scrollIntoView({ block: narrow.matches ? "start" : "center" });
    chosen.focus({ preventScroll: true });
    show(chosen, true);
  };

  for (const mark of document.querySelectorAll("a.target")) {
    // The sheet at the foot of a narrow screen must not slip between pointer and mark.
    mark.addEventListener("mouseenter", () => { if (!pinned && !narrow.matches) show(mark, false); });
    mark.addEventListener("mouseleave", leave);
    mark.addEventListener("focus", () => {
      if (!mark.matches(":focus-visible")) return; // a press of the pointer: the click follows
      show(mark, false);
      if (narrow.matches) mark.scrollIntoView({ block: "start" });
    });
    mark.addEventListener("blur", (event) => { if (!card || !card.contains(event.relatedTarget)) leave(); });
    mark.addEventListener("click", () => { show(mark, true); if (location.hash === mark.hash) follow(); });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("click", (event) => {
    if (card && !card.contains(event.target) && !event.target.closest("a.target")) hide();
  });
  document.addEventListener("focusin", (event) => {
    if (card && !card.contains(event.target) && event.target !== card.mark) hide();
  });
  addEventListener("hashchange", follow);
  addEventListener("resize", () => { if (card) place(card.mark); });
  // After the browser has gone to the address itself.
  if (document.readyState === "complete") follow();
  else addEventListener("load", follow);
})();
