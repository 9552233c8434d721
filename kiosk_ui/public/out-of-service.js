// Asks every three seconds whether the service lives again, then goes back to the screen.
// A screen that cannot be loaded leads here (worker.js); and the browser's launcher may open this
// page from disk: file:///…/out-of-service.html#8080
(function waitForService() {
  'use strict';
  const EVERY_MS = 3000;
  // From disk only this machine's own service is asked, at the TCP number behind the "#".
  const number = /^#\d{2,5}$/.test(location.hash) ? location.hash.slice(1) : '8080';
  const fromDisk = location.protocol === 'file:';
  // The worker of a screen that could not be loaded says after the "#" which one it was.
  const screen = /^#\/(kiosk|officer|display)\/$/.test(location.hash)
    ? location.hash.slice(1)
    : '/kiosk/';
  const service = fromDisk ? 'http://127.0.0.1:' + number : '';
  // An answer from another origin cannot be read from disk; that it came is enough.
  const manners = { mode: fromDisk ? 'no-cors' : 'same-origin', cache: 'no-store' };

  function ask() {
    fetch(service + '/healthz', manners)
      .then(function (answer) {
        if (answer.ok || answer.type === 'opaque') location.replace(service + screen);
        else setTimeout(ask, EVERY_MS);
      })
      .catch(function () {
        setTimeout(ask, EVERY_MS);
      });
  }

  setTimeout(ask, EVERY_MS);
})();
