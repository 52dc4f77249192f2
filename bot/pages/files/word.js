// What the sender of a report thinks of it once it is said to be done, on the phone that sent it.

import { by, made, say, show, told } from "./page.js";

/** The id under which this phone sent the report: whoever has it may speak for its sender. */
async function own() {
  // A private window keeps nothing.
  const kept = await self.reportQueue.all().catch(() => []);
  return kept.find((report) => report.state === "sent" && report.code === told.code)?.id;
}

async function ask(id, word) {
  const where = `/web/word/${id}?lang=${told.lang}`;
  const sending = { method: "POST", body: JSON.stringify(word), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(where, word ? sending : {});
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function buttons(place, choices, chosen, press) {
  place.replaceChildren(...choices.map(([what, label]) => {
    const button = made("button", label, { type: "button", onclick: () => press(what) });
    button.setAttribute("aria-pressed", String(what === chosen));
    return button;
  }));
}

function draw(id, known) {
  const press = (verb) => async (what) => {
    for (const button of by("word").querySelectorAll("button")) button.disabled = true;
    let now;
    try {
      now = await ask(id, { closing: known.closing, verb, what });
    } catch {
      draw(id, known);
      show(by("word-said"), say("word-later"));
      return;
    }
    // The rest of the page says where the report stands.
    if (now.state !== known.state) location.reload();
    else {
      draw(id, now);
      show(by("word-said"), say(now.mood === "bad" && !now.reason ? "word-why" : "word-thanks"));
    }
  };
  by("word").hidden = !known.moods.length;
  buttons(by("moods"), known.moods, known.mood, press("rt"));
  by("complaints").hidden = known.mood !== "bad";
  buttons(by("complaints"), known.complaints ?? [], known.reason, press("rw"));
}

const id = await own();
if (id) ask(id).then((known) => draw(id, known), () => {});
