import { describe, expect, it } from 'vitest';
import { stateOf } from './record_state.ts';

const SYNC = { epoch: 'ab12', saved: 9, sent: 6, confirmed: 4, attention: 0, heard_at: 1 };

describe('the word of a record', () => {
  it('follows what the centre says of its number', () => {
    const words = [4, 6, 7].map((seq) => stateOf(`S01.ab12.${seq}`, SYNC));
    expect(words).toEqual(['confirmed', 'sent', 'saved']);
  });

  it('claims no more than is known of every record', () => {
    expect(stateOf('S01.ab12.4', { ...SYNC, attention: 1 })).toBe('sent');
    expect(stateOf('S01.0000.4', SYNC)).toBe('saved');
    expect(stateOf('S01.ab12.4', { ...SYNC, sent: null, confirmed: null })).toBe('saved');
    expect(stateOf('S01.ab12.4', undefined)).toBe('saved');
  });
});
