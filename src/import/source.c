/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/error.h"
#include "import/compose/compose.h"
#include "import/kubernetes/kubernetes.h"
#include "import/swarm/swarm.h"

/* ---- which kinds a cluster takes */

/* A source with its kind. */
struct detected {
    const struct source_ref *ref;
    const char *path;
    enum source_kind kind;
    int32_t cluster; /* -1 = the rows name it */
    bool is_refused;
};

struct sources {
    const struct estate_file *file;
    struct arena *arena;
    struct builder *builder;
    struct error_list *errors;
    struct csv_session *csv;
    struct detected *items;
    int32_t count;
};

static void refuse(struct sources *sources, struct detected *item, const char *text)
{
    struct error error;
    error_set(&error, ERROR_INPUT, "%s", text);
    error_at(&error, item->path, 0, 0);
    error_list_add(sources->errors, &error);
    item->is_refused = true;
}

/* In a swarm cluster all that is no CSV is docker's; what else is JSON is refused by its importer.
 */
static void check_swarm(struct sources *sources, struct detected *item)
{
    struct stat status;
    struct error error;
    item->kind = SOURCE_SWARM;
    if (stat(item->path, &status) == 0 && S_ISDIR(status.st_mode))
        return;
    char *head = malloc(SOURCE_HEAD_BYTES + 1);
    if (!head)
        error_out_of_memory();
    item->is_refused = true;
    if (!source_head(item->path, head, &error))
        error_list_add(sources->errors, &error);
    else if (head[0] != '{' && source_head_has(head, "apiVersion"))
        refuse(
            sources, item,
            "found Kubernetes manifests in a cluster of orchestrator swarm; expected what docker "
            "inspect writes, or a compose file");
    else if (head[0] != '{' && head[0] != '[')
        swarm_refuse_text(item->path, head, sources->errors);
    else
        item->is_refused = false;
    free(head);
}

static void check_tree(struct sources *sources, struct detected *item)
{
    enum orchestrator orchestrator =
        item->cluster < 0 ? ORCHESTRATOR_CSV
                          : builder_cluster_orchestrator(sources->builder, item->cluster);
    bool is_swarm = item->kind == SOURCE_SWARM || item->kind == SOURCE_SWARM_TEXT;
    if (item->kind == SOURCE_COMPOSE && item->cluster >= 0) {
        if (orchestrator == ORCHESTRATOR_KUBERNETES)
            item->kind = SOURCE_KUBERNETES; /* which says that it is none of its objects */
        return;
    }
    if (item->kind == SOURCE_ESTATE)
        refuse(sources, item,
               "an estate as `muster show -o json` writes it cannot be one source of another; "
               "expected CSV rows or Kubernetes objects, or that file as the estate itself");
    else if (item->cluster < 0)
        refuse(sources, item,
               item->kind == SOURCE_COMPOSE
                   ? "not CSV: found a compose or stack file, which does not name its cluster; "
                     "expected CSV rows here, and this in the sources of one cluster"
               : is_swarm
                   ? "not CSV: found what docker writes, which does not name its cluster; "
                     "expected CSV rows here, and this in the sources of one cluster"
                   : "not CSV: found what may be Kubernetes objects, which do not name their "
                     "cluster; expected CSV rows here, and objects in the sources of one "
                     "cluster");
    else if (orchestrator == ORCHESTRATOR_SWARM ||
             (orchestrator == ORCHESTRATOR_MKE && item->kind == SOURCE_SWARM_TEXT))
        check_swarm(sources, item);
    else if (orchestrator == ORCHESTRATOR_CSV)
        refuse(sources, item,
               is_swarm ? "not CSV: found what docker writes in a cluster of orchestrator csv; "
                          "expected CSV rows"
                        : "not CSV: found what may be Kubernetes objects in a cluster of "
                          "orchestrator csv; expected CSV rows");
    else if (is_swarm && orchestrator == ORCHESTRATOR_KUBERNETES)
        refuse(sources, item,
               "found what docker writes of a swarm in a cluster of orchestrator kubernetes; "
               "expected Kubernetes objects, or orchestrator swarm or mke");
}

/* Standard input can be read only once, so its kind is that of the cluster. */
static void take_input(struct sources *sources, struct detected *item)
{
    enum orchestrator orchestrator =
        item->cluster < 0 ? ORCHESTRATOR_CSV
                          : builder_cluster_orchestrator(sources->builder, item->cluster);
    item->kind = orchestrator == ORCHESTRATOR_SWARM ? SOURCE_SWARM : SOURCE_KUBERNETES;
    if (orchestrator != ORCHESTRATOR_SWARM && orchestrator != ORCHESTRATOR_KUBERNETES)
        refuse(sources, item,
               "standard input as a source: expected it in the sources of a cluster of "
               "orchestrator kubernetes or swarm");
    for (struct detected *other = sources->items; other < item && !item->is_refused; other++)
        if (strcmp(other->path, "-") == 0)
            refuse(sources, item, "standard input as a source: found it twice; expected it once");
}

static void add_source(struct sources *sources, const struct source_ref *ref, int32_t cluster)
{
    struct detected *item = &sources->items[sources->count++];
    struct error error;
    item->ref = ref;
    item->path = ref->path;
    item->cluster = cluster;
    if (strcmp(ref->path, "-") == 0) {
        take_input(sources, item);
    } else if (!source_detect(ref->path, &item->kind, &error)) {
        error_list_add(sources->errors, &error);
        item->is_refused = true;
    } else if (item->kind == SOURCE_STACKS) {
        refuse(sources, item,
               "found the columns of stacks.csv among the sources; expected such a file under the "
               "key stacks of muster.yaml");
    } else if (item->kind > SOURCE_STACKS) {
        check_tree(sources, item);
    }
    if (ref->is_compose && !item->is_refused && item->kind != SOURCE_COMPOSE)
        refuse(sources, item,
               "found stack, env_file or variables for a file that is no compose file; expected "
               "its path alone");
}

static void detect_all(struct sources *sources)
{
    const struct estate_file *file = sources->file;
    size_t room = (size_t)file->sources.count;
    for (int32_t c = 0; c < file->cluster_count; c++)
        room += (size_t)file->clusters[c].sources.count;
    sources->items = ARENA_NEW(sources->arena, room, struct detected);
    for (int32_t c = 0; c < file->cluster_count; c++)
        for (int32_t i = 0; i < file->clusters[c].sources.count; i++)
            add_source(sources, &file->clusters[c].sources.items[i], file->clusters[c].cluster);
    for (int32_t i = 0; i < file->sources.count; i++)
        add_source(sources, &file->sources.items[i], -1);
}

/* ---- reading, in an order that names are known when they are referred to */

/* The paths of one kind in the cluster that items[first] belongs to. */
static const char **paths_of(struct sources *sources, int32_t first, enum source_kind kind,
                             int32_t *ret_count)
{
    int32_t cluster = sources->items[first].cluster;
    const char **paths = ARENA_NEW(sources->arena, sources->count - first, const char *);
    *ret_count = 0;
    for (int32_t i = first; i < sources->count && sources->items[i].cluster == cluster; i++)
        if (sources->items[i].kind == kind && !sources->items[i].is_refused)
            paths[(*ret_count)++] = sources->items[i].path;
    return paths;
}

/* What muster.yaml says of how a cluster is read. */
static struct import_settings settings_of(const struct sources *sources, int32_t cluster)
{
    struct import_settings settings = sources->file->settings;
    for (int32_t i = 0; i < sources->file->cluster_count; i++)
        if (sources->file->clusters[i].cluster == cluster) {
            settings.managers_work = sources->file->clusters[i].managers_work;
            settings.registry_works = sources->file->clusters[i].registry_works;
        }
    return settings;
}

/* All objects of the cluster that items[first] belongs to: Kubernetes first, for Swarm's nodes are
 * merged with those (mke). */
static void read_objects(struct sources *sources, int32_t first)
{
    int32_t cluster = sources->items[first].cluster, count;
    const char **paths = paths_of(sources, first, SOURCE_KUBERNETES, &count);
    struct import_settings settings = settings_of(sources, cluster);
    int32_t before = builder_node_count(sources->builder);
    if (count > 0)
        kubernetes_import(sources->builder, cluster, &settings, paths, count, sources->errors);
    for (int32_t node = before; node < builder_node_count(sources->builder); node++)
        builder_node_net(sources->builder, node);
    paths = paths_of(sources, first, SOURCE_SWARM, &count);
    if (count > 0)
        swarm_import(sources->builder, cluster, &settings, paths, count, sources->errors);
}

/* Stacks to come, after what runs. */
static void read_compose(struct sources *sources, int32_t first)
{
    int32_t cluster = sources->items[first].cluster, count = 0;
    const struct source_ref **files =
        ARENA_NEW(sources->arena, sources->count - first, const struct source_ref *);
    struct import_settings settings = settings_of(sources, cluster);
    for (int32_t i = first; i < sources->count && sources->items[i].cluster == cluster; i++)
        if (sources->items[i].kind == SOURCE_COMPOSE && !sources->items[i].is_refused)
            files[count++] = sources->items[i].ref;
    if (count > 0)
        compose_import(sources->builder, cluster, &settings, files, count, sources->errors);
}

static void read_rows(struct sources *sources, int32_t first, int32_t end, enum source_kind kind)
{
    for (int32_t i = first; i < end; i++) {
        const struct detected *item = &sources->items[i];
        if (item->kind == kind && !item->is_refused)
            csv_import(sources->csv, (enum csv_kind)kind, item->path, item->cluster);
    }
}

static void read_all(struct sources *sources)
{
    for (int32_t first = 0, end; first < sources->count; first = end) {
        end = first;
        while (end < sources->count && sources->items[end].cluster == sources->items[first].cluster)
            end++;
        if (sources->items[first].cluster >= 0)
            read_objects(sources, first);
        read_rows(sources, first, end, SOURCE_NODES);
        read_rows(sources, first, end, SOURCE_WORKLOADS);
        if (sources->items[first].cluster >= 0)
            read_compose(sources, first);
    }
    /* Placements of what could not be read would only be more errors. */
    if (sources->errors->total == 0)
        read_rows(sources, 0, sources->count, SOURCE_PLACEMENTS);
    for (int32_t i = 0; i < sources->file->stacks.count; i++)
        csv_import(sources->csv, CSV_STACKS, sources->file->stacks.items[i].path, -1);
}

bool source_import(const struct estate_file *file, struct arena *arena, struct builder *builder,
                   struct error_list *errors)
{
    size_t before = errors->total;
    struct sources sources = {.file = file,
                              .arena = arena,
                              .builder = builder,
                              .errors = errors,
                              .csv = csv_session_new(builder, errors)};
    detect_all(&sources);
    read_all(&sources);
    csv_session_free(sources.csv);
    return errors->total == before;
}
