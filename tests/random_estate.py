#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random small estates through the whole program.

usage: random_estate.py MUSTER FIRST COUNT        seeds FIRST .. FIRST+COUNT-1; one line for each failure
       random_estate.py --engines MUSTER FIRST COUNT   the same seeds by each engine, see engines_of
       random_estate.py --write SEED DIR          write the estate of a seed, to look at it

For each seed: an estate of CSV files with everything the format has (caps, zones, selectors, taints,
daemons, active/active, split, min_replicas, requires, targets, unknown nodes, platform, headroom, weights), half of
them of Kubernetes with rules between pods, volumes and quotas, a loss (clusters, a zone, a node,
pairs) and options. `muster simulate` must give a plan that passed its own
re-check with every bound re-proved, `muster verify` must accept the result, and with other -j and the
same seed the result must be the same byte for byte. Prints "N runs, M failed" at the end.
"""
import json
import os
import random
import subprocess
import sys
import tempfile


def pick(rnd, *weighted):
    """pick(rnd, (3, a), (1, b)): a three times as often as b."""
    values = [value for weight, value in weighted for _ in range(weight)]
    return rnd.choice(values)


def pod_term(rnd):
    term = {'topology_key': pick(rnd, (2, 'zone'), (2, 'host')), 'selector': []}
    if rnd.random() < 0.8:
        term['selector'].append({'key': 'app', 'operator': pick(rnd, (4, 'In'), (1, 'NotIn')),
                                 'values': rnd.sample(['shop', 'db', 'web', 'mail'], rnd.randint(1, 2))})
    return term


def pod_rule(rnd, stack):
    """What pods of the stack ask of other pods; {} = nothing."""
    rule = {}
    if rnd.random() < 0.2:
        rule['affinity'] = [pod_term(rnd) for _ in range(pick(rnd, (3, 1), (1, 2)))]
    if rnd.random() < 0.25:
        rule['anti_affinity'] = [pod_term(rnd)]
    if rnd.random() < 0.2:
        own = pick(rnd, (3, stack), (1, 'db'))
        rule['spread'] = [{'topology_key': pick(rnd, (2, 'zone'), (1, 'host')),
                           'selector': [{'key': 'app', 'operator': 'In', 'values': [own]}],
                           'max_skew': rnd.randint(1, 2), 'min_domains': rnd.randint(1, 2),
                           'honors_affinity': rnd.random() < 0.5, 'honors_taints': rnd.random() < 0.5}]
    if rnd.random() < 0.15:
        rule['ports'] = [{'port': rnd.choice([80, 443]), 'protocol': 'TCP'}]
    return rule


def make_pods(seed, files):
    """Turns the files of an estate into those of Kubernetes clusters with rules between pods."""
    rnd = random.Random(-1 - seed)
    if rnd.random() < 0.5:
        return
    rows = [line.split(',') for line in files['nodes.csv'].splitlines()]
    at = rows[0].index('labels')
    for row in rows[1:]:
        more = [f'host={row[1]}'] if rnd.random() < 0.95 else []
        zone = row[rows[0].index('zone')]
        more += [f'zone={zone}'] if zone else []
        row[at] = ';'.join(([row[at]] if row[at] else []) + more)
    files['nodes.csv'] = '\n'.join(','.join(row) for row in rows) + '\n'
    lines = files['workloads.csv'].splitlines()
    text = [lines[0] + ',namespace,pod_labels,pod_rule,home_rule']
    for line in lines[1:]:
        cluster, stack = line.split(',')[:2]
        rule = json.dumps(pod_rule(rnd, stack)).replace('"', '""')
        home = json.dumps({'terms': [[{'key': 'host', 'operator': 'In', 'values': [cluster + '0']}]]})
        home = home.replace('"', '""') if rnd.random() < 0.1 else ''
        text.append(f'{line},apps,app={stack},"{rule}","{home}"')
    files['workloads.csv'] = '\n'.join(text) + '\n'
    quotas = '[{quota: q, namespace: apps, resource: cpu, hard: %d}]' % rnd.randint(4, 20)
    yaml = files['muster.yaml'].splitlines()
    for i, line in enumerate(yaml):
        if 'orchestrator: csv' in line:
            line = line.replace('orchestrator: csv', 'orchestrator: kubernetes')
            yaml[i] = line.replace('}', f', quotas: {quotas}}}') if rnd.random() < 0.3 else line
    files['muster.yaml'] = '\n'.join(yaml) + '\n'


def add_copy(rnd, workloads, name, cluster, home, starts):
    """What runs in `home`, pre-deployed in another cluster; each row says what it starts, or stacks.csv does."""
    rows = [row for row in workloads if row[:2] == [home, name]]
    for row in rows:
        row = [cluster] + row[1:]
        if row[8] == 'service':
            row[3] = 0
            row[-1] = rnd.randint(1, 3) if not starts else ''
            workloads.append(row)


def estate_files(seed):
    rnd = random.Random(seed)
    clusters = ['a', 'b', 'c', 'd'][:rnd.randint(2, 4)]
    nodes, names = [], {}
    for cluster in clusters:
        names[cluster] = [f'{cluster}{i}' for i in range(rnd.randint(1, 4))]
        for node in names[cluster]:
            nodes.append([cluster, node, rnd.choice([4, 6, 8, 10]), pick(rnd, (4, 64), (1, 6)),
                          pick(rnd, (4, ''), (1, 'windows')), pick(rnd, (1, ''), (2, 'z1'), (2, 'z2')),
                          pick(rnd, (3, ''), (1, 20), (1, 3)), pick(rnd, (9, ''), (1, 'false')),
                          pick(rnd, (3, ''), (1, 'disk=ssd'), (1, 'disk=hdd')),
                          pick(rnd, (9, ''), (1, 'team=x:NoSchedule')), pick(rnd, (3, ''), (1, 2))])
    stacks, workloads, placements = [], [], []
    for cluster in clusters:
        for s in range(rnd.randint(0, 4)):
            stack = rnd.choice(['shop', 'db', 'web', 'mail', 'etl', 'sys'])
            if (cluster, stack) in stacks:
                continue
            stacks.append((cluster, stack))
            tier = rnd.randint(0, 2)
            weight = pick(rnd, (4, ''), (1, 2), (1, 3))
            for w in range(rnd.randint(1, 2)):
                kind = pick(rnd, (9, 'service'), (1, 'DaemonSet'))
                replicas = rnd.randint(0, 3) if kind == 'service' else 1
                cpu = rnd.choice([1, 2, 3, 4]) if kind == 'service' else '500m'
                workloads.append([cluster, stack, f'w{w}', replicas, cpu, rnd.choice([1, 2, 3]), tier,
                                  weight, kind, pick(rnd, (6, ''), (1, 'linux'), (1, 'windows')),
                                  pick(rnd, (6, ''), (1, 'disk=ssd')),
                                  pick(rnd, (4, ''), (1, 'team=x:NoSchedule')),
                                  pick(rnd, (4, ''), (1, 1), (1, 2)), pick(rnd, (5, ''), (1, 1), (1, 2)),
                                  pick(rnd, (6, ''), (1, 1)), ''])
                if kind != 'service' or rnd.random() < 0.15:
                    continue
                placed = {}
                for _ in range(replicas):
                    if rnd.random() < 0.9:
                        node = rnd.choice(names[cluster])
                        placed[node] = placed.get(node, 0) + 1
                placements += [[cluster, stack, f'w{w}', node, n] for node, n in placed.items()]
    overlay, least = [], random.Random(-2 - 2 * seed)
    copies = random.Random(f'copies {seed}')
    for name in sorted({name for _, name in stacks}):
        homes = [cluster for cluster, other in stacks if other == name]
        # Only names that occur once can be required without a cluster; later ones require earlier.
        earlier = sorted({f'{c}/{n}' for c, n in stacks if n < name})
        needs = rnd.sample(earlier, min(len(earlier), pick(rnd, (3, 0), (1, 1), (1, 2))))
        needs = [need + pick(rnd, (4, ''), (1, '@same')) for need in needs]
        active = len(homes) > 1 and rnd.random() < 0.5
        firsts = [row for row in workloads if row[1] == name and row[2] == 'w0']
        all_run = all(row[8] == 'service' and row[3] > 0 for row in firsts)
        starts = '' if active or not all_run else pick(copies, (3, ''), (1, 1), (1, 2), (1, 'w0=3'))
        empty = [cluster for cluster in clusters if cluster not in homes]
        if not active and empty and copies.random() < 0.4:
            add_copy(copies, workloads, name, copies.choice(empty), homes[0], starts)
        overlay.append([name, pick(rnd, (5, ''), (1, ';'.join(rnd.sample(clusters, 2)))),
                        pick(rnd, (7, ''), (1, rnd.choice(clusters))), ';'.join(needs),
                        'true' if active else '', 'true' if active and rnd.random() < 0.5 else '',
                        pick(least, (2, ''), (2, 1), (1, 2)), starts])
    yaml = ['muster: 1', f'name: random-{seed}', 'unreserved: zero', 'platform: [sys]']
    if rnd.random() < 0.3:
        yaml.append('headroom: {cpu: %s}' % rnd.choice(['10%', '500m']))
    yaml.append('clusters:')
    for cluster in clusters:
        yaml.append(f'  - {{name: {cluster}, orchestrator: csv, region: {rnd.choice("xy")}}}')
    yaml += ['sources: [nodes.csv, workloads.csv, placements.csv]', 'stacks: stacks.csv']
    lose = pick(rnd, (5, clusters[0]), (1, ','.join(clusters[:2])),
                (2, f'{clusters[0]}/node:{names[clusters[0]][0]}'),
                (1, f'{clusters[0]}/node:{names[clusters[0]][0]},{clusters[-1]}'))
    options = ['--lose', lose]
    if rnd.random() < 0.15:
        options += ['--residents', 'repack']
    if rnd.random() < 0.1:
        options += ['--only-tier', '0']
    if rnd.random() < 0.1:
        options += ['--budget', rnd.choice(['1', '1000'])]

    def table(header, rows):
        return '\n'.join([header] + [','.join(str(cell) for cell in row) for row in rows]) + '\n'
    files = {
        'muster.yaml': '\n'.join(yaml) + '\n',
        'nodes.csv': table('cluster,node,cpu,memory,os,zone,pods,schedulable,labels,taints,resource:gpu',
                           nodes),
        'workloads.csv': table('cluster,stack,workload,replicas,cpu,memory,tier,weight,kind,os,'
                               'node_selector,tolerations,max_per_node,max_per_zone,resource:gpu,failover_replicas',
                               workloads),
        'placements.csv': table('cluster,stack,workload,node,replicas', placements),
        'stacks.csv': table('stack,targets,not_targets,requires,active_active,split,min_replicas,'
                            'failover_replicas', overlay),
    }
    make_pods(seed, files)
    return files, options


def write_files(folder, files):
    for name, text in files.items():
        with open(os.path.join(folder, name), 'w', encoding='ascii') as file:
            file.write(text)


def write(seed, folder):
    files, options = estate_files(seed)
    write_files(folder, files)
    return options


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False)


def refused_by_verify(muster, folder, result):
    """None, or what `muster verify` has against a result (its text) of the estate in the folder."""
    path = os.path.join(folder, 'result.json')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(result)
    checked = run([muster, 'verify', folder, path])
    if checked.returncode != 0:
        return f'verify says {checked.returncode}: {checked.stdout}{checked.stderr}'
    return None


def problems_of(muster, folder, options):
    command = [muster, 'simulate', folder, '-o', 'json', '--reproducible', '-q'] + options
    first = run(command + ['-j', '1'])
    if first.returncode == 3:
        return None if 'cycle' in first.stderr else f'refused: {first.stderr.strip()}'
    if first.returncode not in (0, 1, 4):
        return f'status {first.returncode}: {first.stderr.strip()}'
    if run(command + ['-j', '2']).stdout != first.stdout:
        return 'another result with -j 2'
    for scenario in json.loads(first.stdout)['scenarios']:
        answer = scenario['as_is']
        if answer['status'] == 'failed' and 'budget ran out' not in answer.get('failure', ''):
            return f'failed: {answer.get("failure")}'
        if any('re-proved' in text for text in scenario.get('findings', [])):
            return f'findings: {scenario["findings"]}'
    return refused_by_verify(muster, folder, first.stdout)


ENGINES = ('auto', 'exact', 'mip', 'greedy')


def contradiction(mine, theirs):
    """None, or where two answers to one question contradict each other. Tiers after one in which they
    recover different weights, or whose earlier ones are open, answer different questions."""
    for one, other in zip(mine['tiers'], theirs['tiers']):
        if one['recovered'] > other['bound'] or other['recovered'] > one['bound']:
            return (f'tier {one["tier"]}: {one["recovered"]} of at most {one["bound"]}, '
                    f'{other["recovered"]} of at most {other["bound"]}')
        if one['recovered'] != other['recovered']:
            return None
    up = [{(stack['cluster'], stack['stack']): stack['verdict'] for stack in answer['stacks']}
          for answer in (mine, theirs)]
    for name in up[0].keys() & up[1].keys():
        pair = {up[0][name], up[1][name]}
        if pair & {'does_not_fit', 'blocked'} and pair & {'fits', 'choice'}:
            return f'{"/".join(name)}: {up[0][name]} and {up[1][name]}'
        alone = {stack.get('fits_alone') for answer in (mine, theirs) for stack in answer['stacks']
                 if (stack['cluster'], stack['stack']) == name}
        if {True, False} <= alone:
            return f'{"/".join(name)}: it fits alone, and does not'
    return None


def is_certified(result):
    """Does the result say that all its claims carry a certificate?"""
    for scenario in result['scenarios']:
        for answer in (scenario['as_is'], scenario.get('with_eviction')):
            if answer is None:
                continue
            for tier in answer.get('tiers', []):
                replicas = tier.get('replicas', {'bound': 0, 'wanted': 0})
                if not tier['certified'] or replicas['bound'] < replicas['wanted']:
                    return False
            # The second plan of a choice is not always told.
            if any(stack.get('certified') is False or stack['verdict'] == 'choice'
                   for stack in answer.get('stacks', [])):
                return False
    return True


def engines_of(muster, folder, options):
    """All engines: no two answers contradict each other, `muster verify` refutes none, and with
    --strict takes what says that it is certified."""
    answers = {}
    for engine in ENGINES:
        done = run([muster, 'simulate', folder, '-o', 'json', '--reproducible', '-q', '-j', '1',
                    '--engine', engine] + options)
        if done.returncode == 3:
            return None
        if done.returncode not in (0, 1, 4):
            return f'{engine}: status {done.returncode}: {done.stderr.strip()}'
        path = os.path.join(folder, 'result.json')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(done.stdout)
        result = json.loads(done.stdout)
        strict = run([muster, 'verify', folder, path, '--strict'])
        if strict.returncode not in (0, 4):
            return f'{engine}: verify --strict says {strict.returncode}: {strict.stdout}{strict.stderr}'
        if strict.returncode == 4 and is_certified(result):
            return f'{engine}: all is certified, verify --strict finds less: {strict.stdout}'
        answers[engine] = [scenario['as_is'] for scenario in result['scenarios']]
    for i, one in enumerate(ENGINES):
        for other in ENGINES[i + 1:]:
            for mine, theirs in zip(answers[one], answers[other]):
                if 'failed' in (mine['status'], theirs['status']):
                    continue
                found = contradiction(mine, theirs)
                if found:
                    return f'{one} and {other}: {found}'
    return None


def each_seed(argv, judge):
    """Run judge(muster, seed, folder) for the seeds of the command line: None or what is wrong. Prints
    the failures; returns how many runs and failures there were."""
    muster, first, count = argv[1], int(argv[2]), int(argv[3])
    failed = 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            problem = judge(muster, seed, folder)
            if problem:
                failed += 1
                print(f'seed {seed}: {problem}', flush=True)
    return count, failed


def main(argv):
    if argv[1:2] == ['--write']:
        os.makedirs(argv[3], exist_ok=True)
        print(*write(int(argv[2]), argv[3]))
        return
    ask = problems_of
    if argv[1:2] == ['--engines']:
        ask, argv = engines_of, argv[:1] + argv[2:]

    def judge(muster, seed, folder):
        options = write(seed, folder)
        problem = ask(muster, folder, options)
        return problem and f'({" ".join(options)}) {problem}'
    count, failed = each_seed(argv, judge)
    print(f'{count} runs, {failed} failed')


if __name__ == '__main__':
    main(sys.argv)
