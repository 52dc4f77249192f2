// Reports kept on the phone until they have arrived: each is sent under its own id, so that the
// server takes it once, however often and from wherever (page or worker) it is sent.

self.reportQueue = (() => {
  const SENT_KEPT = 20;
  const SEND_MS = 180_000;
  const ENDS = new Set([400, 413, 422]);
  let opened = null;

  function open() {
    opened ??= new Promise((done, failed) => {
      const asked = indexedDB.open("reports", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("reports", { keyPath: "id" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    return opened;
  }

  async function run(mode, work) {
    const change = (await open()).transaction("reports", mode);
    const asked = work(change.objectStore("reports"));
    return new Promise((done, failed) => {
      change.oncomplete = () => done(asked?.result);
      change.onabort = () => failed(change.error);
      change.onerror = () => failed(change.error);
    });
  }

  const put = (report) => run("readwrite", (store) => store.put(report));
  const drop = (id) => run("readwrite", (store) => store.delete(id));
  const get = (id) => run("readonly", (store) => store.get(id));
  const all = async () => (await run("readonly", (store) => store.getAll())).sort((a, b) => a.made - b.made);

  /** Sends one report, or says whether it is the same as another; what is known of it then. What the
   * network did not carry stays as it was. */
  async function send(report, same) {
    let answer;
    let said;
    try {
      answer = await ask(report, same);
      said = await answer.json();
    } catch {
      return report;
    }
    if (answer.ok && said.code) {
      return { id: report.id, made: report.made, state: "sent", code: said.code, ward: said.ward };
    }
    if (answer.ok && said.stored) return { ...report, state: "stored", same: said.same };
    // It may have been lost there, with a database that was brought back.
    if (report.state === "stored" && answer.status === 404) return { ...report, state: "waiting" };
    if (ENDS.has(answer.status)) return { ...report, state: "refused", said };
    return report;
  }

  function ask(report, same) {
    if (report.state !== "stored") return post(report);
    const where = `/web/sent/${report.id}?lang=${report.lang ?? "vi"}`;
    if (same === undefined) return fetch(where);
    const body = JSON.stringify({ same });
    return fetch(where, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  }

  function post(report) {
    const form = new FormData();
    const age = Math.max(Date.now() - report.made, 0);
    form.append("what", JSON.stringify({ ...report.what, id: report.id, age }));
    report.photos.forEach((photo, n) => form.append("photo", photo, `${n + 1}.jpg`));
    return fetch(`/bao-cao?lang=${report.lang ?? "vi"}`, { method: "POST", body: form, signal: AbortSignal.timeout?.(SEND_MS) });
  }

  /** Sends all that wait, one after the other. */
  async function sendAll() {
    const work = async () => {
      for (const report of await all()) {
        if (report.state !== "waiting" && report.state !== "stored") continue;
        const now = await send(report);
        if (now !== report) await put(now);
      }
      const sent = (await all()).filter((report) => report.state === "sent");
      for (const old of sent.slice(0, -SENT_KEPT)) await drop(old.id);
    };
    if (navigator.locks) await navigator.locks.request("reports", work);
    else await work();
  }

  /** Says of a report that it is the same as another, or of none. */
  async function answer(report, same) {
    const now = await send(report, same);
    // A private window keeps nothing.
    await put(now).catch(() => {});
    return now;
  }

  return { all, answer, drop, get, put, send, sendAll };
})();
