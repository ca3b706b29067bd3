/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz: what a fuzz target (tests/fuzz/fuzz_X.c) defines.
 *
 * make check replays the inputs in tests/fuzz/X through it (replay.c); HACKING says how to search
 * for new ones.
 */
#ifndef MUSTER_TESTS_FUZZ_FUZZ_H
#define MUSTER_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Reads size bytes as input of muster; a crash, an assertion or a sanitizer's finding is a fault.
 * Returns 0. The name is libFuzzer's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
