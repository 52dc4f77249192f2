// Keeps the form on the phone, and sends what waits when there is a network again. What is kept
// (KNOWN) stands above, put there by the server.

const CACHE = `pages-${KNOWN.version}`;

importScripts(KNOWN.keep.find((path) => path.endsWith("/queue.js")));

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(KNOWN.keep);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

async function fresh(request, kept) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    // A page that names a branch is for its link alone.
    if (answer.ok && !new URL(request.url).searchParams.has("chi-doan")) {
      await cache.put(kept, answer.clone());
    }
    return answer;
  } catch (error) {
    const found = await cache.match(kept);
    if (!found) throw error;
    return found;
  }
}

async function kept(request) {
  return (await (await caches.open(CACHE)).match(request)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === "/bao-cao") {
    const lang = url.searchParams.get("lang") === "en" ? "en" : "vi";
    event.respondWith(fresh(request, `/bao-cao?lang=${lang}`));
  } else if (url.pathname === "/web/wards.geojson") {
    event.respondWith(fresh(request, url.pathname));
  } else if (KNOWN.keep.includes(url.pathname)) {
    event.respondWith(kept(request));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag === "reports") event.waitUntil(self.reportQueue.sendAll());
});
