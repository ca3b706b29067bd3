# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Helpers for the test scripts, which begin with:  . "$(dirname "$0")/tap.sh"
# and end with:  tap_done
#
# make check sets SRCDIR, BUILDDIR (absolute), MUSTER (the program), MUSTER_SHARED (the folder
# ../shared beside the project, empty where there is none) and MUSTER_SANITIZE (sanitizers built in,
# or empty). MUSTER_DATA is where muster finds its templates. A script run by hand takes the build in build/.
#
# $tmp is a fresh folder, removed at the end. A script exits 0 when it came to its end; what passed
# and failed is in the TAP, which the driver counts.

: "${SRCDIR:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${BUILDDIR:=$SRCDIR/build}"
: "${MUSTER:=$BUILDDIR/muster}"
: "${MUSTER_SHARED=$(cd "$SRCDIR/../shared" 2>/dev/null && pwd)}"
: "${MUSTER_SANITIZE:=}"
: "${MUSTER_DATA:=$SRCDIR}"
export SRCDIR BUILDDIR MUSTER MUSTER_SHARED MUSTER_SANITIZE MUSTER_DATA

tap_count=0
tmp=$(mktemp -d "${TMPDIR:-/tmp}/muster-test.XXXXXX") || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM

# tap_pass NAME
tap_pass() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s\n' "$tap_count" "$1"
}

# tap_fail NAME [DIAGNOSTICS]
tap_fail() {
    tap_count=$((tap_count + 1))
    printf 'not ok %d - %s\n' "$tap_count" "$1"
    [ -z "${2-}" ] || tap_note "$2"
}

# tap_skip NAME REASON
tap_skip() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

# tap_note TEXT: a comment in the log; every line of it.
tap_note() {
    printf '%s\n' "$1" | sed 's/^/# /'
}

# tap_check NAME COMMAND...: passes if the command succeeds; else shows what it printed.
tap_check() {
    tap_name=$1
    shift
    if "$@" >"$tmp/tap_check" 2>&1; then
        tap_pass "$tap_name"
    else
        tap_fail "$tap_name" "status $? of: $*
$(cat "$tmp/tap_check")"
    fi
}

# run COMMAND...: leaves $status, $tmp/out (standard output) and $tmp/err (standard error).
run() {
    status=0
    "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
}

# tap_run STATUS NAME COMMAND...: run, and pass if the exit status is STATUS.
tap_run() {
    tap_expected=$1
    tap_name=$2
    shift 2
    run "$@"
    if [ "$status" -eq "$tap_expected" ]; then
        tap_pass "$tap_name"
    else
        tap_fail "$tap_name" "status $status, expected $tap_expected, of: $*
$(head -c 4000 "$tmp/err")"
    fi
}

# tap_same NAME EXPECTED-FILE FILE: passes if both are equal; else shows the difference.
tap_same() {
    if diff -u "$2" "$3" >"$tmp/tap_diff" 2>&1; then
        tap_pass "$1"
    else
        tap_fail "$1" "$(head -n 60 "$tmp/tap_diff")"
    fi
}

# tap_equal NAME EXPECTED TEXT
tap_equal() {
    if [ "$2" = "$3" ]; then
        tap_pass "$1"
    else
        tap_fail "$1" "expected: $2
     got: $3"
    fi
}

# tap_has NAME TEXT FILE: passes if FILE contains TEXT (a plain string of one line).
tap_has() {
    if grep -qF -e "$2" "$3"; then
        tap_pass "$1"
    else
        tap_fail "$1" "not found: $2
$(head -n 60 "$3")"
    fi
}

# tap_skip_all REASON: ends the script; nothing of it can run here. Before any result.
tap_skip_all() {
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

# need_shared: ends the script where ../shared is absent. Where it exists, ./bootstrap check and .ci/run
# count a test that was skipped for want of it as a failure.
need_shared() {
    [ -n "$MUSTER_SHARED" ] || tap_skip_all 'no ../shared'
}

# need_shared_for NAME: the same for one case; 0 where ../shared exists.
need_shared_for() {
    [ -z "$MUSTER_SHARED" ] || return 0
    tap_skip "$1" 'no ../shared'
    return 1
}

# tap_forged NAME ESTATE RESULT SCRIPT: verify refutes the result as sed's script changes it.
tap_forged() {
    sed "$4" "$3" >"$tmp/forged.json"
    if cmp -s "$3" "$tmp/forged.json"; then
        tap_fail "$1" 'the script changes nothing'
    else
        tap_run 1 "$1" "$MUSTER" verify "$2" "$tmp/forged.json"
    fi
}

tap_done() {
    printf '1..%d\n' "$tap_count"
    exit 0
}
