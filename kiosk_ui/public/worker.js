// Keeps one page for the time when the service is dead: whoever loads a screen then sees that it
// rests, instead of the browser's own words. It keeps nothing else, and answers for nothing else.
'use strict';
const KEPT = 'twogate-resting-1';
const PAGE = '/out-of-service.html';
const FILES = [
  PAGE,
  '/out-of-service.css',
  '/out-of-service.js',
  '/icon.svg',
  '/brocade.svg',
  '/river.svg',
];

self.addEventListener('install', (event) => {
  const fresh = FILES.map((path) => new Request(path, { cache: 'reload' }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(fresh)));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  const forget = (names) => names.filter((name) => name !== KEPT).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(forget(names))));
});

self.addEventListener('fetch', (event) => {
  const path = new URL(event.request.url).pathname;
  if (FILES.includes(path)) event.respondWith(fetch(event.request).catch(() => caches.match(path)));
  else if (event.request.mode === 'navigate') event.respondWith(screenOrRest(event.request, path));
});

// The resting page asks until the service lives, and then goes back to where one wanted to be.
function screenOrRest(request, path) {
  return fetch(request).catch(() => Response.redirect(PAGE + '#' + path));
}
