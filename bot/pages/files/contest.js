// The office's desk for contests: tables, scores by hand, setting up, closing and publishing.

import { by, made, say, show, told } from "./page.js";

const KEPT = `contest:${told.open}`;
let desk = "";

async function ask(path, what) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what),
    });
  } catch {
    return { error: "offline" };
  }
  return answer.json().catch(() => ({ error: "offline" }));
}

/** The link is spent at its first opening; a reload goes on with what it opened. */
async function open() {
  desk = sessionStorage.getItem(KEPT) ?? "";
  if (!desk) {
    const said = await ask(told.open, {});
    if (!said.desk) return refuse(said);
    desk = said.desk;
    sessionStorage.setItem(KEPT, desk);
  }
  await act();
}

/** Do something and show how everything stands then; whether it was done. */
async function act(what, words = "") {
  // What is said of a file stands beside it, not a page of tables further up.
  const beside = what?.what === "add" ? by("add") : by("contests");
  beside.before(by("done"));
  show(by("done"), "");
  const said = await ask(`/thi-dua?lang=${told.lang}`, what ? { desk, do: what } : { desk });
  if (!said.contests) return refuse(said, beside);
  tell([]);
  by("contests").replaceChildren(...said.contests.map(contest));
  by("setting-up").hidden = false;
  show(by("done"), words);
  return true;
}

function refuse(said, beside = by("contests")) {
  if (said.error === "old") sessionStorage.removeItem(KEPT);
  const known = ["old", "offline", "wait", "bad"].includes(said.error) ? said.error : "bad";
  beside.before(by("trouble"));
  tell(said.lines ?? [say(`contest-${known}`)]);
  by("trouble").scrollIntoView({ block: "center" });
  return false;
}

function tell(lines) {
  by("trouble").replaceChildren(...lines.map((line) => made("p", line)));
  by("trouble").hidden = !lines.length;
}

function contest(one) {
  const box = made("section", "", { className: "card" });
  box.append(made("h2", one.name), made("p", `${one.days} · ${say(`contest-${one.state}`)}`));
  box.append(made("p", say("contest-written", { day: one.written }), { className: "how" }));
  for (const line of one.trouble) box.append(made("p", line, { className: "note bad" }));
  for (const table of one.tables) box.append(...drawn(one, table));
  if (one.files.length) box.append(files(one));
  if (one.body) box.append(button("contest-edit", () => edit(one.body)));
  if (one.state === "over") box.append(sure("contest-close", "contest-closed-done", { what: "close", slug: one.slug }));
  if (one.state === "closed") box.append(sure("contest-publish", "contest-published-done", { what: "publish", slug: one.slug }));
  if (one.sha256) box.append(made("p", say("contest-hash", { code: one.sha256.slice(0, 16) }), { className: "how" }));
  return box;
}

function files(one) {
  const row = made("p", "", { className: "files" });
  row.append(...one.files.map((file) => made("a", file.says, { href: file.at, className: "plain" })));
  return row;
}

function drawn(one, table) {
  const parts = [made("h3", table.name)];
  const sheet = made("table");
  const heads = ["#", say("contest-name"), ...table.criteria.map((c) => `${c.name} (${c.weight})`), say("contest-total"), say("contest-reward")];
  const line = made("tr");
  line.append(...heads.map((text) => made("th", text, { scope: "col" })));
  sheet.append(made("thead"), made("tbody"));
  sheet.tHead.append(line);
  for (const row of table.rows) {
    const cells = [row.rank ?? "–", row.name, ...row.marks, row.total, row.reward];
    const tr = made("tr");
    tr.append(...cells.map((text) => made("td", String(text))));
    sheet.tBodies[0].append(tr);
  }
  const wide = made("div", "", { className: "wide", tabIndex: 0 });
  wide.append(sheet);
  parts.push(wide, made("p", table.how, { className: "how" }));
  const byHand = table.criteria.filter((c) => c.scored);
  if (byHand.length && ["running", "over"].includes(one.state)) parts.push(scoring(one, table, byHand));
  return parts;
}

function scoring(one, table, criteria) {
  const box = made("details", "", { className: "scoring" });
  box.append(made("summary", say("contest-score")));
  box.open = opened.has(`${one.slug}.${table.slug}`);
  box.addEventListener("toggle", () => opened[box.open ? "add" : "delete"](`${one.slug}.${table.slug}`));
  const rows = [...table.rows].sort((a, b) => a.name.localeCompare(b.name, told.lang));
  for (const row of rows) for (const criterion of criteria) box.append(scored(one, table, row, criterion));
  return box;
}

const opened = new Set();

function scored(one, table, row, criterion) {
  const known = row.scores[criterion.slug];
  const form = made("form", "", { className: "score", noValidate: true });
  const legend = `${row.name} · ${criterion.name} (0 – ${criterion.scored})`;
  const number = made("input", "", { inputMode: "decimal", value: known?.score ?? "", ariaLabel: legend, required: true });
  const comment = made("input", "", { value: known?.comment ?? "", placeholder: say("contest-comment"), ariaLabel: `${legend}: ${say("contest-comment")}`, maxLength: 2000, required: true });
  const name = made("p", legend);
  const who = made("p", known?.by ? say("contest-by", { name: known.by }) : "", { className: "how" });
  form.append(name, number, comment, made("button", say("contest-save"), { className: "plain", type: "submit" }), who);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const score = Number(number.value.replace(",", ".") || "-1");
    const fits = score >= 0 && score <= criterion.scored;
    if (!fits || !comment.value.trim()) {
      (fits ? comment : number).focus();
      return refuse({ lines: [say("contest-needed", { name: row.name, number: criterion.scored })] });
    }
    return act({
      what: "score", slug: one.slug, division: table.slug, criterion: criterion.slug,
      subject: row.id, score: number.value, comment: comment.value,
    }, say("contest-saved", { name: row.name }));
  });
  return form;
}

function button(text, work, className = "plain") {
  const node = made("button", say(text), { type: "button", className });
  node.addEventListener("click", () => work(node));
  return node;
}

/** What cannot be taken back is asked a second time, on the button itself. */
function sure(text, done, what) {
  return button(text, (node) => {
    if (node.dataset.asked) return act(what, say(done));
    node.dataset.asked = "1";
    node.textContent = say(`${text}-sure`);
    return false;
  }, "main");
}

function edit(body) {
  by("body").value = body;
  by("body").scrollIntoView({ block: "center" });
}

by("body").value = told.example;
by("add").addEventListener("click", () => act({ what: "add", body: by("body").value }, say("contest-added")));
open();
