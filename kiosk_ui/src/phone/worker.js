// Keeps the phone's pages whole, so that they open at a port without a network. What is asked of a
// server passes by: an answer is never kept here, and a pass never leaves the page.
'use strict';
const KEPT = 'twogate-phone-' + VERSION;
const PAGE = '/p/';

self.addEventListener('install', (event) => {
  const fresh = FILES.map((path) => new Request(path, { cache: 'reload' }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(fresh)));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  const isOld = (name) => name.startsWith('twogate-phone-') && name !== KEPT;
  const forget = (names) => names.filter(isOld).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(forget(names))));
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  const isPage = event.request.mode === 'navigate' && pathname.startsWith(PAGE);
  if (isPage) event.respondWith(keptOrFetched(PAGE, event.request));
  else if (FILES.includes(pathname)) event.respondWith(keptOrFetched(pathname, event.request));
});

async function keptOrFetched(path, request) {
  return (await caches.match(path, { cacheName: KEPT })) ?? fetch(request);
}
