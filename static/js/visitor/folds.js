// Filters stand open where there is room.
document.addEventListener("DOMContentLoaded", () => {
  if (!matchMedia("(min-width: 62em)").matches) return;
  for (const fold of document.querySelectorAll("[data-open-wide]")) fold.open = true;
});
