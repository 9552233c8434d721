"""The production code in a world that one seed decides: its clocks, disks, writers and people.

Three seeds of ten are the world of one site; four of three sites under one authority, between which
nothing goes but what people carry: passes, transfers, voids, signed pages; and three of these sites
and the hub, over lines that lose, double, delay and spoil what is said.

What is real: every route with its counter (`door.py` calls them as FastAPI does), the desk, the
verbs, the journal, the feeds, SQLite, the group commit, the anchors, and how a site is put
together. Simulated are the clock chip (`hardware.py`), the disk and what a power cut leaves of it
(`disk.py`), the thread that forms commit groups (`writer.py`), the slow hash of a PIN
(`quick_pins.py`); what was worked out before is remembered (`shortcuts.py`). There is no thread and
no event loop, so a seed repeats.

- `centre.py`, `line.py`: the hub, by its production routes, and the way to it, over which runs the
  production sync (`steps/sync.py`); both machines may go down in the middle of a request.
  `quiet_end.py`: when the faults stop, all is there within a few rounds.
- `plan.py`, `region.py`, `people.py`: what stood before the first day. `authority.py`: pages to
  come.
- `land.py`: what lies between sites, copied, lost, late or shown again as people like. `till.py`:
  where they use up quota.
- `world.py`: one seed's world. `clients.py`, `ledger.py`: who asks, and what each was told.
- `steps/`: what can happen, as functions of the world; `play.py` weighs them anew for each seed.
- `invariants/`: the rules. `observer.py` shows each of them every committed event (`see`), every
  step (`look`), and now and then the whole database (`prove`).
- `planted_bugs.py`: rules taken out of the code, to show that their absence is noticed.

The rules over all sites (`honoured.py`: I3, `allowance.py`: I2 and the conservation of what moves)
keep books of their own and forget nothing that a renewed machine forgot.

A new rule is a class in `invariants/` and a line in `observer.py`; a new thing to happen a
function in `steps/` and a line in `play.py`; a new planted bug an entry in `planted_bugs.py`.

    python -m tests.simulation --seed 123 --steps 400 --trace [--remove R8]
"""
