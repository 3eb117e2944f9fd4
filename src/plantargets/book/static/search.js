// The search page: targets first; beside every page found by the search of Sphinx where in it the words stand, with a
// link that leads there. The texts of the pages are in searchtexts.js, since a file cannot fetch its neighbours.
(() => {
  const texts = window.plantargetsTexts;
  const targets = window.plantargets;
  const { words } = texts;
  const { simplified } = targets;
  const shownTargets = 5;
  const around = 60;

  // As plantargets.prose.Phrase: {n:|target|targets} is a number with its word.
  const filled = (pattern, values) => pattern.replace(/\{(\w+)(?::\|(.*?)\|(.*?))?\}/g, (_, name, one, many) => (
    many === undefined ? values[name] : `${values[name]} ${String(values[name]) === "1" ? one : many}`));
  const fold = (text) =>
    [...text.normalize("NFKC").toLowerCase()].map((one) => simplified[one] ?? one).join("");
  const query = new URLSearchParams(location.search).get("q") ?? "";
  const terms = fold(query).split(/\s+/).filter(Boolean);
  const whole = fold(query).trim();

  const marked = (text, place, length) => {
    const excerpt = document.createElement("p");
    excerpt.className = "excerpt";
    const start = Math.max(0, place - around);
    const end = Math.min(text.length, place + length + around);
    const mark = document.createElement("mark");
    mark.textContent = text.slice(place, place + length);
    excerpt.append(start ? "…" : "", text.slice(start, place), mark, text.slice(place + length, end), end < text.length ? "…" : "");
    return excerpt;
  };

  // Folding may change the length of a text only where NFKC does; such texts keep their own letters.
  const foldedOf = (text) => {
    const folded = fold(text);
    return folded.length === text.length ? folded : text.toLowerCase();
  };

  const place = (page) => {
    for (const wanted of [whole, ...terms]) {
      for (const [anchor, text] of texts.pages[page] ?? []) {
        const found = foldedOf(text).indexOf(wanted);
        if (found >= 0) return { anchor, text, found, length: wanted.length };
      }
    }
    return null;
  };

  const decorate = (item) => {
    const link = item.querySelector("a");
    if (!link || item.dataset.placed) return;
    item.dataset.placed = "yes";
    const page = link.getAttribute("href").replace(/\.html.*$/, "");
    const at = place(page);
    if (!at) return;
    const quote = encodeURIComponent(at.text.slice(at.found, at.found + at.length)).replaceAll("-", "%2D");
    if (!link.hash && at.anchor) link.setAttribute("href", `${page}.html#${at.anchor}:~:text=${quote}`);
    else if (!link.hash) link.setAttribute("href", `${page}.html#:~:text=${quote}`);
    item.append(marked(at.text, at.found, at.length));
  };

  const targetsFirst = (output) => {
    const column = (name) => targets.columns.indexOf(name);
    const [id, plan, name, value, planName] = ["target_id", "plan_id", "shown_name", "shown_value", "shown_plan"].map(column);
    const searched = ["target_id", "indicator", "quote", "sentence", "indicator_en", "indicator_zh", "shown_value"].map(column);
    const hits = targets.rows.filter((row) => {
      const text = fold(searched.map((one) => row[one]).join(" "));
      return terms.every((term) => text.includes(term));
    });
    hits.sort((one, other) => (other[id] === whole) - (one[id] === whole));
    const box = document.createElement("div");
    box.className = "search-targets";
    const head = document.createElement("strong");
    head.textContent = hits.length ? filled(words.hits, { n: hits.length }) : words.hits_none;
    box.append(head);
    if (hits.length) {
      const all = document.createElement("a");
      all.href = `explorer.html?find=${encodeURIComponent(query)}`;
      all.textContent = words.hits_table;
      box.append(" · ", all);
    }
    const list = document.createElement("ul");
    for (const row of hits.slice(0, shownTargets)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `plans/${row[plan]}.html#${row[id]}`;
      link.textContent = `${row[planName]}: ${row[name]} ${row[value]}`;
      item.append(link, ` (${row[id]})`);
      list.append(item);
    }
    if (hits.length) box.append(list);
    output.before(box);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const output = document.getElementById("search-results");
    if (!output || !whole) return;
    targetsFirst(output);
    new MutationObserver(() => output.querySelectorAll("ul.search li").forEach(decorate)).observe(output, {
      childList: true,
      subtree: true,
    });
  });
})();
