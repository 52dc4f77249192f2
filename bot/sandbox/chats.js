// One chat's messages: bubbles that are added and changed in place. All words are set as text.

import { language, moment, say } from "./texts.js";

const NEAR_END = 80;
const COMMAND = /(^|\s)(\/[a-z]{2,20})(?=$|[\s,.;:)])/g;

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/** Photos of one album are one bubble. */
function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.album && last && last[0].album === message.album) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

export class ChatView {
  /** `app` knows the zone, the messages by id, and what a tap does. */
  constructor(list, role, app) {
    this.list = list;
    this.role = role;
    this.app = app;
    this.nodes = new Map();
    this.address = null;
  }

  show(address, messages) {
    if (address !== this.address) {
      this.address = address;
      this.nodes.clear();
      this.list.replaceChildren();
      this.list.setAttribute("aria-live", "off");
    }
    const wasAtEnd = this.atEnd();
    const groups = grouped(messages);
    const empty = this.list.querySelector(".empty");
    if (groups.length === 0) {
      if (empty) empty.textContent = say(`empty-${this.role}`);
      else this.list.append(make("p", "empty", say(`empty-${this.role}`)));
      return;
    }
    empty?.remove();
    let added = false;
    let changed = false;
    let day = "";
    for (const group of groups) {
      const today = moment(group[0].at, this.app.zone, "day");
      const key = group[0].id;
      const numbers = group.map((m) => m.changed).join(" ");
      const version = `${language()} ${today === day} ${numbers}`;
      const known = this.nodes.get(key);
      if (known?.version !== version) {
        const node = this.bubble(group, today === day ? null : today);
        if (known) {
          known.node.replaceWith(node);
          changed = true;
        } else {
          this.list.append(node);
          added = true;
        }
        // The bot's change is shown; a change of the page's language is none.
        const news = known && known.numbers !== numbers && group[0].from === "bot";
        node.classList.toggle("changed", Boolean(news));
        this.nodes.set(key, { node, version, numbers });
      }
      day = today;
    }
    // Buttons that open under the last message belong in sight as well.
    if (wasAtEnd ? added || changed : added && groups.at(-1)[0].from !== "bot") this.toEnd();
    // Only what comes from now on is read out, not the past of a chat that was opened.
    requestAnimationFrame(() => this.list.setAttribute("aria-live", "polite"));
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  toEnd() {
    requestAnimationFrame(() => {
      this.list.scrollTop = this.list.scrollHeight;
    });
  }

  bubble(group, day) {
    const [first] = group;
    const byBot = first.from === "bot";
    const item = make("article", `message ${byBot ? "bot" : `person ${first.from}`}`);
    item.dataset.id = first.id;
    if (day) item.append(make("p", "date", day));
    const bubble = make("div", "bubble");
    if (this.role !== "member") bubble.append(make("p", "name", this.app.who(first)));
    if (first.reply_to) this.quote(bubble, first.reply_to);
    const photos = group.flatMap((m) => m.photos.map((key) => [m, key]));
    if (photos.length) bubble.append(this.photos(photos));
    for (const message of group) {
      if (message.place) bubble.append(this.place(message.place));
    }
    if (first.title) bubble.append(make("p", "title", first.title));
    const text = group.map((m) => m.text).filter(Boolean).join("\n");
    if (text) bubble.append(this.words(text, byBot));
    bubble.append(this.foot(first, byBot));
    bubble.addEventListener("click", (event) => {
      const chosen = String(window.getSelection());
      if (!chosen && !event.target.closest("button, a")) this.app.reply(this.role, first);
    });
    item.append(bubble);
    if (first.buttons.length) item.append(this.keyboard(first));
    return item;
  }

  quote(bubble, id) {
    const message = this.app.message(id);
    if (!message) return;
    const button = make("button", "quote");
    button.type = "button";
    button.append(make("b", "", this.app.who(message)), make("span", "", this.app.summary(message)));
    button.addEventListener("click", () => this.find(id));
    bubble.append(button);
  }

  find(id) {
    // After whatever else is about to scroll.
    requestAnimationFrame(() => {
      const node = this.list.querySelector(`[data-id="${Number(id)}"]`);
      const tall = node?.offsetHeight > this.list.clientHeight;
      node?.scrollIntoView({ block: tall ? "start" : "center", behavior: "smooth" });
      node?.classList.add("found");
      setTimeout(() => node?.classList.remove("found"), 1200);
    });
  }

  photos(photos) {
    const grid = make("div", `photos many-${Math.min(photos.length, 4)}`);
    for (const [message, key] of photos) {
      const button = make("button", "photo");
      button.type = "button";
      const alt = message.title || message.text.split("\n")[0] || say("photo");
      button.setAttribute("aria-label", `${say("picture")}: ${alt}`);
      const picture = make("img");
      picture.alt = "";
      picture.addEventListener("load", () => {
        if (this.list.lastElementChild?.contains(picture) || this.atEndBefore(picture)) this.toEnd();
      });
      picture.addEventListener("error", () => button.classList.add("broken"));
      if (key) picture.src = `/sandbox/photo/${encodeURIComponent(key)}`;
      button.append(picture);
      if (message.as_file) button.append(make("span", "tag", say("as-file")));
      button.disabled = !key;
      button.classList.toggle("broken", !key);
      button.addEventListener("click", () => this.app.enlarge(picture.src, alt));
      grid.append(button);
    }
    return grid;
  }

  /** A picture that has just got its height pushes the end down. */
  atEndBefore(picture) {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    return scrollHeight - scrollTop - clientHeight - picture.clientHeight < NEAR_END;
  }

  place(place) {
    const node = make("p", "place");
    const figures = `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`;
    node.append(make("span", "pin", "📍"), make("b", "", say("place")), make("span", "", figures));
    return node;
  }

  words(text, byBot) {
    const node = make("p", "words");
    if (!byBot) {
      node.textContent = text;
      return node;
    }
    let at = 0;
    for (const match of text.matchAll(COMMAND)) {
      const start = match.index + match[1].length;
      const command = make("button", "command", match[2]);
      command.type = "button";
      command.addEventListener("click", () => this.app.write(this.role, match[2]));
      node.append(text.slice(at, start), command);
      at = start + match[2].length;
    }
    node.append(text.slice(at));
    return node;
  }

  foot(message, byBot) {
    const foot = make("p", "foot");
    const reply = make("button", "act", "↩");
    reply.type = "button";
    reply.setAttribute("aria-label", `${say("reply")}: ${this.app.summary(message)}`);
    reply.title = say("reply");
    reply.addEventListener("click", () => this.app.reply(this.role, message));
    foot.append(reply);
    if (!byBot && !message.place) {
      const edit = make("button", "act", "✎");
      edit.type = "button";
      edit.setAttribute("aria-label", `${say("edit")}: ${this.app.summary(message)}`);
      edit.title = say("edit");
      edit.addEventListener("click", () => this.app.edit(this.role, message));
      foot.append(edit);
    }
    if (message.edited) foot.append(make("span", "", say("edited")));
    const time = make("time", "", moment(message.at, this.app.zone, "hour"));
    time.dateTime = message.at;
    foot.append(time);
    return foot;
  }

  keyboard(message) {
    const board = make("div", "keyboard");
    for (const row of message.buttons) {
      const line = make("div", "row");
      for (const button of row) {
        if (button.url) {
          const link = make("a", "key", button.label);
          // Only what a web page may be; a script is none.
          if (/^https?:\/\//.test(button.url)) link.href = button.url;
          link.target = "_blank";
          link.rel = "noopener noreferrer";
          line.append(link);
          continue;
        }
        const key = make("button", "key", button.label);
        key.type = "button";
        key.addEventListener("click", () => this.app.press(this.role, message, button, key));
        line.append(key);
      }
      board.append(line);
    }
    return board;
  }
}
