// Cheats to try: the list, and where to look after one. What comes of it comes from the bot.

import { say } from "./texts.js";

const byId = (id) => document.getElementById(id);
const list = byId("cheats");
let tried = null;
let app = null;

/** Draws all of it anew: `app` knows the cheats, lets one happen and shows a message. */
export function drawCheats(known) {
  app = known;
  byId("cheat-list").replaceChildren(
    ...app.cheats.map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "way";
      button.dataset.cheat = name;
      for (const [tag, part] of [["b", "name"], ["span", "what"]]) {
        const words = document.createElement(tag);
        words.textContent = say(`cheat-${name}-${part}`);
        button.append(words);
      }
      button.addEventListener("click", () => attempt(name));
      return button;
    }),
  );
  drawTried();
}

async function attempt(name) {
  list.close();
  const mine = { name, answer: null };
  tried = mine;
  drawTried();
  const answer = await app.cheat(name);
  if (tried !== mine) return;
  tried = answer && { name, answer };
  drawTried();
  if (answer) app.show(answer);
}

/** What is being tried stands in the place of the guide until somebody has seen enough. */
function drawTried() {
  byId("tried").hidden = !tried;
  byId("guide").hidden = Boolean(tried);
  if (!tried) return;
  const { name, answer } = tried;
  byId("tried").classList.toggle("trying", !answer);
  byId("tried-name").textContent = say(`cheat-${name}-name`);
  byId("tried-words").textContent = say(`cheat-${name}-${answer ? "look" : "what"}`);
  byId("tried-see").textContent = answer ? say("cheat-see", { chat: app.roleOf(answer.chat) }) : say("cheat-trying");
  for (const button of [byId("tried-see"), byId("tried-more")]) button.disabled = !answer;
}

for (const id of ["cheat", "tried-more"]) byId(id).addEventListener("click", () => list.showModal());
byId("tried-see").addEventListener("click", () => app.show(tried.answer));
byId("tried-close").addEventListener("click", () => {
  tried = null;
  drawTried();
});
