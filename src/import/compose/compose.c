/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/compose/compose.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/intern.h"
#include "import/compose/compose_model.h"

static struct compose_reader reader_new(struct arena *arena,
                                        const struct compose_variables *variables,
                                        struct error_list *errors)
{
    return (struct compose_reader){
        .arena = arena, .errors = errors, .variables = variables, .undefined = intern_new()};
}

static void reader_release(struct compose_reader *reader)
{
    for (size_t i = 0; i < reader->file_count; i++)
        document_free(reader->files[i].document);
    free(reader->files);
    intern_free(reader->undefined);
}

/* ---- files */

/* What is no compose file is named, when it is something that is known. */
static bool check_root(struct compose_reader *reader, const struct document *document)
{
    const struct value *root = document_root(document, 0);
    struct error error;
    const char *kind = value_text(value_get(root, "kind"), "");
    if (root->kind == VALUE_MAP && value_get(root, "apiVersion") && kind[0])
        error_set(&error, ERROR_INPUT,
                  "no compose file: found a Kubernetes manifest of kind %.60s; expected services "
                  "(manifests belong in a cluster of orchestrator kubernetes)",
                  kind);
    else if (root->kind != VALUE_MAP)
        error_set(&error, ERROR_INPUT, "no compose file: found %s; expected a map with services",
                  value_kind_name(root->kind));
    else if (document_root_count(document) > 1)
        error_set(&error, ERROR_INPUT,
                  "found %zu YAML documents; expected one (muster.yaml can name several files)",
                  document_root_count(document));
    else
        return true;
    document_locate(document, root, &error);
    error_list_add(reader->errors, &error);
    return false;
}

/* Keep the document, and the tree of it. */
static struct compose_node *take_document(struct compose_reader *reader, const char *path,
                                          struct document *document)
{
    struct compose_file file = {.path = path, .document = document};
    if (document_root_count(document) == 0) {
        struct error error;
        error_set(&error, ERROR_INPUT, "empty: expected a compose file with services");
        error_at(&error, path, 0, 0);
        error_list_add(reader->errors, &error);
    } else if (check_root(reader, document)) {
        file.root = compose_tree_make(reader, document, document_root(document, 0));
    }
    VEC_PUSH(reader->files, reader->file_count, reader->file_room, file);
    return file.root;
}

struct compose_node *compose_open(struct compose_reader *reader, const char *path)
{
    struct error error;
    for (size_t i = 0; i < reader->file_count; i++)
        if (strcmp(reader->files[i].path, path) == 0)
            return reader->files[i].root;
    struct document *document = document_read(path, &error);
    if (document)
        return take_document(reader, path, document);
    error_list_add(reader->errors, &error);
    return NULL;
}

/* ---- all services */

static bool check_top(struct compose_reader *reader, const struct compose_node *root)
{
    static const char *const keys[] = {"version",  "name",    "include", "services", "models",
                                       "networks", "volumes", "secrets", "configs",  NULL};
    const struct compose_node *include = compose_tree_get(root, "include");
    const struct compose_node *services = compose_tree_get(root, "services");
    bool is_good = compose_check_keys(reader, root, keys);
    if (include)
        is_good = compose_error(reader, include,
                                "not built: files that are included are not read; expected them "
                                "beside this one in the list of files");
    if (services && services->kind != VALUE_MAP)
        is_good = compose_error(reader, services, "found %s; expected a map of services",
                                value_kind_name(services->kind));
    return is_good;
}

static bool take_services(struct compose_reader *reader, const struct compose_node *root,
                          struct compose_project *ret)
{
    const struct compose_node *services = compose_tree_get(root, "services");
    bool is_good = check_top(reader, root) && compose_take_text(reader, root, "name", &ret->name);
    if (!services && is_good)
        return compose_error(reader, root, "no compose file: found no services");
    if (!is_good)
        return false;
    struct compose_service *items =
        ARENA_NEW(reader->arena, services->count, struct compose_service);
    for (const struct compose_node *node = services->first; node; node = node->next) {
        if (node->tag == VALUE_RESET)
            continue;
        is_good = compose_take_service(reader, root, node, &items[ret->service_count++]) && is_good;
    }
    ret->services = items;
    return is_good;
}

/* Names outlive the documents. */
static void keep_names(struct arena *arena, const struct compose_project *project)
{
    for (int32_t i = 0; i < project->service_count; i++) {
        struct compose_service *service = (struct compose_service *)&project->services[i];
        service->name = arena_strdup(arena, service->name);
        service->file = arena_strdup(arena, service->file);
    }
}

/* Lay one more file, which compose_open or a test has read, over what there is so far. */
static bool lay(struct compose_reader *reader, struct compose_node *file, const char *path,
                struct compose_node **base)
{
    if (!file || !check_top(reader, file) || !compose_extend_all(reader, file, path))
        return false;
    if (*base)
        return compose_merge(reader, *base, file);
    *base = compose_tree_clone(reader, file);
    return *base != NULL;
}

bool compose_read(struct arena *arena, const char *const *paths, int32_t count,
                  const struct compose_variables *variables, struct error_list *errors,
                  struct compose_project *ret)
{
    struct compose_reader reader = reader_new(arena, variables, errors);
    struct compose_node *base = NULL;
    bool is_good = true;
    *ret = (struct compose_project){.name = ""};
    for (int32_t i = 0; i < count; i++)
        is_good = lay(&reader, compose_open(&reader, paths[i]), paths[i], &base) && is_good;
    is_good = is_good && base && take_services(&reader, base, ret);
    keep_names(arena, ret);
    reader_release(&reader);
    return is_good;
}

bool compose_read_texts(struct arena *arena, const char *const *names, const char *const *texts,
                        int32_t count, const struct compose_variables *variables,
                        struct error_list *errors, struct compose_project *ret)
{
    struct compose_reader reader = reader_new(arena, variables, errors);
    struct compose_node *base = NULL;
    bool is_good = true;
    *ret = (struct compose_project){.name = ""};
    for (int32_t i = 0; i < count; i++) {
        struct error error;
        struct document *document =
            document_parse(texts[i], strlen(texts[i]), DOCUMENT_YAML, names[i], &error);
        if (!document)
            error_list_add(errors, &error);
        is_good = document &&
                  lay(&reader, take_document(&reader, names[i], document), names[i], &base) &&
                  is_good;
    }
    is_good = is_good && base && take_services(&reader, base, ret);
    keep_names(arena, ret);
    reader_release(&reader);
    return is_good;
}
