#!/usr/bin/env bash
# Sees to what the tests need from Debian beside Python: installs it where that is allowed (root,
# apt), else names exactly what is missing. In CI a missing package is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

has() {
    case $1 in
        chromium) command -v chromium ;;                  # tests/browser
        fonts-noto-cjk) fc-list :lang=zh | grep . ;;      # Chinese in screenshots
        zbar-tools) command -v zbarimg ;;                 # a second reader for our QR codes
        faketime) command -v faketime ;;                  # clocks that jump
        wrk) command -v wrk ;;                            # load; a Python client is too slow
        postgresql) ls /usr/lib/postgresql/*/bin/initdb ;; # the hub's second database
        systemd) command -v systemd-analyze ;;            # judges the units of deploy/
        shellcheck) command -v shellcheck ;;              # judges the scripts
        python3-venv) "${PYTHON:-python3}" -c 'import ensurepip, venv' ;;
    esac >/dev/null 2>&1
}

missing_now() {
    missing=()
    for package in python3-venv chromium fonts-noto-cjk zbar-tools faketime wrk postgresql \
        systemd shellcheck; do
        has "$package" || missing+=("$package")
    done
}

install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update &&
        apt-get -qq install -y --no-install-recommends "${missing[@]}" fontconfig
}

missing_now
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "twogate: installing from Debian: ${missing[*]}" >&2
    mkdir -p build
    install >build/debian.log 2>&1 </dev/null || tail -20 build/debian.log >&2
    missing_now
    [ ${#missing[@]} -gt 0 ] || exit 0
fi

echo "twogate: the tests need these Debian packages: ${missing[*]}" >&2
echo "twogate: install them with: apt-get install ${missing[*]} fontconfig" >&2
[ -z "${CI:-}" ] || exit 1
echo "twogate: going on without; the tests that need them will fail" >&2
