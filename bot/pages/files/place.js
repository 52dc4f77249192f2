// The page that shares a place for one report.

import { by, far, made, say, show, told } from "./page.js";
import { chosen, startSpot } from "./spot.js";

const send = by("send");

async function post(spot) {
  const answer = await fetch(told.send, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(spot),
  });
  return answer.json();
}

function ended(heading, ...lines) {
  by("asking").hidden = true;
  const result = by("result");
  result.hidden = false;
  result.replaceChildren(made("h1", heading), ...lines);
  result.focus();
}

function finish(said) {
  if (said.code) {
    const code = made("p", "", { className: "code" });
    code.append(made("a", `#${said.code}`, { href: `/p/${said.code}?lang=${told.lang}` }));
    ended(say("place-done"), code, made("p", say("place-done-ward", said)), made("p", say("place-back")));
  } else if (said.stored) {
    ended(say("place-stored"), made("p", say("place-stored-more")), made("p", say("place-back")));
  } else if (said.error === "used" || said.error === "old") {
    ended(say(`gone-title-${said.error}`), made("p", say(`gone-${said.error}`)));
  } else if (said.error === "outside" && said.ward) {
    show(by("trouble"), say("map-outside", { ward: said.ward, distance: far(said.metres) }));
  } else {
    show(by("trouble"), say(said.error === "outside" ? "map-no-wards" : "place-failed"));
  }
}

send.addEventListener("click", async () => {
  const spot = chosen();
  show(by("trouble"), spot ? "" : say("place-choose"));
  if (!spot) return;
  send.disabled = true;
  send.textContent = say("place-sending");
  try {
    finish(await post(spot));
  } catch {
    show(by("trouble"), say("place-failed"));
  }
  send.disabled = false;
  send.textContent = say("place-send");
});

startSpot();
