// The photos of a report: made small enough for a slow network, shown, taken out again.

import { by, made, say, show, told } from "./page.js";

const LONGEST = 2560;
const LIGHT = 2_000_000;

/** Blobs in the order in which they were chosen. */
let photos = [];

export const chosenPhotos = () => photos;

/** Shows these photos instead of any others. */
export function setPhotos(blobs) {
  photos = blobs;
  draw();
}

async function smaller(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    // What this browser cannot read, the server perhaps can.
    return file;
  }
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && file.size <= LIGHT) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return blob && blob.size < file.size ? blob : file;
}

async function add(input) {
  const files = [...input.files];
  input.value = "";
  if (!files.length) return;
  show(by("photos-how"), say("form-preparing"));
  const room = told.most - photos.length;
  const ready = [];
  for (const file of files.slice(0, Math.max(room, 0))) ready.push(await smaller(file));
  photos = [...photos, ...ready];
  draw();
  if (files.length > room) show(by("photos-how"), say("form-too-many", { count: told.most }));
}

function draw() {
  by("photos").replaceChildren(...photos.map((blob, n) => {
    const count = n + 1;
    const picture = made("img", "", { src: URL.createObjectURL(blob), alt: say("form-photo-alt", { count }) });
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    const remove = made("button", "✕", { type: "button" });
    remove.setAttribute("aria-label", say("form-photo-remove", { count }));
    remove.addEventListener("click", () => {
      setPhotos(photos.filter((other) => other !== blob));
      by("files").focus();
    });
    const item = made("li");
    item.append(picture, remove);
    return item;
  }));
  const id = photos.length ? "form-photos-count" : "form-photos-how";
  show(by("photos-how"), say(id, { count: photos.length || told.most }));
}

for (const id of ["camera", "files"]) by(id).addEventListener("change", () => add(by(id)));
