#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What muster proves of the contested instances, of large ones and of openb, beside what is known.

usage: goals.py MUSTER SHARED OUT [--part instances|openb|ends ...] [NAME...]

instances: each NAME of SHARED/instances as an estate: muster simulate, then muster verify --strict; by tier the
weight recovered, the bound, how it is proven, and what SHARED/instances/known.tsv says. openb: the trace's estate
at load 0.82, each of its six clusters lost. ends: processor time and memory of simulate and verify on 100,000
nodes. One worker, no time limit: only the budget ends a search. Written to OUT/goals.md.
"""
import argparse, collections, gzip, json, os, platform, shutil, subprocess, sys, tempfile

NAMES = ['full-tight', 'full-c6-tight', 'full-c3-tight', 'full-many-tight', 'hard-50-tight', 'hardhom-50-tight',
         'hard-200-tight', 'hardhom-200-tight', 'hard-1000-tight', 'plant-20', 'plant-40', 'plant-200', 'large-loose',
         'large-tight', 'large-over', 'big-loose', 'big-tight', 'big-over']
Cost = collections.namedtuple('Cost', 'seconds megabytes status')


def run(command, output=os.devnull):
    """Processor time and memory of one command; memory is that of its process alone."""
    with open(output, 'wb') as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode)


def make_estate(shared, name, folder):
    source, plain = os.path.join(shared, 'instances', name + '.fo'), os.path.join(folder, name + '.fo')
    packed = not os.path.exists(source)
    with (gzip.open(source + '.gz') if packed else open(source, 'rb')) as a, open(plain, 'wb') as b:
        shutil.copyfileobj(a, b)
    estate = os.path.join(folder, name)
    subprocess.run([sys.executable, os.path.join(shared, 'tools', 'fo2estate.py'), plain, estate], check=True,
                   stdout=subprocess.DEVNULL)
    os.remove(plain)
    return estate


def ask(args, estate, lost, more=()):
    """The first scenario of the result, the costs of simulate and of verify, and what verify says."""
    result = estate + '.json'
    solved = run([args.muster, 'simulate', estate, '--lose', lost, '-q', '-j1', '-o', 'json', '--time-limit', '0',
                  *more], result)
    if solved.status not in (0, 1, 2, 4):
        raise SystemExit(f'muster simulate {estate}: exit status {solved.status}')
    checked = run([args.muster, 'verify', '--strict', estate, result])
    with open(result, encoding='utf-8') as file:
        scenario = json.load(file)['scenarios'][0]
    os.remove(result)
    return scenario, solved, checked


def proof(tier):
    if not tier['proven']:
        return 'open'
    return 'certified' if tier['certified'] else 'by search'


def write_instances(args, out, folder):
    known = {}
    with open(os.path.join(args.shared, 'instances', 'known.tsv'), encoding='utf-8') as file:
        for line in file.read().splitlines()[1:]:
            name, tier, _, found, bound, _ = line.split('\t')
            known[name, int(tier)] = f'{found or "?"}..{bound or "?"}' if found != bound else found
    out.write('## Instances\n\n'
              '| instance | tier | recovered | bound | proof | known | simulate | verify | certificate |\n'
              '|---|---:|---:|---:|---|---:|---:|---:|---:|\n')
    for name in args.names:
        estate = make_estate(args.shared, name, folder)
        scenario, solved, checked = ask(args, estate, 'lost', ['--no-eviction'])
        shutil.rmtree(estate)
        answer = scenario['as_is']
        size = len(json.dumps(answer.get('certificate', {}), separators=(',', ':'))) / 1000
        for place, tier in enumerate(answer['tiers']):
            whole = (f'{solved.seconds:.2f} s, {solved.megabytes:.0f} MB', f'{checked.seconds:.2f} s', f'{size:.1f} kB')
            cells = whole if place == 0 else ('', '', '')
            out.write(f'| {name if place == 0 else ""} | {tier["tier"]} | {tier["recovered"]} | {tier["bound"]} '
                      f'| {proof(tier)} | {known.get((name, tier["tier"]), "?")} | {" | ".join(cells)} |\n')
        if checked.status not in (0, 1, 2):
            out.write(f'| {name} | | | | verify: exit status {checked.status} | | | | |\n')
        out.flush()


def write_openb(args, out, folder):
    trace, estate = os.path.join(args.shared, 'data', 'openb'), os.path.join(folder, 'openb')
    subprocess.run([sys.executable, os.path.join(args.shared, 'tools', 'openb2estate.py'),
                    os.path.join(trace, 'openb_node_list_all_node.csv'),
                    os.path.join(trace, 'openb_pod_list_default.csv'), estate, '--load', '0.82'], check=True,
                   stdout=subprocess.DEVNULL)
    out.write('\n## openb at load 0.82, the first answer\n\n'
              '| lost | tier | recovered | bound | proof | simulate | verify |\n|---|---:|---:|---:|---|---:|---:|\n')
    for lost in range(6):
        scenario, solved, checked = ask(args, estate, f'dc{lost}', ['--no-eviction'])
        for place, tier in enumerate(scenario['as_is']['tiers']):
            whole = (f'{solved.seconds:.2f} s, {solved.megabytes:.0f} MB', f'{checked.seconds:.2f} s')
            cells = whole if place == 0 else ('', '')
            out.write(f'| {f"dc{lost}" if place == 0 else ""} | {tier["tier"]} | {tier["recovered"]} | {tier["bound"]} '
                      f'| {proof(tier)} | {" | ".join(cells)} |\n')
        out.flush()


def write_ends(args, out, folder):
    out.write('\n## 100,000 nodes from end to end\n\n| command | processor time | memory |\n|---|---:|---:|\n')
    estate, result = make_estate(args.shared, 'big-loose', folder), os.path.join(folder, 'big.json')
    ask_result = [args.muster, 'simulate', estate, '--lose', 'lost', '-q', '-j1', '--no-eviction']
    for words, command in (('simulate', ask_result), ('simulate -o json', [*ask_result, '-o', 'json']),
                           ('verify', [args.muster, 'verify', estate, result])):
        cost = run(command, result if command[-1] == 'json' else os.devnull)
        out.write(f'| muster {words} | {cost.seconds:.2f} s | {cost.megabytes:.0f} MB |\n')


PARTS = {'instances': write_instances, 'openb': write_openb, 'ends': write_ends}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('muster')
    parser.add_argument('shared')
    parser.add_argument('out')
    parser.add_argument('--part', action='append', choices=PARTS)
    parser.add_argument('names', nargs='*', default=NAMES)
    args = parser.parse_intermixed_args()
    os.makedirs(args.out, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, \
         open(os.path.join(args.out, 'goals.md'), 'w', encoding='utf-8') as out:
        out.write('# What muster proves\n\n'
                  f'{platform.system()}, {os.cpu_count()} cores, one worker, processor time of one run of the default '
                  f'budget; load average at the start {os.getloadavg()[0]:.1f}. Written by tests/bench/goals.py.\n\n')
        for part in args.part or PARTS:
            PARTS[part](args, out, folder)


if __name__ == '__main__':
    main()
