/** The phone's worker, told by the build which files make its pages: all of them or none are kept. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rolldown } from 'vite';

const PAGE = 'phone/index.html';
/** What the pages draw beside their own files. */
const DRAWN = ['/icon.svg', '/icon-180.png', '/brocade.svg', '/river.svg'];

/** Vite plugin: writes `phone/worker.js` with the list of files, named after their content. */
export function keepPhoneOffline(source: string): Plugin {
  return {
    name: 'keep-phone-offline',
    writeBundle({ dir = 'dist' }, bundle) {
      const files = ['/p/', ...filesOf(bundle), ...DRAWN];
      const page = readFileSync(join(dir, PAGE));
      const version = createHash('sha256').update(files.join()).update(page).digest('hex');
      const told = `const VERSION = '${version.slice(0, 16)}';\nconst FILES = ${JSON.stringify(files)};\n`;
      writeFileSync(join(dir, 'phone', 'worker.js'), told + readFileSync(source, 'utf8'));
    },
  };
}

function filesOf(bundle: Rolldown.OutputBundle): string[] {
  const found = new Set<string>();
  const follow = (name: string) => {
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk' || found.has(name)) return;
    found.add(name);
    for (const sheet of chunk.viteMetadata?.importedCss ?? []) found.add(sheet);
    chunk.imports.forEach(follow);
  };
  for (const [name, chunk] of Object.entries(bundle)) {
    if (chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith(PAGE)) follow(name);
  }
  return [...found].map((name) => `/${name}`).sort();
}
