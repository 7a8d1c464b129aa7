// A page that comes back with something to fix begins at the summary.
document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector("[data-takes-focus]");
  if (summary) summary.focus();
});
