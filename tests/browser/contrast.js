// Texts of less than 4.5 to 1 on the ground behind them, the first eight.
() => {
  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = (c) => {
    const [r, g, b] = c.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const c = rgb(getComputedStyle(one).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const low = new Map();
  const walker = document.createTreeWalker(document.querySelector("article, main"), NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility?.({ visibilityProperty: true }) || node.closest("noscript, option")) continue;
    const style = getComputedStyle(node);
    if (node.matches(":disabled")) continue;
    const [a, b] = [light(rgb(style.color).slice(0, 3)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.set(`${node.tagName}.${node.className} ${text.data.trim().slice(0, 30)}`, ratio.toFixed(1));
  }
  return [...low].slice(0, 8);
}
