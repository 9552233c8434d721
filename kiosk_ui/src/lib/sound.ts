/** What a screen says aloud: recorded sentences where there are any, a tone for a verdict. */
import type { Language } from './format.ts';

type Recordings = Partial<Record<Language, string[]>>;
export type Verdict = 'green' | 'amber' | 'red' | 'blue';

const TONES_HZ: Record<Verdict, number[]> = {
  green: [660, 880],
  blue: [660, 660],
  amber: [520, 440],
  red: [330, 330],
};
const NOTE_SECONDS = 0.16;

let recordings: Recordings = {};
let playing: HTMLAudioElement | null = null;
let speaker: AudioContext | null = null;

/** Reads once which sentences are recorded; a recordings file may be replaced one by one. */
export async function findRecordings(): Promise<void> {
  try {
    const response = await fetch('/audio/index.json');
    if (response.ok) recordings = (await response.json()) as Recordings;
  } catch {
    recordings = {};
  }
}

export function canSay(keys: string[], language: Language): boolean {
  return keys.some((key) => recordings[language]?.includes(key));
}

/** Says the recorded ones of these sentences one after another; silent for the others. */
export async function say(keys: string[], language: Language): Promise<void> {
  hush();
  for (const key of keys.filter((each) => canSay([each], language))) {
    const voice = new Audio(`/audio/${language}/${key}.ogg`);
    playing = voice;
    await played(voice);
    if (playing !== voice) return;
  }
}

export function hush(): void {
  playing?.pause();
  playing = null;
}

/** Two notes a verdict, so that the eyes need not be on the screen. */
export function sound(verdict: Verdict): void {
  try {
    speaker ??= new AudioContext();
    const out = speaker;
    TONES_HZ[verdict].forEach((hz, n) => note(out, hz, out.currentTime + n * NOTE_SECONDS * 1.2));
  } catch {
    // A machine without a loudspeaker shows its verdicts all the same.
  }
}

function note(out: AudioContext, hz: number, at: number): void {
  const tone = new OscillatorNode(out, { frequency: hz, type: 'sine' });
  const volume = new GainNode(out, { gain: 0 });
  volume.gain.setValueAtTime(0.25, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + NOTE_SECONDS);
  tone.connect(volume).connect(out.destination);
  tone.start(at);
  tone.stop(at + NOTE_SECONDS);
}

function played(voice: HTMLAudioElement): Promise<void> {
  return new Promise((done) => {
    for (const end of ['ended', 'error', 'pause']) voice.addEventListener(end, () => done());
    voice.play().catch(() => done());
  });
}
