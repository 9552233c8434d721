import { describe, expect, it, vi } from 'vitest';
import { Api, type Line } from './api.ts';

type Reply = Response | Error;

/** A line that gives the replies in turn and keeps what was sent over it. */
function lineWith(...replies: Reply[]) {
  const sent: { path: string; key: string | null; body: unknown }[] = [];
  const waited: number[] = [];
  let keys = 0;
  const line: Line = {
    newKey: () => `key-${(keys += 1)}`,
    wait: async (ms) => void waited.push(ms),
    fetch: async (path, init) => {
      const headers = new Headers(init?.headers);
      sent.push({ path: String(path), key: headers.get('Idempotency-Key'), body: init?.body });
      const reply = replies.shift()!;
      if (reply instanceof Error) throw reply;
      return reply;
    },
  };
  return { line, sent, waited };
}

const fault = () => new TypeError('Failed to fetch');
const done = () => Response.json({ outcome: 'entered' }, { status: 201 });
function problem(code: string, status: number, headers: HeadersInit = {}, more = {}): Response {
  return Response.json({ code, ...more }, { status, headers });
}

describe('an act sent to the site', () => {
  it('keeps the key it got before its first try', async () => {
    const { line, sent } = lineWith(fault(), fault(), done());
    const answer = await new Api(line).post('/v1/check-ins', { member: 10000012 });
    expect(answer.ok).toBe(true);
    expect(sent.map((each) => each.key)).toEqual(['key-1', 'key-1', 'key-1']);
  });

  it('gets a new key when it is a new act', async () => {
    const { line, sent } = lineWith(done(), done());
    const api = new Api(line);
    await api.post('/v1/check-ins');
    await api.post('/v1/check-ins');
    expect(sent.map((each) => each.key)).toEqual(['key-1', 'key-2']);
  });

  it('is tried three times at most, and the fault is an answer, not an exception', async () => {
    const { line, sent } = lineWith(fault(), fault(), fault());
    const answer = await new Api(line).post('/v1/check-ins');
    expect(answer).toEqual({ ok: false, problem: { code: 'unreachable', status: 0 } });
    expect(sent).toHaveLength(3);
  });

  it('waits as long as a busy site asks for, but never long', async () => {
    const { line, waited } = lineWith(
      problem('busy', 503, { 'Retry-After': '1' }),
      problem('busy', 503, { 'Retry-After': '600' }),
      done(),
    );
    expect((await new Api(line).post('/v1/check-ins')).ok).toBe(true);
    expect(waited).toEqual([1000, 3000]);
  });

  it('is not repeated when the site has said no', async () => {
    const { line, sent } = lineWith(problem('already_inside', 409, {}, { inside: null }));
    const answer = await new Api(line).post('/v1/check-ins');
    expect(answer.ok || answer.problem.code).toBe('already_inside');
    expect(sent).toHaveLength(1);
  });

  it('is repeated with the same key after the officer has stepped up', async () => {
    const { line, sent } = lineWith(problem('step_up_needed', 403), done());
    const api = new Api(line);
    api.stepUp = vi.fn(async () => true);
    expect((await api.post('/v1/day/close')).ok).toBe(true);
    expect(sent.map((each) => each.key)).toEqual(['key-1', 'key-1']);
  });

  it('stays undone when the officer declines to step up', async () => {
    const { line, sent } = lineWith(problem('step_up_needed', 403));
    const api = new Api(line);
    api.stepUp = async () => false;
    const answer = await api.post('/v1/day/close');
    expect(answer.ok || answer.problem.code).toBe('step_up_needed');
    expect(sent).toHaveLength(1);
  });
});

describe('an answer of the site', () => {
  it('carries no key when it was only asked for', async () => {
    const { line, sent } = lineWith(Response.json({}));
    await new Api(line).get('/v1/status');
    expect(sent[0]!.key).toBeNull();
  });

  it('may have no body', async () => {
    const { line } = lineWith(new Response(null, { status: 204 }));
    expect(await new Api(line).delete('/v1/session')).toEqual({ ok: true, value: undefined });
  });

  it('that is none of ours is unexpected, never shown raw', async () => {
    const { line } = lineWith(new Response('<html>Bad Gateway</html>', { status: 500 }));
    const answer = await new Api(line).get('/v1/status');
    expect(answer.ok || answer.problem.code).toBe('unexpected');
  });

  it('tells how long a locked sign-in lasts', async () => {
    const { line } = lineWith(problem('sign_in_wait', 429, {}, { retry_after_seconds: 30 }));
    const answer = await new Api(line).post('/v1/session', {});
    expect(answer.ok || answer.problem.retryAfterSeconds).toBe(30);
  });
});
