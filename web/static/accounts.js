// A session that nobody uses locks: say so two minutes before, and cover the page when it does.
// What is being typed stays in the page: the password opens it again where it was.
"use strict";
(() => {
  const bar = document.querySelector("[data-presence]");
  if (!bar) return;

  const WARNED_BEFORE = 120;
  const LONGEST = 2 ** 31 - 1;
  let timer = 0;
  let box = null;

  // Ask how long is left. Asking puts nothing off; sending the form (`stay`) does.
  async function asked(stay) {
    const body = new URLSearchParams({ proof: proof() });
    const how = stay ? { method: "POST", body } : {};
    const answer = await fetch(bar.dataset.presence, { ...how, redirect: "manual", signal: AbortSignal.timeout(8000) });
    return answer.ok ? answer.json() : null;
  }

  function proof() {
    return document.querySelector("input[name=proof]").value;
  }

  function prove(fresh) {
    document.querySelectorAll("input[name=proof]").forEach((field) => (field.value = fresh));
  }

  async function look() {
    clearTimeout(timer);
    let said = null;
    try {
      said = await asked(false);
    } catch {
      timer = setTimeout(look, 30000); // The network may come back: the server decides anyway.
      return;
    }
    if (!said) return ended();
    prove(said.proof);
    if (said.locks_in <= 0) return locked();
    if (said.locks_in <= WARNED_BEFORE) warn(said.locks_in);
    else close();
    const next = said.locks_in > WARNED_BEFORE ? said.locks_in - WARNED_BEFORE : said.locks_in;
    timer = setTimeout(look, Math.min(next * 1000 + 500, LONGEST));
  }

  function show(name, content) {
    if (box?.dataset.name === name) return false;
    close();
    box = document.createElement("dialog");
    box.className = "lock";
    box.dataset.name = name;
    box.setAttribute("aria-labelledby", "verrou-titre");
    box.innerHTML = content;
    document.body.append(box);
    box.showModal();
    return true;
  }

  function close() {
    document.documentElement.classList.remove("is-locked");
    box?.close();
    box?.remove();
    box = null;
  }

  function warn(seconds) {
    const minutes = Math.max(1, Math.round(seconds / 60));
    const isNew = show(
      "warning",
      `<form method="dialog" class="stack"><h2 id="verrou-titre">Toujours là ?</h2><p></p>
       <button class="button button-primary" type="submit" autofocus>Rester connecté</button></form>`,
    );
    if (!isNew) return;
    box.querySelector("p").textContent =
      `La session se verrouille dans ${minutes} minute${minutes > 1 ? "s" : ""}. Ce que vous avez saisi reste sur la page.`;
    box.addEventListener("close", stay);
  }

  async function stay() {
    if (box?.dataset.name !== "warning") return;
    try {
      await asked(true);
    } finally {
      look();
    }
  }

  function locked() {
    const isNew = show(
      "locked",
      `<form method="post" class="stack"><h2 id="verrou-titre">Session verrouillée</h2>
       <p>Écrivez votre mot de passe : la page revient telle que vous l’avez laissée.</p>
       <p class="error" role="alert" hidden></p>
       <div class="field"><label for="verrou-secret">Mot de passe</label>
       <input class="input" id="verrou-secret" type="password" autocomplete="current-password" required autofocus></div>
       <button class="button button-primary" type="submit">Déverrouiller</button></form>`,
    );
    if (!isNew) return;
    document.documentElement.classList.add("is-locked");
    box.addEventListener("cancel", (event) => event.preventDefault());
    box.querySelector("form").addEventListener("submit", unlock);
  }

  async function unlock(event) {
    event.preventDefault();
    const field = box.querySelector("input");
    const body = new URLSearchParams({ proof: proof(), password: field.value });
    const told = box.querySelector("[role=alert]");
    try {
      const answer = await fetch(bar.dataset.lock, { method: "POST", body, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.ok) return look();
      told.textContent = answer.status === 429 ? "Trop d’essais : attendez une minute." : "Ce mot de passe n’est pas le bon.";
    } catch {
      told.textContent = "Le serveur ne répond pas. Réessayez.";
    }
    told.hidden = false;
    field.value = "";
    field.focus();
  }

  // The session has ended: forms of this page still go, and ask who is there before they are taken.
  function ended() {
    close();
    const told = document.getElementById("annonce");
    if (told) told.textContent = "La session est terminée. Ce que vous envoyez d’ici demandera de vous connecter.";
  }

  timer = setTimeout(look, 1000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
})();
