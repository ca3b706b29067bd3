#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processor time and memory of muster simulate on loose estates as they grow.

usage: growth.py MUSTER OUT [--runs N] [--doublings D]

From a middle estate each of nodes, replicas, stacks and clusters is doubled D times, the others kept.
One cluster is lost. Written to OUT: growth.md (medians of N runs) and growth.svg (by gnuplot).
"""
import argparse, csv, os, shutil, statistics, subprocess, tempfile

MIDDLE = {'nodes': 8000, 'replicas': 64000, 'stacks': 2000, 'clusters': 8}


def write(folder, shape):
    """Equal shares of everything; replicas reserve a third of the nodes."""
    def rows(name, head, lines):
        with open(os.path.join(folder, name), 'w', newline='', encoding='utf-8') as file:
            csv.writer(file, lineterminator='\n').writerows([head, *lines])
    clusters = [f'c{i}' for i in range(shape['clusters'])]
    each = max(1, shape['replicas'] // shape['stacks'])
    milli = max(1, shape['nodes'] * 64000 // 3 // (each * shape['stacks']))
    with open(os.path.join(folder, 'muster.yaml'), 'w', encoding='utf-8') as file:
        file.write('muster: 1\nname: growth\ntiers: [{tier: 0, stack: "*0"}, {tier: 1}]\nclusters:\n')
        file.writelines(f'  - {{name: {c}, orchestrator: csv}}\n' for c in clusters)
        file.write('sources: [nodes.csv, workloads.csv, placements.csv]\n')
    per = shape['nodes'] // shape['clusters']
    rows('nodes.csv', ['cluster', 'node', 'cpu', 'memory'],
         [[clusters[n // per % len(clusters)], f'n{n}', '64', f'{200 + n % 57}Gi'] for n in range(per * len(clusters))])
    stacks = [(s, clusters[s % len(clusters)]) for s in range(shape['stacks'])]
    rows('workloads.csv', ['cluster', 'stack', 'workload', 'replicas', 'cpu', 'memory'],
         [[c, f's{s}', 'w', each, f'{milli * (80 + s % 41) // 100 or 1}m', f'{milli * 3 + s % 97}Mi'] for s, c in stacks])
    placements, at = [], dict.fromkeys(clusters, 0)
    for s, c in stacks:
        counts = {}
        for _ in range(each):
            n = clusters.index(c) * per + at[c] % per
            at[c] += 1
            counts[n] = counts.get(n, 0) + 1
        placements += [[c, f's{s}', 'w', f'n{n}', k] for n, k in counts.items()]
    rows('placements.csv', ['cluster', 'stack', 'workload', 'node', 'replicas'], placements)


def write_apart(folder, shape):
    """In a process of its own: what this one has used at most would count for what it starts."""
    child = os.fork()
    if child == 0:
        write(folder, shape)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit('the estate could not be written')


def cost(muster, folder):
    """(processor seconds, MB, exit status) of one run with one worker; memory is that of the larger process."""
    process = subprocess.Popen([muster, 'simulate', folder, '--lose', 'c0', '-q', '-j1', '--out', '/dev/null'])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('muster')
    parser.add_argument('out')
    parser.add_argument('--runs', type=int, default=3)
    parser.add_argument('--doublings', type=int, default=4)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    data = os.path.join(args.out, 'growth.dat')
    with open(os.path.join(args.out, 'growth.md'), 'w', encoding='utf-8') as table, open(data, 'w', encoding='utf-8') as points:
        table.write('# Growth on loose estates\n\nOne cluster lost, one worker, processor time and memory (the larger '
                    f'process; what this script itself takes is the least that shows), medians of {args.runs}. '
                    f'From {", ".join(f"{v:,} {k}" for k, v in MIDDLE.items())}, one figure doubled at a time. Written by '
                    f'tests/bench/growth.py; load average {os.getloadavg()[0]:.1f}.\n\n'
                    '| doubled | value | time, s | memory, MB |\n|---|---:|---:|---:|\n')
        for what, middle in MIDDLE.items():
            points.write(f'"{what}"\n')
            for step in range(args.doublings + 1):
                with tempfile.TemporaryDirectory() as folder:
                    write_apart(folder, {**MIDDLE, what: middle << step})
                    runs = [cost(args.muster, folder) for _ in range(args.runs)]
                if any(status != 0 for _, _, status in runs):
                    raise SystemExit(f'{what} {middle << step}: exit status {[status for _, _, status in runs]}')
                time, memory = (statistics.median(run[i] for run in runs) for i in (0, 1))
                table.write(f'| {what} | {middle << step:,} | {time:.2f} | {memory:.0f} |\n')
                points.write(f'{1 << step} {time:.3f} {memory:.1f}\n')
            points.write('\n\n')
        table.write('\n![growth of time and memory](growth.svg)\n')
    if shutil.which('gnuplot'):
        plot = ', '.join(f'"{data}" index {i} using 1:{{0}} with linespoints title columnheader(1)' for i in range(len(MIDDLE)))
        subprocess.run(['gnuplot', '-e', f'set terminal svg size 900,400; set output "{args.out}/growth.svg";'
                        'set multiplot layout 1,2; set logscale xy 2; set xlabel "times the middle"; set key left top;'
                        f'set title "processor time, s"; plot {plot.format(2)}; set title "memory, MB"; plot {plot.format(3)}'],
                       check=True)
    os.remove(data)


if __name__ == '__main__':
    main()
