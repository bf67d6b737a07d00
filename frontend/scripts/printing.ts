/** Show the print buttons, which do nothing without a script, and let them print. */
export function offerPrinting(page: Document): void {
  page.querySelectorAll<HTMLButtonElement>("button[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}

/** Open every folded explanation while the page is on paper, and fold it again afterwards. */
export function openExplanationsForPrint(page: Document): void {
  let opened: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    opened = Array.from(page.querySelectorAll<HTMLDetailsElement>("details:not([open])"));
    opened.forEach((details) => (details.open = true));
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((details) => (details.open = false));
    opened = [];
  });
}
