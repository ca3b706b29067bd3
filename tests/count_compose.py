#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count what compose files ask for, without muster.

    count_compose.py FOLDER PATH...      from the files
    count_compose.py --show FILE...      from what `muster show -o json` wrote

One line each: path, services, of them global, replicas of the others, then for one replica of every
service together: cpu (milli) and memory (bytes) reserved, cpu and memory limits. Or `refused` and
the variables that nobody sets.
"""

import json
import os
import re
import sys
from fractions import Fraction

UNITS = {'': 1, 'b': 1, 'k': 1 << 10, 'm': 1 << 20, 'g': 1 << 30, 't': 1 << 40}


def memory(text):
    match = re.fullmatch(r'([0-9.]+) ?([kmgt]?)(i?b)?', str(text).lower())
    return int(Fraction(match[1]) * UNITS[match[2]])


def milli(text):
    return -(-Fraction(str(text)) * 1000 // 1)


def undefined(value, found):
    """Variables without value or default, in order."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not str(key).startswith('x-'):
                undefined(item, found)
    elif isinstance(value, list):
        for item in value:
            undefined(item, found)
    elif isinstance(value, str):
        text = value.replace('$$', '')
        text = re.sub(r'\$\{\w+:?-[^}]*\}', '', text)
        for name in re.findall(r'\$\{?(\w+)', text):
            if name not in found:
                found.append(name)
    return found


def count(path):
    import yaml  # pylint: disable=import-outside-toplevel
    with open(path, encoding='utf-8') as file:
        compose = yaml.safe_load(file)
    missing = undefined(compose, [])
    if missing:
        return ('refused', ' '.join(missing))
    services = [s for s in compose['services'].values() if not s.get('profiles')]
    deploys = [s.get('deploy') or {} for s in services]
    copied = [d for d in deploys if d.get('mode') != 'global']
    sums = []
    for part in ('reservations', 'limits'):
        amounts = [(d.get('resources') or {}).get(part) or {} for d in deploys]
        sums.append(sum(milli(a.get('cpus', 0)) for a in amounts))
        sums.append(sum(memory(a.get('memory', 0)) for a in amounts))
    return (len(services), len(deploys) - len(copied),
            sum(int(d.get('replicas', 1)) for d in copied), *sums)


def shown(path):
    with open(path, encoding='utf-8') as file:
        estate = json.load(file)
    workloads = [w for s in estate['stacks'] for w in s['workloads']]
    copied = [w for w in workloads if not w.get('daemon')]
    return (len(workloads), len(workloads) - len(copied), sum(w['replicas'] for w in copied),
            *(sum(w.get(part, {}).get(name, 0) for w in workloads)
              for part in ('reservation', 'limit') for name in ('cpu', 'memory')))


def main(arguments):
    for path in arguments[1:]:
        if arguments[0] == '--show':
            print(*shown(path), sep='\t')
        else:
            print(path, *count(os.path.join(arguments[0], path)), sep='\t')


if __name__ == '__main__':
    main(sys.argv[1:])
