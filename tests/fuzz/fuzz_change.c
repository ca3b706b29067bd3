/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a change file of a small estate, applied twice, and sealed. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "estate/builder.h"
#include "import/change/change_file.h"
#include "import/settings.h"
#include "scenario/change.h"

static const struct origin here = {"estate", 1, 1, NULL};

static void add_stack(struct builder *builder, int32_t cluster, int32_t node, const char *name)
{
    int32_t stack = builder_stack(builder, cluster, "", name, ORCHESTRATOR_CSV, &here);
    int32_t workload = builder_workload(builder, stack, "service", "web", &here);
    builder_workload_replicas(builder, workload, 3);
    builder_workload_unknown_nodes(builder, workload);
    builder_workload_reservation(builder, workload, RESOURCE_CPU, 1000);
    builder_workload_reservation(builder, workload, RESOURCE_MEMORY, 1000);
    builder_placement(builder, workload, node, 2, &here);
}

static void add_cluster(struct builder *builder, const char *name)
{
    int32_t cluster = builder_cluster(builder, name, ORCHESTRATOR_CSV, &here);
    int32_t nodes[2];
    static const char *const names[] = {"n1", "n2"};
    for (int i = 0; i < 2; i++) {
        nodes[i] = builder_node(builder, cluster, names[i], &here);
        builder_node_allocatable(builder, nodes[i], RESOURCE_CPU, 8000);
        builder_node_allocatable(builder, nodes[i], RESOURCE_MEMORY, 8000);
    }
    add_stack(builder, cluster, nodes[0], "shop");
    add_stack(builder, cluster, nodes[1], name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const keys[] = {"namespace"};
    const struct import_settings settings = {.stack_keys = keys,
                                             .stack_key_count = 1,
                                             .environment_keys = keys,
                                             .environment_key_count = 1};
    char path[] = "/tmp/fuzz_change.XXXXXX";
    int fd = mkstemp(path);
    struct error_list *errors = calloc(1, sizeof *errors);
    assert(fd >= 0 && errors);
    ssize_t written = write(fd, data, size);
    assert(written == (ssize_t)size);
    close(fd);
    struct arena *arena = arena_new();
    struct builder *builder = builder_new(errors);
    add_cluster(builder, "east");
    add_cluster(builder, "west");
    const char *const files[] = {path, path};
    struct changes changes = {.files = files, .file_count = 2, .arena = arena};
    bool is_good = change_files_apply(&changes, &settings, builder, errors);
    assert(is_good == (errors->total == 0));
    struct estate *estate = builder_seal(builder);
    assert(!estate == (errors->total > 0));
    estate_free(estate);
    builder_free(builder);
    arena_free(arena);
    free(errors);
    unlink(path);
    return 0;
}
