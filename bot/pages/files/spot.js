// Choosing a spot: by GPS, by a pin on the map, by an address; always with the ward it lies in.

import { drawWards, fetchWards, makeMap, pin, wardAt } from "./map.js";
import { by, far, made, say, show, told } from "./page.js";

const STEP = 0.0001;
const CLOSE = 17;
const GPS_MS = 15000;
const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

let map, marker, circle, wards;
let spot = null;

/** The spot as {lat, lon, accuracy}, or null; `outside` where no ward answers for it. */
export const chosen = () => spot;

/** Sets the map up. */
export async function startSpot() {
  map = makeMap(by("sheet"));
  by("here").addEventListener("click", locate);
  by("sheet").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === by("sheet")) put(map.getCenter());
  });
  map.on("click", (event) => put(event.latlng));
  by("find")?.addEventListener("click", search);
  by("address")?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") search(event);
  });
  try {
    wards = await fetchWards();
  } catch {
    show(by("ward"), say("map-unloaded"));
    return;
  }
  drawWards(map, wards);
  if (!wards.features.length) show(by("ward"), say("map-no-wards"));
  if (told.approximate) by("map-how").append(" ", say("map-approximate"));
  if (spot) tellWard();
}

/** Puts the pin somewhere. */
export function put(at, accuracy = null) {
  const place = at.wrap ? at.wrap() : at;
  if (!marker) {
    marker = pin(place, { draggable: true, keyboard: true, alt: say("map-pin") }).addTo(map);
    marker.getElement().setAttribute("aria-label", say("map-pin"));
    marker.on("drag", () => moved(marker.getLatLng()));
    marker.getElement().addEventListener("keydown", nudge);
  }
  marker.setLatLng(place);
  moved(place, accuracy);
}

function moved(place, accuracy = null) {
  circle?.remove();
  circle = null;
  spot = { lat: +place.lat.toFixed(6), lon: +place.lng.toFixed(6) };
  if (accuracy !== null) {
    spot.accuracy = Math.round(accuracy);
    circle = window.L.circle(place, { radius: accuracy, interactive: false, weight: 1 }).addTo(map);
  }
  tellWard();
}

function nudge(event) {
  const arrow = ARROWS[event.key];
  if (!arrow) return;
  event.preventDefault();
  event.stopPropagation();
  const step = STEP * (event.shiftKey ? 10 : 1);
  const { lat, lng } = marker.getLatLng();
  put(window.L.latLng(lat + arrow[0] * step, lng + arrow[1] * step));
  map.panInside(marker.getLatLng(), { padding: [40, 60] });
}

function tellWard() {
  if (!wards) return;
  const found = wardAt(wards, spot.lat, spot.lon);
  if (!found) return;
  const { name: ward, metres } = found;
  spot.outside = metres > told.outside;
  const id = metres === 0 ? "map-ward" : spot.outside ? "map-outside" : "map-near";
  let text = say(id, { ward, distance: far(metres) });
  if (spot.accuracy >= 50) text += ` · ${say("map-accuracy", { metres: spot.accuracy })}`;
  show(by("ward"), text);
  by("ward").classList.toggle("bad", spot.outside);
  by("ward").classList.toggle("good", !spot.outside);
}

function locate() {
  const button = by("here");
  show(by("outside-browser"), "");
  if (!navigator.geolocation) return refused(null);
  button.disabled = true;
  button.textContent = say("map-finding");
  const done = () => {
    button.disabled = false;
    button.textContent = say("map-here");
  };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done();
      const place = window.L.latLng(coords.latitude, coords.longitude);
      map.setView(place, CLOSE);
      put(place, coords.accuracy);
    },
    (error) => {
      done();
      refused(error);
    },
    { enableHighAccuracy: true, timeout: GPS_MS, maximumAge: 30000 },
  );
}

function refused(error) {
  const agent = navigator.userAgent;
  let id = error && error.code !== error.PERMISSION_DENIED ? "map-unknown" : "map-refused";
  if (id === "map-refused") {
    if (/zalo/i.test(agent)) id = "map-open-zalo";
    else if (/telegram/i.test(agent) || "TelegramWebview" in window || "TelegramWebviewProxy" in window) id = "map-open-telegram";
    else if (/FBAN|FBAV|Instagram|Line\/|; wv\)/.test(agent)) id = "map-open-app";
  }
  show(by("outside-browser"), say(id));
}

async function search(event) {
  event.preventDefault();
  const words = by("address").value.trim();
  if (!words) return;
  const list = by("found");
  let places = [];
  try {
    const answer = await fetch(`/web/search?lang=${told.lang}&q=${encodeURIComponent(words)}`);
    places = answer.ok ? await answer.json() : [];
  } catch {
    // What follows says that nothing was found.
  }
  list.hidden = false;
  list.replaceChildren(...places.map((place) => {
    const button = made("button", place.label, { type: "button" });
    button.addEventListener("click", () => {
      const at = window.L.latLng(place.lat, place.lon);
      map.setView(at, CLOSE);
      put(at, place.accuracy);
      list.hidden = true;
      by("ward").scrollIntoView({ block: "nearest" });
    });
    const item = made("li");
    item.append(button);
    return item;
  }));
  if (!places.length) list.append(made("li", say("map-no-address")));
}
