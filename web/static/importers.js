// Comfort only: a run is followed without reloading, one key answers a question. Without this file, pages do as much.
"use strict";

// ---------- A run that is worked on: its page is looked at again, in place ----------

const EVERY = 1000;
const PATIENCE = 15000;

function told(text) {
  const place = document.getElementById("annonce");
  if (place && text && place.textContent !== text) place.textContent = text;
}

async function follow() {
  const region = document.getElementById("import");
  if (!region || !("follow" in region.dataset)) return;
  try {
    const answer = await fetch(location.pathname, { signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("import");
    // The visit may have ended meanwhile: the page itself says so best.
    if (!fresh) return location.reload();
    region.replaceWith(fresh);
    if (fresh.dataset.announce !== region.dataset.announce) told(fresh.dataset.announce);
  } catch {
    told("La page n’a pas pu être mise à jour. Elle réessaie.");
  }
  setTimeout(follow, EVERY);
}

// ---------- Questions: one key answers the one where the focus is, and no other ----------

function showKeys() {
  document.querySelectorAll("[data-key]").forEach((button) => {
    const key = document.createElement("kbd");
    key.textContent = button.dataset.key;
    key.setAttribute("aria-hidden", "true");
    button.setAttribute("aria-keyshortcuts", button.dataset.key);
    button.append(" ", key);
  });
  const help = document.querySelector("[data-keys-help]");
  if (help) help.hidden = !document.querySelector("[data-key]");
}

function answerByKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.closest("input, select, textarea")) return;
  const question = event.target.closest("[data-keys]");
  const button = question?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

// ---------- Files: too many of them are refused before they leave, and once sent they are not sent twice ----------

function watchUpload(form) {
  const field = form.querySelector("input[type=file]");
  field.addEventListener("change", () => {
    const total = [...field.files].reduce((sum, file) => sum + file.size, 0);
    const isTooMuch = total > Number(form.dataset.most);
    field.setCustomValidity(isTooMuch ? "Ces fichiers sont trop lourds ensemble : soixante mégaoctets au plus." : "");
    if (isTooMuch) field.reportValidity();
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    told("Envoi en cours");
    // Once the browser has gathered the form: a button that is disabled before would stop it.
    setTimeout(() => (button.disabled = true));
  });
  // Back brings the page as it was left.
  window.addEventListener("pageshow", () => (form.querySelector("button[type=submit]").disabled = false));
}

setTimeout(follow, EVERY);
showKeys();
document.addEventListener("keydown", answerByKey);
document.querySelectorAll("form[data-upload]").forEach(watchUpload);
if (location.hash === "#suivant") document.getElementById("suivant")?.focus();
