import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { refuseUnequalMessages } from './build_checks.ts';
import { keepPhoneOffline } from './phone_worker.ts';

// `TWOGATE_SITE` is where `vite dev` finds the site's API; a built page speaks to its own origin.
const site = process.env.TWOGATE_SITE ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [
    refuseUnequalMessages('src/locales'),
    svelte(),
    keepPhoneOffline('src/phone/worker.js'),
  ],
  build: {
    target: 'es2022',
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      // A package that is not installed would else be left to the browser, which has none.
      onwarn(warning, warn) {
        if (warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message);
        warn(warning);
      },
      input: [
        ...['kiosk', 'officer', 'display', 'phone'].map((page) => `${page}/index.html`),
        'hub.html',
      ],
    },
  },
  server: { proxy: { '/v1': site, '/healthz': site } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
  // Vitest would otherwise load Svelte's server build, where $state does not react.
  ...(process.env.VITEST ? { resolve: { conditions: ['browser'] } } : {}),
});
