/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * swarm_constraint: placement constraints of Docker Swarm ("node.role == manager"), by SwarmKit's
 * rules (manager/constraint), and the rule of estate/rule.h that they and the platforms of an image
 * come to.
 */
#ifndef MUSTER_IMPORT_SWARM_SWARM_CONSTRAINT_H
#define MUSTER_IMPORT_SWARM_SWARM_CONSTRAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/rule.h"

struct arena;
struct error;
struct reading;
struct value;

struct swarm_constraint {
    const char *key, *value;
    bool is_equal; /* ==, else != */
};

struct swarm_platform {
    const char *os, *arch; /* "" = any; x86_64 is amd64 and aarch64 is arm64 here */
};

/* Where the tasks of a service may run. */
struct swarm_placement {
    const char *const *constraints; /* as written */
    int32_t constraint_count;
    const struct swarm_platform *platforms; /* one of them; none = any */
    int32_t platform_count;
    int64_t max_replicas;       /* a node; 0 = any number */
    const char *const *plugins; /* label keys engine.plugins.TYPE.NAME */
    int32_t plugin_count;
};

/* One constraint. False with *reterr when it is none. */
bool swarm_constraint_parse(struct arena *arena, const char *text, struct swarm_constraint *ret,
                            struct error *reterr);

/* All constraints of a service in an array of placement->constraint_count; false with *reterr when
 * one of them is none: then Swarm heeds none of them. */
bool swarm_constraints_parse(struct arena *arena, const struct swarm_placement *placement,
                             struct swarm_constraint **ret, struct error *reterr);

/* Does it hold for a value of its key? (The keys of what Swarm knows of a node are labels, see
 * estate/rule.h; absent counts as "".) */
bool swarm_constraint_holds(const struct swarm_constraint *constraint, const char *value);

/* Does it hold on a node with these labels? A key that Swarm does not know never does. */
bool swarm_constraint_holds_on(const struct swarm_constraint *constraint,
                               const struct label *labels, int32_t label_count);

/* Read a Placement object (NULL: none); *ret is filled in any case. False with errors. */
bool swarm_placement_read(const struct reading *reading, const struct value *value,
                          struct swarm_placement *ret);

/* The rule of a placement. Constraints that are not well formed are left out, all of them: *reterr
 * then says which (ERROR_NONE otherwise). */
void swarm_rule_make(struct arena *arena, const struct swarm_placement *placement, struct rule *ret,
                     struct error *reterr);

#endif
