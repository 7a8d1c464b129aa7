// Words that are selected in a passage are what “Ask about this” beside it asks about. Without this the ask page offers its lines.
(function () {
  "use strict";
  const FEWEST = 2, LONGEST = 400; // words; characters that an address takes along
  let chosen, onLink = false;

  // As readers read it: lines apart, the numbers of notes left out.
  function wordsOf(range) {
    const part = range.cloneContents();
    for (const mark of part.querySelectorAll("sup, .endnote, .vh")) mark.remove();
    for (const line of part.querySelectorAll("p, li, h3, h4")) line.append(" ");
    return part.textContent.trim().replace(/\s+/g, " ").slice(0, LONGEST);
  }

  function askAbout(link, words) {
    const address = new URL(link.href), label = [...link.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (words) address.searchParams.set("quote", words);
    else address.searchParams.delete("quote");
    link.href = address.pathname + address.search;
    link.dataset.passage ||= label.data;
    label.data = words ? ` ${link.dataset.words}` : link.dataset.passage;
    chosen = words ? link : undefined;
  }

  function selected() {
    const range = getSelection().rangeCount && getSelection().getRangeAt(0);
    const within = range && (range.commonAncestorContainer.closest ? range.commonAncestorContainer : range.commonAncestorContainer.parentElement);
    const passage = within && within.closest(".annot__text");
    const link = passage && passage.parentElement.querySelector("a[data-words]");
    const words = link && !range.collapsed ? wordsOf(range) : "";
    if (onLink && !words) return; // a press on the link takes the selection away
    if (chosen && (!words || chosen !== link)) askAbout(chosen, "");
    if (words.split(" ").length >= FEWEST) askAbout(link, words);
  }

  document.addEventListener("pointerdown", (event) => { onLink = Boolean(event.target.closest("a")); });
  document.addEventListener("selectionchange", selected);
})();
