/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* renameat2 */
#include "cli/out_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "cli/output.h"

#define MARKER ".muster-report"
#define FRESH MARKER "."

static const char *const own_names[] = {MARKER, "index.html", "review.md", "muster-list.csv",
                                        "plots"};
static const char *const plot_endings[] = {".svg", ".png", ".pdf", ".gp", ".tsv"};

static bool is_own(const char *name)
{
    for (size_t i = 0; i < sizeof own_names / sizeof own_names[0]; i++)
        if (!strcmp(name, own_names[i]))
            return true;
    return false;
}

static bool is_plot(const char *name)
{
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof plot_endings / sizeof plot_endings[0]; i++)
        if (!strcmp(ending, plot_endings[i]))
            return true;
    return false;
}

static bool is_dots(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

/* The first entry of a folder that does not belong into it; false: none, or it cannot be read
 * (then there is no folder). */
static bool find_foreign(const char *path, bool (*belongs)(const char *name), struct arena *arena,
                         const char **ret, bool *ret_is_empty)
{
    DIR *dir = opendir(path);
    bool is_found = false;
    *ret_is_empty = true;
    if (!dir)
        return false;
    for (struct dirent *entry; !is_found && (entry = readdir(dir));) {
        if (is_dots(entry->d_name))
            continue;
        *ret_is_empty = false;
        is_found = !belongs(entry->d_name);
        if (is_found)
            *ret = arena_strdup(arena, entry->d_name);
    }
    closedir(dir);
    return is_found;
}

static bool check_existing(const char *path, struct arena *arena, struct error *reterr)
{
    const char *foreign = NULL;
    bool is_empty, is_plots_empty;
    bool is_foreign = find_foreign(path, is_own, arena, &foreign, &is_empty);
    if (is_empty)
        return true;
    bool has_marker = access(arena_format(arena, "%s/" MARKER, path), F_OK) == 0;
    if (!is_foreign)
        is_foreign = find_foreign(arena_format(arena, "%s/plots", path), is_plot, arena, &foreign,
                                  &is_plots_empty);
    if (!has_marker || is_foreign)
        return error_set(reterr, ERROR_USAGE,
                         "--out: found the folder \"%.300s\" with %s%.100s%s in it; expected a new "
                         "folder, an empty one, or an earlier report and nothing else",
                         path, is_foreign ? "\"" : "", is_foreign ? foreign : "other files",
                         is_foreign ? "\"" : "");
    return true;
}

/* The parent of a path without a slash at its end. */
static const char *parent_of(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    return !slash ? "." : slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

bool out_folder_check(const char *path, struct arena *arena, struct out_folder *ret,
                      struct error *reterr)
{
    struct stat info;
    char resolved[PATH_MAX];
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    *ret = (struct out_folder){arena_strndup(arena, path, n), NULL, false};
    if (stat(ret->path, &info) == 0) {
        if (!S_ISDIR(info.st_mode))
            return error_set(reterr, ERROR_USAGE,
                             "--out: found the file \"%.400s\"; expected a folder", path);
        if (!realpath(ret->path, resolved))
            return error_set(reterr, ERROR_USAGE, "--out: cannot write \"%.400s\": %s", path,
                             strerror(errno));
        ret->path = arena_strdup(arena, resolved);
        ret->exists = true;
        if (!check_existing(ret->path, arena, reterr))
            return false;
    } else if (errno != ENOENT) {
        return error_set(reterr, ERROR_USAGE, "--out: cannot write \"%.400s\": %s", path,
                         strerror(errno));
    }
    if (access(parent_of(ret->path, arena), W_OK | X_OK) != 0)
        return error_set(reterr, ERROR_USAGE, "--out: cannot write \"%.400s\": %s", path,
                         strerror(errno));
    return true;
}

static bool failed(const char *path, struct error *reterr)
{
    error_set(reterr, ERROR_INTERNAL, "cannot write: %s", strerror(errno));
    error_at(reterr, path, 0, 0);
    return false;
}

/* Remove a folder of files, not deeper than the plots. */
static void remove_folder(const char *path, int depth)
{
    DIR *dir = opendir(path);
    if (!dir)
        return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        char inside[PATH_MAX];
        if (is_dots(entry->d_name) ||
            (size_t)snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name) >= sizeof inside)
            continue;
        if (unlink(inside) != 0 && depth > 0)
            remove_folder(inside, depth - 1);
    }
    closedir(dir);
    rmdir(path);
}

/* ---- what killed runs left */

/* The folder, opened and locked as long as the descriptor is; -1: a run has it, or it is none. */
static int lock_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* A run has its folder locked before the marker is in it, so one with a marker and without a lock
 * is nobody's. */
static void remove_left(const char *path, struct arena *arena)
{
    if (access(arena_format(arena, "%s/" MARKER, path), F_OK) != 0)
        return;
    int fd = lock_folder(path);
    if (fd < 0)
        return;
    remove_folder(path, 1);
    close(fd);
}

static void sweep(const char *parent, struct arena *arena)
{
    DIR *dir = opendir(parent);
    if (!dir)
        return;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (!strncmp(entry->d_name, FRESH, strlen(FRESH)) &&
            strlen(entry->d_name) == strlen(FRESH "XXXXXX"))
            remove_left(arena_format(arena, "%s/%s", parent, entry->d_name), arena);
    closedir(dir);
}

bool out_folder_begin(struct out_folder *folder, struct arena *arena, struct error *reterr)
{
    mode_t mask = umask(0);
    umask(mask);
    const char *parent = parent_of(folder->path, arena);
    char *fresh = arena_format(arena, "%s/" FRESH "XXXXXX", parent);
    sweep(parent, arena);
    if (!mkdtemp(fresh) || lock_folder(fresh) < 0 || chmod(fresh, 0777 & ~mask) != 0 ||
        mkdir(arena_format(arena, "%s/plots", fresh), 0777) != 0)
        return failed(folder->path, reterr);
    folder->fresh = fresh;
    struct buf text;
    buf_init(&text);
    buf_add_text(&text, "A report of muster. The next one replaces this whole folder.\n");
    bool is_written = out_folder_write(folder, MARKER, &text, reterr);
    buf_release(&text);
    return is_written;
}

bool out_folder_write(const struct out_folder *folder, const char *name, const struct buf *text,
                      struct error *reterr)
{
    char path[PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder->fresh, name) >= sizeof path) {
        errno = ENAMETOOLONG;
        return failed(folder->path, reterr);
    }
    return output_write_file(path, text, reterr);
}

void out_folder_drop_plots(const struct out_folder *folder)
{
    char path[PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/plots", folder->fresh) < sizeof path)
        remove_folder(path, 0);
}

/* Two renames, where the file system cannot exchange; between them there is no report. */
static bool replace_in_steps(const struct out_folder *folder)
{
    char old[PATH_MAX];
    if ((size_t)snprintf(old, sizeof old, "%s.old", folder->fresh) >= sizeof old) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (rename(folder->path, old) != 0)
        return false;
    if (rename(folder->fresh, folder->path) != 0) {
        int saved = errno;
        rename(old, folder->path);
        errno = saved;
        return false;
    }
    remove_folder(old, 1);
    return true;
}

bool out_folder_commit(const struct out_folder *folder, struct error *reterr)
{
    if (!folder->exists)
        return rename(folder->fresh, folder->path) == 0 || failed(folder->path, reterr);
    if (renameat2(AT_FDCWD, folder->fresh, AT_FDCWD, folder->path, RENAME_EXCHANGE) == 0) {
        remove_folder(folder->fresh, 1);
        return true;
    }
    return replace_in_steps(folder) || failed(folder->path, reterr);
}

void out_folder_discard(const struct out_folder *folder)
{
    if (folder->fresh)
        remove_folder(folder->fresh, 1);
}
