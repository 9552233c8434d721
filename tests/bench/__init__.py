"""Measures the system against the bars: `make bench`.

    python -m tests.bench            every part but those too long for one sitting
    ONLY=growth python -m tests.bench

It prints a table, writes build/bench.json and ends with status 1 when a bar was missed.

What makes a figure honest here:

- The system under test is the real one: `python -m service site` as a process of its own, with
  every check, its journal, its signatures and `synchronous=FULL`, a roster of 25,000 members, a
  paired kiosk, a signed card and an idempotency key in each request, each request sent once.
- Only answers of 201 count; any other answer ends the run. Afterwards the journal on the disk must
  hold as many check-ins as were answered.
- What a check-in costs is told against a bare loop of one-row commits on the same disk in the same
  minute, round about; the middle round is the figure. So a slow disk or a busy machine moves both.
- Load comes from wrk, since a client in Python is slower than the server.

The invented city is made once and kept in build/bench; each round works on a fresh copy of it.
"""
