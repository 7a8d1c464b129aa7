// Nothing typed is lost. A form with data-keep leaves a copy on the device 0.7 s after typing stops; one with
// data-draft-url also sends its fields there, before 2 s are over. The address answers {"saved_at": "…"}.
// It may add {"fields": {…}}, what hidden fields of the form shall say from then on; {"address": "…", "keep": "…"}, where the same
// words are found again and under which name the device keeps them; or refuse with {"error": "a sentence"}. With {"other": {…}, "seen": "…"}
// another window was faster: nothing more is sent until the person says which version stays. Leaving the page sends what is unsent.
// data-saved-at on the form is when the server saved what the page shows. [data-kept] in the form says where words are.
(function () {
  "use strict";
  const AFTER_TYPING = 700, TO_THE_SERVER = 1400, PATIENCE = 4000, PREFIX = "keep:";
  const FORGOTTEN = "forgotten", SENT_AT_MOST = 20;
  let signingOut = false;

  const device = {
    read(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch (refused) { return null; } },
    write(key, copy) { try { localStorage.setItem(PREFIX + key, JSON.stringify(copy)); return true; } catch (refused) { return false; } },
    drop(key) { try { localStorage.removeItem(PREFIX + key); } catch (refused) { /* nothing was kept */ } },
    dropAll() {
      try {
        for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
      } catch (refused) { /* nothing was kept */ }
    },
  };

  // Only what is written: never a password, a code, a token or a choice.
  const written = (form) => [...form.elements].filter(
    (field) => field.name && (field.matches("textarea") || field.matches('input[type="text"]')) && field.autocomplete !== "one-time-code");
  const textsOf = (form) => Object.fromEntries(written(form).map((field) => [field.name, field.value]));
  // Tags are no words: an editor may write the same text with other ones.
  const plain = (text) => (text || "").replace(/<[^<>]*>|&nbsp;|\s/g, " ").replace(/ +/g, " ").trim();
  const same = (one, other) => Object.keys({ ...one, ...other }).every((name) => plain(one[name]) === plain(other[name]));
  const isEmpty = (texts) => Object.values(texts).every((text) => !plain(text));

  const draftOf = (form) => (form.elements.draft ? form.elements.draft.value : undefined);

  // Everything but files: a photo is not sent again with every word.
  function fieldsOf(form) {
    const fields = new FormData(form);
    for (const field of form.querySelectorAll('input[type="file"]')) fields.delete(field.name);
    return fields;
  }

  function fill(form, texts) {
    for (const field of written(form)) {
      if (!(field.name in texts)) continue;
      field.value = texts[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function clock(moment) {
    const text = new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
    return text.replace(/\s?([AP])M$/, (found, half) => " " + half.toLowerCase() + "m");
  }

  function keep(form) {
    const url = form.dataset.draftUrl;
    const line = form.querySelector("[data-kept]") || document.querySelector("[data-kept]");
    let key = form.dataset.keep, soon, later, onTheWay = null, latest = 0, filling = false, undecided = false;
    const sent = []; // our own words come back when an answer was lost on the way

    function say(words, saved) {
      if (!line) return;
      line.querySelector("[data-words]").textContent = words || "";
      line.classList.toggle("saved--now", Boolean(saved)); // its sign is a cloud with a tick
    }

    // Once, until it is over.
    function sayAloud(words) {
      const aloud = line && line.querySelector("[data-aloud]");
      if (aloud && aloud.textContent !== words) aloud.textContent = words;
    }

    function saidSaved(moment) {
      say(line && line.dataset.saved.replace("%", clock(moment)), true);
      sayAloud("");
    }

    function saidProblem(words) {
      say(words);
      sayAloud(words);
    }

    function keepHere() {
      if (signingOut) return;
      if (device.write(key, { at: new Date().toISOString(), texts: textsOf(form), draft: draftOf(form) }) && !url) saidSaved(Date.now());
    }

    // One after the other: an answer says what the next one sends.
    async function sendThere() {
      later = null;
      if (signingOut || undecided) return;
      const turn = ++latest;
      say(line && line.dataset.saving);
      await onTheWay;
      if (turn === latest) await (onTheWay = post(turn));
    }

    async function post(turn, keepalive = false) {
      let told = {}, saved = false;
      sent.push(textsOf(form));
      if (sent.length > SENT_AT_MOST) sent.shift();
      try {
        const answer = await fetch(url, { method: "POST", body: fieldsOf(form), headers: { Accept: "application/json" }, redirect: "error", keepalive });
        told = await answer.json();
        saved = answer.ok;
      } catch (failed) { /* it is kept here */ }
      for (const [name, value] of Object.entries(told.fields || {})) if (form.elements[name]) form.elements[name].value = value;
      onTheWay = null;
      if (saved) isKnown(told);
      if (turn !== latest) return;
      if (told.other) overtaken(told);
      else if (saved) saidSaved(told.saved_at);
      else saidProblem(told.error || (line && line.dataset.device));
    }

    // Step back, or load the page again: the same draft stands there.
    function isKnown(told) {
      if (told.address) history.replaceState(history.state, "", told.address);
      if (!told.keep || told.keep === key) return;
      const kept = device.read(key);
      device.drop(key);
      key = told.keep;
      if (kept) device.write(key, kept);
    }

    function overtaken(told) {
      const other = told.other, names = Object.keys(other);
      const decide = () => {
        undecided = false;
        form.elements.seen.value = told.seen;
        sendThere();
      };
      if (sent.some((texts) => names.every((name) => plain(texts[name]) === plain(other[name])))) return decide();
      undecided = true;
      offer(other, told.error, decide);
    }

    // A page that is left has no time to wait for an answer.
    function leave() {
      if (soon && !("sent" in form.dataset)) keepHere();
      if (!later || signingOut || undecided || "sent" in form.dataset) return;
      clearTimeout(later);
      later = null;
      post(++latest, true);
    }

    form.addEventListener("input", () => {
      if (filling) return;
      clearTimeout(soon);
      soon = setTimeout(keepHere, AFTER_TYPING);
      if (!url) return;
      clearTimeout(later);
      later = setTimeout(sendThere, TO_THE_SERVER);
    });
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
    window.addEventListener("online", () => { if (url && latest) sendThere(); });
    form.addEventListener("submit", (event) => {
      clearTimeout(later);
      if (event.defaultPrevented) return;
      latest++;
      keepHere();
      if (onTheWay) sendWhenSaved(event);
    });

    // What is on its way to the server arrives first; otherwise the form would look like another window's.
    function sendWhenSaved(event) {
      const pressed = event.submitter, patience = new Promise((done) => { setTimeout(done, PATIENCE); });
      event.preventDefault();
      Promise.race([onTheWay, patience]).then(() => {
        onTheWay = null;
        form.requestSubmit(pressed);
      });
    }

    function button(words, pressed) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "act underline";
      made.textContent = words;
      made.addEventListener("click", pressed);
      line.append(made);
      return made;
    }

    // One version stands in the fields; the other is one press away, and pressing again goes back. With `decide` nothing is saved until one of them is kept.
    function offer(other, words, decide) {
      if (!line) return;
      saidProblem(words + " ");
      const buttons = [button(line.dataset.other, () => {
        const mine = textsOf(form);
        filling = true;
        fill(form, other);
        filling = false;
        other = mine;
        if (!decide) saidProblem("");
      })];
      if (decide) buttons.push(button(line.dataset.this, () => {
        for (const one of buttons) one.remove();
        saidProblem("");
        decide();
      }));
    }

    const kept = device.read(key), here = textsOf(form);
    if (!kept || !kept.texts || same(kept.texts, here) || isEmpty(kept.texts)) return;
    if (kept.draft && kept.draft === form.dataset.begun) return; // the page offers it by a link
    const deviceIsNewer = isEmpty(here) || (form.dataset.savedAt && new Date(kept.at) > new Date(form.dataset.savedAt));
    if (!deviceIsNewer) return offer(kept.texts, line && line.dataset.newerThere);
    filling = true;
    fill(form, kept.texts);
    filling = false;
    if (isEmpty(here)) saidProblem(line && line.dataset.newerHere);
    else offer(here, line && line.dataset.newerHere);
  }

  // The server has it: the copy on the device goes, before any form looks for one.
  for (const done of document.querySelectorAll("[data-clear-keep]")) device.drop(done.dataset.clearKeep);
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
  // On a shared computer nothing stays behind.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-forgets-drafts]")) return;
    signingOut = true;
    device.dropAll();
    device.write(FORGOTTEN, Date.now()); // the other windows hear of it, and keep nothing more
    device.drop(FORGOTTEN);
  });
  window.addEventListener("storage", (event) => { if (event.key === PREFIX + FORGOTTEN && event.newValue) signingOut = true; });
})();
