/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/swarm/swarm.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "import/swarm/swarm_objects.h"

static struct swarm swarm_new(struct builder *builder, int32_t cluster,
                              const struct import_settings *settings, struct error_list *errors)
{
    return (struct swarm){
        .arena = arena_new(),
        .builder = builder,
        .cluster = cluster,
        .settings = settings,
        .errors = errors,
        .is_mixed = builder_cluster_orchestrator(builder, cluster) == ORCHESTRATOR_MKE,
        .node_ids = intern_new(),
        .info_ids = intern_new(),
        .service_ids = intern_new(),
        .task_ids = intern_new(),
        .other_kinds = intern_new(),
        .missing_nodes = intern_new(),
    };
}

static void swarm_release(struct swarm *swarm)
{
    intern_free(swarm->node_ids);
    intern_free(swarm->info_ids);
    intern_free(swarm->service_ids);
    intern_free(swarm->task_ids);
    intern_free(swarm->other_kinds);
    intern_free(swarm->missing_nodes);
    free(swarm->nodes.items);
    free(swarm->infos.items);
    free(swarm->services.items);
    free(swarm->tasks.items);
    free(swarm->listed_tasks.items);
    free(swarm->node_rows.items);
    free(swarm->service_rows.items);
    free(swarm->other_counts.items);
    free(swarm->missing_tasks.items);
    arena_free(swarm->arena);
}

bool swarm_import(struct builder *builder, int32_t cluster, const struct import_settings *settings,
                  const char *const *paths, int32_t count, struct error_list *errors)
{
    struct swarm swarm = swarm_new(builder, cluster, settings, errors);
    size_t errors_before = errors->total;
    for (int32_t i = 0; i < count; i++)
        swarm_read_path(&swarm, paths[i]);
    if (errors->total == errors_before)
        swarm_resolve(&swarm);
    if (errors->total == errors_before) {
        swarm_emit_nodes(&swarm);
        swarm_emit_services(&swarm);
        swarm_tell(&swarm);
    }
    swarm_release(&swarm);
    return errors->total == errors_before;
}
