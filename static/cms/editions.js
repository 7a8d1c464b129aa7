// Shows how far the printing is while something is printed. Without it, "Look again" does the same.
const EVERY = 2000;

async function lookAgain() {
  const shown = document.getElementById("editions");
  if (!shown || !("atWork" in shown.dataset)) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("editions");
    if (answer.ok && now && !shown.contains(document.activeElement)) shown.replaceWith(now);
  } catch {
    // the connection is away: the next look may find it
  }
  setTimeout(lookAgain, EVERY);
}

setTimeout(lookAgain, EVERY);
