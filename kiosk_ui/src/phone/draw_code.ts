/** A pass as a picture: the same black squares on the screen, in a saved file, and on paper. */
import { correction, generate } from 'lean-qr';

/** ISO/IEC 18004 asks for four light modules on each side. */
const QUIET = 4;

export interface Code {
  /** Modules from edge to edge, with the quiet zone. */
  size: number;
  /** The dark ones as an SVG path, one unit a module. */
  path: string;
}

/** The text as a QR code of level M, as the printed ones are. */
export function drawCode(text: string): Code {
  const code = generate(text, {
    minCorrectionLevel: correction.M,
    maxCorrectionLevel: correction.M,
  });
  const rows = Array.from({ length: code.size }, (_, y) => rowOf(code, y));
  return { size: code.size + 2 * QUIET, path: rows.join('') };
}

/** Dark neighbours are one bar: thin light lines between them would confuse a camera. */
function rowOf(code: { size: number; get: (x: number, y: number) => boolean }, y: number): string {
  let bars = '';
  for (let x = 0; x < code.size; x += 1) {
    if (!code.get(x, y) || code.get(x - 1, y)) continue;
    let end = x;
    while (code.get(end, y)) end += 1;
    bars += `M${x + QUIET} ${y + QUIET}h${end - x}v1H${x + QUIET}z`;
  }
  return bars;
}
