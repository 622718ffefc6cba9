// Comfort only: one key answers, another moves on. Without this file, the buttons do as much.
"use strict";

const KEPT = "relais-touches";
const items = [...document.querySelectorAll("[data-item]")];
let current = -1;

// ---------- Keys may be turned off: somebody who speaks to her computer presses many ----------

function areOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function turn(on) {
  try {
    on ? localStorage.removeItem(KEPT) : localStorage.setItem(KEPT, "off");
  } catch {
    // Where nothing may be kept, they are turned off for this page.
  }
  show(on);
}

let isOn = areOn();

function show(on) {
  isOn = on;
  const button = document.querySelector("[data-keys-switch]");
  if (button) {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Touches activées" : "Touches désactivées";
  }
  document.querySelectorAll("[data-key]").forEach((each) => {
    each.querySelector("kbd")?.remove();
    each.removeAttribute("aria-keyshortcuts");
    if (!on) return;
    const key = document.createElement("kbd");
    key.textContent = each.dataset.key;
    key.setAttribute("aria-hidden", "true");
    each.setAttribute("aria-keyshortcuts", each.dataset.key);
    each.append(" ", key);
  });
}

// ---------- The item where one is ----------

function go(to) {
  if (!items.length) return;
  current = Math.max(0, Math.min(items.length - 1, to));
  items.forEach((item, rank) => item.toggleAttribute("data-current", rank === current));
  items[current].focus({ preventScroll: true });
  items[current].scrollIntoView({ block: "nearest" });
}

function follow(event) {
  const rank = items.indexOf(event.target.closest?.("[data-item]"));
  if (rank < 0 || rank === current) return;
  current = rank;
  items.forEach((item, each) => item.toggleAttribute("data-current", each === current));
}

function press(key) {
  const button = items[current]?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return false;
  button.click();
  if (button.tagName === "SUMMARY") button.parentElement.querySelector("textarea")?.focus();
  return true;
}

function answerByKey(event) {
  if (!isOn || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  if (key === "j") go(current + 1);
  else if (key === "k") go(current - 1);
  else if (!press(key)) return;
  event.preventDefault();
}

if (items.length) {
  const help = document.querySelector("[data-keys-help]");
  if (help) help.hidden = false;
  show(isOn);
  document.querySelector("[data-keys-switch]")?.addEventListener("click", () => turn(!isOn));
  document.addEventListener("keydown", answerByKey);
  document.addEventListener("focusin", follow);
  // What was refused shows what is typed; after an answer one is on the next item at once.
  const refused = document.querySelector("[aria-invalid=true]");
  if (refused) refused.focus();
  else if (document.querySelector("[role=status].done")) go(0);
}
