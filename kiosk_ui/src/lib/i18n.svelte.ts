/** The language a screen speaks now, and how large it writes. */
import { number, type Language } from './format.ts';
import { forget, recall, remember } from './device.ts';

export type { Language };
export const LANGUAGES: readonly Language[] = ['zh-CN', 'vi', 'en'];
/** Each in its own script: nobody must read a foreign word to find home. */
export const OWN_NAMES: Record<Language, string> = {
  'zh-CN': '中文',
  vi: 'Tiếng Việt',
  en: 'English',
};

type Catalogue = Record<string, string>;
type Parameters = Record<string, string | number>;

class Speech {
  language = $state<Language>(startLanguage());
  largeText = $state(recall('large') === 'yes');

  choose(language: Language): void {
    this.language = language;
    remember('language', language);
  }

  toggleLargeText(): void {
    this.largeText = !this.largeText;
    remember('large', this.largeText ? 'yes' : 'no');
  }

  /** The next person starts in the language of the site, in the usual size. */
  reset(): void {
    forget('language');
    forget('large');
    this.language = startLanguage();
    this.largeText = false;
  }

  /** Call inside an effect of the page: screen readers and fonts follow the language. */
  apply(page: Document = document): void {
    page.documentElement.lang = this.language;
    page.documentElement.classList.toggle('large-text', this.largeText);
  }
}

export const speech = new Speech();

/**
 * The words of one set of screens, by key. TypeScript knows the keys; the build refuses a key or
 * a placeholder that one language lacks. Numbers are written as the language writes them.
 */
export function messages<C extends Catalogue>(catalogues: Record<Language, C>) {
  return (key: keyof C & string, parameters: Parameters = {}): string =>
    catalogues[speech.language][key]!.replace(/\{(\w+)\}/g, (whole, name: string) =>
      written(parameters[name] ?? whole),
    );
}

function written(value: string | number): string {
  return typeof value === 'number' ? number(value, speech.language) : value;
}

function startLanguage(): Language {
  const chosen = recall('language') ?? recall('site-language');
  return LANGUAGES.find((each) => each === chosen) ?? 'zh-CN';
}
