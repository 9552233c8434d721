/** Hears the scanner that the site's devices process holds for this screen, where there is one. */
import { cleanScan } from './scanner.ts';

const STREAM = '/v1/scans/stream';
/** The browser itself comes back to a stream that broke; one that was refused is asked for anew. */
const ASK_AGAIN_MS = 5_000;

/**
 * Calls `onScan` with each scan while the returned function has not been called. Every fault is
 * passed over in silence: a reader that types (`listenToScanner`) is heard beside it all the time.
 */
export function listenToScanStream(onScan: (text: string) => void): () => void {
  let stream: EventSource | null = null;
  let later: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    const opened = new EventSource(STREAM);
    stream = opened;
    opened.addEventListener('scan', ({ data }: MessageEvent<unknown>) => {
      const scan = typeof data === 'string' ? cleanScan(data) : null;
      if (scan !== null) onScan(scan);
    });
    opened.addEventListener('error', () => {
      if (opened.readyState === EventSource.CLOSED) later = setTimeout(open, ASK_AGAIN_MS);
    });
  }

  if (typeof EventSource === 'function') open();
  return () => {
    clearTimeout(later);
    stream?.close();
  };
}
