#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results to make reports of.

usage: report_data.py hostile RESULT     RESULT with names that attack, on standard output
       report_data.py large CLUSTERS STACKS [pairs]     a made-up result of that size
"""
import json
import sys

ESC, BELL, RLO = '\u001b', '\u0007', '\u202e'

# Which name of data/harbor becomes which.
NAMES = {
    'harbor': '</title><script>document.title="PWNED"</script>',
    'stowage': "<script>document.title='PWNED'</script>",
    'crane-vision': "=cmd|'/C calc'!A0",
    'ais-feed': '"><img src=x onerror="document.title=\'PWNED\'">',
    'ingress': '[x](javascript:alert(1))',
    'weighbridge': '../../../tmp/x',
    'crane-plc-bridge': f'{ESC}[31mred{BELL}\n| a | b |\n# head',
    'tos': '{{script}}${{7*7}}',
    'hinterland-gateway': f'{RLO}txt.exe http://evil.example www.evil.example a@evil.example',
    'truck-appointments': '`touch PWNED`$(touch PWNED)',
    'tos-db': '@SUM(1)|`x`|*b*_c_~~d~~',
    'gate': '--><svg/onload=alert(1)>',
    'terminal': '&lt;b&gt;<b>',
    'marine': "' onmouseover='alert(1)",
    'load-test': '<script>document.title="PWNED"</script>',
    'status-page': '| [m](http://evil.example) <img src=x onerror=alert(1)>',
    'rail-vision': '=cmd()',
    'west-app-04': '"><script>document.title="PWNED"</script>',
    'sandbox': '</table><script>document.title="PWNED"</script>',
}


def hostile(value):
    if isinstance(value, dict):
        return {key: hostile(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item) for item in value]
    if not isinstance(value, str):
        return value
    if value in NAMES:
        return NAMES[value]
    for name in ('stowage', 'gate/edge/ingress', 'crane-vision'):
        value = value.replace(name, NAMES.get(name, NAMES['ingress']))
    return value


def usage(name, size, before, after):
    return {'name': name, 'allocatable': size, 'reserved_before': before, 'reserved_after': after,
            'limits_before': before, 'limits_after': after}


def stack(index, cluster, tier, names):
    fits = index % 5 != 4
    one = {'stack': f'stack-of-some-length-{index:04d}', 'cluster': cluster, 'namespace': f'space-{index % 7}',
           'team': f'team-{index % 11}', 'tier': tier, 'verdict': 'fits' if fits else 'does_not_fit',
           'demand': {'cpu': 500 + index, 'memory': (1 + index % 9) << 30}}
    others = [name for name in names if name != cluster]
    target = others[index % len(others)] if others else ''
    if fits:
        one['target'] = target
        one['plan'] = [{'workload': 'api', 'cluster': target, 'node': f'{target}-n1', 'replicas': 2}]
    else:
        one['certified'] = True
        one['fits_alone'] = False
        one['why'] = [{'cluster': target, 'reason': 'capacity', 'resource': 'memory', 'short': 1 << 30,
                       'text': f'api needs 96.0 GiB on one node, the largest hole is 90.0 GiB ({target})'}]
    return one


def scenario(lost, names, count):
    survivors = [name for name in names if name not in lost]
    stacks = [stack(i, names[i % len(names)], i // len(names) % 4, survivors) for i in range(count)
              if names[i % len(names)] in lost]
    tiers = []
    for tier in range(4):
        of_tier = [one for one in stacks if one['tier'] == tier]
        fit = sum(one['verdict'] == 'fits' for one in of_tier)
        tiers.append({'tier': tier, 'displaced': len(of_tier), 'displaced_weight': len(of_tier),
                      'recovered': fit, 'bound': fit, 'proven': True, 'certified': tier % 2 == 0})
    clusters = [{'cluster': name, 'resources': [usage('cpu', 640000, 410000, 500000),
                                                usage('memory', 1 << 40, 1 << 39, 3 << 38)]}
                for name in sorted(survivors)]
    stacks.sort(key=lambda one: (one['cluster'], one['stack']))
    return {'name': 'lose ' + ' + '.join(lost), 'lost': lost, 'limit_hit': False,
            'as_is': {'status': 'proven', 'tiers': tiers, 'stacks': stacks, 'clusters': clusters,
                      'certificate': {}, 'work': 1}, 'lost_clusters': len(lost)}


def large(clusters, count, has_pairs):
    names = [f'cluster-{i:02d}' for i in range(clusters)]
    lost = [[name] for name in names]
    if has_pairs:
        lost += [[a, b] for i, a in enumerate(names) for b in names[i + 1:]]
    return {'muster': '0', 'schema': 1, 'kind': 'simulation',
            'estate': {'name': 'large', 'digest': 'sha256:' + '0' * 64, 'clusters': clusters,
                       'nodes': 40 * clusters, 'stacks': count, 'critical_tier': 0},
            'options': {'residents': 'pinned', 'headroom': {'cpu': '5%'}, 'seed': 1},
            'resources': [{'name': 'cpu', 'unit': 'milli'}, {'name': 'memory', 'unit': 'bytes'}],
            'clusters': [{'cluster': name, 'orchestrator': 'kubernetes', 'role': 'active', 'nodes': 40,
                          'captured': '2026-11-20T09:00:00Z', 'tiers': [], 'allocatable': {'cpu': 640000}}
                         for name in names],
            'scenarios': [scenario(one, names, count) for one in lost],
            'summary': {'scenarios': len(lost), 'verdict': 'at_risk', 'critical_at_risk': []}}


if sys.argv[1:2] == ['hostile'] and len(sys.argv) == 3:
    with open(sys.argv[2], encoding='utf-8') as file:
        print(json.dumps(hostile(json.load(file))))
elif sys.argv[1:2] == ['large'] and len(sys.argv) in (4, 5):
    print(json.dumps(large(int(sys.argv[2]), int(sys.argv[3]), len(sys.argv) == 5)))
else:
    sys.exit(__doc__)
