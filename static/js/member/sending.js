// A form is sent once, unless it says data-many. The button says so and stays readable; a second press does nothing; a slow network is spoken of.
(function () {
  "use strict";
  const PATIENCE = 8000;
  const status = document.querySelector("[data-status]");
  const before = new WeakMap();
  let waiting;

  function wait(form, button) {
    form.dataset.sent = "";
    if (!button || !button.classList.contains("btn")) return;
    before.set(button, [...button.childNodes]);
    button.textContent = status.dataset.sending;
    button.setAttribute("aria-disabled", "true");
    waiting = setTimeout(() => {
      status.textContent = status.dataset.stillSending;
      const seen = document.createElement("p");
      seen.className = "saved";
      seen.dataset.stillSending = "";
      seen.textContent = status.dataset.stillSending;
      (button.closest(".actions") || button).after(seen);
    }, PATIENCE);
  }

  function again(form) {
    delete form.dataset.sent;
    clearTimeout(waiting);
    status.textContent = "";
    for (const seen of form.querySelectorAll("[data-still-sending]")) seen.remove();
    for (const button of form.querySelectorAll("[aria-disabled]")) {
      if (before.has(button)) button.replaceChildren(...before.get(button));
      button.removeAttribute("aria-disabled");
    }
  }

  // Shown anew at each press, so that it is read aloud again. Trying again does what was pressed.
  function offerAgain(failed, pressed) {
    const button = failed.querySelector("button");
    for (const name of ["name", "value", "formaction"]) {
      if (pressed && pressed.hasAttribute(name)) button.setAttribute(name, pressed.getAttribute(name));
      else button.removeAttribute(name);
    }
    requestAnimationFrame(() => {
      failed.hidden = false;
      if (pressed === button) button.focus();
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.matches("[data-many]") || (event.submitter?.formMethod || form.method) !== "post") return;
    const failed = form.querySelector("[data-not-sent]");
    if (failed) failed.hidden = true;
    if (failed && !navigator.onLine) offerAgain(failed, event.submitter);
    if ("sent" in form.dataset || (failed && !navigator.onLine)) return event.preventDefault();
    // After the browser has read the pressed button's own name and value.
    setTimeout(() => wait(form, event.submitter), 0);
    form.dataset.sent = "";
  });

  // Back from the next page: the form is ready again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) again(form);
  });
})();
