/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/options.h"

enum { WIDTH_DEFAULT = 80, WIDTH_WIDE = 120, WIDTH_MIN = 40, WIDTH_MAX = 1000 };

static bool write_all(int fd, const char *data, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, data, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        data += written;
        n -= (size_t)written;
    }
    return true;
}

static bool write_failed(const char *path, struct error *reterr)
{
    error_set(reterr, ERROR_INTERNAL, "cannot write: %s", strerror(errno));
    error_at(reterr, path, 0, 0);
    return false;
}

/* The folder of a path, in place: "a/b" becomes "a", "b" becomes ".". */
static void cut_to_folder(char *path)
{
    char *slash = strrchr(path, '/');
    if (!slash)
        memcpy(path, ".", 2);
    else
        slash[slash == path ? 1 : 0] = '\0';
}

/* What --out names, links followed; the path itself when there is nothing yet. */
static bool resolve(const char *path, char out[PATH_MAX], bool *ret_is_special,
                    struct error *reterr)
{
    struct stat info;
    *ret_is_special = false;
    if (strlen(path) >= PATH_MAX - 32) {
        errno = ENAMETOOLONG;
    } else if (stat(path, &info) == 0) {
        if (S_ISDIR(info.st_mode))
            return error_set(reterr, ERROR_USAGE,
                             "--out: found the directory \"%.400s\"; expected "
                             "a file",
                             path);
        *ret_is_special = !S_ISREG(info.st_mode);
        if (realpath(path, out))
            return true;
    } else if (errno == ENOENT) {
        char folder[PATH_MAX];
        snprintf(out, PATH_MAX, "%s", path);
        snprintf(folder, sizeof folder, "%s", path);
        cut_to_folder(folder);
        if (access(folder, W_OK | X_OK) == 0)
            return true;
    }
    return error_set(reterr, ERROR_USAGE, "--out: cannot write \"%.400s\": %s", path,
                     strerror(errno));
}

bool output_check(const struct cli_options *options, struct error *reterr)
{
    char path[PATH_MAX];
    bool is_special;
    return !options->out || resolve(options->out, path, &is_special, reterr);
}

/* A file beside the path, then a rename: readers see the old file or the whole new one. */
static bool replace_file(const char *path, const struct buf *text, struct error *reterr)
{
    char temporary[PATH_MAX + 32];
    snprintf(temporary, sizeof temporary, "%s.%ld.tmp", path, (long)getpid());
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return write_failed(path, reterr);
    bool is_written = write_all(fd, text->data, text->length);
    int saved = errno;
    if (close(fd) != 0 && is_written) {
        is_written = false;
        saved = errno;
    }
    if (is_written && rename(temporary, path) == 0)
        return true;
    if (!is_written)
        errno = saved;
    write_failed(path, reterr);
    unlink(temporary);
    return false;
}

bool output_write_file(const char *path, const struct buf *text, struct error *reterr)
{
    char resolved[PATH_MAX];
    bool is_special;
    if (!resolve(path, resolved, &is_special, reterr))
        return false;
    if (!is_special)
        return replace_file(resolved, text, reterr);
    int fd = open(resolved, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return write_failed(path, reterr);
    bool is_written = write_all(fd, text->data, text->length) || write_failed(path, reterr);
    close(fd);
    return is_written;
}

bool output_write(const struct cli_options *options, const struct buf *text, struct error *reterr)
{
    if (options->out)
        return output_write_file(options->out, text, reterr);
    return write_all(STDOUT_FILENO, text->data, text->length) ||
           write_failed("standard output", reterr);
}

bool output_is_colored(const struct cli_options *options)
{
    if (options->color != WHEN_AUTO)
        return options->color == WHEN_ALWAYS;
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return !options->out && !(no_color && no_color[0]) && term && strcmp(term, "dumb") != 0 &&
           isatty(STDOUT_FILENO);
}

static size_t terminal_width(const struct cli_options *options)
{
    const char *columns = getenv("COLUMNS");
    size_t n = columns ? strspn(columns, "0123456789") : 0;
    struct winsize size;
    unsigned long width = WIDTH_DEFAULT;
    if (n > 0 && n < 6 && !columns[n])
        width = strtoul(columns, NULL, 10);
    else if (!options->out && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        width = size.ws_col;
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

bool output_is_wide(const struct cli_options *options)
{
    return options->format == FORMAT_WIDE || terminal_width(options) >= WIDTH_WIDE;
}

size_t output_table_width(const struct cli_options *options)
{
    size_t width = terminal_width(options);
    return options->format == FORMAT_WIDE && width < WIDTH_WIDE ? WIDTH_WIDE : width;
}

void print_error(const struct error *error)
{
    char line[8192];
    error_format(error, line, sizeof line);
    fprintf(stderr, "muster: %s\n", line);
}

void print_errors(const struct error_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        print_error(&list->items[i]);
    if (list->total > list->count)
        fprintf(stderr, "muster: ... and %zu more\n", list->total - list->count);
}

void print_note(const char *format, ...)
{
    char raw[2048];
    char safe[8192];
    va_list args;
    va_start(args, format);
    vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    text_make_safe(raw, safe, sizeof safe);
    fprintf(stderr, "muster: %s\n", safe);
}

int exit_of(enum error_code code)
{
    switch (code) {
    case ERROR_NONE: return EXIT_OK;
    case ERROR_USAGE: return EXIT_USAGE;
    case ERROR_INPUT:
    case ERROR_LIMIT: return EXIT_INPUT;
    case ERROR_INTERNAL: break;
    }
    return EXIT_INTERNAL;
}

int exit_of_list(const struct error_list *list)
{
    return list->count > 0 ? exit_of(list->items[0].code) : EXIT_INTERNAL;
}

int fail(const struct error *error)
{
    print_error(error);
    return exit_of(error->code);
}
