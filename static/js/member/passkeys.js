// Passkeys. A form with data-passkey sends what the browser answers in its field “credential”.
// data-passkey="add": data-options holds what to make it by. data-passkey="use": data-options-url answers with the challenge.
// What stands in [data-needs-passkeys] is shown where the browser knows them. [data-passkey-failed] says what went wrong, aloud.
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (key) => ({ ...key, id: bytes(key.id) });

  function toMake({ publicKey }) {
    return { publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: withBytes(publicKey.user),
      excludeCredentials: (publicKey.excludeCredentials || []).map(withBytes),
    } };
  }

  function toUse({ publicKey }) {
    return { publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: (publicKey.allowCredentials || []).map(withBytes),
    } };
  }

  // What the site reads: bytes as text, and nothing that the browser did not give.
  function written(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[name]) response[name] = text(credential.response[name]);
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  }

  async function challenge(form) {
    const answer = await fetch(form.dataset.optionsUrl, { method: "POST", body: new FormData(form), redirect: "error" });
    if (!answer.ok) throw new Error("no challenge");
    return answer.json();
  }

  async function answer(form) {
    if (form.dataset.passkey === "add") return navigator.credentials.create(toMake(JSON.parse(form.dataset.options)));
    return navigator.credentials.get(toUse(await challenge(form)));
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector("[data-passkey-failed]");
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      failed.hidden = true;
      try {
        form.elements.credential.value = written(await answer(form));
      } catch (refused) {
        failed.hidden = false;
        return;
      }
      form.requestSubmit();
    });
  }
  for (const block of document.querySelectorAll("[data-needs-passkeys]")) block.hidden = false;
})();
