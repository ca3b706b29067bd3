/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * swarm_generic: generic resources of Docker Swarm (GPUs and the like), by SwarmKit's rules
 * (api/genericresource). A node has an amount of a kind, or named pieces of it; a task asks for an
 * amount of either and is given that amount, or names.
 */
#ifndef MUSTER_IMPORT_SWARM_SWARM_GENERIC_H
#define MUSTER_IMPORT_SWARM_SWARM_GENERIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;
struct reading;
struct value;

struct swarm_generic {
    const char *kind;
    const char *name; /* of a named piece; NULL = an amount */
    int64_t amount;   /* 1 for a named piece */
};

/* A list in an arena. */
struct swarm_generics {
    struct swarm_generic *items;
    int32_t count, room;
};

void swarm_generics_add(struct arena *arena, struct swarm_generics *list,
                        struct swarm_generic item);

/* Append the items of a GenericResources list (NULL: nothing). False with errors of reading. */
bool swarm_generics_read(const struct reading *reading, const struct value *value,
                         struct swarm_generics *ret);

/* How much there is of a kind: amounts and named pieces together. Past CAP_QUANTITY only that it is
 * more than that. */
int64_t swarm_generic_amount(const struct swarm_generics *list, const char *kind);

/* The estate's resource for a kind: its name, or "swarm/NAME" where that would be cpu, memory, pods
 * or ephemeral-storage. */
const char *swarm_generic_resource(struct arena *arena, const char *kind);

/* May a task that asks for `wanted` (an amount) go where this is available? */
bool swarm_generic_enough(const struct swarm_generics *available, struct swarm_generic wanted);

/* Is the very thing that a task was given, an amount or a name, still there? */
bool swarm_generic_has(const struct swarm_generics *available, struct swarm_generic given);

/* Take what is wanted from available and append what was taken to assigned. An amount that is not
 * there is not taken and is no failure, as SwarmKit has it; no piece of a kind is, and then nothing
 * changes and the answer is false. */
bool swarm_generics_claim(struct arena *arena, struct swarm_generics *available,
                          const struct swarm_generics *wanted, struct swarm_generics *assigned);

/* Take these very things from available. */
void swarm_generics_consume(struct swarm_generics *available, const struct swarm_generics *taken);

/* Give back what a task was assigned. An amount of a kind that is named by now is dropped. */
void swarm_generics_reclaim(struct arena *arena, struct swarm_generics *available,
                            const struct swarm_generics *assigned);

/* "apple=3,orange=red,orange=blue", as an engine is configured. False with *reterr. */
bool swarm_generics_parse(struct arena *arena, const char *text, struct swarm_generics *ret,
                          struct error *reterr);

/* What `docker service create --generic-resource` takes: one term a value, amounts only. */
bool swarm_generics_parse_wanted(struct arena *arena, const char *const *terms, size_t count,
                                 struct swarm_generics *ret, struct error *reterr);

#endif
