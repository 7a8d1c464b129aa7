// Photos go up one after another while one keeps writing, each with its own progress. A file that was cut off is sent
// again, that file only; the server knows a file it has and gives the same photo. Without this the form sends them all.
(function () {
  "use strict";
  const PAUSES = [1000, 3000, 8000], BYTES_AT_MOST = 20 * 1024 * 1024;
  const place = document.querySelector("[data-photos]"), form = place && place.closest("form");
  if (!form) return;
  const words = form.querySelector("[data-upload-words]").dataset, card = form.querySelector("template[data-upload-card]");
  const list = place.querySelector("[data-uploads]"), aloud = form.querySelector("[data-say-uploads]");
  const picker = place.querySelector("#id_files"), most = Number(place.dataset.most);
  const waiting = [], unfinished = new Set();
  let current = null, pressed;

  const filled = (text, value) => text.replace("%", value);
  const count = () => place.querySelectorAll("[data-photo]").length;
  const tellAloud = (text) => { aloud.textContent = text; };

  // ------------------------------------------------------------ one file

  function take(file) {
    const upload = { file, tries: 0, box: card.content.firstElementChild.cloneNode(true) };
    const find = (name) => upload.box.querySelector(`[${name}]`);
    upload.bar = upload.box.querySelector("progress");
    upload.line = find("data-line");
    upload.again = find("data-again");
    find("data-name").textContent = file.name;
    upload.bar.setAttribute("aria-label", file.name);
    for (const of of upload.box.querySelectorAll("[data-of]")) of.textContent = filled(words.of, file.name);
    upload.again.addEventListener("click", async () => {
      upload.tries = 0;
      if (upload.signedOut) await renewToken();
      queue(upload);
    });
    find("data-stop").addEventListener("click", () => stop(upload));
    list.append(upload.box);
    if (file.size > BYTES_AT_MOST) return refuse(upload, words.tooLarge);
    if (count() + unfinished.size >= most) return refuse(upload, words.tooMany);
    queue(upload);
  }

  function queue(upload) {
    clearTimeout(upload.pause);
    unfinished.add(upload);
    upload.again.hidden = true;
    upload.bar.hidden = false;
    upload.line.textContent = words.waiting;
    if (!waiting.includes(upload) && current !== upload) waiting.push(upload);
    next();
  }

  function next() {
    if (current) return;
    current = waiting.shift() || null;
    if (current) return send(current);
    if (pressed !== undefined && !unfinished.size) form.requestSubmit(pressed);
  }

  // The line is free for the next file.
  function hangUp(upload) {
    if (current === upload) current = null;
    next();
  }

  function end(upload) {
    unfinished.delete(upload);
    hangUp(upload);
  }

  function stop(upload) {
    clearTimeout(upload.pause);
    if (waiting.includes(upload)) waiting.splice(waiting.indexOf(upload), 1);
    upload.box.remove();
    if (upload.request) upload.request.abort();
    picker.focus();
    end(upload);
  }

  function send(upload) {
    const request = new XMLHttpRequest(), body = new FormData();
    upload.request = request;
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("files", upload.file, upload.file.name);
    request.open("POST", place.dataset.add);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) show(upload, event.loaded / event.total); });
    request.upload.addEventListener("load", () => { upload.line.textContent = words.reading; });
    request.addEventListener("load", () => answered(upload, request));
    request.addEventListener("error", () => dropped(upload));
    show(upload, 0);
    request.send(body);
  }

  function show(upload, share) {
    upload.bar.value = Math.round(share * 100);
    upload.line.textContent = filled(words.uploading, `${upload.bar.value}%`);
  }

  // ------------------------------------------------------------ what came of it

  function answered(upload, request) {
    if (request.status >= 500) return dropped(upload);
    const told = read(request);
    upload.signedOut = !told;
    if (!told) return offerAgain(upload, words.signedOut);
    if (request.status === 200) return added(upload, told);
    refuse(upload, told.error);
    end(upload);
  }

  function read(request) {
    try { return JSON.parse(request.responseText); } catch (aPage) { return null; }
  }

  // Signing in again in another window changed what the form has to show.
  async function renewToken() {
    try {
      const answer = await fetch(location.href, { redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      form.elements.csrfmiddlewaretoken.value = page.querySelector("form[data-keep] [name=csrfmiddlewaretoken]").value;
    } catch (stillSignedOut) { /* the next try says so */ }
  }

  function added(upload, told) {
    if (!place.querySelector(`[data-photo="${told.photo}"]`)) {
      const made = document.createElement("template");
      made.innerHTML = told.html;
      place.insertBefore(made.content, list);
    }
    upload.box.remove();
    tellAloud(filled(words.added, upload.file.name));
    end(upload);
  }

  function refuse(upload, sentence) {
    upload.bar.hidden = true;
    upload.line.textContent = sentence;
    upload.line.className = "error-text";
    tellAloud(`${upload.file.name}: ${sentence}`);
  }

  // The other files go on meanwhile.
  function dropped(upload) {
    const pause = PAUSES[upload.tries++];
    if (pause === undefined) return offerAgain(upload, words.failed);
    upload.line.textContent = words.dropped;
    upload.pause = setTimeout(() => queue(upload), pause);
    hangUp(upload);
  }

  function offerAgain(upload, sentence) {
    upload.line.textContent = sentence;
    upload.again.hidden = false;
    tellAloud(`${upload.file.name}: ${sentence}`);
    pressed = undefined; // it would be lost with the page
    end(upload);
  }

  // ------------------------------------------------------------ how files come, and leaving the page

  function takeAll(files) {
    for (const file of files) take(file);
  }

  function takePicked() {
    takeAll([...picker.files]);
    picker.value = "";
  }

  if (picker) {
    picker.addEventListener("change", takePicked);
    takePicked(); // what was chosen before this script had come
  }
  const drop = place.querySelector("[data-drop]");
  if (drop) {
    drop.addEventListener("dragover", (event) => event.preventDefault());
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      takeAll([...event.dataTransfer.files]);
    });
  }
  form.addEventListener("submit", (event) => {
    if (!unfinished.size || (event.submitter && event.submitter.hasAttribute("formaction"))) return;
    event.preventDefault();
    pressed = event.submitter;
    tellAloud(words.goingOn);
    if (current) current.line.textContent = words.goingOn;
  });
})();
