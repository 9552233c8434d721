/** What must hold of the messages before a screen is built: three languages, one set of keys. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export const LANGUAGES = ['zh-CN', 'vi', 'en'] as const;
type Messages = Record<string, string>;

/** Vite plugin: stops the build (and the dev server) at the first difference between languages. */
export function refuseUnequalMessages(folder: string): Plugin {
  return {
    name: 'refuse-unequal-messages',
    buildStart() {
      const faults = differencesBetweenLanguages(folder);
      if (faults.length > 0) this.error(faults.join('\n'));
    },
  };
}

/** Every missing key, extra key, empty text or unequal placeholder, one sentence each. */
export function differencesBetweenLanguages(folder: string): string[] {
  return [folder, ...foldersIn(folder)].flatMap((place) => {
    const [first, ...others] = LANGUAGES.map((language) => readMessages(place, language));
    if (!first) return [];
    return others.flatMap((other) => compare(place, first, other));
  });
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory());
}

function readMessages(folder: string, language: string): { language: string; messages: Messages } {
  const text = readFileSync(join(folder, `${language}.json`), 'utf8');
  return { language, messages: JSON.parse(text) as Messages };
}

type Read = ReturnType<typeof readMessages>;

function compare(place: string, first: Read, other: Read): string[] {
  const keys = new Set([...Object.keys(first.messages), ...Object.keys(other.messages)]);
  return [...keys].flatMap((key) => {
    const fault = faultOf(first.messages[key], other.messages[key]);
    return fault ? [`${place}: "${key}" in ${first.language} and ${other.language}: ${fault}`] : [];
  });
}

function faultOf(one: string | undefined, other: string | undefined): string | null {
  if (!one || !other) return 'missing or empty';
  if (placeholders(one) !== placeholders(other)) return 'different placeholders';
  return null;
}

function placeholders(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g))].sort().join();
}
