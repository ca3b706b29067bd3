#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Bad input: exit status 3, nothing on standard output, and exactly the messages in
# tests/bad/NAME/expected. The estate of a case is its folder.
. "$(dirname "$0")/tap.sh"

cp -R "$SRCDIR/tests/bad" "$tmp/bad" || exit 99
chmod -R u+w "$tmp/bad"
cd "$tmp/bad" || exit 99

# Inputs that are better made than kept: for their size, or for bytes that editors change.
header='cluster,node,cpu,memory'
head -c 10000000 /dev/zero | tr '\0' '[' >deep-json/nodes.json
printf '%s\neast,e1,4,16Gi\neast,e\0002,4,16Gi\n' "$header" >nul-byte/nodes.csv
printf 'muster: 1\nname: a\0b\n' >nul-byte-yaml/muster.yaml
printf '%s\neast,e1,4,16Gi\neast,\377\376,4,16Gi\n' "$header" >bad-utf8/nodes.csv
printf 'muster: 1\nname: caf\351\n' >bad-utf8-yaml/muster.yaml
printf '%s\n\033[2Jeast,e1,4,16Gi\n' "$header" >terminal-escape/nodes.csv

# cpu_time COMMAND...: the processor time that it took, in ms; other work of the machine does not count.
cpu_time() {
    times >"$tmp/times"
    run "$@"
    times >>"$tmp/times"
    awk 'NR % 2 == 0 {
        for (i = 1; i <= 2; i++) {
            split($i, part, "[ms]")
            sum[NR] += 60000 * part[1] + 1000 * part[2]
        }
    }
    END { print int(sum[4] - sum[2]) }' "$tmp/times"
}

for folder in */; do
    name=${folder%/}
    mv "$name/expected" "$tmp/expected" || exit 99
    [ "$name" != no-such-path ] || rmdir "$name"
    run "$MUSTER" check "$name"
    tap_equal "$name: exit status" 3 "$status"
    tap_equal "$name: standard output is empty" 0 "$(($(wc -c <"$tmp/out")))"
    tap_same "$name: messages" "$tmp/expected" "$tmp/err"
done

# An alias bomb is refused at once. On a busy machine processor time is stretched too, so one try of
# many has to show it.
if [ -z "$MUSTER_SANITIZE" ]; then
    try=0
    while [ "$try" -lt 20 ]; do
        try=$((try + 1))
        [ "$try" -eq 1 ] || sleep 0.3
        cpu_time "$MUSTER" check alias-bomb >"$tmp/elapsed"
        elapsed=$(cat "$tmp/elapsed")
        [ "$elapsed" -gt 100 ] || break
    done
    if [ "$elapsed" -le 100 ]; then
        tap_pass 'alias-bomb: within 100 ms'
    else
        tap_fail 'alias-bomb: within 100 ms' "it took $elapsed ms, try $try"
    fi
fi

tap_done
