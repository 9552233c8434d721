// @vitest-environment node
/** What the phone reads in a pass is what the service wrote there (tests/golden). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPass } from './read_pass.ts';
import { shortCode, spaced } from './short_code.ts';

const file = new URL('../../../tests/golden/passes.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as {
  kid: string;
  passes: { name: string; text: string }[];
};
const textOf = (name: string) => golden.passes.find((each) => each.name === name)!.text;

describe.each(golden.passes)('the pass of $name', ({ text }) => {
  it('is read', () => {
    expect(readPass(text)).toMatchObject({ epoch: golden.kid, to: 'S01', memberNo: 10000012 });
  });

  it('is no pass once a piece is missing', () => {
    expect(readPass(text.slice(0, -30))).toBeNull();
    expect(readPass(`TG1${text.slice(20)}`)).toBeNull();
  });
});

describe('a pass', () => {
  it('is found behind # of the link that brings it, blanks and small letters forgiven', () => {
    const text = textOf('person');
    const link = `https://hub.example/p/#${text.slice(0, 40).toLowerCase()}\n ${text.slice(40)}`;
    expect(readPass(link)?.text).toBe(text);
  });

  it('tells what goes along with it', () => {
    expect(readPass(textOf('person with quota'))?.quota).toEqual(new Map([[1, 520000]]));
    const goods = readPass(textOf('goods, three components, plate, two seals'));
    expect(goods).toMatchObject({ plate: '桂P·12345D', goods: { lines: 3, total: 780000 } });
    expect(goods?.quota.size).toBe(3);
  });

  it('lasts as long as it says', () => {
    const pass = readPass(textOf('person'))!;
    expect(pass.expiresMs - pass.issuedMs).toBe(4 * 3_600_000);
  });

  it('has the short code that the service prints', async () => {
    const pass = readPass(textOf('person'))!;
    expect(await shortCode('S07.80110c24.4711', pass.message)).toBe('RNFV8ERE5R');
    expect(spaced('RNFV8ERE5R')).toBe('RNFV8 ERE5R');
  });

  it.each(['', '#', 'TG1', 'TG1ABC', 'TC1AAAA', 'https://example.org/', 'TG1!!!!', `TG1${'A'.repeat(500)}`])(
    'is not in %j',
    (text) => expect(readPass(text)).toBeNull(),
  );
});
