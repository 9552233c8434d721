import { describe, expect, it } from 'vitest';
import type { Answer } from './api.ts';
import { hasCamera, readFrames, type FrameAnswer } from './camera.ts';

const FRAME = new Blob(['frame']);
const read = (scan: string | null): Answer<FrameAnswer> => ({
  ok: true,
  value: { scan, busy: false },
});
const refused = (said: string): Answer<FrameAnswer> => ({
  ok: false,
  problem: { code: 'unexpected', said, status: 501 },
});

/** What comes of these answers, one a frame; the clock goes on by a second with each. */
async function heard(answers: Answer<FrameAnswer>[], beforeTheFirst = 0) {
  const scans: string[] = [];
  let [asked, clock] = [0, 0];
  const line = {
    take: () => Promise.resolve(clock < beforeTheFirst * 1_000 ? null : FRAME),
    send: () => Promise.resolve(answers[asked++]!),
    wait: () => Promise.resolve(void (clock += 1_000)),
    now: () => clock,
  };
  const isOver = () => clock >= (beforeTheFirst + answers.length) * 1_000;
  const fault = await readFrames(line, isOver, (text) => scans.push(text));
  return { scans, fault };
}

describe('the camera of a kiosk', () => {
  it('tells a code once while it is held there, and again when it comes back', async () => {
    const held = [read('TC1AAAA'), read('TC1AAAA'), read('TC1AAAA')];
    const gone = [null, null, null, null, null].map(read);
    expect((await heard([...held, ...gone, read('tc1aaaa')])).scans).toEqual(['TC1AAAA', 'TC1AAAA']);
  });

  it('tells another code at once', async () => {
    expect((await heard([read('TC1AAAA'), read('TC1BBBB')])).scans).toEqual(['TC1AAAA', 'TC1BBBB']);
  });

  it('goes on after a frame that was not read, and waits for the first picture', async () => {
    const answers = [refused('too_many_tries'), refused('unreadable'), read('TC1AAAA')];
    expect((await heard(answers, 1)).scans).toEqual(['TC1AAAA']);
  });

  it('says that the site has nothing to read pictures with', async () => {
    expect(await heard([refused('no_decoder'), read('TC1AAAA')])).toEqual({
      scans: [],
      fault: 'no_decoder',
    });
  });

  it('is not there where no device sees, or the page may not ask', async () => {
    const devices = (kind: string) =>
      ({ enumerateDevices: () => Promise.resolve([{ kind }]) }) as unknown as MediaDevices;
    expect(await hasCamera(devices('videoinput'))).toBe(true);
    expect(await hasCamera(devices('audioinput'))).toBe(false);
    expect(await hasCamera(undefined)).toBe(false);
  });
});
