#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""muster beside other solvers, on the models that muster export writes, one core each.

usage: table.py MUSTER SHARED OUT [--runs N] [--seconds S] [NAME...]

NAME: instances of SHARED/instances. Each is made an estate, its model is exported, and each solver
that is installed (glpsol, cbc, highs, scip; others are skipped by name) has S seconds of it. Written to
OUT: bench.md (processor times: medians of N runs, and the ratio to muster's of the same runs; "open" is
not proven within the limit) and bench.svg (share of instances proven against time, by gnuplot).
"""
import argparse, gzip, json, os, platform, re, resource, shutil, statistics, subprocess, sys, tempfile

SMALL = ['tiny-loose', 'tiny-tight', 'tiny-over', 'small-loose', 'small-tight', 'small-over', 'medium-loose',
         'medium-tight', 'medium-over', 'full-loose', 'full-over', 'full-tight']
PEERS = {  # command, and what its output says of a proven optimum
    'glpsol': (['glpsol', '--lp', '{model}', '--tmlim', '{seconds}'], r'INTEGER OPTIMAL SOLUTION FOUND'),
    'cbc': (['cbc', '{model}', 'sec', '{seconds}', 'solve', 'quit'], r'Result - Optimal solution found'),
    'highs': (['highs', '--threads', '1', '--time_limit', '{seconds}', '{model}'], r'Status\s+Optimal'),
    'scip': (['scip', '-c', 'set limits time {seconds}', '-f', '{model}'], r'\[optimal solution found\]'),
}


def run(command, seconds):
    """(processor seconds, output); a solver that does not stop by itself is stopped."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=3 * seconds + 10, check=False)
        text = done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        text = ''
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, text


def ask_muster(args, estate):
    spent, text = run([args.muster, 'simulate', estate, '--lose', 'lost', '-q', '-j1', '-o', 'json', '--no-eviction',
                       '--time-limit', str(args.seconds)], args.seconds)
    return spent, json.loads(text)['scenarios'][0]['as_is']['status'] == 'proven'


def measure(args, name, folder, solvers):
    source = os.path.join(args.shared, 'instances', name + '.fo')
    estate, model = os.path.join(folder, name), os.path.join(folder, name + '.lp')
    fo = os.path.join(folder, name + '.fo')
    opener = open if os.path.exists(source) else gzip.open
    with opener(source if opener is open else source + '.gz', 'rb') as a, open(fo, 'wb') as b:
        shutil.copyfileobj(a, b)
    subprocess.run([sys.executable, os.path.join(args.shared, 'tools', 'fo2estate.py'), fo, estate], check=True,
                   capture_output=True)
    exported = subprocess.run([args.muster, 'export', estate, '--lose', 'lost', '--format', 'lp', '--out', model, '-q'],
                              capture_output=True, check=False).returncode == 0
    row = {solver: ([], False) for solver in solvers}
    for _ in range(args.runs):
        for solver in solvers:
            if solver == 'muster':
                spent, proven = ask_muster(args, estate)
            elif not exported:
                continue
            else:
                command = [part.format(model=model, seconds=args.seconds) for part in PEERS[solver][0]]
                spent, text = run(command, args.seconds)
                proven = re.search(PEERS[solver][1], text) is not None
            row[solver] = (row[solver][0] + [spent], proven)
    return row


def cell(entry, ours):
    times, proven = entry
    if not times:
        return 'no model'
    middle = statistics.median(times)
    ratio = f' ({middle / ours:.1f}x)' if ours else ''
    return f'{middle:.2f} s{ratio}' if proven else f'open after {middle:.1f} s'


def write_table(args, names, rows, solvers, missing):
    cpu = 'unknown'
    if os.path.exists('/proc/cpuinfo'):
        with open('/proc/cpuinfo', encoding='utf-8') as file:
            cpu = next((line.split(':')[1].strip() for line in file if line.startswith('model name')), cpu)
    with open(os.path.join(args.out, 'bench.md'), 'w', encoding='utf-8') as out:
        out.write('# muster beside other solvers\n\n'
                  f'{cpu}, {os.cpu_count()} cores, {platform.system()}; one core each, processor time, median of '
                  f'{args.runs}, limit {args.seconds} s; load average at the end {os.getloadavg()[0]:.1f}. '
                  'Written by tests/bench/table.py.\n')
        if missing:
            out.write(f'Not installed, skipped: {", ".join(missing)}.\n')
        out.write('muster proves all tiers of an instance, with certificates where it has them; the others the goal '
                  'of the exported model.\n\n')
        out.write(f'| instance | {" | ".join(solvers)} |\n|---|{"---:|" * len(solvers)}\n')
        for name, row in zip(names, rows):
            ours = statistics.median(row['muster'][0])
            cells = [cell(row[s], None if s == 'muster' else ours) for s in solvers]
            out.write(f'| {name} | {" | ".join(cells)} |\n')
        out.write('\n![share of instances proven against time](bench.svg)\n')


def draw(args, rows, solvers):
    data = os.path.join(args.out, 'bench.dat')
    with open(data, 'w', encoding='utf-8') as file:
        for solver in solvers:
            times = sorted(statistics.median(r[solver][0]) for r in rows if r[solver][1])
            file.write(f'"{solver}"\n0.001 0\n')
            file.writelines(f'{max(t, 0.001):.4f} {100 * (i + 1) / len(rows):.1f}\n' for i, t in enumerate(times))
            last = 100 * len(times) / len(rows)
            file.write(f'{args.seconds} {last:.1f}\n\n\n')
    script = (f'set terminal svg size 720,400; set output "{args.out}/bench.svg"; set logscale x; set key bottom right;'
              'set xlabel "processor time, s"; set ylabel "instances proven, %"; set yrange [0:105];'
              f'plot for [i=0:{len(solvers) - 1}] "{data}" index i using 1:2 with steps lw 2 title columnheader(1)')
    if shutil.which('gnuplot'):
        subprocess.run(['gnuplot', '-e', script], check=True)
    os.remove(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('muster')
    parser.add_argument('shared')
    parser.add_argument('out')
    parser.add_argument('--runs', type=int, default=3)
    parser.add_argument('--seconds', type=int, default=60)
    parser.add_argument('names', nargs='*', default=SMALL)
    args = parser.parse_intermixed_args()
    os.makedirs(args.out, exist_ok=True)
    solvers = ['muster'] + [p for p in PEERS if shutil.which(p)]
    with tempfile.TemporaryDirectory() as folder:
        rows = [measure(args, name, folder, solvers) for name in args.names]
    write_table(args, args.names, rows, solvers, [p for p in PEERS if not shutil.which(p)])
    draw(args, rows, solvers)


if __name__ == '__main__':
    main()
