// Words selected in a post can be quoted: a button stands under the post, in sight, and Tab leads to it. They go into form[data-quote] with
// whose they are and where they stand. Without this the form quotes the whole post.
(function () {
  "use strict";
  const AFTER_SELECTING = 200;
  const form = document.querySelector("form[data-quote]"), field = form && form.elements.body;
  if (!field) return;
  const button = document.createElement("button");
  let passage = null, soon;
  button.type = "button";
  button.className = "btn btn--small quoting";
  button.textContent = form.dataset.quote;

  function selected() {
    const selection = document.getSelection(), words = selection.toString().trim();
    if (selection.isCollapsed || !words) return null;
    const range = selection.getRangeAt(0), first = range.startContainer;
    const body = (first.nodeType === Node.ELEMENT_NODE ? first : first.parentElement).closest(".post__body");
    // three clicks on a paragraph reach to the beginning of what follows the post
    return body && (body.contains(range.endContainer) || body.innerText.includes(words)) ? { body, words } : null;
  }

  function look() {
    if (document.activeElement === button) return;
    passage = selected();
    if (passage) passage.body.after(button);
    else button.remove();
  }

  function quotation() {
    const post = passage.body.closest("article"), name = post.querySelector(".post__by bdi").textContent.replace(/\[/g, "(").replace(/\]/g, ")");
    const place = post.querySelector(".post__by .when a"), address = place ? place.href : form.action.replace(/reply\/$/, "");
    return [`[${name}](${address})`, "", ...passage.words.split(/\s*\n\s*/)].map((line) => `> ${line}`.trim()).join("\n");
  }

  button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", () => {
    const typed = field.value.trimEnd();
    field.value = `${typed ? `${typed}\n\n` : ""}${quotation()}\n\n`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.getSelection().removeAllRanges();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    field.scrollTop = field.scrollHeight;
    button.remove();
  });
  document.addEventListener("selectionchange", () => {
    clearTimeout(soon);
    soon = setTimeout(look, AFTER_SELECTING);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") button.remove(); });
})();
