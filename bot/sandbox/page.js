// The page: news from the bot into chats, what people do to the bot. No framework, no build.

import { ChatView } from "./chats.js";
import { drawCheats } from "./cheats.js";
import { Composer } from "./composer.js";
import { drawGuide } from "./guide.js";
import { choosePlace } from "./map.js";
import { fill, language, moment, say, speak } from "./texts.js";

const ROLES = ["member", "ward", "unit", "office"];
const ICONS = { member: "🙋", ward: "🛠️", unit: "🏅", office: "🏛️" };
const SIDE_BY_SIDE = window.matchMedia("(min-width: 1100px)");
const TOAST_MS = 4200;

const messages = new Map();
const unread = new Map();
const panels = new Map();
const large = document.getElementById("large");
let chats = [];
let ward = null;
let open = "member";
let clock = null;
let clockAt = 0;
let approximate = false;
let started = false;
let sought = null;

const app = {
  zone: "Asia/Ho_Chi_Minh",
  samples: [],
  cheats: [],
  mostPhotos: 10,
  mostBytes: 0,
  message: (id) => messages.get(id),
  who: (writer) => (writer.from === "bot" ? say("bot") : say(`who-${writer.from}`, { name: writer.name })),
  summary(message) {
    if (message.title) return message.title;
    if (message.text) return message.text.split("\n")[0].slice(0, 90);
    return say(message.place ? "place" : "photo");
  },
  reply: (role, message) => panels.get(role).composer.aim({ message, edit: false }),
  edit: (role, message) => panels.get(role).composer.aim({ message, edit: true }),
  write: (role, text) => app.send(role, { text }, []),
  lastCard(role) {
    return of(addressOf(role)).findLast((m) => m.from === "bot" && m.photos.length && m.buttons.length);
  },
  choosePlace: (done) => choosePlace(approximate, done, () => app.fail("network")),
  roleOf: (address) => say(`role-${roleOf(address)}`),
  cheat: (name) => post("/sandbox/cheat", { name }),
  /** Brings a message into view, as soon as the news of it has come. */
  show(what) {
    sought = what;
    draw();
  },
  fail: (key, values) => toast(say(`error-${key}`, values), "wrong"),
  enlarge(source, alt) {
    const picture = document.getElementById("large-picture");
    picture.src = source;
    picture.alt = alt;
    large.showModal();
  },
  async send(role, what, files) {
    const panel = panels.get(role);
    const body = { chat: addressOf(role), from: panel.composer.writer.value, ...what };
    if (files.length === 0) return (await post("/sandbox/act", body)) !== null;
    const form = new FormData();
    form.append("what", JSON.stringify(body));
    for (const file of files) form.append("photo", file);
    return (await post("/sandbox/act", form)) !== null;
  },
  async press(role, message, button, key) {
    key.disabled = true;
    key.classList.add("waiting");
    const from = panels.get(role).composer.writer.value;
    const body = { chat: message.chat, from, press: button.data, message: message.id };
    const answer = await post("/sandbox/act", body);
    key.disabled = false;
    key.classList.remove("waiting");
    if (answer?.toast) toast(answer.toast, answer.alert ? "alert" : "");
  },
};

async function post(url, body) {
  const form = body instanceof FormData;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: form ? {} : { "Content-Type": "application/json" },
      body: form ? body : JSON.stringify(body),
    });
    const said = await answer.json();
    if (answer.ok) return said;
    app.fail(said.error ?? "bad");
  } catch {
    app.fail("network");
  }
  return null;
}

function toast(text, kind) {
  const node = document.createElement("div");
  node.className = `toast ${kind}`;
  const words = document.createElement("p");
  words.textContent = text;
  node.append(words);
  if (kind) {
    const ok = document.createElement("button");
    ok.type = "button";
    ok.textContent = say("ok");
    ok.addEventListener("click", () => node.remove());
    node.append(ok);
  }
  // One at a time, over the name of the page: all else may be needed next.
  document.getElementById("toasts").replaceChildren(node);
  setTimeout(() => node.remove(), kind ? TOAST_MS * 2.5 : TOAST_MS);
}

const roleOf = (address) => address.split(":")[0];
const addressOf = (role) => (role === "ward" ? ward : role);
/** What the page calls a chat. Only a branch has a name that the bot says too. */
function titleOf(chat) {
  if (chat.role === "unit") return chat.title;
  return say(chat.ended ? "title-ward-ended" : `title-${chat.role}`, { ward: chat.ward });
}
const chatAt = (address) => chats.find((chat) => chat.address === address);

function of(address) {
  return [...messages.values()].filter((m) => m.chat === address).sort((a, b) => a.id - b.id);
}

function isSeen(address) {
  const role = roleOf(address);
  return address === addressOf(role) && (SIDE_BY_SIDE.matches || open === role) && !document.hidden;
}

function build() {
  const main = document.getElementById("chats");
  for (const role of ROLES) {
    const panel = document.createElement("section");
    panel.className = `panel ${role}`;
    panel.id = `panel-${role}`;
    const head = document.createElement("header");
    const icon = document.createElement("span");
    icon.className = "icon";
    icon.textContent = ICONS[role];
    icon.setAttribute("aria-hidden", "true");
    const names = document.createElement("div");
    const title = document.createElement("h2");
    const about = document.createElement("p");
    about.dataset.say = `about-${role}`;
    names.append(title, about);
    head.append(icon, names);
    let picker = null;
    if (role === "ward") {
      picker = document.createElement("select");
      picker.dataset.label = "pick-ward";
      picker.addEventListener("change", () => chooseWard(picker.value));
      title.append(picker);
    }
    const list = document.createElement("div");
    list.className = "messages";
    list.setAttribute("role", "log");
    list.tabIndex = 0;
    const composer = new Composer(role, app);
    panel.append(head, list, composer.node);
    main.append(panel);
    panels.set(role, { panel, title, picker, list, composer, view: new ChatView(list, role, app) });
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${role}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.addEventListener("click", () => go(role));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = ROLES[(ROLES.indexOf(role) + step + ROLES.length) % ROLES.length];
      go(next);
      document.getElementById(`tab-${next}`).focus();
    });
    document.getElementById("tabs").append(tab);
  }
}

function go(role) {
  open = role;
  draw();
  const { panel, view } = panels.get(role);
  view.toEnd();
  panel.classList.add("called");
  setTimeout(() => panel.classList.remove("called"), 900);
}

function chooseWard(address) {
  if (address !== ward) panels.get("ward").composer.clearTarget();
  ward = address;
  localStorage.setItem("ward", address);
  draw();
  panels.get("ward").view.toEnd();
}

function unreadOf(role) {
  let count = 0;
  for (const [address, n] of unread) if (roleOf(address) === role) count += n;
  return count;
}

function draw() {
  for (const role of ROLES) {
    const { panel, title, picker, list, composer, view } = panels.get(role);
    const chat = chatAt(addressOf(role));
    panel.classList.toggle("open", open === role);
    if (!chat) continue;
    if (isSeen(chat.address)) unread.delete(chat.address);
    if (picker) drawPicker(picker);
    else if (title.textContent !== titleOf(chat)) title.textContent = titleOf(chat);
    list.setAttribute("aria-label", say("messages", { chat: titleOf(chat) }));
    view.show(chat.address, of(chat.address));
    const last = of(chat.address).findLast((m) => m.from === "bot");
    composer.ask.hidden = !last?.asks_place;
    composer.ask.textContent = last?.asks_place ?? "";
    drawTab(role);
  }
  const all = [...messages.values()].map((m) => ({ ...m, role: roleOf(m.chat) }));
  drawGuide(all, go);
  if (sought && messages.has(sought.message)) find(sought);
}

function find({ chat, message }) {
  sought = null;
  const role = roleOf(chat);
  if (role === "ward") chooseWard(chat);
  go(role);
  panels.get(role).view.find(message);
}

function drawPicker(picker) {
  const options = chats
    .filter((chat) => chat.role === "ward")
    .map((chat) => {
      const count = unread.get(chat.address) ?? 0;
      return [chat.address, titleOf(chat) + (count ? ` (${count})` : "")];
    });
  const text = JSON.stringify(options);
  if (picker.dataset.options !== text) {
    picker.dataset.options = text;
    picker.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
  }
  picker.value = ward;
}

function drawTab(role) {
  const tab = document.getElementById(`tab-${role}`);
  const count = unreadOf(role);
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.textContent = count > 99 ? "99+" : String(count);
  badge.hidden = !count;
  badge.setAttribute("aria-label", say("unread", { count }));
  const icon = document.createElement("span");
  icon.textContent = ICONS[role];
  icon.setAttribute("aria-hidden", "true");
  tab.replaceChildren(icon, say(`role-${role}`), badge);
  tab.setAttribute("aria-selected", String(open === role));
  tab.tabIndex = open === role ? 0 : -1;
}

function takeIn(state) {
  if (state.whole) messages.clear();
  const known = messages.size > 0;
  let card = null;
  for (const message of state.messages) {
    const isNew = !messages.has(message.id);
    messages.set(message.id, message);
    if (message.from !== "bot" || !isNew) continue;
    if (roleOf(message.chat) === "ward" && message.photos.length && message.buttons.length) card = message;
    if (started) unread.set(message.chat, (unread.get(message.chat) ?? 0) + 1);
  }
  const languageChanged = state.lang !== language() || !started;
  const chatsChanged = JSON.stringify(chats) !== JSON.stringify(state.chats);
  chats = state.chats;
  approximate = state.approximate;
  app.zone = state.clock.zone;
  app.samples = state.samples;
  app.cheats = state.cheats;
  app.mostPhotos = state.most_photos;
  app.mostBytes = state.most_bytes;
  speak(state.lang);
  chooseFirstWard(card, known);
  if (languageChanged || chatsChanged) {
    fill(document);
    document.title = say("name");
    for (const button of document.querySelectorAll("[data-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === language()));
    }
    for (const role of ROLES) {
      const chat = chatAt(addressOf(role));
      if (chat) panels.get(role).composer.refresh(chat);
    }
    drawCheats(app);
  }
  setClock(state.clock);
  started = true;
  draw();
}

/** The group of the last card is shown, unless somebody is writing in another one. */
function chooseFirstWard(card, known) {
  const remembered = localStorage.getItem("ward");
  const first = chats.find((chat) => chat.role === "ward")?.address ?? null;
  if (!chatAt(ward)) ward = chatAt(remembered) ? remembered : first;
  if (card && (!known || panels.get("ward").composer.idle)) {
    ward = card.chat;
    localStorage.setItem("ward", ward);
  }
}

function setClock(told) {
  clock = told;
  clockAt = performance.now();
  const labels = {
    remind: say("to-hour", { hour: moment(told.remind, told.zone, "hour") }),
    board: say("to-day", {
      day: moment(told.board, told.zone, "weekday").replace("Thứ", "thứ"),
      hour: moment(told.board, told.zone, "hour").replace(/^0/, ""),
    }),
  };
  for (const button of document.querySelectorAll("[data-to]")) {
    const { to } = button.dataset;
    if (labels[to]) button.textContent = labels[to];
    button.disabled = !told.may_move || (to === "real" && told.offset === 0);
    button.title = told.may_move ? "" : say("clock-fixed");
  }
  showTime();
}

function now() {
  return new Date(Date.parse(clock.now) + performance.now() - clockAt).toISOString();
}

function showTime() {
  if (!clock) return;
  const moved = Math.abs(clock.offset) > 1;
  document.getElementById("hour").textContent = moment(now(), clock.zone, "hour");
  document.getElementById("date").textContent = moment(now(), clock.zone, "date");
  document.getElementById("kind").textContent = ` · ${say(moved ? "simulated" : "real")}`;
  document.querySelector(".clock").classList.toggle("moved", moved);
}

function listen() {
  const news = new EventSource("/sandbox/events?since=0");
  const offline = document.getElementById("offline");
  news.addEventListener("message", (event) => {
    offline.hidden = true;
    takeIn(JSON.parse(event.data));
  });
  news.addEventListener("error", () => {
    offline.hidden = false;
    // A server that answered with an error is not asked again by the browser itself.
    if (news.readyState === EventSource.CLOSED) setTimeout(listen, 1500);
  });
}

function wire() {
  document.getElementById("moves").addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    button.classList.add("waiting");
    const told = await post("/sandbox/clock", { to: button.dataset.to });
    button.classList.remove("waiting");
    if (!told) return;
    setClock(told);
    const time = `${moment(told.now, told.zone, "hour")}, ${moment(told.now, told.zone, "day")}`;
    toast(say("moved", { time }), "");
  });
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.addEventListener("click", () => post("/sandbox/language", { lang: button.dataset.lang }));
  }
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
  }
  document.getElementById("large-picture").addEventListener("click", () => large.close());
  SIDE_BY_SIDE.addEventListener("change", draw);
  document.addEventListener("visibilitychange", () => started && draw());
  setInterval(showTime, 1000);
}

/** An invitation opens this page with its code, as it opens the bot's chat elsewhere. */
function invited() {
  const code = new URLSearchParams(location.search).get("start");
  if (!code || !/^[\w-]{1,64}$/.test(code)) return;
  history.replaceState(null, "", "/");
  const { composer } = panels.get("member");
  composer.words.value = `/start ${code}`;
  composer.words.focus();
}

speak("vi");
build();
fill(document);
wire();
invited();
listen();
