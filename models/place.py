#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Solve place.mod tier by tier with glpsol.

usage: place.py [--time SECONDS] [--plan] DATA.dat

DATA.dat is what `muster export ESTATE --lose C --format mathprog` writes. One line per tier:
tier, recovered weight, placed replicas of its replica-wise groups and of those that may come back
smaller ("-" where it has none), and
"optimal" or, when the time limit for one run of glpsol struck, "open" (then the later tiers are
not asked). --plan shows where the groups and items of the last tier's run go.

Exit status: 0 all tiers optimal, 1 a tier is open, 2 wrong usage or input, 3 glpsol failed.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'place.mod')


def read_tiers(path):
    with open(path, encoding='ascii', errors='replace') as data:
        for line in data:
            found = re.match(r'\s*set\s+TIERS\s*:=([^;]*);', line)
            if found:
                return [int(word) for word in found.group(1).split()]
    sys.exit(f'place.py: {path}: no line "set TIERS := ...;" found; is it muster\'s export?')


def pairs(numbers):
    return ' '.join(f'{tier} {value}' for tier, value in numbers.items())


def run_glpsol(data, stage, seconds):
    """The status of the MIP (o optimal, f feasible, n none) and what the model printed."""
    with tempfile.TemporaryDirectory() as folder:
        stage_path = os.path.join(folder, 'stage.dat')
        status_path = os.path.join(folder, 'status')
        display_path = os.path.join(folder, 'display')
        with open(stage_path, 'w', encoding='ascii') as file:
            file.write(stage)
        done = subprocess.run(
            ['glpsol', '-m', MODEL, '-d', data, '-d', stage_path, '-w', status_path,
             '-y', display_path, '--cuts', '--tmlim', str(seconds)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0 or not os.path.exists(status_path):
            sys.stderr.write(done.stdout)
            sys.exit(3)
        with open(status_path, encoding='ascii') as file:
            status = next(line.split()[4] for line in file if line.startswith('s mip'))
        with open(display_path, encoding='ascii') as file:
            return status, file.read()


def solve(data, now, goal, weights, replicas, seconds):
    stage = (f'data;\nparam now := {now};\nparam goal := {goal};\n'
             f'param reached_weight := {pairs(weights)};\n'
             f'param reached_replicas := {pairs(replicas)};\nend;\n')
    status, text = run_glpsol(data, stage, seconds)
    if status != 'o':
        return None, text
    return int(re.search(rf'^tier {now} {goal} (-?\d+)$', text, re.M).group(1)), text


def solve_all(data, seconds):
    """Yield (tier, weight, replicas or None, is optimal, text of the model) for every tier up to the
    first that is open."""
    weights, replicas = {}, {}
    for tier in read_tiers(data):
        weight, text = solve(data, tier, 'weight', weights, replicas, seconds)
        weights[tier] = weight
        placed = None
        if weight is not None and re.search(rf'^tier {tier} has_replicas [1-9]', text, re.M):
            placed, text = solve(data, tier, 'replicas', weights, replicas, seconds)
            weight = weight if placed is not None else None
        replicas[tier] = placed or 0
        yield tier, weights[tier], placed, weight is not None, text
        if weight is None:
            return


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--time', type=int, default=300)
    parser.add_argument('--plan', action='store_true')
    parser.add_argument('data')
    args = parser.parse_args()

    text, is_optimal = '', True
    print('tier\trecovered\treplicas\tstatus')
    for tier, weight, placed, is_optimal, text in solve_all(args.data, args.time):
        print(tier, '-' if weight is None else weight, '-' if placed is None else placed,
              'optimal' if is_optimal else 'open', sep='\t', flush=True)
    if args.plan and is_optimal:
        print('\n'.join(line for line in text.splitlines() if not line.startswith('tier ')))
    return 0 if is_optimal else 1


if __name__ == '__main__':
    sys.exit(main())
