/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * estate_file: muster.yaml. Its settings, tier rules, scenarios and clusters go to the builder at
 * once; which sources are to be read comes back.
 *
 * Keys: muster (must be 1), name, critical_tier, tiers, headroom, unreserved, max_age, lend,
 * stack_key, environment_key, failover_key, platform, scenarios, clusters, sources, stacks. A key
 * that is empty (null) counts as not given; an unknown one is an error. Where the file says
 * nothing: name "estate", critical_tier 0, no headroom, unreserved limit, the keys of settings.h,
 * and the namespaces kube-system, kube-public and kube-node-lease as platform.
 */
#ifndef MUSTER_IMPORT_ESTATE_FILE_H
#define MUSTER_IMPORT_ESTATE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "estate/builder.h"
#include "import/settings.h"

struct arena;

/* A path that muster.yaml names, and where it does. A compose file may come with what docker's
 * command line would say of it. */
struct source_ref {
    const char *path; /* joined to the folder of muster.yaml */
    struct origin origin;
    const char *stack;            /* the name of its stack; NULL = not given */
    const char *const *env_files; /* joined likewise; instead of the file .env */
    int32_t env_file_count;
    const struct label *variables; /* names and values; they go over the files */
    int32_t variable_count;
    bool is_compose; /* one of the above is given */
};

struct source_refs {
    const struct source_ref *items;
    int32_t count;
};

struct cluster_sources {
    int32_t cluster; /* of the builder */
    struct source_refs sources;
    bool managers_work, registry_works; /* workloads_on */
};

struct estate_file {
    struct import_settings settings;
    const struct cluster_sources *clusters; /* those with sources of their own, in order */
    int32_t cluster_count;
    struct source_refs sources; /* rows of these name their cluster */
    struct source_refs stacks;  /* at most one */
};

/* Read the file at path; sources are relative to folder ("" = the working directory). What comes
 * back lives in arena. False with the reasons in errors when anything is wrong. */
bool estate_file_read(const char *path, const char *folder, struct arena *arena,
                      struct builder *builder, struct error_list *errors, struct estate_file *ret);

#endif
