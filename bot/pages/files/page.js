// What every page's script needs: what the server told it, texts, elements.

export const told = JSON.parse(document.getElementById("told").textContent);

/** The text with this id, its gaps filled in. */
export function say(id, gaps = {}) {
  return told.texts[id].replace(/\{(\w+)\}/g, (whole, name) => String(gaps[name] ?? whole));
}

export const by = (id) => document.getElementById(id);

/** An element with a text in it, as text. */
export function made(tag, text = "", more = {}) {
  const node = document.createElement(tag);
  node.textContent = text;
  return Object.assign(node, more);
}

/** A distance as people say it. */
export function far(metres) {
  if (metres < 1000) return `${Math.max(Math.round(metres / 10) * 10, 10)} m`;
  const km = (metres / 1000).toFixed(metres < 10000 ? 1 : 0).replace(/\.0$/, "");
  return `${told.lang === "vi" ? km.replace(".", ",") : km} km`;
}

/** Shows a line of text, or hides it when there is none. */
export function show(node, text) {
  node.textContent = text;
  node.hidden = !text;
}
