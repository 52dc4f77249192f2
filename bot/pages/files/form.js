// The form: a report is kept on the phone first and then sent, so that nothing is lost on the way.

import { by, made, say, show, told } from "./page.js";
import { chosenPhotos, setPhotos } from "./photos.js";
import { chosen, put as putPin, startSpot } from "./spot.js";

const EVERY_MS = 15000;
const SOON_MS = 2000;
const queue = self.reportQueue;
const invite = new URLSearchParams(location.search).get("chi-doan") ?? "";
const send = by("send");

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const sorts = [...document.querySelectorAll("input[name=sort]")];
const sort = () => sorts.find((one) => one.checked).value;

/** What is missing, as the id of a text; nothing when the report is whole. */
function missing() {
  if (!chosenPhotos().length) return "form-no-photo";
  if (sort() === "fixed" && chosenPhotos().length < 2) return "form-fixed-two";
  if (!chosen()) return "form-no-place";
  return chosen().outside ? "form-outside" : "";
}

function report() {
  const { lat, lon, accuracy } = chosen();
  return {
    id: newId(),
    made: Date.now(),
    state: "waiting",
    lang: told.lang,
    photos: chosenPhotos(),
    what: { place: { lat, lon, accuracy }, kind: by("kind").value, words: by("words").value, sort: sort(), invite },
  };
}

function trouble(said) {
  const ids = { "outside": "form-outside", "no-photo": "form-no-photo", "too-many": "form-too-many" };
  const id = ids[said.error] ?? (`form-${said.error}` in told.texts ? `form-${said.error}` : "form-bad");
  return say(id, { ...said, count: said.number || told.most });
}

const page = (code) => `/p/${code}?lang=${told.lang}`;

/** What is asked of a report that may be the same as one that is there, and the answers to tap. */
function question(kept) {
  const box = made("div", "", { className: "same" });
  const answer = (same) => async () => {
    for (const button of box.querySelectorAll("button")) button.disabled = true;
    const now = await queue.answer(kept, same);
    if (by("result").dataset.id === kept.id) ended(now);
    await drawKept().catch(() => {});
  };
  const button = (label, same, className) => {
    const node = made("button", label, { type: "button", className });
    node.addEventListener("click", answer(same));
    return node;
  };
  for (const { code, kind, photo } of kept.same) {
    const figure = made("figure");
    figure.append(
      made("img", "", { src: photo, alt: say("form-same-photo", { code }) }),
      made("figcaption", `#${code} · ${kind}`),
      button(say("form-same-yes", { code }), code, "main"),
    );
    box.append(figure);
  }
  box.append(button(say("form-same-no"), "", "plain"), made("p", say("form-same-otherwise"), { className: "how" }));
  return box;
}

function ended(now) {
  const result = by("result");
  const another = made("button", say("form-another"), { type: "button", className: "plain" });
  another.addEventListener("click", begin);
  const lines = [];
  if (now.state === "sent") {
    const code = made("p", "", { className: "code" });
    code.append(made("a", `#${now.code}`, { href: page(now.code) }));
    lines.push(made("h1", say("form-done")), code, made("p", say("form-done-ward", now)));
    lines.push(made("a", say("form-done-page"), { href: page(now.code) }));
    lines.push(made("p", say("form-done-follow")));
  } else if (now.same) {
    lines.push(made("h1", say("form-same")), question(now));
  } else {
    const id = now.state === "stored" ? "form-done-stored" : "form-done-kept";
    lines.push(made("h1", say(id)), made("p", say(`${id}-more`)));
  }
  result.replaceChildren(...lines, another);
  result.dataset.id = now.id;
  result.dataset.state = `${now.state} ${!!now.same}`;
  by("form").hidden = true;
  result.hidden = false;
  result.focus();
}

function choose(value) {
  for (const one of sorts) one.checked = one.value === value;
}

function begin() {
  setPhotos([]);
  choose("problem");
  by("words").value = "";
  by("kind").value = "";
  show(by("trouble"), "");
  by("result").hidden = true;
  // What it asks, it asks in the list now.
  delete by("result").dataset.id;
  by("form").hidden = false;
  by("camera").focus();
  drawKept().catch(() => {});
}

async function submit(event) {
  event.preventDefault();
  const lack = missing();
  show(by("trouble"), lack ? say(lack) : "");
  if (lack) return;
  const one = report();
  send.disabled = true;
  send.textContent = say("form-sending");
  let now = one;
  let kept = true;
  try {
    await queue.put(one);
    await queue.sendAll();
    // Perhaps another window or the worker sent it.
    now = await queue.get(one.id);
  } catch {
    // A private window, or no room: then it is sent from here, or not at all.
    kept = false;
    now = await queue.send(one);
  }
  send.disabled = false;
  send.textContent = say("form-send");
  if (now.state === "refused") {
    // It stays in the form, to be corrected there.
    if (kept) await queue.drop(one.id);
    show(by("trouble"), trouble(now.said));
  } else if (now.state === "waiting" && !kept) {
    show(by("trouble"), say("form-full"));
  } else {
    ended(now);
    // Not waited for: where no worker ever gets ready, neither would this.
    if (now.state === "waiting") askForSync();
    if (now.state === "stored") setTimeout(sendKept, SOON_MS);
    if (now.state === "waiting") navigator.storage?.persist?.();
  }
  await drawKept();
}

async function askForSync() {
  try {
    await (await navigator.serviceWorker.ready).sync.register("reports");
  } catch {
    // Where there is no such thing, the page sends when it is open.
  }
}

async function sendKept() {
  try {
    await queue.sendAll();
    const shown = by("result");
    const now = shown.hidden ? null : await queue.get(shown.dataset.id);
    if (now && `${now.state} ${!!now.same}` !== shown.dataset.state) ended(now);
    await drawKept();
  } catch {
    // Without a store nothing is kept.
  }
}

function again(kept) {
  setPhotos(kept.photos);
  by("words").value = kept.what.words;
  by("kind").value = kept.what.kind;
  choose(kept.what.sort ?? "problem");
  putPin(window.L.latLng(kept.what.place.lat, kept.what.place.lon));
  show(by("trouble"), trouble(kept.said));
  by("result").hidden = true;
  by("form").hidden = false;
  by("trouble").scrollIntoView({ block: "center" });
  return queue.drop(kept.id).then(drawKept);
}

function line(kept) {
  const item = made("li");
  if (kept.state === "sent") {
    item.append(made("a", say("form-sent", kept), { href: page(kept.code) }));
    return item;
  }
  const at = new Date(kept.made).toLocaleString(told.lang, { hour: "2-digit", minute: "2-digit", day: "numeric", month: "numeric" });
  const words = { stored: say("form-stored"), waiting: say("form-waiting", { at }) };
  const asks = kept.same && by("result").dataset.id !== kept.id;
  item.append(made("span", asks ? say("form-same") : words[kept.state] ?? trouble(kept.said)));
  if (asks) item.append(question(kept));
  const button = (id, act) => {
    const node = made("button", say(id), { type: "button", className: "plain" });
    node.addEventListener("click", act);
    item.append(node);
  };
  if (kept.state === "refused") button("form-edit", () => again(kept));
  if (kept.state === "waiting") button("form-try", sendKept);
  if (kept.state !== "stored") {
    button("form-drop", async () => {
      if (!confirm(say("form-drop-sure"))) return;
      await queue.drop(kept.id);
      await drawKept();
    });
  }
  return item;
}

async function drawKept() {
  const all = await queue.all();
  const waiting = all.filter((kept) => kept.state === "waiting").length;
  by("kept").hidden = !all.length;
  by("kept").classList.toggle("quiet", all.every((kept) => kept.state === "sent"));
  const how = waiting ? say("form-kept-how", { count: waiting }) : say("form-kept-none");
  // A screen reader says it again whenever it is written.
  if (by("kept-how").textContent !== how) by("kept-how").textContent = how;
  by("kept-list").replaceChildren(...all.reverse().map(line));
}

if (invite && by("unit").hidden) show(by("unit"), say("form-unit-offline"));
by("form").addEventListener("submit", submit);
by("form").addEventListener("change", () => show(by("trouble"), ""));
addEventListener("online", sendKept);
addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendKept());
setInterval(async () => {
  const all = await queue.all().catch(() => []);
  if (all.some((kept) => kept.state === "waiting" || kept.state === "stored")) await sendKept();
}, EVERY_MS);
navigator.serviceWorker?.register("/web/worker.js", { scope: "/bao-cao" }).catch(() => {});
startSpot();
sendKept();
