/** The picture of a pass that a member saves: code, way and time on one white sheet. */
import { drawCode } from './draw_code.ts';

export interface Sheet {
  text: string;
  title: string;
  lines: string[];
}

const WIDTH = 1080;
const EDGE = 60;
const TITLE_PX = 72;
const LINE_PX = 46;
const FACES = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/** Draws the sheet; null where the browser has no canvas. */
export function drawSheet(sheet: Sheet): HTMLCanvasElement | null {
  const canvas = document.createElement('canvas');
  const code = drawCode(sheet.text);
  // Whole pixels a module: a scaled code blurs.
  const module = Math.floor((WIDTH - EDGE) / code.size);
  const side = module * code.size;
  canvas.width = WIDTH;
  canvas.height = EDGE + TITLE_PX * 1.5 + side + sheet.lines.length * LINE_PX * 1.5 + EDGE;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#1c2924';
  pen.textAlign = 'center';
  pen.font = `700 ${TITLE_PX}px ${FACES}`;
  pen.fillText(sheet.title, WIDTH / 2, EDGE + TITLE_PX, WIDTH - EDGE);
  drawModules(pen, code.path, module, (WIDTH - side) / 2, EDGE + TITLE_PX * 1.5);
  pen.font = `600 ${LINE_PX}px ${FACES}`;
  const top = EDGE + TITLE_PX * 1.5 + side;
  for (const [row, line] of sheet.lines.entries()) {
    pen.fillText(line, WIDTH / 2, top + (row + 1) * LINE_PX * 1.5, WIDTH - EDGE);
  }
  return canvas;
}

function drawModules(
  pen: CanvasRenderingContext2D,
  path: string,
  module: number,
  left: number,
  top: number,
): void {
  pen.save();
  pen.fillStyle = '#000000';
  pen.translate(left, top);
  pen.scale(module, module);
  pen.fill(new Path2D(path));
  pen.restore();
}

/** Hands the picture to the phone's downloads, or to its share sheet where that is how it saves. */
export async function savePicture(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
