// People of the thread for whoever types "@": form[data-people] asks for those whose name begins so, and a list stands under its
// textarea. The arrows choose, Enter or Tab puts the name in, Escape closes. The focus stays in the textarea. Without this a name behind
// an "@" works as it is typed.
(function () {
  "use strict";
  const AFTER_TYPING = 150, BEFORE_SAYING = 800, KEPT = 50, A_CALL = /(?:^|[^\w.@/])@([^@\n]{0,40})$/, WORDS = 4;
  const form = document.querySelector("form[data-people]"), field = form && form.elements.body;
  if (!field) return;
  const list = document.createElement("ul"), aloud = document.createElement("p"), before = new Map();
  let chosen = -1, done = -1, pause, soon, turn = 0;

  list.id = `${field.id}_people`;
  list.className = "people";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.peopleLabel);
  aloud.className = "vh";
  aloud.setAttribute("role", "status");
  field.after(list, aloud);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);

  // Where the "@" stands and what is typed of the name; nothing behind a name that was put in.
  function call() {
    if (field.selectionStart !== field.selectionEnd) return null;
    const typed = field.value.slice(0, field.selectionStart), found = A_CALL.exec(typed);
    if (!found || found[1].startsWith(" ") || found[1].split(" ").length > WORDS) return null;
    const at = typed.length - found[1].length;
    return at === done ? null : { at, name: found[1] };
  }

  async function ask(name) {
    if (before.has(name)) return before.get(name);
    const answer = await fetch(`${form.dataset.people}?q=${encodeURIComponent(name)}`, { headers: { Accept: "application/json" }, redirect: "error" });
    const { people } = await answer.json();
    if (answer.ok && before.size < KEPT) before.set(name, people);
    return people;
  }

  async function look() {
    const found = call(), mine = ++turn;
    if (!found) return close();
    try {
      const people = await ask(found.name.trim());
      if (mine === turn) show(people);
    } catch (failed) { close(); }
  }

  function show(people) {
    if (!people.length) return close();
    list.replaceChildren(...people.map(option));
    list.hidden = false;
    choose(0);
    clearTimeout(soon);
    soon = setTimeout(() => { aloud.textContent = form.dataset.peopleFound.replace("%", people.length); }, BEFORE_SAYING);
  }

  function option(person, at) {
    const line = document.createElement("li"), name = document.createElement("bdi");
    line.id = `${list.id}_${at}`;
    line.setAttribute("role", "option");
    name.textContent = person.name;
    line.append(name);
    if (person.note) {
      const note = document.createElement("span");
      note.className = "small quiet";
      note.textContent = person.note;
      line.append(" ", note);
    }
    line.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays
    line.addEventListener("click", () => putIn(person.name));
    line.dataset.name = person.name;
    return line;
  }

  function choose(at) {
    chosen = (at + list.children.length) % list.children.length;
    [...list.children].forEach((line, place) => line.setAttribute("aria-selected", String(place === chosen)));
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function close() {
    turn++;
    list.hidden = true;
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    clearTimeout(soon);
    aloud.textContent = "";
  }

  function putIn(name) {
    const found = call();
    close();
    if (!found) return;
    done = found.at;
    field.setRangeText(`${name} `, found.at, field.selectionStart, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  field.addEventListener("input", () => {
    if (field.value[done - 1] !== "@") done = -1;
    clearTimeout(pause);
    pause = setTimeout(look, AFTER_TYPING);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") putIn(list.children[chosen].dataset.name);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  field.addEventListener("blur", close);
})();
