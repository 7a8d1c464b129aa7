// What may answer a question, while it is being typed: form[data-similar-url] asks for it after a pause, and [data-similar] beside
// the form shows it. The address answers {"html": …, "said": …}. The focus never moves, the numbers are said after a longer pause,
// and what is not there any more goes. Without this the next page shows the same.
(function () {
  "use strict";
  const AFTER_TYPING = 400, BEFORE_SAYING = 800, KEPT = 30;
  const form = document.querySelector("form[data-similar-url]"), panel = document.querySelector("[data-similar]");
  if (!form || !panel) return;
  const field = form.elements.title, found = panel.querySelector("[data-similar-found]"), aloud = form.querySelector("[data-similar-said]");
  const before = new Map(); // what was asked a moment ago: a word taken back asks nobody
  let pause, soon, underWay, shown = "";

  const typed = () => field.value.trim().replace(/\s+/g, " ");

  async function ask(words) {
    if (before.has(words)) return before.get(words);
    const fields = new FormData(form);
    underWay = new AbortController();
    const answer = await fetch(form.dataset.similarUrl, { method: "POST", body: fields, signal: underWay.signal, redirect: "error" });
    const told = await answer.json();
    if (answer.ok && before.size < KEPT) before.set(words, told);
    return told;
  }

  // Whoever reads the list with the keyboard keeps it as it is.
  function show(told) {
    if (panel.contains(document.activeElement)) return;
    if (told.html === undefined) return say(told.said);
    if (told.html !== shown) {
      shown = told.html;
      found.innerHTML = shown;
      panel.hidden = !shown;
      form.elements.looked.value = shown ? "1" : "";
    }
    say(told.said);
  }

  function say(words) {
    clearTimeout(soon);
    soon = setTimeout(() => { if (aloud.textContent !== words) aloud.textContent = words || ""; }, BEFORE_SAYING);
  }

  async function look() {
    if (underWay) underWay.abort();
    const words = typed();
    try {
      const told = words ? await ask(words) : { html: "", said: "" };
      if (words === typed()) show(told);
    } catch (failed) { /* asking goes on without it */ }
  }

  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, AFTER_TYPING);
  });
  if (typed()) look();
})();
