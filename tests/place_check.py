#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""models/place.mod against muster: every single cluster of an estate lost, and of small estates every
pair. glpsol is fed with muster's own export, and must find what muster says it has proven; and so it
must with the export as one LP of all tiers. TAP.

usage: place_check.py MUSTER ESTATE...
"""
import itertools
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


def export(muster, estate, lost, form, path):
    done = run(muster, 'export', estate, '--lose', lost, '--format', form, '--out', path)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode())


def ours(muster, estate, lost):
    """The tiers of the answer: those that are proven, and the first that is not."""
    done = run(muster, 'simulate', estate, '--lose', lost, '-o', 'json')
    tiers = []
    for tier in json.loads(done.stdout)['scenarios'][0]['as_is']['tiers']:
        tiers.append(tier)
        if not tier['proven']:
            break
    return tiers


def compare_tiers(tiers, solved):
    """What glpsol finds with place.mod: what is wrong, in words."""
    found = {tier: (weight, placed) for tier, weight, placed, is_optimal, _ in solved if is_optimal}
    faults = []
    for tier in tiers:
        weight, placed = found.get(tier['tier'], (tier['recovered'], None))
        replicas = tier.get('replicas')
        if not tier['recovered'] <= weight <= tier['bound'] or \
                (replicas and placed is not None and
                 not replicas['up'] <= placed <= replicas['bound']):
            faults.append(f'tier {tier["tier"]}: glpsol finds {weight}, {placed}, muster says {tier}')
        elif replicas and replicas['up'] < replicas['bound']:
            break  # what later tiers have depends on it
    return faults


def compare_sum(tiers, solved, model, folder):
    """What glpsol finds for the LP file: the weights of all tiers in one number. The LP asks for no
    replicas of groups that stay incomplete, which may leave more weight to later tiers."""
    factor, total = 1, 0
    for tier in reversed(tiers):
        total += factor * tier['recovered']
        factor *= tier['displaced_weight'] + 1
    with open(model, encoding='ascii') as file:
        if 'PROBLEM HAS NO ROWS/COLUMNS' in file.read():  # glpsol does not read what GLPK wrote
            return [f'the LP is empty, muster says {total}'] if total else []
    status = os.path.join(folder, 'status')
    run('glpsol', '--lp', model, '--cuts', '--tmlim', str(SECONDS), '-w', status)
    with open(status, encoding='ascii') as file:
        words = next(line.split() for line in file if line.startswith('s mip'))
    has_replicas = any(placed is not None for _, _, placed, _, _ in solved)
    if words[4] != 'o' or total == float(words[5]) or \
            (has_replicas and total < float(words[5])):
        return []
    return [f'the LP has {words[5]}, muster says {total}: {tiers}']


def compare(muster, estate, lost, folder):
    tiers = ours(muster, estate, lost)
    data, model = os.path.join(folder, 'data.dat'), os.path.join(folder, 'model.lp')
    export(muster, estate, lost, 'mathprog', data)
    solved = list(place.solve_all(data, SECONDS))
    faults = compare_tiers(tiers, solved)
    if tiers and all(tier['proven'] for tier in tiers):
        export(muster, estate, lost, 'lp', model)
        faults += compare_sum(tiers, solved, model, folder)
    return faults


def losses(shown):
    """The words of --lose: every cluster; in an estate of few stacks every pair too."""
    names = [cluster['cluster'] for cluster in shown['clusters']]
    pairs = itertools.combinations(names, 2) if len(names) > 2 and len(shown['stacks']) < 20 else []
    return names + [','.join(pair) for pair in pairs]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    muster, count, refused = sys.argv[1], 0, []
    for estate in sys.argv[2:]:
        shown = run(muster, 'show', estate, '-o', 'json')
        if shown.returncode == 3:
            refused.append(os.path.basename(estate))
            continue
        what = json.loads(shown.stdout)
        for lost in losses(what):
            count += 1
            name = f'{os.path.basename(estate.rstrip("/"))}, lose {lost}'
            with tempfile.TemporaryDirectory() as folder:
                faults = compare(muster, estate, lost, folder)
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
