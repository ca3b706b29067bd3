/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `extends`: a service laid over another one, of the same file or of another. */
#include <string.h>

#include "base/arena.h"
#include "import/compose/compose_tree.h"

/* A service that is being completed, and those that wait for it. */
struct chain {
    const struct compose_node *service;
    const struct chain *next;
    int length;
};

static struct compose_node *complete(struct compose_reader *reader, struct compose_node *service,
                                     const char *path, const struct chain *waiting);

/* A path relative to the folder of another file. */
static const char *beside(struct arena *arena, const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    if (!slash || name[0] == '/')
        return name;
    return arena_format(arena, "%.*s/%s", (int)(slash - path), path, name);
}

/* The service that `extends` names, complete. */
static struct compose_node *base_of(struct compose_reader *reader, struct compose_node *extends,
                                    const char *path, const struct chain *waiting)
{
    const struct compose_node *name = extends, *file = NULL;
    if (extends->kind == VALUE_MAP) {
        name = compose_tree_get(extends, "service");
        file = compose_tree_get(extends, "file");
    }
    if (!name || name->kind != VALUE_STRING || (file && file->kind != VALUE_STRING)) {
        compose_error(reader, extends,
                      "found no name of a service; expected one, or a map with "
                      "service and file");
        return NULL;
    }
    struct compose_node *root = extends->parent->parent->parent;
    if (file) {
        path = beside(reader->arena, path, file->text);
        root = compose_open(reader, path);
    }
    if (!root)
        return NULL;
    struct compose_node *base = compose_tree_get(compose_tree_get(root, "services"), name->text);
    if (!base) {
        compose_error(reader, name,
                      "found no service \"%.100s\" in %.200s; expected one of its "
                      "services",
                      name->text, path);
        return NULL;
    }
    if (base->kind != VALUE_MAP) {
        compose_error(reader, base, "found %s; expected a map", value_kind_name(base->kind));
        return NULL;
    }
    return complete(reader, base, path, waiting);
}

/* The service with all that it extends; NULL with errors. */
static struct compose_node *complete(struct compose_reader *reader, struct compose_node *service,
                                     const char *path, const struct chain *waiting)
{
    struct compose_node *extends = compose_tree_get(service, "extends");
    struct chain chain = {service, waiting, waiting ? waiting->length + 1 : 1};
    if (!extends)
        return service;
    for (const struct chain *at = waiting; at; at = at->next)
        if (at->service == service) {
            compose_error(reader, extends,
                          "found a circle: the service extends itself; expected "
                          "an end");
            return NULL;
        }
    if (chain.length > COMPOSE_EXTENDS) {
        compose_error(reader, extends, "found more than %d services that extend one another",
                      COMPOSE_EXTENDS);
        return NULL;
    }
    struct compose_node *base = base_of(reader, extends, path, &chain);
    struct compose_node *merged = base ? compose_tree_clone(reader, base) : NULL;
    if (!merged)
        return NULL;
    /* compose_merge_service works below a parent: the place of the service in its file. */
    struct compose_node *own = compose_tree_clone(reader, service);
    if (!own)
        return NULL;
    compose_tree_replace(service, merged);
    if (!compose_merge_service(reader, merged, own))
        return NULL;
    extends = compose_tree_get(merged, "extends");
    if (extends)
        compose_tree_remove(extends);
    return merged;
}

bool compose_extend_all(struct compose_reader *reader, struct compose_node *root, const char *path)
{
    struct compose_node *services = compose_tree_get(root, "services");
    bool is_good = true;
    for (struct compose_node *service = services ? services->first : NULL; service;) {
        struct compose_node *completed =
            service->kind == VALUE_MAP ? complete(reader, service, path, NULL) : service;
        is_good = completed && is_good;
        service = completed ? completed->next : service->next;
    }
    return is_good;
}
