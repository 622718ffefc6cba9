// Comfort only: the form of a listing works without this file. It keeps what is typed, and shows the hours understood.
"use strict";

const DRAFT_EVERY = 4000;
const LOOK_AFTER = 500;

// ---------- What is typed is kept, so that a lost session loses nothing ----------

function keepDrafts(form) {
  const words = form.querySelector("[data-draft-words]");
  let isTouched = false;
  let isSending = false;
  let isLeaving = false;

  async function send() {
    if (!isTouched || isSending || isLeaving) return;
    isTouched = false;
    isSending = true;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.draft, { method: "POST", body });
      // Whoever sends no longer has a session: the page that saves will ask for the password, and keep the text.
      words.textContent = answer.status === 204 ? "Brouillon gardé." : "Brouillon non gardé : enregistrez bientôt.";
    } catch {
      words.textContent = "Brouillon non gardé : la connexion est coupée.";
      isTouched = true;
    }
    isSending = false;
  }

  form.addEventListener("input", () => (isTouched = true));
  form.addEventListener("change", () => (isTouched = true));
  form.addEventListener("submit", () => (isLeaving = true));
  setInterval(send, DRAFT_EVERY);
}

// ---------- Hours: what Relais understands appears as one types ----------

function showHours(form, field) {
  let asked = null;
  let timer;

  async function look() {
    asked?.abort();
    asked = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set("step", "look");
    try {
      const answer = await fetch(form.action, { method: "POST", body, signal: asked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(field.dataset.look);
      if (answer.ok && fresh) document.getElementById(field.dataset.look).replaceWith(fresh);
    } catch {
      // The button « Voir ce que Relais comprend » does the same.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, LOOK_AFTER);
  });
}

document.querySelectorAll("form[data-listing]").forEach((form) => {
  if (form.dataset.draft) keepDrafts(form);
  form.querySelectorAll("[data-look]").forEach((field) => showHours(form, field));
});
