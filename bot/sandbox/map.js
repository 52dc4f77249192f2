// The map on which a click shares a place: ward outlines, no tiles, nothing from elsewhere.

import { say } from "./texts.js";

const MOST_LABELS = 30;
const COLOURS = ["#2a9d8f", "#e9a23b", "#5b8def", "#d9695f", "#7a9e3e", "#9b72b0", "#3f8fb5", "#c98b4e"];

const dialog = document.getElementById("map");
let map = null;
let outline = null;
let shown = null;
let share = null;

function finish(place) {
  const done = share;
  share = null;
  dialog.close();
  if (done && place) done({ lat: place.lat, lon: place.lng });
}

function make() {
  const L = window.L;
  map = L.map("sheet", { attributionControl: false, zoomSnap: 0.25, minZoom: 8, maxZoom: 18 });
  L.control.scale({ imperial: false }).addTo(map);
  map.on("click", (event) => finish(event.latlng.wrap()));
  document.getElementById("centre").addEventListener("click", () => finish(map.getCenter().wrap()));
}

async function draw() {
  const answer = await fetch("/sandbox/wards.geojson");
  if (!answer.ok) throw new Error(String(answer.status));
  const text = await answer.text();
  if (text === shown) return;
  shown = text;
  const L = window.L;
  const wards = JSON.parse(text);
  outline?.remove();
  const few = wards.features.length <= MOST_LABELS;
  const colours = new Map(wards.features.map((ward, n) => [ward, COLOURS[n % COLOURS.length]]));
  outline = L.geoJSON(wards, {
    style: (ward) => ({ color: "#33524c", weight: 1.5, fillColor: colours.get(ward), fillOpacity: 0.28 }),
    onEachFeature: (ward, layer) => {
      const name = document.createElement("span");
      name.textContent = ward.properties.name;
      layer.bindTooltip(name, { permanent: few, direction: "center", className: "ward", sticky: !few });
      layer.on("mouseover", () => layer.setStyle({ fillOpacity: 0.5 }));
      layer.on("mouseout", () => layer.setStyle({ fillOpacity: 0.28 }));
    },
  }).addTo(map);
  if (wards.mainland) map.fitBounds(wards.mainland, { padding: [8, 8] });
  else map.setView([0, 0], 8);
}

/** Shows the map; `done` gets the place that is clicked. */
export async function choosePlace(approximate, done, failed) {
  share = done;
  const note = document.getElementById("approximate");
  note.hidden = !approximate;
  note.textContent = say("approximate");
  dialog.showModal();
  if (map === null) make();
  map.invalidateSize();
  try {
    await draw();
  } catch {
    dialog.close();
    failed();
  }
}
