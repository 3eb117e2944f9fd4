// A tap on a figure shows it large, to be scrolled; Escape, a tap or the button closes it.
(() => {
  const words = JSON.parse(document.currentScript.dataset.words ?? "{}");
  const shown = (image) => {
    const dialog = document.createElement("dialog");
    dialog.className = "figure-large";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", words.close);
    const frame = document.createElement("div");
    frame.className = "figure-scroll";
    frame.tabIndex = 0;
    const large = image.cloneNode();
    large.removeAttribute("loading");
    large.removeAttribute("role");
    large.removeAttribute("tabindex");
    frame.append(large);
    dialog.append(frame, close);
    dialog.addEventListener("close", () => {
      dialog.remove();
      image.focus();
    });
    for (const one of [large, close]) one.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
    dialog.showModal();
    close.focus();
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const image of document.querySelectorAll(".bd-article figure img")) {
      if (image.closest("a")) continue;
      image.tabIndex = 0;
      image.title = words.enlarge;
      image.addEventListener("click", () => shown(image));
      image.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        shown(image);
      });
    }
    // The link to the code of a figure opens the code.
    for (const link of document.querySelectorAll('a[href^="#code-"]')) {
      link.addEventListener("click", () => {
        const anchor = document.getElementById(link.hash.slice(1));
        const cell = anchor?.closest("p, section, div")?.nextElementSibling ?? anchor?.parentElement?.nextElementSibling;
        cell?.querySelector("details")?.setAttribute("open", "");
      });
    }
  });
})();
