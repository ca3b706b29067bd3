/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

bool error_set(struct error *reterr, enum error_code code, const char *format, ...)
{
    if (!reterr)
        return false;
    memset(reterr, 0, sizeof *reterr);
    reterr->code = code;
    va_list args;
    va_start(args, format);
    vsnprintf(reterr->text, sizeof reterr->text, format, args);
    va_end(args);
    return false;
}

void error_at(struct error *error, const char *file, long line, long column)
{
    if (!error)
        return;
    if (file)
        snprintf(error->file, sizeof error->file, "%s", file);
    error->line = line;
    error->column = column;
}

void error_format(const struct error *error, char *out, size_t size)
{
    char raw[sizeof error->file + sizeof error->field + sizeof error->text + 80];
    int used = 0;
    int room = (int)sizeof raw;
    raw[0] = '\0';
    if (error->file[0])
        used += snprintf(raw, (size_t)room, "%s:", error->file);
    if (error->line > 0)
        used += snprintf(raw + used, (size_t)(room - used), "%ld:", error->line);
    if (error->line > 0 && error->column > 0)
        used += snprintf(raw + used, (size_t)(room - used), "%ld:", error->column);
    if (error->field[0])
        used += snprintf(raw + used, (size_t)(room - used), "%s%s:", used ? " " : "", error->field);
    snprintf(raw + used, (size_t)(room - used), "%s%s", used ? " " : "", error->text);
    text_make_safe(raw, out, size);
}

void error_list_add(struct error_list *list, const struct error *error)
{
    if (list->count < ERROR_LIST_MAX)
        list->items[list->count++] = *error;
    list->total++;
}

void error_out_of_memory(void)
{
    fputs("muster: out of memory\n", stderr);
    exit(70);
}
