// While a question stands open: were replies added? It is said, and nothing on the page moves by itself.
(function () {
  "use strict";

  const FIRST = 60e3, LONGEST = 600e3;

  function watch(line) {
    let pause = FIRST, due = Date.now() + FIRST, timer;

    function plan() {
      clearTimeout(timer);
      if (document.visibilityState === "visible") timer = setTimeout(ask, Math.max(due - Date.now(), 0));
    }

    async function ask() {
      pause = Math.min(pause * 1.5, LONGEST);
      due = Date.now() + pause;
      try {
        // without saying who asks: one answer for everybody, and none again where nothing changed
        const answer = await fetch(line.dataset.news, { credentials: "omit", cache: "no-cache" });
        if (answer.status === 404) return;
        if (answer.ok) say((await answer.json()).replies - line.dataset.replies);
      } catch { /* away from the network: later */ }
      plan();
    }

    function say(added) {
      if (added <= 0 || line.dataset.said === String(added)) return;
      line.dataset.said = added;
      pause = FIRST;
      const link = document.createElement("a");
      link.href = line.dataset.show;
      link.textContent = line.dataset.word;
      line.replaceChildren((added === 1 ? line.dataset.one : line.dataset.more.replace("%", added)) + " ", link);
    }

    document.addEventListener("visibilitychange", plan);
    plan();
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-news]").forEach(watch));
})();
