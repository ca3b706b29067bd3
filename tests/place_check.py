#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""models/place.mod against muster: every single cluster of an estate lost. glpsol is fed with
muster's own export, and must find what muster says it has proven. TAP.

usage: place_check.py MUSTER ESTATE...
"""
import json
import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TOP, 'models'))
sys.dont_write_bytecode = True  # the source may be read-only
import place  # noqa: E402

SECONDS = 60  # for one run of glpsol; what it leaves open is not compared


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)


def ours(muster, estate, lost):
    """[(tier, recovered, bound, is proven)]: proven tiers, and the first that is not."""
    done = run(muster, 'simulate', estate, '--lose', lost, '-o', 'json')
    tiers = []
    for tier in json.loads(done.stdout)['scenarios'][0]['as_is']['tiers']:
        tiers.append((tier['tier'], tier['recovered'], tier['bound'], tier['proven']))
        if not tier['proven']:
            break
    return tiers


def theirs(muster, estate, lost, folder):
    data = os.path.join(folder, 'data.dat')
    done = run(muster, 'export', estate, '--lose', lost, '--format', 'mathprog', '--out', data)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode())
    return {tier: weight for tier, weight, _, is_optimal, _ in place.solve_all(data, SECONDS)
            if is_optimal}


def compare(muster, estate, lost, folder):
    """What is wrong, in words; empty when nothing is."""
    optima = theirs(muster, estate, lost, folder)
    faults = []
    for tier, recovered, bound, is_proven in ours(muster, estate, lost):
        optimum = optima.get(tier)
        if optimum is None:
            continue
        if not recovered <= optimum <= bound:
            faults.append(f'tier {tier}: glpsol finds {optimum}, muster says {recovered} '
                          f'{"proven" if is_proven else f"to {bound}"}')
    return faults


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    muster, count, refused = sys.argv[1], 0, []
    for estate in sys.argv[2:]:
        shown = run(muster, 'show', estate, '-o', 'json')
        if shown.returncode == 3:
            refused.append(os.path.basename(estate))
            continue
        for cluster in json.loads(shown.stdout)['clusters']:
            count += 1
            name = f'{os.path.basename(estate.rstrip("/"))}, lose {cluster["cluster"]}'
            with tempfile.TemporaryDirectory() as folder:
                faults = compare(muster, estate, cluster['cluster'], folder)
            print(f'{"not ok" if faults else "ok"} {count} - {name}', flush=True)
            for fault in faults:
                print('#', fault)
    count += 1  # among the cases of semantics.md one is refused as it should be
    print(f'{"not ok" if len(refused) > 1 else "ok"} {count} - no estate is refused, but for one')
    for estate in refused:
        print('#', estate)
    print(f'1..{count}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
