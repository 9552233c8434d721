#!/usr/bin/env bash
# Fills a folder with all that install.sh needs, on a machine with a network: make_wheels.sh DIR
# Further options go to `pip download`, as for another machine:
#   make_wheels.sh DIR --platform manylinux_2_28_aarch64 --python-version 3.11
set -euo pipefail
umask 022
[ $# -ge 1 ] || { echo "make_wheels.sh DIR [OPTIONS OF pip download]" >&2; exit 2; }
out=$(mkdir -p "$1" && cd "$1" && pwd)
shift
cd "$(dirname "$0")/../.."
python=${PYTHON:-.venv/bin/python}
[ -x "$python" ] || { echo "make ui comes first" >&2; exit 1; }
[ -z "$(ls -A "$out")" ] || { echo "$out is not empty" >&2; exit 1; }

mkdir "$out/wheels"
"$python" -m hatchling build -t wheel -d "$out/wheels"
"$python" -m tools.site_lock >"$out/requirements.lock"
"$python" -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps \
    --only-binary :all: -r "$out/requirements.lock" -d "$out/wheels" "$@"
"$python" -m tools.site_lock "$out/wheels"/twogate-*.whl >"$out/requirements.lock"
cp -R deploy/site "$out/site"
cd "$out"
find wheels site requirements.lock -type f | LC_ALL=C sort |
    xargs -d '\n' sha256sum >SHA256SUMS
echo "The number of this update, for the paper that goes along:"
sha256sum SHA256SUMS
