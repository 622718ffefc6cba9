// Draws a map from Relais's own outlines (TopoJSON), with Leaflet (window.L), pins, clusters and shaded areas.

const CLOSEST = 14;
const FURTHEST = 5;
const COMMUNES_FROM = 8.5; // the zoom from which communes are drawn
const MOST_DEPARTMENTS = 6;
const NAMES_FROM = 6.5;
const MOST_NAMES = 26;
const FRANCE = [
  [42.3, -4.8],
  [51.1, 8.3],
];
const SHAPES = {
  open: '<path d="M22 41C13 30 9 24 9 17a13 13 0 0 1 26 0c0 7-4 13-13 24z"/><circle cx="22" cy="17" r="5"/>',
  closed: '<path d="M22 41C13 30 9 24 9 17a13 13 0 0 1 26 0c0 7-4 13-13 24z"/><path d="M17 17h10"/>',
  unknown: '<path d="M22 41C13 30 9 24 9 17a13 13 0 0 1 26 0c0 7-4 13-13 24z"/><text x="22" y="22">?</text>',
};

const L = window.L;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const drawn = new WeakMap();

// ---------- Outlines ----------

const asked = new Map();

function outlines(address) {
  if (!asked.has(address)) {
    const answer = fetch(address)
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(address))))
      .then(decode);
    answer.catch(() => asked.delete(address));
    asked.set(address, answer);
  }
  return asked.get(address);
}

function decode({ transform, arcs, objects }) {
  const [across, up] = transform.scale;
  const lines = arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => [(y += dy) * up, (x += dx) * across]);
  });
  return { lines, shapes: new Map(objects.shapes.geometries.map((shape) => [shape.id, shape])) };
}

function followed({ lines }, ring) {
  return ring.flatMap((number, rank) => {
    const line = number < 0 ? [...lines[~number]].reverse() : lines[number];
    return rank ? line.slice(1) : line;
  });
}

function polygons(topology, codes) {
  return codes
    .map((code) => topology.shapes.get(code))
    .filter(Boolean)
    .flatMap((shape) => shape.arcs.map((polygon) => polygon.map((ring) => followed(topology, ring))));
}

// What surrounds shapes put together: the lines that one of them alone has.
function surrounding(topology, codes) {
  const seen = new Map();
  for (const code of codes) {
    for (const number of topology.shapes.get(code)?.arcs.flat(2) ?? []) {
      const line = number < 0 ? ~number : number;
      seen.set(line, (seen.get(line) ?? 0) + 1);
    }
  }
  return [...seen].filter(([, times]) => times === 1).map(([line]) => topology.lines[line]);
}

// ---------- The map ----------

function makeMap(panel) {
  const place = panel.querySelector("[data-map-place]");
  const map = L.map(place, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false,
    maxBoundsViscosity: 1,
    minZoom: FURTHEST,
    maxZoom: CLOSEST,
    zoomSnap: 0.5,
    fadeAnimation: !isCalm,
    zoomAnimation: !isCalm,
    markerZoomAnimation: !isCalm,
    inertia: !isCalm,
  });
  const { tiles, credit } = panel.dataset;
  L.control.zoom({ zoomInTitle: "Rapprocher", zoomOutTitle: "Éloigner" }).addTo(map);
  L.control
    .attribution({ prefix: false })
    .addAttribution(tiles ? escaped(credit) : "Contours : IGN (Licence Ouverte)")
    .addTo(map);
  const renderers = Object.fromEntries(
    ["land", "borders", "areas"].map((name, rank) => {
      map.createPane(name).style.zIndex = String(210 + 10 * rank);
      return [name, L.svg({ pane: name, padding: 0.5 })];
    }),
  );
  const names = map.createPane("names");
  names.style.zIndex = "450";
  names.setAttribute("aria-hidden", "true");
  renderers.areas.addTo(map); // drawn first, so that its stripes exist before what they fill
  if (tiles) L.tileLayer(tiles, { maxZoom: CLOSEST }).addTo(map);
  const view = { map, panel, renderers, tiles, names: L.layerGroup().addTo(map), communes: new Map() };
  map.on("moveend", () => follow(view));
  place.addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
  map.on("popupopen", ({ popup }) => popup.getElement().querySelector("a")?.focus({ preventScroll: true }));
  map.on("popupclose", ({ popup }) => popup._source?.getElement?.()?.focus({ preventScroll: true }));
  return view;
}

function escaped(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

function line(view, lines, className) {
  const options = { renderer: view.renderers.borders, pane: "borders", interactive: false, className };
  return L.polyline(lines, { ...options, smoothFactor: 0 }).addTo(view.map);
}

async function drawLand(view) {
  view.departments = await outlines(view.panel.dataset.departments);
  const codes = [...view.departments.shapes.keys()];
  view.frames = new Map(codes.map((code) => [code, L.latLngBounds(polygons(view.departments, [code]).flat(2))]));
  if (view.tiles) return;
  const options = { renderer: view.renderers.land, pane: "land", interactive: false, className: "map-land" };
  L.polygon(polygons(view.departments, codes), { ...options, stroke: false, smoothFactor: 0 }).addTo(view.map);
  line(view, view.departments.lines, "map-department");
}

function communesOf(view, department) {
  return outlines(view.panel.dataset.communes.replace("DEPARTEMENT", department));
}

// ---------- Areas ----------

// Stripes, for what is not served: a shade alone would not tell it apart.
function makeStripes(view) {
  const svg = view.renderers.areas._container;
  if (!svg || svg.querySelector("pattern")) return;
  const id = `${view.panel.id}-hachures`;
  const space = "http://www.w3.org/2000/svg";
  const pattern = document.createElementNS(space, "pattern");
  const stripe = document.createElementNS(space, "path");
  for (const [name, value] of Object.entries({ id, width: 8, height: 8, patternUnits: "userSpaceOnUse" })) {
    pattern.setAttribute(name, value);
  }
  stripe.setAttribute("d", "M0 8 8 0M-2 2 2-2M6 10 10 6");
  stripe.setAttribute("class", "map-stripe");
  pattern.append(stripe);
  svg.prepend(pattern);
  view.stripes = `url(#${id})`;
}

async function drawArea(view, area) {
  const parts = area.communes.length
    ? await Promise.all(area.departments.map(async (code) => [await communesOf(view, code), area.communes]))
    : [[view.departments, area.departments]];
  const options = { renderer: view.renderers.areas, pane: "areas", smoothFactor: 0 };
  for (const [topology, codes] of parts) {
    const fillColor = area.role === "excluded" ? view.stripes : undefined;
    const shade = L.polygon(polygons(topology, codes), {
      ...options,
      stroke: false,
      fillOpacity: 1,
      fillColor,
      className: `map-area map-${area.role}`,
    }).bindPopup(popupOf(area.sentence));
    const edge = L.polyline(surrounding(topology, codes), {
      ...options,
      interactive: false,
      className: `map-edge map-edge-${area.role}`,
    });
    view.areas.addLayer(shade).addLayer(edge);
    if (shade.getBounds().isValid()) view.shown.extend(shade.getBounds());
  }
  if (area.role === "zone") nameZone(view, area);
}

// The words of a zone stand in its middle as a sentence, which nobody takes for an address.
function nameZone(view, area) {
  const shades = view.areas.getLayers().filter((layer) => layer instanceof L.Polygon);
  const frame = shades.at(-1).getBounds();
  if (!frame.isValid()) return;
  const words = L.tooltip({ permanent: true, direction: "center", className: "map-zone-words", interactive: false });
  view.areas.addLayer(words.setLatLng(frame.getCenter()).setContent(escaped(area.sentence)));
}

function drawLegend(panel, legend) {
  const list = panel.querySelector("[data-map-legend]");
  list.replaceChildren(
    ...legend.map(([role, sentence]) => {
      const item = document.createElement("li");
      const shade = document.createElement("span");
      shade.className = `map-key map-key-${role}`;
      shade.setAttribute("aria-hidden", "true");
      item.append(shade, sentence);
      return item;
    }),
  );
}

// ---------- Pins ----------

function stateOf({ is_open: isOpen }) {
  return isOpen === null ? "unknown" : isOpen ? "open" : "closed";
}

function popupOf(sentence, state, url) {
  const content = document.createElement("div");
  for (const [tag, text] of [["strong", sentence], ["span", state]]) {
    if (!text) continue;
    const element = document.createElement(tag);
    element.textContent = text;
    content.append(element);
  }
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = "Voir la fiche";
    content.append(link);
  }
  content.className = "map-popup";
  return content;
}

function makePin(view, pin) {
  const state = stateOf(pin);
  const html = `<svg width="44" height="44" viewBox="0 0 44 44" aria-hidden="true" focusable="false">${SHAPES[state]}</svg>`;
  const icon = L.divIcon({ className: `map-pin map-pin-${state}`, html, iconSize: [44, 44], iconAnchor: [22, 41], popupAnchor: [0, -36] });
  const marker = L.marker([pin.latitude, pin.longitude], { icon, keyboard: true });
  marker.pin = pin;
  marker.bindPopup(popupOf(pin.name, pin.state, pin.url), { closeButton: true });
  marker.on("add", () => {
    marker.getElement().setAttribute("aria-label", `${pin.name}, ${pin.state}`);
    marker.getElement().addEventListener("focus", () => mark(view, pin.id, false));
  });
  marker.on("click keypress", ({ type, originalEvent }) => {
    if (type === "click" || originalEvent.key === "Enter") mark(view, pin.id, true);
  });
  return marker;
}

function makeClusters(view) {
  const clusters = L.markerClusterGroup({
    showCoverageOnHover: false,
    animate: !isCalm,
    maxClusterRadius: 56,
    iconCreateFunction: (cluster) =>
      L.divIcon({ className: "map-cluster", html: `<span>${cluster.getChildCount()}</span>`, iconSize: [44, 44] }),
  });
  const open = ({ layer, originalEvent }) => {
    if (originalEvent.key !== "Enter") return;
    const [first] = layer.getAllChildMarkers().sort((a, b) => a.pin.rank - b.pin.rank);
    clusters.fire("click", { layer, originalEvent }); // of a number, it becomes « clusterclick »
    // The number that had the focus is gone: its first service takes it.
    const take = () => (clusters.getVisibleParent(first) ?? first).getElement()?.focus({ preventScroll: true });
    setTimeout(take, isCalm ? 0 : 400);
  };
  return clusters.on("clusterkeypress", open);
}

// Tab goes from pin to pin in the order of the list, whatever was drawn first.
function sortPins(view) {
  const pane = view.map.getPane("markerPane");
  const ranked = [];
  view.clusters._featureGroup.eachLayer((layer) => {
    const inside = layer.getAllChildMarkers?.() ?? [layer];
    if (layer.getAllChildMarkers) {
      layer.getElement()?.setAttribute("aria-label", `${inside.length} services proches, à voir de plus près`);
    }
    if (layer.getElement?.()) ranked.push([Math.min(...inside.map(({ pin }) => pin.rank)), layer.getElement()]);
  });
  ranked.sort(([a], [b]) => a - b);
  const current = [...pane.children].filter((element) => ranked.some(([, each]) => each === element));
  if (ranked.every(([, element], rank) => current[rank] === element)) return;
  const focused = document.activeElement;
  pane.append(...ranked.map(([, element]) => element));
  if (pane.contains(focused)) focused.focus({ preventScroll: true });
}

// ---------- List and map in step ----------

function items(id) {
  return document.querySelectorAll(`[data-service="${Number(id)}"]`);
}

function mark(view, id, scrolls) {
  document.querySelectorAll(".on-map").forEach((item) => item.classList.remove("on-map"));
  items(id).forEach((item) => item.classList.add("on-map"));
  if (scrolls) items(id)[0]?.scrollIntoView({ block: "nearest", behavior: isCalm ? "instant" : "smooth" });
  view.panel.querySelectorAll(".is-marked").forEach((pin) => pin.classList.remove("is-marked"));
  const marker = view.markers.get(Number(id));
  const visible = marker && (view.clusters.getVisibleParent(marker) ?? marker);
  visible?.getElement?.()?.classList.add("is-marked");
}

function listen(view) {
  const notice = ({ target }) => {
    const item = target.closest?.("[data-service]");
    if (item && view.markers) mark(view, item.dataset.service, false);
  };
  document.addEventListener("focusin", notice);
  document.addEventListener("pointerover", notice);
}

// ---------- Names and communes, as one moves ----------

async function follow(view) {
  if (!view.departments) return;
  const isClose = view.map.getZoom() >= COMMUNES_FROM;
  const frame = view.map.getBounds();
  const near = [...view.frames].filter(([, each]) => each.intersects(frame)).map(([code]) => code);
  const shown = isClose && near.length <= MOST_DEPARTMENTS ? near : [];
  const found = await Promise.all(
    shown.map(async (code) => {
      const topology = await communesOf(view, code).catch(() => null);
      if (topology && !view.tiles && !view.communes.has(code)) {
        view.communes.set(code, line(view, topology.lines, "map-commune"));
      }
      return topology;
    }),
  );
  for (const [code, layer] of view.communes) {
    if (shown.includes(code)) layer.addTo(view.map);
    else layer.remove();
  }
  writeNames(view, shown.length ? found.filter(Boolean) : [view.departments]);
  sortPins(view);
}

// The largest communes first; a name that would cover another is left out.
function writeNames(view, topologies) {
  view.names.clearLayers();
  view.map.getContainer().classList.toggle("map-far", view.map.getZoom() < NAMES_FROM);
  if (view.tiles || view.map.getZoom() < NAMES_FROM) return;
  const { x: width, y: height } = view.map.getSize();
  const frame = view.map.getBounds();
  // The corners of the buttons and of the credit are taken.
  const taken = [
    [0, 72, 0, 116],
    [width - 200, width, height - 24, height],
  ];
  const places = topologies
    .flatMap(({ shapes }) => [...shapes.values()].map(({ properties }) => properties))
    .filter(({ at: [longitude, latitude] }) => frame.contains([latitude, longitude]))
    .sort((a, b) => (b.people ?? 0) - (a.people ?? 0));
  for (const { name, at: [longitude, latitude] } of places) {
    const { x, y } = view.map.latLngToContainerPoint([latitude, longitude]);
    const half = name.length * 3.6 + 10;
    const box = [x - half, x + half, y - 14, y + 14];
    if (box[0] < 0 || box[1] > width || box[2] < 0 || box[3] > height) continue;
    if (taken.some(([l, r, t, b]) => box[0] < r && box[1] > l && box[2] < b && box[3] > t)) continue;
    taken.push(box);
    const icon = L.divIcon({ className: "map-name", html: `<span>${escaped(name)}</span>`, iconSize: [0, 0] });
    view.names.addLayer(L.marker([latitude, longitude], { icon, pane: "names", interactive: false, keyboard: false }));
    if (taken.length >= MOST_NAMES) break;
  }
}

// ---------- All of it ----------

export async function draw(panel, data) {
  drawLegend(panel, data.legend);
  // An empty France would say nothing: the words and the legend do.
  const isEmpty = !data.pins.length && !data.areas.some(({ departments }) => departments.length);
  panel.querySelector("[data-map-place]").hidden = isEmpty;
  if (isEmpty) return;
  let view = drawn.get(panel);
  if (!view) {
    view = makeMap(panel);
    drawn.set(panel, view);
    view.map.fitBounds(FRANCE, { animate: false });
    listen(view);
    await drawLand(view);
  }
  view.map.invalidateSize({ animate: false });
  view.areas?.remove();
  view.clusters?.remove();
  view.areas = L.layerGroup().addTo(view.map);
  view.shown = L.latLngBounds(data.pins.map(({ latitude, longitude }) => [latitude, longitude]));
  view.markers = new Map(data.pins.map((pin) => [pin.id, makePin(view, pin)]));
  view.clusters = makeClusters(view);
  makeStripes(view);
  for (const area of data.areas) await drawArea(view, area);
  view.clusters.addLayers([...view.markers.values()]);
  view.clusters.on("animationend spiderfied unspiderfied", () => sortPins(view));
  view.map.addLayer(view.clusters);
  const frame = view.shown.isValid() ? view.shown : L.latLngBounds(FRANCE);
  view.map.fitBounds(frame, { padding: [28, 28], maxZoom: 12, animate: false });
  await follow(view);
}
