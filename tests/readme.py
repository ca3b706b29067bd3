#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the README and what stands below them.

usage: readme.py README           run them; TAP: do they print that?
       readme.py README --write   write what they print into the README

A command is an indented line "$ muster ...", its output the indented lines below, and
"$ echo $?" with a number is its exit status. "..." as the last line stands for the rest. muster is
looked up in PATH; commands run in the folder of the README.
"""
import os
import subprocess
import sys

INDENT = '    '


def split(lines):
    """Pieces of text: ['text', lines] and ['command', command, output lines, status or None]."""
    pieces = [['text', []]]
    for line in lines:
        piece, inside = pieces[-1], line.startswith(INDENT)
        text = line[len(INDENT):] if inside else ''
        if text.startswith('$ muster '):
            pieces.append(['command', text[2:], [], None])
        elif piece[0] == 'command' and text == '$ echo $?':
            piece[3] = ''
        elif piece[0] == 'command' and piece[3] == '' and text.isdigit():
            piece[3] = text
        elif piece[0] == 'command' and (inside or line == '') and piece[3] is None:
            piece[2].append(text)
        elif piece[0] == 'command':
            pieces.append(['text', [line]])
        else:
            piece[1].append(line)
    for piece in pieces:  # blank lines behind an output are the README's
        while piece[0] == 'command' and piece[2] and piece[2][-1] == '':
            piece[2].pop()
    return pieces


def run(command, folder):
    env = {key: value for key, value in os.environ.items() if key != 'COLUMNS'}
    done = subprocess.run(['sh', '-c', command], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    return done.stdout.rstrip('\n').split('\n'), str(done.returncode), done.stderr


def shown(expected, got):
    """What the README shows of an output: all of it, or as many lines as it did before."""
    if expected and expected[-1] == '...':
        return got[:len(expected) - 1] + ['...']
    return got


def check(pieces, folder):
    count = 0
    for piece in pieces:
        if piece[0] != 'command':
            continue
        count += 1
        got, status, messages = run(piece[1], folder)
        right = shown(piece[2], got) == piece[2] and piece[3] in (None, status)
        print(f'{"ok" if right else "not ok"} {count} - {piece[1].replace("#", "")}')
        if not right:
            for line in got + [f'status {status}'] + messages.splitlines():
                print('#', line)
    print(f'1..{count}')


def write(pieces, folder, path):
    lines = []
    for piece in pieces:
        if piece[0] == 'text':
            lines += piece[1][1:] if lines and piece[1][:1] == [''] == lines[-1:] else piece[1]
            continue
        got, status, messages = run(piece[1], folder)
        if got == ['']:
            sys.exit(f'readme.py: nothing printed by: {piece[1]}\n{messages}')
        lines += [INDENT + '$ ' + piece[1]]
        lines += [(INDENT + line).rstrip() for line in shown(piece[2], got)]
        if piece[3] is not None:
            lines += [INDENT + '$ echo $?', INDENT + status]
        lines.append('')
    with open(path, 'w', encoding='ascii') as file:
        file.write('\n'.join(lines).rstrip('\n') + '\n')


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ['--write']):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding='ascii') as file:
        pieces = split(file.read().splitlines())
    folder = os.path.dirname(os.path.abspath(sys.argv[1]))
    if sys.argv[2:]:
        write(pieces, folder, sys.argv[1])
    else:
        check(pieces, folder)
    return 0


if __name__ == '__main__':
    sys.exit(main())
