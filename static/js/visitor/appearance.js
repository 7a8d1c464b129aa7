// The person's choice of light or dark. Runs before the body is drawn, so that the page never flashes.
// Controls that need script wait for the class that is set here.
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  function remembered() {
    try { return localStorage.getItem("theme") || "auto"; } catch (refused) { return "auto"; }
  }

  function remember(choice) {
    try { localStorage.setItem("theme", choice); } catch (refused) { /* it holds for this page */ }
  }

  function show(choice) {
    if (choice === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", choice);
    for (const button of document.querySelectorAll("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
    }
  }

  show(remembered());
  document.addEventListener("DOMContentLoaded", () => show(remembered()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (!button) return;
    remember(button.dataset.themeSet);
    show(button.dataset.themeSet);
  });
})();
