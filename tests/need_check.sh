#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Stands for the unit tests where configure did not find the library they are written with.
echo 1..1
echo 'not ok 1 - unit tests were not built: install Check (Debian, Ubuntu: apt-get install check),' \
    'then run configure again'
