/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the builder says: errors with their place, findings. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "estate/builder_data.h"

static void fail(struct builder *builder, enum error_code code, const struct origin *origin,
                 const char *format, va_list args)
{
    struct error error = {.code = code};
    vsnprintf(error.text, sizeof error.text, format, args);
    if (origin) {
        error_at(&error, origin->file, origin->line, origin->column);
        if (origin->field)
            snprintf(error.field, sizeof error.field, "%s", origin->field);
    }
    error_list_add(builder->errors, &error);
}

void builder_error(struct builder *builder, const struct origin *origin, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(builder, ERROR_INPUT, origin, format, args);
    va_end(args);
}

void builder_fail(struct builder *builder, enum error_code code, const struct origin *origin,
                  const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(builder, code, origin, format, args);
    va_end(args);
}

const char *builder_origin_text(struct builder *builder, const struct origin *origin)
{
    const char *file = origin->file ? origin->file : "";
    const char *slash = strrchr(file, '/');
    file = slash ? slash + 1 : file;
    if (origin->line > 0)
        return arena_format(builder->arena, "%s:%ld", file, origin->line);
    return arena_strdup(builder->arena, file);
}

const char *builder_file(struct builder *builder, const char *path)
{
    return arena_strdup(builder->arena, path);
}

void builder_finding(struct builder *builder, enum severity severity, const char *code,
                     int32_t cluster, int32_t stack, int32_t node, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct finding finding = {arena_strdup(builder->arena, code), severity, cluster, stack, node,
                              arena_strdup(builder->arena, text)};
    VEC_ADD(builder->findings, finding);
}

struct origin builder_copy_origin(struct builder *builder, const struct origin *origin)
{
    struct origin none = {NULL, 0, 0, NULL};
    struct origin copy = origin ? *origin : none;
    if (copy.field)
        copy.field = arena_strdup(builder->arena, copy.field);
    return copy;
}
