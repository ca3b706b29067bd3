/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/reading.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/caps.h"
#include "base/error.h"
#include "document/document.h"

bool reading_error(const struct reading *reading, const struct value *value, const char *format,
                   ...)
{
    struct error error;
    char text[sizeof error.text];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    error_set(&error, ERROR_INPUT, "%s", text);
    if (reading->document != NULL && value != NULL)
        document_locate(reading->document, value, &error);
    else if (reading->document != NULL)
        error_at(&error, document_file(reading->document), 0, 0);
    error_list_add(reading->errors, &error);
    return false;
}

static const struct value *child_of_kind(const struct reading *reading, const struct value *map,
                                         const char *key, enum value_kind kind)
{
    const struct value *child = value_get(map, key);

    if (child == NULL || child->kind == kind)
        return child;
    reading_error(reading, child, "%s: found %s; expected %s", key, value_kind_name(child->kind),
                  value_kind_name(kind));
    return NULL;
}

const struct value *reading_list(const struct reading *reading, const struct value *map,
                                 const char *key)
{
    return child_of_kind(reading, map, key, VALUE_LIST);
}

const struct value *reading_map(const struct reading *reading, const struct value *map,
                                const char *key)
{
    return child_of_kind(reading, map, key, VALUE_MAP);
}

const char *reading_text(const struct reading *reading, const struct value *map, const char *key,
                         const char *fallback)
{
    const struct value *child = child_of_kind(reading, map, key, VALUE_STRING);

    if (child == NULL)
        return fallback;
    if (child->length > CAP_NAME_BYTES) {
        reading_error(reading, child, "%s: found %zu bytes; at most %d are read", key,
                      child->length, CAP_NAME_BYTES);
        return fallback;
    }
    return arena_text(reading->arena, child->text, child->length);
}

bool reading_integer(const struct reading *reading, const struct value *map, const char *key,
                     long long *ret)
{
    const struct value *child = value_get(map, key);
    int64_t number;

    if (child == NULL)
        return false;
    if (!value_integer(child, &number))
        return reading_error(reading, child, "%s: found %s; expected a whole number", key,
                             child->kind == VALUE_NUMBER ? child->text
                                                         : value_kind_name(child->kind));
    *ret = number;
    return true;
}
