/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/docker_units.h"
#include "base/error.h"
#include "facts/kinds.h"

static enum outcome check_number(const struct value *vector, bool ok, const char *key,
                                 int64_t found, struct buf *why)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, found);
    if (vector_agrees_ok(vector, ok, why) && ok)
        vector_agrees(vector, key, text, why);
    return vector_outcome(why);
}

enum outcome kind_docker_size(const struct value *vector, struct buf *why)
{
    const char *text = vector_text(vector, "input", "text");
    const char *mode = vector_text(vector, "input", "mode");
    struct error error;
    int64_t bytes = 0;
    enum docker_base base = mode && strcmp(mode, "ram") == 0 ? DOCKER_RAM : DOCKER_HUMAN;
    bool ok = text && docker_size_parse(text, strlen(text), base, &bytes, &error);
    return check_number(vector, ok, "bytes", bytes, why);
}

enum outcome kind_compose_bytes(const struct value *vector, struct buf *why)
{
    const char *json = vector_text(vector, "input", "json");
    const char *text = json ? json : vector_text(vector, "input", "yaml_scalar");
    struct error error;
    int64_t bytes = 0;
    bool ok = false;
    struct document *document =
        text ? document_parse(text, strlen(text), json ? DOCUMENT_JSON : DOCUMENT_YAML, "input",
                              &error)
             : NULL;
    if (document && document_root_count(document) == 1) {
        const struct value *root = document_root(document, 0);
        ok = compose_bytes_parse(root->text, root->length, &bytes, &error);
    }
    document_free(document);
    return check_number(vector, ok, "bytes", bytes, why);
}

enum outcome kind_docker_cpus(const struct value *vector, struct buf *why)
{
    const char *text = vector_text(vector, "input", "text");
    struct error error;
    int64_t nano = 0;
    bool ok = text && docker_cpus_parse(text, strlen(text), &nano, &error);
    return check_number(vector, ok, "nanocpus", nano, why);
}
