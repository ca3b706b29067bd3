/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * docker_units: sizes and cpu shares as docker and compose files write them. The rules are those of
 * docker/go-units (size.go), compose-go (UnitBytes) and docker/cli (ParseCPUs), computed in exact
 * decimals instead of doubles.
 */
#ifndef MUSTER_BASE_DOCKER_UNITS_H
#define MUSTER_BASE_DOCKER_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

enum docker_base {
    DOCKER_RAM = 1024,   /* "32k" is 32768 bytes */
    DOCKER_HUMAN = 1000, /* "32k" is 32000 bytes */
};

/* A size: decimal number, at most one space, then nothing, b, or one of k m g t p in either case,
 * alone or followed by b or ib. Fractions of a byte are cut off. Refused with *reterr (no
 * position): bad syntax, negative, beyond int64. Callers that keep it apply CAP_QUANTITY. */
bool docker_size_parse(const char *text, size_t n, enum docker_base base, int64_t *ret_bytes,
                       struct error *reterr);

/* A byte field of a compose file: a whole number of either sign (-1 means unlimited in some
 * fields), or a size by 1024. */
bool compose_bytes_parse(const char *text, size_t n, int64_t *ret_bytes, struct error *reterr);

/* A cpu share such as 0.5, 2, 1e-1 or 1/4 in 10^-9 cpus. Refused: what is finer than that,
 * negative values, beyond int64. */
bool docker_cpus_parse(const char *text, size_t n, int64_t *ret_nano, struct error *reterr);

#endif
