/** The receipt of a record: the site makes it from its journal, the same whenever it is asked. */
import { api } from './api.ts';

export interface ReceiptAnswer {
  reference: string;
  /** The text that a reader reads: TR1 and letters. */
  receipt: string;
  /** Its QR code as SVG, without a size of its own. */
  picture: string;
}

/** The receipt of a record, or null where the site gives none just now. */
export async function fetchReceipt(reference: string): Promise<ReceiptAnswer | null> {
  const answer = await api.get<ReceiptAnswer>(`/v1/receipts/${reference}`);
  return answer.ok ? answer.value : null;
}

/** The code as an image of this page's own: markup from elsewhere is never put into a page. */
export function imageOf(receipt: ReceiptAnswer): string {
  return imageOfSvg(receipt.picture);
}

export function imageOfSvg(picture: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(withNamespace(picture))}`;
}

/** SVG inside a page needs no namespace; as an image of its own it does. */
function withNamespace(picture: string): string {
  if (picture.includes('xmlns=')) return picture;
  return picture.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
}
