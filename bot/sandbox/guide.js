// The newcomer's guide: what was done is read off the chats, and the next step is explained.

import { say } from "./texts.js";

const person = (message) => message.from !== "bot";
const bot = (message) => message.from === "bot";

const STEPS = [
  ["photo", "member", (all) => all.some((m) => person(m) && m.photos.length && m.role !== "ward")],
  ["place", "member", (all) => all.some((m) => bot(m) && m.role === "ward" && m.photos.length && m.buttons.length)],
  ["close", "ward", (all) => all.some((m) => person(m) && m.photos.length && m.role === "ward")],
  ["pair", "member", (all) => all.some((m) => bot(m) && m.role === "member" && m.photos.length && !m.title)],
  ["remind", "unit", (all) => all.some((m) => bot(m) && m.role === "unit" && !m.title && m.text.startsWith("⏰"))],
  ["board", "unit", (all) => all.some((m) => bot(m) && m.role === "unit" && m.photos.length && m.title && !m.reply_to)],
];
const FOLDED = "guide-folded";
const ROOMY = window.matchMedia("(min-width: 1100px)");

/** Draws the guide anew; `go` brings a chat into view. */
export function drawGuide(messages, go) {
  const list = document.getElementById("steps");
  const done = STEPS.map(([, , test]) => test(messages));
  const next = done.indexOf(false);
  const items = STEPS.map(([key, role], n) => {
    const item = document.createElement("li");
    item.className = done[n] ? "done" : n === next ? "next" : "";
    if (n === next) item.setAttribute("aria-current", "step");
    const button = document.createElement("button");
    button.type = "button";
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.textContent = done[n] ? "✓" : String(n + 1);
    button.append(mark, say(`step-${key}`));
    button.addEventListener("click", () => go(role));
    item.append(button);
    return item;
  });
  list.replaceChildren(...items);
  const at = next < 0 ? STEPS.length - 1 : next;
  const name = say(`step-${STEPS[at][0]}`);
  document.getElementById("step").textContent = say("step", { n: at + 1, all: STEPS.length, name });
  const hint = document.getElementById("hint");
  const text = say(next < 0 ? "hint-done" : `hint-${STEPS[next][0]}`);
  if (hint.textContent !== text) hint.textContent = text;
  fold(isFolded());
}

/** Where there is little room, only the present step is shown until somebody asks for all. */
function isFolded() {
  return (localStorage.getItem(FOLDED) ?? (ROOMY.matches ? "0" : "1")) === "1";
}

function fold(folded) {
  const guide = document.getElementById("guide");
  const button = document.getElementById("fold");
  guide.classList.toggle("folded", folded);
  button.setAttribute("aria-expanded", String(!folded));
  button.setAttribute("aria-label", say(folded ? "unfold" : "fold"));
  button.textContent = folded ? "▾" : "▴";
}

document.getElementById("fold").addEventListener("click", () => {
  const folded = !isFolded();
  localStorage.setItem(FOLDED, folded ? "1" : "0");
  fold(folded);
});
