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
    shut: [...region.querySelectorAll(".facet[id]:not([open])")].map((item) => item.id),
    ticked: [...region.querySelectorAll(".checklist input:checked")].map((item) => item.id),
  };
}

function restore(region, kept) {
  kept.open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  kept.shut.forEach((id) => document.getElementById(id)?.removeAttribute("open"));
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

// ---------- The directory: results by POST at one address, and Back brings back what was there ----------

// What was asked is kept by the browser with its entry of history, and asked again: nothing is in an address.
let searching = null;

function pairsOf(form, button) {
  const pairs = [...new FormData(form)].filter(([, value]) => value);
  return button?.name ? [...pairs, [button.name, button.value]] : pairs;
}

// Put the regions of a fetched page in place of ours; a map that is drawn stays drawn.
function exchange(text, id) {
  const fetched = new DOMParser().parseFromString(text, "text/html");
  const fresh = fetched.getElementById(id);
  if (!fresh) return null;
  fresh.querySelectorAll("[data-map]").forEach((map) => {
    const drawn = document.getElementById(map.id);
    if (drawn) map.replaceWith(drawn);
  });
  document.getElementById("bandeau").replaceWith(fetched.getElementById("bandeau"));
  document.getElementById(id).replaceWith(fresh);
  return fresh;
}

async function search(id, address, pairs) {
  searching?.abort();
  searching = new AbortController();
  const { signal } = searching;
  document.getElementById(id).setAttribute("aria-busy", "true");
  const asked = pairs ? { method: "POST", body: new URLSearchParams(pairs), signal } : { signal };
  const answer = await fetch(address, asked);
  return exchange(await answer.text(), id);
}

function afterSearch(fresh) {
  start(fresh);
  announce(fresh.dataset.announce ?? "");
  document.dispatchEvent(new Event("relais:results"));
}

function isMapOpen() {
  return Boolean(document.querySelector("[data-map-open][aria-expanded=true]"));
}

function keepPosition() {
  if (!history.state?.asked) return;
  history.replaceState({ ...history.state, scroll: window.scrollY, hasMap: isMapOpen() }, "");
}

function makeSearch(form) {
  const id = form.dataset.live;
  let isByKeyboard = false;

  async function send(button) {
    const pairs = pairsOf(form, button);
    const kept = remember(document.getElementById(id));
    if (button) keepPosition();
    try {
      const fresh = await search(id, form.action, pairs);
      if (!fresh) return form.submit();
      // A filter is a touch on the same search; a button asks for another one, that Back undoes.
      const state = { asked: pairs, scroll: 0, hasMap: isMapOpen() };
      if (button) history.pushState(state, "", form.action);
      else history.replaceState({ ...state, scroll: window.scrollY }, "", form.action);
      if (button) kept.open = kept.open.filter((part) => part.startsWith("f-"));
      if (button) kept.focus = "";
      restore(fresh, kept);
      afterSearch(fresh);
      if (button && !fresh.querySelector("[data-focus]")) arrive(fresh);
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  }

  const sendIn = delayed(() => send(null));

  form.addEventListener("keydown", () => (isByKeyboard = true));
  form.addEventListener("pointerdown", () => (isByKeyboard = false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // A button without a name is told from a filter that has changed.
    send(event.submitter ?? {});
  });
  form.addEventListener("change", (event) => {
    if (!event.target.closest(".filters")) return;
    searching?.abort();
    sendIn(isByKeyboard && event.target.type === "radio" ? 1200 : 350);
  });
}

// The results are what was asked for: they take the focus, and the keyboard of a phone goes away.
function arrive(fresh) {
  window.scrollTo({ top: 0, behavior: "instant" });
  fresh.querySelector("[data-focus-after]")?.focus({ preventScroll: true });
}

async function comeBack(form, state) {
  const id = form.dataset.live;
  try {
    const fresh = await search(id, form.action, state?.asked ?? null);
    if (!fresh) return;
    afterSearch(fresh);
    if (state?.hasMap && !isMapOpen()) fresh.querySelector("[data-map-open]")?.click();
    window.scrollTo({ top: state?.scroll ?? 0, behavior: "instant" });
  } catch (error) {
    if (error.name !== "AbortError") announce("La recherche n’a pas pu être reprise. Lancez-la de nouveau.");
  }
}

function followHistory() {
  const form = document.querySelector("form[data-history]");
  if (!form) return;
  history.scrollRestoration = "manual";
  const keepIn = delayed(keepPosition);
  window.addEventListener("scroll", () => keepIn(200), { passive: true });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const within = link?.getAttribute("href").startsWith("#") && document.getElementById(link.hash.slice(1));
    if (within) {
      // A link within the page is no step of history: Back would find nothing kept there.
      event.preventDefault();
      within.scrollIntoView();
      return within.focus({ preventScroll: true });
    }
    if (link) keepPosition();
    // The address of the search itself starts another one. Left to the browser, it would bring back this one.
    if (!link || link.href !== form.action || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState({ asked: null, scroll: 0 }, "", link.href);
    comeBack(form, history.state);
  });
  window.addEventListener("popstate", (event) => {
    // A link within the page moves along history too, and changes nothing.
    if (event.state || !location.hash) comeBack(document.querySelector("form[data-history]"), event.state);
  });
  if (history.state?.asked) return comeBack(form, history.state);
  const answered = document.getElementById("suite");
  if (answered) history.replaceState({ asked: pairsOf(answered), scroll: 0 }, "", answered.action);
}

// A sheet opened from results says so in its address, for the time of reading it.
function offerToGoBack() {
  if (location.hash === "#annuaire" && document.querySelector("[data-back]")) {
    history.replaceState({ isFromResults: true }, "", location.pathname);
  }
  document.querySelectorAll("[data-back]").forEach((button) => {
    button.hidden = !history.state?.isFromResults;
    button.addEventListener("click", () => history.back());
  });
}

// A report is told on the sheet where it is made: no step of history stands between the sheet and the results.
function makeReport(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const fresh = await search(form.dataset.report, form.action, pairsOf(form, event.submitter));
      if (!fresh) throw new Error("no answer");
      start(fresh);
      offerToGoBack();
      document.getElementById("signale")?.focus();
    } catch (error) {
      document.getElementById(form.dataset.report).removeAttribute("aria-busy");
      if (error.name !== "AbortError") sayNotSent(form);
    }
  });
}

function sayNotSent(form) {
  const words = form.querySelector("[role=alert]") ?? form.appendChild(document.createElement("p"));
  words.setAttribute("role", "alert");
  words.className = "doubt";
  words.textContent = "Le signalement n’a pas été enregistré : Relais est occupé. Essayez de nouveau dans une minute.";
}

// ---------- Start ----------

function start(root) {
  root.querySelectorAll("[data-place]").forEach(makePlace);
  root.querySelectorAll("form[data-live]").forEach((form) => ("history" in form.dataset ? makeSearch : makeLive)(form));
  root.querySelectorAll("form[data-report]").forEach(makeReport);
  root.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  root.querySelector("[data-focus]")?.focus();
}

start(document);
followHistory();
offerToGoBack();
