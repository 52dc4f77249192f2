// The map on a report's own page.

import { drawWards, fetchWards, makeMap, pin } from "./map.js";
import { by, told } from "./page.js";

const place = window.L.latLng(told.lat, told.lon);
const map = makeMap(by("sheet"), place, told.tiles ? 16 : 14);
pin(place, { interactive: false, keyboard: false }).addTo(map);
fetchWards().then((wards) => drawWards(map, wards), () => {});
