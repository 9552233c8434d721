#!/usr/bin/env bash
# Makes .venv: every package of requirements.lock, checked by hash, and the command `twogate`.
# Needs Python 3.11 or newer and nothing else. PYTHON=... names another interpreter.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
say() { printf 'twogate: %s\n' "$*" >&2; }

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Python 3.11 or newer is needed; '$python' is not. Try: make PYTHON=python3.12 ..."
    exit 1
fi

# Debian ships Python without ensurepip, which a virtual environment starts from.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "'$python' cannot make a virtual environment. On Debian: apt-get install python3-venv"
    exit 1
fi

# One that was made for another interpreter, or half made, is made anew.
if ! .venv/bin/python -c '' 2>/dev/null; then
    "$python" -m venv --clear .venv
fi

# uv comes from the lock as all else does. Where it cannot reach the packages (it does not read
# pip's settings, and a mirror may be named there), pip installs them: slower, the same hashes.
mkdir -p build
awk '/^[^ #]/ { mine = /^uv==/ } mine' requirements.lock >build/uv.lock
say "installing the packages of requirements.lock into .venv"
if [ ! -x .venv/bin/uv ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes --no-deps -r build/uv.lock
fi
export UV_SYSTEM_CERTS=true VIRTUAL_ENV=$PWD/.venv
if ! .venv/bin/uv pip install --quiet --require-hashes -r requirements.lock; then
    say "uv could not install them; trying pip"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r requirements.lock
fi
.venv/bin/uv pip install --quiet --offline --no-deps --no-build-isolation --editable .
touch .venv/ready
