import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from './api.ts';
import { takeLinkedCode, terminal } from './terminal.svelte.ts';

const KIOSK = { terminal: 'T01', role: 'kiosk', label: 'gate' } as const;
const NOT_PAIRED = { ok: false, problem: { code: 'terminal_not_paired', status: 401 } } as const;
const WRONG_CODE = { ok: false, problem: { code: 'wrong_code', status: 409 } } as const;

function open(address: string) {
  history.replaceState(null, '', address);
}

beforeEach(() => {
  vi.restoreAllMocks();
  open('/kiosk/');
});

describe('a pairing link', () => {
  it('gives its code once and leaves none in the address', () => {
    open('/kiosk/#pair=483920');
    expect(takeLinkedCode()).toBe('483920');
    expect(location.href).not.toContain('483920');
    expect(takeLinkedCode()).toBeNull();
  });

  it('holds six digits and nothing else', () => {
    for (const fragment of ['#pair=48392', '#pair=4839200', '#pair=48392x', '#other=483920', '']) {
      open(`/kiosk/${fragment}`);
      expect(takeLinkedCode()).toBeNull();
    }
  });

  it('pairs the screen that was opened by it', async () => {
    open('/kiosk/#pair=483920');
    const post = vi.spyOn(api, 'post').mockResolvedValue({ ok: true, value: KIOSK });
    const get = vi.spyOn(api, 'get');
    await terminal.find();
    expect(post).toHaveBeenCalledWith('/v1/terminals/pair', { code: '483920' });
    expect(get).not.toHaveBeenCalled();
    expect(terminal.paired).toEqual(KIOSK);
  });

  it('that was used before leaves the screen what it is', async () => {
    open('/kiosk/#pair=483920');
    vi.spyOn(api, 'post').mockResolvedValue(WRONG_CODE);
    vi.spyOn(api, 'get').mockResolvedValue({ ok: true, value: KIOSK });
    await terminal.find();
    expect(terminal.pairing).toBe('paired');
    vi.spyOn(api, 'get').mockResolvedValue(NOT_PAIRED);
    await terminal.find();
    expect(terminal.pairing).toBe('unpaired');
  });
});
