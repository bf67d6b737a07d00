/** Put the focus on the first wrong field after a refusal, as a person would look for it. */
export function focusFirstRefusal(page: Document): void {
  page.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/** Let a form marked `data-once` be sent one time only: a second click changes nothing. */
export function sendFormsOnce(page: Document): void {
  page.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.hasAttribute("data-once")) return;
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
  });
  // A page brought back by the back button may be sent again.
  window.addEventListener("pageshow", () => {
    page.querySelectorAll("form[data-sent]").forEach((form) => form.removeAttribute("data-sent"));
  });
}
