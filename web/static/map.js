// The door of a map: it shows a button, and fetches what draws the map only when the button is pressed.
// After a list has changed, `document.dispatchEvent(new Event("relais:results"))` makes the maps follow.
"use strict";

// A page with two maps holds this file twice.
if (!document.documentElement.dataset.maps) {
  document.documentElement.dataset.maps = "ready";
  const fetched = new Map();

  // Each file is asked for once, from the page's own origin.
  function fetchOnce(address, make) {
    if (!fetched.has(address)) {
      fetched.set(
        address,
        new Promise((resolve, reject) => {
          const element = make();
          element.addEventListener("load", resolve);
          element.addEventListener("error", () => {
            fetched.delete(address);
            element.remove();
            reject(new Error(address));
          });
          document.head.append(element);
        }),
      );
    }
    return fetched.get(address);
  }

  function script(address) {
    return fetchOnce(address, () => {
      const element = document.createElement("script");
      element.async = false; // in the order in which they are asked for
      element.src = address;
      return element;
    });
  }

  function style(address) {
    return fetchOnce(address, () => {
      const element = document.createElement("link");
      element.rel = "stylesheet";
      element.href = address;
      return element;
    });
  }

  async function answer(panel) {
    const form = document.getElementById(panel.dataset.form);
    const asked = form ? { method: "POST", body: new URLSearchParams(new FormData(form)) } : {};
    const response = await fetch(panel.dataset.map, asked);
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  async function draw(panel) {
    const words = panel.querySelector("[data-map-words]");
    words.textContent = "La carte arrive…";
    try {
      const files = [
        ...panel.dataset.scripts.split(" ").map(script),
        ...panel.dataset.styles.split(" ").map(style),
      ];
      const [data] = await Promise.all([answer(panel), ...files]);
      // It finds Leaflet there when it starts.
      const drawing = await import(panel.dataset.drawing);
      await drawing.draw(panel, data);
      words.textContent = data.summary;
    } catch {
      words.textContent = "La carte n’a pas pu être dessinée. La liste dit tout ce qu’elle aurait montré.";
    }
  }

  function makePanel(panel) {
    const button = panel.querySelector("[data-map-open]");
    const body = document.getElementById(button.getAttribute("aria-controls"));
    panel.dataset.ready = "";
    panel.hidden = false;
    button.addEventListener("click", () => {
      const isOpen = body.hidden;
      body.hidden = !isOpen;
      button.setAttribute("aria-expanded", String(isOpen));
      button.querySelector("span").textContent = isOpen ? "Masquer la carte" : "Afficher la carte";
      if (isOpen) draw(panel);
    });
  }

  function start() {
    document.querySelectorAll("[data-map]:not([data-ready])").forEach(makePanel);
  }

  document.addEventListener("relais:results", () => {
    start();
    document.querySelectorAll("[data-map][data-ready]").forEach((panel) => {
      if (panel.querySelector("[aria-expanded=true]")) draw(panel);
    });
  });
  start();
}
