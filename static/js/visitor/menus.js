// A menu closes on Escape, with focus back on its summary, and on a press or a focus elsewhere.
(function () {
  "use strict";
  const open = () => document.querySelectorAll("details.menu[open]");

  function closeOthers(event) {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  }

  document.addEventListener("click", closeOthers);
  document.addEventListener("focusin", closeOthers);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = [...open()].pop();
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
