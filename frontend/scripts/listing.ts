/**
 * Keep a keyboard user in place when more rows were added to a list.
 *
 * The "list more" link is replaced together with the pager, which would throw the focus back to
 * the top of the page. It goes to the first new row instead; the pager says what happened
 * (`role="status"`).
 */
export function keepFocusAfterListing(page: Document): void {
  let rowsBefore = 0;
  page.addEventListener("htmx:before:swap", () => {
    rowsBefore = rowsIn(page).length;
  });
  page.addEventListener("htmx:after:swap", () => {
    const first = rowsIn(page)[rowsBefore];
    first?.querySelector<HTMLElement>("a")?.focus();
  });
}

function rowsIn(page: Document): NodeListOf<HTMLElement> {
  return page.querySelectorAll<HTMLElement>("#rows > tr");
}
