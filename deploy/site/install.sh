#!/usr/bin/env bash
# Makes a Debian machine a site of Twogate, or brings one up to date, without any network.
# docs/operations/install.md tells the whole way; it may be run again at any time.
set -euo pipefail
umask 022

usage() {
    cat <<'END'
install.sh [--wheels DIR] [--kiosk] [--lan CIDR]... [--root DIR] [--dry-run]
install.sh --rollback [--root DIR] [--dry-run]

  --wheels DIR   what make_wheels.sh has made; the folder above this script if not said
  --kiosk        this machine has a screen of its own for members, and its scanner and printer
  --lan CIDR     addresses that may reach the site beside this machine, such as 192.168.7.0/24
  --rollback     go back to the version before; what it cannot do stands in install.md
  --root DIR     install into a folder, as for an image; nothing is started
  --dry-run      only say what would be done
END
}

here=$(cd "$(dirname "$0")" && pwd)
wheels=$(dirname "$here")
root='' dry='' kiosk='' rollback=''
lans=()

say() { printf 'twogate: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
run() {
    if [ -n "$dry" ]; then
        printf 'would run: %s\n' "$*"
    else
        "$@"
    fi
}

main() {
    parse "$@"
    [ -n "$root" ] || [ -n "$dry" ] || [ "$(id -u)" = 0 ] || fail "run me as root"
    opt=$root/opt/twogate
    if [ -n "$rollback" ]; then
        roll_back
        return
    fi
    [ -f "$wheels/SHA256SUMS" ] || fail "$wheels has no SHA256SUMS: fill it with make_wheels.sh"
    look_at_python
    look_at_data
    take_in
    judge
    make_version
    put_files "versions/$version"
    make_users_and_folders
    enable
    switch_over
}

parse() {
    while [ $# -gt 0 ]; do
        case $1 in
            --wheels) wheels=$(cd "$2" && pwd) && shift ;;
            --lan) lans+=("$2") && shift ;;
            --root) mkdir -p "$2" && root=$(cd "$2" && pwd) && shift ;;
            --kiosk) kiosk=yes ;;
            --rollback) rollback=yes ;;
            --dry-run) dry=yes ;;
            -h | --help) usage && exit 0 ;;
            *) usage >&2 && exit 2 ;;
        esac
        shift
    done
}

look_at_python() {
    python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 with python3-venv is needed: apt-get install python3-venv"
}

# A cut of the power must find the data on a disk that keeps its order.
look_at_data() {
    [ -z "$root" ] || return 0
    local type options
    type=$(findmnt --noheadings --output FSTYPE --mountpoint /data) ||
        fail "/data is no disk of its own: mount one there (docs/operations/install.md)"
    options=,$(findmnt --noheadings --output OPTIONS --mountpoint /data),
    [ "$type" = ext4 ] || fail "/data is $type; only ext4 is proved with this service"
    case $options in
        *,data=writeback,* | *,nobarrier,* | *,barrier=0,* | *,ro,*)
            fail "/data is mounted with $options: it needs rw, barriers and data=ordered" ;;
    esac
}

# Onto this machine first: a stick may change under the hands of whoever reads it twice.
take_in() {
    incoming=$opt/incoming
    if [ -n "$dry" ]; then
        incoming=$wheels
        return
    fi
    rm -rf "$incoming"
    mkdir -p "$opt/versions"
    cp -R --no-preserve=mode,ownership "$wheels" "$incoming"
}

# An enrolled site asks the root it has pinned; on a new machine somebody compares the number.
judge() {
    local digest
    digest=$(sha256sum "$incoming/SHA256SUMS")
    digest=${digest%% *}
    if [ -x "$opt/current/bin/twogate" ] && [ -f "$root/data/twogate/enrolment.json" ]; then
        run as_site "$opt/current/bin/twogate" check-update "$incoming" ||
            fail "this update is not installed"
    else
        (cd "$incoming" && sha256sum --check --strict --quiet SHA256SUMS) ||
            fail "$wheels is damaged"
        say "the first installation here. Compare with the paper that came along:"
        say "  $digest"
    fi
    version=$(cd "$incoming/wheels" && echo twogate-*.whl | cut -d- -f2)-${digest:0:12}
}

as_site() {
    if [ -n "$root" ]; then
        env TWOGATE_DATA_DIR="$root/data/twogate" "$@"
    else
        runuser -u twogate -- env TWOGATE_DATA_DIR=/data/twogate "$@"
    fi
}

# Each version has a folder of its own, so that the one before is still there.
make_version() {
    new=$opt/versions/$version
    if [ -e "$new/.whole" ]; then
        say "$version is here already"
        return
    fi
    say "installing $version"
    run rm -rf "$new"
    run python3 -m venv "$new"
    run "$new/bin/python" -m pip install --quiet --disable-pip-version-check --no-index \
        --find-links "$incoming/wheels" --require-hashes --no-deps --compile \
        -r "$incoming/requirements.lock"
    [ -z "$dry" ] || return 0
    # The page that tells members the machine rests, where the browser finds it without the site.
    mkdir "$new/resting"
    cp "$new"/lib/python3*/site-packages/service/_assets/kiosk_ui/{*.html,out-of-service.*,*.svg} \
        "$new/resting/" 2>/dev/null || fail "the wheel has no pages"
    cp -R "$incoming/site/files" "$new/files"
    sync -f "$new"
    touch "$new/.whole"
}

# Units, rules and folders as a version brings them along.
put_files() {
    local files=$opt/$1/files file mode
    [ -z "$dry" ] || [ -d "$files" ] || files=$incoming/site/files
    while IFS= read -r file; do
        case $file in
            usr/local/bin/*) mode=755 ;;
            *) mode=644 ;;
        esac
        # What the owner has set stays.
        case $file in
            etc/twogate/*) [ ! -e "$root/$file" ] || continue ;;
        esac
        run install -D -m "$mode" "$files/$file" "$root/$file"
    done < <(cd "$files" && find . -type f -printf '%P\n' | sort)
    [ ${#lans[@]} = 0 ] || open_to_lan
}

open_to_lan() {
    local unit=$root/etc/systemd/system/twogate-site.service.d/30-lan.conf
    run mkdir -p "$(dirname "$unit")"
    [ -n "$dry" ] || printf '%s\n' '# By install.sh --lan.' '[Service]' \
        "${lans[@]/#/IPAddressAllow=}" >"$unit"
}

make_users_and_folders() {
    local where=()
    [ -z "$root" ] || where=("--root=$root")
    if [ -n "$root" ] && [ "$(id -u)" != 0 ]; then
        say "not root: users and folders are made at the first start"
        return
    fi
    run systemd-sysusers "${where[@]}" "$root/etc/sysusers.d/twogate.conf"
    run systemd-tmpfiles "${where[@]}" --create "$root/etc/tmpfiles.d/twogate.conf"
}

enable() {
    local where=() units=(twogate-site.service twogate-sync.service)
    local file
    [ -z "$root" ] || where=("--root=$root")
    for file in "$incoming"/site/files/etc/systemd/system/*.timer; do
        units+=("$(basename "$file")")
    done
    [ -z "$kiosk" ] || units+=(twogate-screen.service twogate-devices.service)
    run systemctl "${where[@]}" --quiet enable "${units[@]}"
}

switch_over() {
    local before
    before=$(readlink "$opt/current" || true)
    if [ "$before" = "versions/$version" ]; then
        restart
        return
    fi
    stop_and_keep
    [ -z "$before" ] || run point previous "$before"
    run point current "versions/$version"
    restart || undo "$before"
    say "$version is installed"
    is_enrolled || say "next: twogate enrol request (docs/operations/install.md)"
}

is_enrolled() { [ -f "$root/data/twogate/enrolment.json" ]; }

# Either name leads to a whole version at any moment.
point() {
    ln -sfn "$2" "$opt/$1.new"
    mv -T "$opt/$1.new" "$opt/$1"
}

# Before it is ready the new version confirms nothing to anybody, but may change the database's
# form. A copy of its files lets the old one go on exactly where it was.
stop_and_keep() {
    [ -z "$root" ] && is_enrolled || return 0
    run systemctl stop twogate-site.service
    run rm -rf /data/twogate-before
    run mkdir -m 700 /data/twogate-before
    run cp -a --reflink=auto /data/twogate/site.db* /data/twogate-before/
    run sync -f /data/twogate-before
}

restart() {
    [ -z "$root" ] || return 0
    run systemctl daemon-reload
    run systemctl try-reload-or-restart systemd-journald.service || true
    run udevadm control --reload || true
    is_enrolled || return 0
    # Type=notify: this returns when the writer has answered, or says that it never did.
    run systemctl restart twogate-site.service
    run systemctl try-restart \
        twogate-sync.service twogate-devices.service twogate-kiosk.service || true
}

undo() {
    [ -n "$1" ] || fail "the site does not start: journalctl -u twogate-site"
    say "$version does not start; going back to ${1#versions/}"
    systemctl stop twogate-site.service || true
    rm -f /data/twogate/site.db*
    cp -a /data/twogate-before/site.db* /data/twogate/
    point current "$1"
    put_files "$1"
    systemctl daemon-reload
    systemctl restart twogate-site.service
    fail "the site runs as before; journalctl -u twogate-site says why $version did not"
}

roll_back() {
    local before now
    before=$(readlink "$opt/previous") || fail "there is no version before"
    now=$(readlink "$opt/current")
    [ -e "$opt/$before/.whole" ] || fail "$before is not whole"
    run point current "$before"
    run point previous "$now"
    put_files "$before"
    say "back to ${before#versions/}"
    restart
}

main "$@"
