/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compose files of a cluster as stacks to come: their services become those of a swarm that has no
 * tasks yet, and go the same way to the builder. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/intern.h"
#include "import/compose/compose.h"
#include "import/estate_file.h"
#include "import/settings.h"
#include "import/swarm/swarm_objects.h"

/* ---- names */

static bool is_usual(const char *name)
{
    static const char *const usual[] = {"compose", "docker-compose", "docker-stack"};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (strcmp(usual[i], name) == 0)
            return true;
    return false;
}

const char *compose_stack_name(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *name = arena_strndup(arena, base, strcspn(base, "."));
    if (!slash || !is_usual(name))
        return name;
    const char *start = slash;
    while (start > path && start[-1] != '/')
        start--;
    const char *folder = arena_strndup(arena, start, (size_t)(slash - start));
    return folder[0] && strcmp(folder, ".") != 0 && strcmp(folder, "..") != 0 ? folder : name;
}

/* ---- services of a swarm */

static const struct label *with_stack(struct arena *arena, const struct label *labels,
                                      int32_t *count, const char *stack)
{
    static const char key[] = "com.docker.stack.namespace";
    struct label *all = ARENA_NEW(arena, *count + 1, struct label);
    int32_t kept = 0;
    for (int32_t i = 0; i < *count; i++)
        if (strcmp(labels[i].key, key) != 0)
            all[kept++] = labels[i];
    all[kept++] = (struct label){key, stack};
    *count = kept;
    return all;
}

static struct swarm_amounts amounts_of(const struct compose_amounts *amounts)
{
    return (struct swarm_amounts){.nano_cpus = amounts->nano_cpus.value,
                                  .memory_bytes = amounts->memory_bytes.value,
                                  .generics = amounts->generics};
}

static struct swarm_service service_of(struct swarm *swarm, const struct compose_service *from,
                                       const char *stack)
{
    const struct compose_deploy *deploy = &from->deploy;
    int64_t replicas = deploy->replicas.is_given ? deploy->replicas.value : 1;
    struct swarm_service service = {
        .name = arena_format(swarm->arena, "%s_%s", stack, from->name),
        .label_count = deploy->label_count,
        .mode = (enum swarm_mode)deploy->mode,
        .replicas = replicas,
        .concurrent = replicas,
        .completions = replicas,
        .origin = {builder_file(swarm->builder, from->file), from->line, from->column, NULL},
    };
    struct swarm_port *ports = ARENA_NEW(swarm->arena, from->host_port_count, struct swarm_port);
    for (int32_t i = 0; i < from->host_port_count; i++)
        ports[i] = (struct swarm_port){from->host_ports[i].protocol, from->host_ports[i].number};
    service.id = service.name;
    service.labels = with_stack(swarm->arena, deploy->labels, &service.label_count, stack);
    service.spec = (struct swarm_spec){.reservations = amounts_of(&deploy->reservations),
                                       .limits = amounts_of(&deploy->limits),
                                       .placement = deploy->placement,
                                       .labels = from->labels,
                                       .label_count = from->label_count,
                                       .host_ports = ports,
                                       .host_port_count = from->host_port_count,
                                       .has_cluster_volume = from->has_cluster_volume};
    return service;
}

/* ---- findings */

static void tell_service(struct swarm *swarm, int32_t stack, const struct compose_service *service)
{
    bool wants_devices = service->deploy.reservations.devices.count + service->gpus.count > 0;
    if (service->deploy.spread_count > 0)
        builder_finding(swarm->builder, SEVERITY_INFO, "not-modelled", swarm->cluster, stack, -1,
                        "service %.150s: rules that are not modelled: placement preferences",
                        service->name);
    if (wants_devices)
        builder_finding(swarm->builder, SEVERITY_WARNING, "not-modelled", swarm->cluster, stack, -1,
                        "service %.150s: rules that are not modelled: devices (gpus), which "
                        "Swarm does not reserve; generic_resources does",
                        service->name);
    if (service->has_profiles)
        builder_finding(swarm->builder, SEVERITY_INFO, "profile", swarm->cluster, stack, -1,
                        "service %.150s runs only when one of its profiles is asked for; it is "
                        "left out",
                        service->name);
}

static void tell(struct swarm *swarm, const char *name, const struct compose_project *project)
{
    int32_t stack = builder_find_stack(swarm->builder, swarm->cluster, "", name);
    if (stack >= 0)
        builder_finding(swarm->builder, SEVERITY_INFO, "stack-to-come", swarm->cluster, stack, -1,
                        "known from its compose file: no task of it runs");
    for (int32_t i = 0; i < project->service_count; i++)
        tell_service(swarm, stack, &project->services[i]);
}

/* ---- stacks */

/* Files that make one stack. */
struct planned {
    const char *name;
    const struct source_ref **files;
    const char **paths; /* of these */
    int32_t count;
    bool is_named; /* by the estate: the files have no say */
};

static bool refuse_known(struct swarm *swarm, const struct planned *stack)
{
    struct origin origin = {stack->paths[0], 0, 0, NULL};
    if (builder_find_stack(swarm->builder, swarm->cluster, "", stack->name) < 0)
        return false;
    builder_error(swarm->builder, &origin,
                  "found the stack %.150s, which another source of the cluster describes; "
                  "expected a stack to come (the key name of the file can give it another name)",
                  stack->name);
    return true;
}

static void emit(struct swarm *swarm, const struct planned *stack,
                 const struct compose_project *project)
{
    if (refuse_known(swarm, stack))
        return;
    swarm->services.count = 0;
    for (int32_t i = 0; i < project->service_count; i++)
        if (!project->services[i].has_profiles)
            SWARM_ADD(swarm->services, service_of(swarm, &project->services[i], stack->name));
    swarm->first_task = ARENA_NEW(swarm->arena, swarm->services.count + 1, int32_t);
    swarm->by_service = swarm->first_task; /* no tasks: nothing is read from it */
    swarm_emit_services(swarm);
    swarm_tell_ports(swarm);
    tell(swarm, stack->name, project);
}

/* The file .env beside a path, if there is one. */
static bool read_beside(struct swarm *swarm, const char *path, struct compose_variables *variables,
                        struct error *reterr)
{
    const char *slash = strrchr(path, '/');
    variables->file =
        arena_format(swarm->arena, "%.*s.env", slash ? (int)(slash + 1 - path) : 0, path);
    return access(variables->file, F_OK) != 0 ||
           compose_variables_read(swarm->arena, variables->file, variables, reterr);
}

static bool read_variables(struct swarm *swarm, const struct planned *stack,
                           struct compose_variables *variables)
{
    struct error error;
    int32_t env_files = 0;
    bool is_good = true;
    for (int32_t i = 0; i < stack->count; i++)
        for (int32_t j = 0; j < stack->files[i]->env_file_count && is_good; j++) {
            variables->file = stack->files[i]->env_files[j];
            is_good = compose_variables_read(swarm->arena, variables->file, variables, &error);
            env_files++;
        }
    if (env_files == 0)
        is_good = read_beside(swarm, stack->paths[0], variables, &error);
    if (!is_good)
        error_list_add(swarm->errors, &error);
    for (int32_t i = 0; i < stack->count; i++)
        for (int32_t j = 0; j < stack->files[i]->variable_count; j++) {
            const struct label *given = &stack->files[i]->variables[j];
            compose_variables_set(variables, given->key, strlen(given->key), given->value);
        }
    return is_good;
}

static void import_stack(struct swarm *swarm, struct planned *stack)
{
    struct compose_variables variables;
    struct compose_project project;
    compose_variables_init(&variables);
    if (read_variables(swarm, stack, &variables) &&
        compose_read(swarm->arena, stack->paths, stack->count, &variables, swarm->errors,
                     &project)) {
        if (project.name[0] && !stack->is_named)
            stack->name = project.name;
        emit(swarm, stack, &project);
    }
    compose_variables_release(&variables);
}

/* Files to which the estate gives one name belong together; without a name, those of one stack name
 * in one folder. */
static bool belongs(const struct planned *stack, const struct source_ref *file, const char *name)
{
    const char *slash = strrchr(file->path, '/');
    size_t folder = slash ? (size_t)(slash + 1 - file->path) : 0;
    if (stack->is_named != (file->stack != NULL) || strcmp(stack->name, name) != 0)
        return false;
    return stack->is_named || (strncmp(stack->paths[0], file->path, folder) == 0 &&
                               !strchr(stack->paths[0] + folder, '/'));
}

static int32_t group(struct arena *arena, const struct source_ref *const *files, int32_t count,
                     struct planned *stacks)
{
    int32_t stack_count = 0;
    for (int32_t i = 0; i < count; i++) {
        const char *name =
            files[i]->stack ? files[i]->stack : compose_stack_name(arena, files[i]->path);
        int32_t s = 0;
        while (s < stack_count && !belongs(&stacks[s], files[i], name))
            s++;
        if (s == stack_count)
            stacks[stack_count++] = (struct planned){
                name, ARENA_NEW(arena, count - i, const struct source_ref *),
                ARENA_NEW(arena, count - i, const char *), 0, files[i]->stack != NULL};
        stacks[s].files[stacks[s].count] = files[i];
        stacks[s].paths[stacks[s].count++] = files[i]->path;
    }
    return stack_count;
}

bool compose_import(struct builder *builder, int32_t cluster,
                    const struct import_settings *settings, const struct source_ref *const *files,
                    int32_t count, struct error_list *errors)
{
    struct swarm swarm = {.arena = arena_new(),
                          .builder = builder,
                          .cluster = cluster,
                          .settings = settings,
                          .errors = errors,
                          .other_kinds = intern_new(),
                          .has_task_source = true};
    size_t errors_before = errors->total;
    struct planned *stacks = ARENA_NEW(swarm.arena, count, struct planned);
    int32_t stack_count = group(swarm.arena, files, count, stacks);
    for (int32_t s = 0; s < stack_count; s++)
        import_stack(&swarm, &stacks[s]);
    free(swarm.services.items);
    free(swarm.other_counts.items);
    intern_free(swarm.other_kinds);
    arena_free(swarm.arena);
    return errors->total == errors_before;
}
