// Where people write: words, photos and samples, a place, a reply, a correction.

import { say } from "./texts.js";

const PHOTO_NAME = /\.(jpe?g|png|webp|hei[cf])$/i;

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(className, label, text) {
  const node = make("button", className, text);
  node.type = "button";
  node.dataset.label = label;
  return node;
}

export class Composer {
  constructor(role, app) {
    this.role = role;
    this.app = app;
    this.after = role === "ward" || role === "office";
    this.pending = [];
    this.target = null;
    this.busy = false;
    this.node = make("form", "composer");
    this.build();
  }

  build() {
    this.tray = make("div", "tray");
    this.tray.id = `tray-${this.role}`;
    this.tray.hidden = true;
    this.context = make("div", "context");
    this.context.hidden = true;
    this.previews = make("div", "previews");
    this.ask = button("ask", "share-place");
    this.ask.hidden = true;
    this.ask.addEventListener("click", () => this.sharePlace());
    const line = make("div", "line");
    this.camera = button("tool", "photos", "📷");
    this.camera.setAttribute("aria-controls", this.tray.id);
    this.camera.setAttribute("aria-expanded", "false");
    this.camera.addEventListener("click", () => this.openTray(this.tray.hidden));
    line.append(this.camera);
    if (!this.after) {
      const pin = button("tool", "share-place", "📍");
      pin.addEventListener("click", () => this.sharePlace());
      line.append(pin);
    }
    this.words = make("textarea");
    this.words.rows = 1;
    this.words.maxLength = 4000;
    this.words.addEventListener("input", () => this.grow());
    this.words.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send();
      }
      if (event.key === "Escape" && this.tray.hidden) this.clearTarget();
    });
    this.go = make("button", "send", "➤");
    this.go.type = "submit";
    this.go.dataset.label = "send";
    line.append(this.words, this.go);
    this.as = make("label", "as");
    this.as.hidden = this.role === "member";
    const caption = make("span");
    caption.dataset.say = "as";
    this.writer = make("select");
    this.as.append(caption, this.writer);
    this.node.append(this.tray, this.context, this.previews, this.ask, line, this.as);
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    for (const name of ["dragover", "drop"]) {
      this.node.addEventListener(name, (event) => {
        event.preventDefault();
        if (name === "drop") this.attach([...event.dataTransfer.files]);
      });
    }
    // A picker goes away by Escape and by a tap beside it, as people know it from elsewhere.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.tray.hidden || event.target.closest("dialog")) return;
      this.openTray(false);
      this.camera.focus();
    });
    document.addEventListener("click", (event) => {
      if (!event.composedPath().includes(this.node)) this.openTray(false);
    });
    this.words.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (files.length) this.attach(files);
    });
  }

  /** Takes in the language and who may write here. */
  refresh(chat) {
    const chosen = this.writer.value;
    this.writer.replaceChildren(
      ...chat.writers.map((writer) => {
        const option = make("option", "", this.app.who({ from: writer.address, name: writer.name }));
        option.value = writer.address;
        return option;
      }),
    );
    if (chat.writers.some((writer) => writer.address === chosen)) this.writer.value = chosen;
    this.drawTray();
    this.draw();
  }

  draw() {
    const key = this.pending.length ? "caption" : this.target && !this.target.edit ? "write-reply" : "write";
    this.words.placeholder = say(key);
    this.words.setAttribute("aria-label", say(key));
    this.go.setAttribute("aria-label", say(this.target?.edit ? "save" : "send"));
    this.context.hidden = !this.target;
    this.context.replaceChildren();
    if (this.target) {
      const { message, edit } = this.target;
      const name = this.app.who(message);
      const about = make("div");
      about.append(make("b", "", edit ? say("editing") : say("replying", { name })));
      about.append(make("span", "", this.app.summary(message)));
      const cancel = make("button", "plain", "✕");
      cancel.type = "button";
      cancel.setAttribute("aria-label", say("cancel"));
      cancel.addEventListener("click", () => this.clearTarget());
      this.context.append(about, cancel);
    }
    this.previews.replaceChildren(...this.pending.map((photo, n) => this.preview(photo, n)));
  }

  drawTray() {
    const when = this.after ? "after" : "before";
    const title = make("p", "tray-title", say(`tray-${when}`));
    const grid = make("div", "samples");
    for (const name of this.app.samples) {
      const sample = make("button", "sample");
      sample.type = "button";
      const picture = make("img");
      picture.src = `/sandbox/sample/${name}-${when}.jpg?${Date.now()}`;
      picture.alt = "";
      // It is drawn when somebody looks, and each time it is another street.
      picture.loading = "lazy";
      sample.append(picture, make("span", "", say(`sample-${name}-${when}`)));
      sample.addEventListener("click", () => this.sample(name));
      grid.append(sample);
    }
    const asFile = this.choice("send-as-file", this.asFile);
    const album = this.choice("send-album", this.album);
    this.asFile = asFile.firstChild;
    this.album = album.firstChild;
    const upload = make("label", "upload");
    const file = make("input");
    file.type = "file";
    file.multiple = true;
    file.accept = "image/*,.heic,.heif";
    file.addEventListener("change", () => {
      this.attach([...file.files]);
      file.value = "";
    });
    upload.append(file, say("upload"));
    this.tray.replaceChildren(title, grid, upload, asFile, album);
  }

  choice(key, before) {
    const label = make("label", "choice");
    const box = make("input");
    box.type = "checkbox";
    box.checked = before?.checked ?? false;
    label.append(box, say(key));
    return label;
  }

  openTray(open) {
    this.tray.hidden = !open;
    this.camera.setAttribute("aria-expanded", String(open));
    this.camera.classList.toggle("on", open);
    if (open) this.drawTray();
    if (open && this.after && !this.target) {
      const card = this.app.lastCard(this.role);
      if (card) this.setTarget({ message: card, edit: false });
    }
    if (open) this.tray.querySelector(".sample")?.focus({ preventScroll: true });
  }

  preview(photo, n) {
    const node = make("div", "preview");
    const picture = make("img");
    picture.alt = "";
    picture.src = photo.url;
    const remove = make("button", "plain", "✕");
    remove.type = "button";
    remove.setAttribute("aria-label", say("remove"));
    remove.addEventListener("click", () => {
      this.pending.splice(n, 1);
      this.draw();
    });
    node.append(picture, make("span", "", photo.name), remove);
    return node;
  }

  sample(name) {
    const when = this.after ? "after" : "before";
    // People who write words with a photo let the bot see its kind; so does a sample.
    const words = this.words.value.trim() || (this.after ? "" : say(`caption-${name}`));
    if (!this.album.checked) {
      this.send({ text: words, samples: [[name, this.after]] });
      return;
    }
    this.words.value = words;
    this.grow();
    this.add([{ sample: [name, this.after], name: say(`sample-${name}-${when}`), url: `/sandbox/sample/${name}-${when}.jpg?${Date.now()}` }]);
  }

  attach(files) {
    const good = [];
    for (const file of files) {
      if (!file.type.startsWith("image/") && !PHOTO_NAME.test(file.name)) {
        this.app.fail("not-photo", { name: file.name });
      } else if (file.size > this.app.mostBytes) {
        this.app.fail("too-big");
      } else {
        good.push({ file, name: file.name, url: URL.createObjectURL(file) });
      }
    }
    this.add(good);
  }

  add(photos) {
    if (!photos.length) return;
    if (this.pending.length + photos.length > this.app.mostPhotos) {
      this.app.fail("too-many");
      return;
    }
    this.pending.push(...photos);
    this.draw();
    this.words.focus();
  }

  setTarget(target) {
    this.target = target;
    if (target?.edit) {
      this.words.value = target.message.text;
      this.grow();
    }
    this.draw();
  }

  aim(target) {
    this.setTarget(target);
    this.words.focus();
  }

  clearTarget() {
    if (this.target?.edit) this.words.value = "";
    this.setTarget(null);
    this.grow();
  }

  grow() {
    this.words.style.height = "auto";
    this.words.style.height = `${Math.min(this.words.scrollHeight, 132)}px`;
  }

  sharePlace() {
    this.app.choosePlace((place) => this.send({ place }));
  }

  get idle() {
    return !this.words.value && !this.pending.length && !this.target;
  }

  async send(extra = {}) {
    if (this.busy) return;
    const text = this.words.value.trim();
    const what = { text, ...extra };
    if (this.target?.edit) Object.assign(what, { edit: true, message: this.target.message.id });
    else if (this.target) what.reply_to = this.target.message.id;
    const files = [];
    if (!extra.place && !extra.samples && !what.edit) {
      what.samples = this.pending.filter((p) => p.sample).map((p) => p.sample);
      files.push(...this.pending.filter((p) => p.file).map((p) => p.file));
      if (!text && !files.length && !what.samples.length) return;
    }
    if (extra.place) delete what.text;
    what.as_file = this.asFile.checked;
    this.busy = true;
    this.go.disabled = true;
    const sent = await this.app.send(this.role, what, files);
    this.busy = false;
    this.go.disabled = false;
    if (!sent) return;
    if (extra.place) {
      this.ask.hidden = true;
      return;
    }
    for (const photo of this.pending) if (photo.file) URL.revokeObjectURL(photo.url);
    this.pending = [];
    this.words.value = "";
    this.album.checked = false;
    this.target = null;
    this.openTray(false);
    this.grow();
    this.draw();
  }
}
