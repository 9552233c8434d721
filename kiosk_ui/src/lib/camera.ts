/** Codes before this machine's camera: the site decodes the frames, and keeps none of them. */
import { api, type Answer } from './api.ts';
import { recall } from './device.ts';
import { cleanScan } from './scanner.ts';

export interface FrameAnswer {
  scan: string | null;
  busy: boolean;
}

/** Why no code will come from this camera: there is none or it is not allowed; no decoder here. */
export type CameraFault = 'none' | 'no_decoder';

/** Three frames a second read a code that is held still, and leave the machine its breath. */
const BETWEEN_MS = 330;
/** A code that stays before the camera is one scan, as long as it would be on a reader. */
const SAME_CODE_MS = 4_000;
const SEEN: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  facingMode: 'environment',
};

/** Whether the owner set this machine to its camera, since no reader stands here. */
export function readsByCamera(): boolean {
  return recall('reader') === 'camera';
}

/** Whether this machine has a camera that this page may ask for. */
export async function hasCamera(devices = navigator.mediaDevices): Promise<boolean> {
  try {
    return (await devices.enumerateDevices()).some((each) => each.kind === 'videoinput');
  } catch {
    return false;
  }
}

/** Shows the camera in `video` until the returned function is called; null where there is none. */
export async function openCamera(video: HTMLVideoElement): Promise<(() => void) | null> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: SEEN, audio: false });
    video.srcObject = stream;
    void video.play();
    return () => {
      stream.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
    };
  } catch {
    return null;
  }
}

/** What the camera shows now, as a JPEG; null before its first picture. */
export async function takeFrame(video: HTMLVideoElement): Promise<Blob | null> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return null;
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
}

export interface FrameLine {
  take: () => Promise<Blob | null>;
  send: (frame: Blob) => Promise<Answer<FrameAnswer>>;
  wait: (ms: number) => Promise<void>;
  now: () => number;
}

export function frameLine(video: HTMLVideoElement): FrameLine {
  return {
    take: () => takeFrame(video),
    send: (frame) => api.picture<FrameAnswer>('/v1/frames', frame),
    wait: (ms) => new Promise((done) => setTimeout(done, ms)),
    now: () => performance.now(),
  };
}

/**
 * Hands in one frame after another and calls `onScan` with each code, until `isOver`. A frame that
 * the site could not read is followed by the next; only a site that has no decoder ends it.
 */
export async function readFrames(
  line: FrameLine,
  isOver: () => boolean,
  onScan: (text: string) => void,
): Promise<CameraFault | null> {
  let last = { text: '', at: -Infinity };
  while (!isOver()) {
    const frame = await line.take();
    const answer = frame && !isOver() ? await line.send(frame) : null;
    if (isOver()) break;
    if (answer && !answer.ok && answer.problem.said === 'no_decoder') return 'no_decoder';
    const text = answer?.ok && answer.value.scan ? cleanScan(answer.value.scan) : null;
    if (text !== null) {
      const isNew = text !== last.text || line.now() - last.at > SAME_CODE_MS;
      if (isNew) onScan(text);
      last = { text, at: line.now() };
    }
    await line.wait(BETWEEN_MS);
  }
  return null;
}
