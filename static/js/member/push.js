// Notices on this device. form[data-push] holds the site's key; its field “subscription” takes what the browser answers.
// [data-push-device] marks the devices of the list: the one that is this browser says so, and the switch goes.
(function () {
  "use strict";
  const form = document.querySelector("form[data-push]");
  if (!form || !navigator.serviceWorker || !window.PushManager || !window.Notification) return;
  const SCOPE = form.dataset.worker.replace(/\.js$/, "/"); // no page stands there: the worker sees no request of any

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

  async function known() {
    const registration = await navigator.serviceWorker.getRegistration(SCOPE);
    return registration && registration.pushManager.getSubscription();
  }

  function awake(registration) {
    const worker = registration.installing || registration.waiting || registration.active;
    if (worker.state === "activated") return registration;
    return new Promise((done, failed) => worker.addEventListener("statechange", () => {
      if (worker.state === "activated") done(registration);
      if (worker.state === "redundant") failed(new Error("no worker"));
    }));
  }

  async function subscribed() {
    if (await Notification.requestPermission() !== "granted") throw new Error("refused");
    const old = await known();
    if (old) await old.unsubscribe(); // it may be bound to another key
    const { pushManager } = await awake(await navigator.serviceWorker.register(form.dataset.worker, { scope: SCOPE }));
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) });
  }

  async function mark({ endpoint }) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function start() {
    const mine = await known();
    const row = mine && document.querySelector(`[data-push-device="${await mark(mine)}"]`);
    if (!row) {
      form.hidden = false;
      return;
    }
    row.querySelector("[data-push-here]").hidden = false;
    row.querySelector("form").addEventListener("submit", () => { mine.unsubscribe(); });
  }

  form.addEventListener("submit", async (event) => {
    if (form.elements.subscription.value) return;
    event.preventDefault();
    const failed = form.querySelector("[data-push-failed]");
    failed.hidden = true;
    try {
      form.elements.subscription.value = JSON.stringify(await subscribed());
    } catch (refused) {
      failed.hidden = false;
      return;
    }
    form.requestSubmit();
  });
  start();
})();
