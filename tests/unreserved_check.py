#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What unreserved replicas may use, on random small estates, by its definition.

usage: unreserved_check.py MUSTER FIRST COUNT        seeds FIRST .. FIRST+COUNT-1; one line for each failure

The estates of random_estate.py, some cells of cpu and memory left empty. Where the result says that each
replica may use u, u is written into the empty cells: `muster verify` must then find that the plan still
stays within every node, and with u + 1 that it does not, on the node that was named. Where the result says
that no plan exists above y, the estate with y + 1 must not recover all that it recovered. The result itself
must be accepted. Prints "N runs, M failed, ..." at the end; none may go without a figure of each kind.
"""
import csv
import io
import json
import os
import random
import re
import sys

import random_estate

RESOURCES = ('cpu', 'memory')


def estate_files(seed):
    files, options = random_estate.estate_files(seed)
    rnd = random.Random(-2000 - seed)
    table = list(csv.reader(io.StringIO(files['workloads.csv'])))
    for row in table[1:]:
        for resource in RESOURCES:
            if rnd.random() < 0.35:
                row[table[0].index(resource)] = ''
    files['workloads.csv'] = written(table)
    if rnd.random() < 0.5:
        files['muster.yaml'] = files['muster.yaml'].replace('unreserved: zero', 'unreserved: limit')
    return files, options


def written(table):
    out = io.StringIO()
    csv.writer(out, lineterminator='\n').writerows(table)
    return out.getvalue()


def filled(files, resource, amount):
    """The estate in which what reserves none of the resource reserves so much."""
    table = list(csv.reader(io.StringIO(files['workloads.csv'])))
    at = table[0].index(resource)
    for row in table[1:]:
        row[at] = row[at] or (f'{amount}m' if resource == 'cpu' else str(amount))
    return dict(files, **{'workloads.csv': written(table)})


def over_full(muster, folder, files, result, scenario):
    """Nodes that verify says the plan of the scenario overfills, in the estate of the files."""
    random_estate.write_files(folder, files)
    first = {key: value for key, value in scenario.items() if key != 'with_eviction'}
    one = dict(result, scenarios=[first], summary=dict(result['summary'], scenarios=1))
    path = os.path.join(folder, 'result.json')
    for _ in range(2):
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(one, file)
        text = random_estate.run([muster, 'verify', folder, path]).stdout
        digest = re.search(r'that of estate .* is (sha256:[0-9a-f]{64})', text)
        if not digest:
            break
        one['estate'] = dict(one['estate'], digest=digest.group(1))
    return re.findall(r'^- .*?([a-d]/[a-d][0-9]): (\w+): the plan adds', text, re.M)


def recovered(scenario):
    return {(s['cluster'], s['stack']) for s in scenario['as_is']['stacks'] if s['verdict'] == 'fits'}


def check_bound(muster, folder, files, options, resource, scenario, index):
    above = scenario['plan']['no_plan_above']
    random_estate.write_files(folder, filled(files, resource, above + 1))
    again = random_estate.run([muster, 'simulate', folder, '-o', 'json', '-q', '--no-eviction'] + options)
    if again.returncode == 3:
        return f'the estate with {above + 1} is refused: {again.stderr.strip()}'
    lost = scenario['recovered'] - recovered(json.loads(again.stdout)['scenarios'][index])
    return None if lost else f'{resource}: all is recovered with {above + 1}, above the bound'


def problems_of(muster, seed, folder, counts):
    files, options = estate_files(seed)
    random_estate.write_files(folder, files)
    run = random_estate.run([muster, 'simulate', folder, '-o', 'json', '--reproducible', '-q'] + options)
    if run.returncode == 3:
        return None if 'cycle' in run.stderr else f'refused: {run.stderr.strip()}'
    problem = random_estate.refused_by_verify(muster, folder, run.stdout)
    if problem:
        return problem
    result = json.loads(run.stdout)
    for index, scenario in enumerate(result['scenarios']):
        for zero in scenario['as_is'].get('unreserved', {'resources': []})['resources']:
            resource, plan = zero['resource'], zero['plan']
            use = plan.get('bears', 10**6)
            counts['bears' if 'bears' in plan else 'any'] += 1
            full = over_full(muster, folder, filled(files, resource, use), result, scenario)
            if full:
                return f'{scenario["name"]}: with {use} of {resource} {full} is over-full'
            if 'bears' in plan:
                full = over_full(muster, folder, filled(files, resource, use + 1), result, scenario)
                if (f'{plan["cluster"]}/{plan["node"]}', resource) not in full:
                    return f'{scenario["name"]}: with {use + 1} of {resource} only {full}, not {plan}'
            if 'no_plan_above' not in plan:
                continue
            counts['bound'] += 1
            counts['tight'] += plan['no_plan_above'] == plan.get('bears')
            problem = check_bound(muster, folder, files, options, resource,
                                  {'plan': plan, 'recovered': recovered(scenario)}, index)
            if problem:
                return f'{scenario["name"]}: {problem}'
    return None


def main(argv):
    counts = {'bears': 0, 'any': 0, 'bound': 0, 'tight': 0}
    count, failed = random_estate.each_seed(
        argv, lambda muster, seed, folder: problems_of(muster, seed, folder, counts))
    if 0 in counts.values():
        failed += 1
    print(f'{count} runs, {failed} failed, figures: {counts}')


if __name__ == '__main__':
    main(sys.argv)
