// The wards on a map: their outlines, tiles where there are any, and which ward a place lies in.

import { say, told } from "./page.js";

const METRES_A_DEGREE = 111195;
const COLOURS = ["#2a9d8f", "#e9a23b", "#5b8def", "#d9695f", "#7a9e3e", "#9b72b0", "#3f8fb5", "#c98b4e"];
const MOST_LABELS = 30;

const OSM = '© <a href="https://www.openstreetmap.org/copyright" rel="noreferrer">OpenStreetMap</a>';

/** A map in a node, of a place or of all wards: with its tiles, but without outlines. */
export function makeMap(node, place = null, zoom = 16) {
  const L = window.L;
  const map = L.map(node, { zoomSnap: 0.25, minZoom: 8, maxZoom: 19, zoomControl: false });
  L.control.zoom({ zoomInTitle: say("map-zoom-in"), zoomOutTitle: say("map-zoom-out") }).addTo(map);
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);
  // First where, then what: or else tiles of nowhere would be asked for.
  if (place) map.setView(place, zoom);
  else if (told.bounds) map.fitBounds(told.bounds, { padding: [4, 4] });
  else map.setView([0, 0], 8);
  if (told.tiles) L.tileLayer(told.tiles, { maxZoom: 19, attribution: OSM }).addTo(map);
  return map;
}

/** The outlines of the wards, as the server has them. */
export async function fetchWards() {
  const answer = await fetch(told.wards);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Draws the outlines. */
export function drawWards(map, wards) {
  const L = window.L;
  const few = wards.features.length <= MOST_LABELS;
  const fill = told.tiles ? 0.12 : 0.28;
  L.geoJSON(wards, {
    interactive: false,
    style: (ward) => ({
      color: "#33524c",
      weight: 1.5,
      fillColor: COLOURS[wards.features.indexOf(ward) % COLOURS.length],
      fillOpacity: fill,
    }),
    onEachFeature: (ward, layer) => {
      if (!few) return;
      const name = document.createElement("span");
      name.textContent = ward.properties.name;
      layer.bindTooltip(name, { permanent: true, direction: "center", className: "ward-name" });
    },
  }).addTo(map);
}

/** A pin, which needs no picture. */
export function pin(place, more = {}) {
  const L = window.L;
  const icon = L.divIcon({ className: "pin", iconSize: [34, 44], iconAnchor: [17, 43] });
  return L.marker(place, { icon, ...more });
}

/** The ward that a place lies in or is nearest to, and how many metres it is outside. */
export function wardAt(wards, lat, lon) {
  let nearest = null;
  for (const ward of wards.features) {
    const metres = metresTo(ward.geometry, lat, lon);
    if (nearest === null || metres < nearest.metres) nearest = { name: ward.properties.name, metres };
    if (metres === 0) break;
  }
  return nearest;
}

function metresTo(geometry, lat, lon) {
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  let nearest = Infinity;
  for (const rings of parts) {
    // Inside an odd number of rings is inside the part and in none of its holes.
    if (rings.filter((ring) => inside(ring, lat, lon)).length % 2 === 1) return 0;
    for (const ring of rings) nearest = Math.min(nearest, metresToLine(ring, lat, lon));
  }
  return nearest;
}

function inside(ring, lat, lon) {
  let is = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[i];
    const [x2, y2] = ring[j];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) is = !is;
  }
  return is;
}

function metresToLine(ring, lat, lon) {
  const narrow = Math.cos((lat * Math.PI) / 180);
  const flat = ([x, y]) => [(x - lon) * narrow * METRES_A_DEGREE, (y - lat) * METRES_A_DEGREE];
  let nearest = Infinity;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = flat(ring[i - 1]);
    const [bx, by] = flat(ring[i]);
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = length ? Math.min(1, Math.max(0, -(ax * (bx - ax) + ay * (by - ay)) / length)) : 0;
    nearest = Math.min(nearest, Math.hypot(ax + along * (bx - ax), ay + along * (by - ay)));
  }
  return nearest;
}
