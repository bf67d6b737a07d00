interface SwapEvent extends CustomEvent {
  detail: { ctx?: { text: string; sourceElement?: Element } };
}

/**
 * Keep a person in place when more rows were added to a list.
 *
 * The "list more" link is replaced together with the pager, which would throw the focus back to
 * the top of the page; it goes to the first new row instead. Where the answer is no list (an error
 * page, or the sign-in page after the session ended), the link is followed as without a script, so
 * that the page is seen.
 */
export function keepPlaceInListing(page: Document): void {
  let rowsBefore = 0;
  page.addEventListener("htmx:before:swap", (event) => {
    const ctx = (event as SwapEvent).detail.ctx;
    rowsBefore = rowsIn(page).length;
    if (!ctx?.text.includes('id="pager"')) {
      event.preventDefault();
      follow(ctx?.sourceElement);
    }
  });
  page.addEventListener("htmx:after:swap", () => {
    rowsIn(page)[rowsBefore]?.querySelector<HTMLElement>("a")?.focus();
  });
  page.addEventListener("htmx:error", (event) => {
    follow((event as SwapEvent).detail.ctx?.sourceElement);
  });
}

function rowsIn(page: Document): NodeListOf<HTMLElement> {
  return page.querySelectorAll<HTMLElement>("#rows > tr");
}

function follow(link: Element | undefined): void {
  if (link instanceof HTMLAnchorElement) window.location.assign(link.href);
}
