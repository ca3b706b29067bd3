#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The known optima of data/expected.tsv.

usage: expected.py                    write the table: every estate below, every single cluster lost
       expected.py RESULT.json ...    compare results of `muster simulate -o json` with it

The optima come from glpsol on models/place.mod, with data by tests/estate_data.py, so nothing of
muster takes part. Those of data/tiny are also worked by hand in its README.

A tier of a result agrees when it displaces the same weight and, if muster calls it proven, recovers
the optimum; if not, the optimum lies between recovered and bound. Tiers after one that is not
proven are not compared: another answer there asks another question.
"""
import contextlib
import json
import os
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TOP, 'models'))
sys.dont_write_bytecode = True  # the source may be read-only
import estate_data  # noqa: E402
import place  # noqa: E402

TABLE = os.path.join(TOP, 'data', 'expected.tsv')
ESTATES = ['tiny', 'harbor']
HEADER = ['estate', 'lost', 'tier', 'displaced_weight', 'recovered', 'replicas']


def optima(folder, lost):
    with tempfile.NamedTemporaryFile('w', suffix='.dat', encoding='ascii') as data:
        with contextlib.redirect_stdout(data):
            estate_data.write(folder, lost)
        data.flush()
        for tier, weight, placed, is_optimal, _ in place.solve_all(data.name, 300):
            assert is_optimal, f'{folder}, lose {lost}, tier {tier}: glpsol found no optimum'
            yield tier, weight, '-' if placed is None else placed


def write_table():
    print('\t'.join(HEADER))
    for name in ESTATES:
        folder = os.path.join(TOP, 'data', name)
        estate = estate_data.Estate(folder)
        for lost in estate.clusters:
            groups = estate_data.Question(estate, lost).groups
            for tier, recovered, replicas in optima(folder, lost):
                weight = sum(stack['weight'] for stack in groups if stack['tier'] == tier)
                print(name, lost, tier, weight, recovered, replicas, sep='\t')


def read_table():
    table = {}
    with open(TABLE, encoding='ascii') as file:
        lines = [line.rstrip('\n').split('\t') for line in file]
    assert lines[0] == HEADER, lines[0]
    for estate, lost, tier, weight, recovered, _ in lines[1:]:
        table.setdefault((estate, lost), {})[int(tier)] = (int(weight), int(recovered))
    return table


def compare_tier(known, tier):
    """What is wrong with a tier of a result, or None."""
    if known is None:
        return 'this tier is not in the table'
    weight, optimum = known
    if tier['displaced_weight'] != weight:
        return f'displaced weight {tier["displaced_weight"]}, expected {weight}'
    if tier['proven'] and tier['recovered'] != optimum:
        return f'recovered {tier["recovered"]} called proven, the optimum is {optimum}'
    if not tier['recovered'] <= optimum <= tier['bound']:
        return f'recovered {tier["recovered"]}, bound {tier["bound"]}, the optimum is {optimum}'
    return None


def compare(path, table):
    wrong = 0
    with open(path, encoding='utf-8') as file:
        result = json.load(file)
    for scenario in result['scenarios']:
        key = (result['estate']['name'], ','.join(scenario['lost']))
        tiers = scenario['as_is']['tiers']
        if len(tiers) != len(table[key]):
            print(*key, f'{len(tiers)} tiers, expected {len(table[key])}')
            wrong += 1
        for tier in tiers:
            fault = compare_tier(table[key].get(tier['tier']), tier)
            if fault:
                print(*key, 'tier', tier['tier'], fault)
                wrong += 1
            if not tier['proven']:
                break
    return wrong


def main():
    if len(sys.argv) == 1:
        write_table()
        return 0
    table = read_table()
    return 1 if sum(compare(path, table) for path in sys.argv[1:]) else 0


if __name__ == '__main__':
    sys.exit(main())
