// Words left while one types; said aloud only after a pause.
(function () {
  "use strict";

  function words(out, left) {
    const few = Math.abs(left) === 1;
    const key = left >= 0 ? (few ? "leftOne" : "left") : (few ? "overOne" : "over");
    return out.dataset[key].replace("%", Math.abs(left));
  }

  // A line break is sent as two characters; the server counts it as one, and so do we.
  const length = (field) => [...field.value.replace(/\r\n/g, "\n")].length;

  for (const out of document.querySelectorAll("[data-count-for]")) {
    const field = document.getElementById(out.dataset.countFor);
    if (!field) continue;
    const shown = out.querySelector("[data-shown]"), aloud = out.querySelector("[role=status]");
    let pause;
    const count = (typed) => {
      const left = out.dataset.max - length(field);
      shown.textContent = words(out, left);
      out.classList.toggle("count--over", left < 0);
      clearTimeout(pause);
      if (typed) pause = setTimeout(() => { aloud.textContent = shown.textContent; }, 1200);
    };
    field.addEventListener("input", count);
    count();
  }
})();
