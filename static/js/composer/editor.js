// An editor over each textarea[data-rich]: Trix, with tools of our own that the keyboard reaches (its own cannot be). The
// textarea goes on holding what is sent, as HTML from then on; the hidden field written_with says so. Runs before drafts.js,
// which then compares HTML with HTML. Without this, or without Trix, the textarea stays what it is.
(function () {
  "use strict";
  const tools = document.querySelector("template[data-editor-tools]");
  const fields = [...document.querySelectorAll("textarea[data-rich]")];
  if (!window.Trix || !tools || !fields.length) return;

  // Ours has paragraphs, Trix has lines.
  const forTrix = (html) => html.replace(/<\/p>\s*<p>/g, "<br><br>").replace(/<(\/?)p>/g, "<$1div>");
  // Words typed before the editor stood are plain ones. (What a browser puts back where the editor was is not: the server has it.)
  const typedBefore = (textarea) => textarea.value !== textarea.defaultValue && textarea.form.elements.written_with.value !== "rich";
  const plainForTrix = (text) => {
    const div = document.createElement("div");
    div.textContent = text;
    return div.outerHTML.replace(/\r?\n/g, "<br>");
  };

  function edit(textarea) {
    const id = textarea.id, label = document.querySelector(`label[for="${id}"]`), editor = document.createElement("trix-editor");
    const frame = document.createElement("div"), bar = tools.content.firstElementChild.cloneNode(true), unused = document.createElement("div");
    const begun = document.activeElement === textarea;
    textarea.value = typedBefore(textarea) ? plainForTrix(textarea.value) : forTrix(textarea.dataset.rich);
    textarea.id = `${id}_source`;
    textarea.hidden = true;
    unused.id = `${id}_unused`; // Trix wants a toolbar to look after
    unused.hidden = true;
    label.id = label.id || `${id}_label`;
    frame.className = "editor";
    editor.id = id;
    editor.className = "textarea editor__words";
    editor.setAttribute("input", textarea.id);
    editor.setAttribute("toolbar", unused.id);
    editor.setAttribute("aria-labelledby", label.id);
    editor.setAttribute("aria-multiline", "true");
    for (const name of ["aria-describedby", "aria-invalid"]) if (textarea.hasAttribute(name)) editor.setAttribute(name, textarea.getAttribute(name));
    bar.setAttribute("aria-controls", id);
    frame.append(bar, unused, editor);
    // Tab leaves the field; Trix would make a list deeper.
    editor.addEventListener("keydown", (event) => { if (event.key === "Tab") event.stopImmediatePropagation(); }, true);
    editor.addEventListener("trix-file-accept", (event) => event.preventDefault());
    tell(textarea, editor);
    textarea.after(frame);
    useTools(bar, editor, label);
    if (begun) editor.addEventListener("trix-initialize", () => goOnIn(editor), { once: true });
    if (label.textContent) label.addEventListener("click", () => editor.focus());
  }

  function goOnIn(editor) {
    editor.focus();
    editor.editor.setSelectedRange(editor.editor.getDocument().getLength() - 1);
  }

  // What is typed becomes the textarea's value, and an "input" of it; what drafts.js puts into the textarea goes the other way.
  function tell(textarea, editor) {
    let known;
    editor.addEventListener("trix-initialize", () => { known = textarea.value; });
    editor.addEventListener("trix-change", () => {
      if (known === undefined || textarea.value === known) return;
      known = textarea.value;
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    });
    textarea.addEventListener("input", () => {
      if (textarea.value === known || !editor.editor) return;
      known = textarea.value;
      editor.editor.loadHTML(textarea.value);
      known = textarea.value;
    });
  }

  function useTools(bar, editor, label) {
    const buttons = [...bar.querySelectorAll("[data-mark], [data-act]")], link = bar.querySelector("[data-link]");
    const address = link.querySelector("input");
    bar.setAttribute("aria-labelledby", label.id);
    address.id = `${editor.id}_address`;
    link.querySelector("label").htmlFor = address.id;

    const showMarks = () => {
      for (const button of bar.querySelectorAll("[data-mark]")) button.setAttribute("aria-pressed", String(editor.editor.attributeIsActive(button.dataset.mark)));
    };
    for (const name of ["trix-selection-change", "trix-attributes-change", "trix-change"]) editor.addEventListener(name, () => editor.editor && showMarks());

    function press(button) {
      const { mark, act } = button.dataset, words = editor.editor;
      if (act === "link") return askForAddress();
      editor.focus(); // first: a mark set before the cursor is there would be forgotten
      if (act === "undo") words.undo();
      else toggle(words, mark);
    }

    function toggle(words, mark) {
      if (words.attributeIsActive(mark)) words.deactivateAttribute(mark);
      else words.activateAttribute(mark);
      showMarks();
    }

    function askForAddress() {
      link.hidden = !link.hidden;
      if (link.hidden) return editor.focus();
      const there = editor.querySelector("a[href]:focus-within") || linkAtCursor();
      address.value = there ? there.getAttribute("href") : "";
      address.focus();
    }

    function linkAtCursor() {
      const at = document.getSelection().anchorNode, element = at && (at.nodeType === 1 ? at : at.parentElement);
      return element && editor.contains(element) ? element.closest("a[href]") : null;
    }

    function setLink(href) {
      link.hidden = true;
      editor.focus();
      if (href) editor.editor.activateAttribute("href", /^[a-z][a-z0-9+.-]*:/i.test(href) ? href : `https://${href}`);
      else editor.editor.deactivateAttribute("href");
    }

    // One stop for Tab; the arrows go from tool to tool.
    function move(to) {
      for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
      to.focus();
    }
    buttons.forEach((button, at) => {
      button.tabIndex = at ? -1 : 0;
      button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
      button.addEventListener("click", () => press(button));
    });
    bar.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement), last = buttons.length - 1;
      const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      move(buttons[to]);
    });
    link.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === address) setLink(address.value.trim());
      else if (event.key === "Escape") setTimeout(() => { link.hidden = true; editor.focus(); }, 0);
      else return;
      event.preventDefault();
    });
    link.addEventListener("input", (event) => event.stopPropagation()); // an address is no word of the story
    link.querySelector("[data-set]").addEventListener("click", () => setLink(address.value.trim()));
    link.querySelector("[data-unset]").addEventListener("click", () => setLink(""));
  }

  for (const textarea of fields) edit(textarea);
  fields[0].form.elements.written_with.value = "rich";
})();
