// Comfort only: every page works without this file, and each part below gives way to the plain page when it fails.
"use strict";

const announcer = document.getElementById("annonce");

function announce(sentence) {
  if (announcer) announcer.textContent = sentence;
}

function delayed(act) {
  let timer;
  return (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  };
}

// ---------- Places: a text field that suggests communes (ARIA 1.2 combobox) ----------

function makePlace(box) {
  const input = box.querySelector("input[type=text]");
  const code = box.querySelector("[data-place-code]");
  const list = document.createElement("ul");
  let options = [];
  let active = -1;
  let asked = null;

  list.id = `${input.id}-list`;
  list.className = "place-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Communes proposées");
  box.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) activate(-1);
  }

  function activate(index) {
    active = index;
    [...list.children].forEach((item, rank) => item.setAttribute("aria-selected", String(rank === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  }

  function choose(index) {
    input.value = options[index].label;
    code.value = options[index].code;
    show(false);
    announce(`${input.value}, commune choisie`);
  }

  function draw(found) {
    options = found;
    list.replaceChildren(
      ...found.map((option, rank) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${rank}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = option.label;
        item.addEventListener("click", () => choose(rank));
        return item;
      }),
    );
    show(found.length > 0);
    const plural = found.length > 1 ? "s" : "";
    announce(found.length ? `${found.length} commune${plural} proposée${plural}` : "Aucune commune proposée");
  }

  async function ask() {
    asked?.abort();
    const typed = input.value.trim();
    if (typed.length < 2) return show(false);
    asked = new AbortController();
    try {
      // By POST: where somebody lives stays in no address.
      const body = new URLSearchParams({ q: typed });
      const answer = await fetch(box.dataset.place, { method: "POST", body, signal: asked.signal });
      if (answer.ok && input.value.trim() === typed && document.activeElement === input) draw(await answer.json());
    } catch {
      // No suggestion: what is typed is sent as it is, and the server asks if it has a doubt.
    }
  }

  const askIn = delayed(ask);

  input.addEventListener("input", () => {
    code.value = "";
    askIn(120);
  });
  input.addEventListener("blur", () => show(false));
  // Pressing an option must not take the focus away before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" && !open && options.length) show(true);
    else if (event.key === "ArrowDown" && open) activate((active + 1) % options.length);
    else if (event.key === "ArrowUp" && open) activate((active <= 0 ? options.length : active) - 1);
    else if (event.key === "Enter" && open && active >= 0) choose(active);
    else if (event.key === "Escape" && open) show(false);
    else return;
    event.preventDefault();
  });
}

// ---------- Open questions: answer one, and the page follows ----------

// What the reader opened, ticked or was standing on must survive the exchange.
function remember(region) {
  return {
    focus: region.contains(document.activeElement) ? document.activeElement.id : "",
    top: document.activeElement?.getBoundingClientRect().top ?? 0,
    open: [...region.querySelectorAll("details[open][id]")].map((item) => item.id),
    ticked: [...region.querySelectorAll(".checklist input:checked")].map((item) => item.id),
  };
}

function restore(region, kept) {
  kept.open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  kept.ticked.forEach((id) => {
    const box = document.getElementById(id);
    if (box) box.checked = true;
  });
  if (!kept.focus) return;
  const target = document.getElementById(kept.focus) ?? region.querySelector("[data-focus-after]");
  if (!target) return;
  target.focus({ preventScroll: true });
  window.scrollBy({ top: target.getBoundingClientRect().top - kept.top, behavior: "instant" });
}

function makeLive(form) {
  const id = form.dataset.live;
  let asked = null;

  async function send() {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const old = document.getElementById(id);
    old.setAttribute("aria-busy", "true");
    try {
      // A form encoded as the browser would, so that the server sees one kind of request only.
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, signal });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
      if (!answer.ok || !fresh) return form.submit();
      const kept = remember(old);
      old.replaceWith(fresh);
      restore(fresh, kept);
      start(fresh);
      announce(fresh.dataset.announce ?? "La page est à jour");
    } catch (error) {
      if (error.name === "AbortError") return;
      old.removeAttribute("aria-busy");
      announce("La page n’a pas pu être mise à jour. Utilisez le bouton « Mettre à jour ».");
    }
  }

  const sendIn = delayed(send);
  let isByKeyboard = false;

  form.addEventListener("keydown", () => (isByKeyboard = true));
  form.addEventListener("pointerdown", () => (isByKeyboard = false));
  form.addEventListener("change", (event) => {
    // Several boxes may be ticked before anything is sent: they wait for the button.
    if (event.target.type !== "radio") return;
    // An answer to the former question must not wipe out the one being given.
    asked?.abort();
    // Arrow keys pass over each answer on their way: leave them the time to arrive.
    sendIn(isByKeyboard ? 1200 : 200);
  });
}

// ---------- Start ----------

function start(root) {
  root.querySelectorAll("[data-place]").forEach(makePlace);
  root.querySelectorAll("form[data-live]").forEach(makeLive);
  root.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  root.querySelector("[data-focus]")?.focus();
}

start(document);
