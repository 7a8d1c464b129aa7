// A link to a folded reply: its folds open, and the reply is under the eye and focused.
(function () {
  "use strict";

  function arrive() {
    const post = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!post || !post.closest(".thread")) return;
    for (let fold = post.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    post.setAttribute("tabindex", "-1");
    post.scrollIntoView();
    post.focus({ preventScroll: true });
  }

  document.addEventListener("DOMContentLoaded", arrive);
  window.addEventListener("hashchange", arrive);
})();
