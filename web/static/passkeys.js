// Passkeys: what the page asks is given to the device, and its answer goes back in the form. Without this script,
// or on a browser that has no passkeys, the code of the application opens the same door.
"use strict";

(() => {
  const letters = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  const readable = (asked) => {
    const options = { ...asked, challenge: bytes(asked.challenge) };
    if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      if (asked[list]) options[list] = asked[list].map((each) => ({ ...each, id: bytes(each.id) }));
    }
    return options;
  };

  const written = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = letters(credential.response[part]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: letters(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const ask = async (form) => {
    const options = { publicKey: readable(JSON.parse(form.dataset.options)) };
    try {
      const credential = await navigator.credentials[form.dataset.passkey](options);
      form.querySelector("[data-passkey-answer]").value = written(credential);
      form.submit();
    } catch (error) {
      form.querySelector("[data-passkey-words]").textContent =
        error.name === "InvalidStateError"
          ? "Cette clé est déjà sur votre compte."
          : "Rien n’a été confirmé. Recommencez, ou choisissez un autre moyen.";
    }
  };

  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("[data-passkey-add]")) form.hidden = false;
  for (const words of document.querySelectorAll("[data-passkey-without]")) words.hidden = true;
  for (const form of document.querySelectorAll("[data-passkey]")) ask(form);
})();
