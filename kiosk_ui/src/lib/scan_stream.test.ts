import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listenToScanStream } from './scan_stream.ts';

class FakeStream extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly CLOSED = 2;
  static opened: FakeStream[] = [];
  readyState = 1;

  constructor(readonly url: string) {
    super();
    FakeStream.opened.push(this);
  }

  close(): void {
    this.readyState = FakeStream.CLOSED;
  }

  says(data: unknown, name = 'scan'): void {
    this.dispatchEvent(new MessageEvent(name, { data }));
  }

  breaks(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

let scans: string[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeStream);
  FakeStream.opened = [];
  scans = [];
  stop = listenToScanStream((text) => scans.push(text));
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const newest = () => FakeStream.opened.at(-1)!;

describe('the scanner that the site holds for this screen', () => {
  it('is heard', () => {
    newest().says('TC1ABC234');
    newest().says('10000018');
    expect(newest().url).toBe('/v1/scans/stream');
    expect(scans).toEqual(['TC1ABC234', '10000018']);
  });

  it('says nothing but scans', () => {
    newest().says('TC1ABC234', 'message');
    newest().says('TC1ABC234', 'slip');
    expect(scans).toEqual([]);
  });

  it.each(['', 'AB', 'A'.repeat(601), '<script>', '边民卡', '😀😀😀😀', 'ＴＣ１ＡＢ', null, 7])(
    'is not believed blindly: %s',
    (data) => {
      newest().says(data);
      expect(scans).toEqual([]);
    },
  );

  it('comes back by itself when the line breaks', () => {
    newest().breaks(FakeStream.CONNECTING);
    vi.advanceTimersByTime(60_000);
    expect(FakeStream.opened).toHaveLength(1);
  });

  it('is asked for again when the site refused it', () => {
    newest().breaks(FakeStream.CLOSED);
    vi.advanceTimersByTime(4_999);
    expect(FakeStream.opened).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(FakeStream.opened).toHaveLength(2);
    newest().says('TC1ABC234');
    expect(scans).toEqual(['TC1ABC234']);
  });

  it('is let go with the screen, also while it waits', () => {
    newest().breaks(FakeStream.CLOSED);
    stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeStream.opened).toHaveLength(1);
    expect(newest().readyState).toBe(FakeStream.CLOSED);
  });

  it('is not missed by a browser that knows no streams', () => {
    vi.stubGlobal('EventSource', undefined);
    expect(() => listenToScanStream(() => {})()).not.toThrow();
  });
});
