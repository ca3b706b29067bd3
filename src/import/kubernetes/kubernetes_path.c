/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Directories to files. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/error.h"
#include "import/kubernetes/kubernetes_objects.h"

enum { DIRECTORY_DEPTH_MAX = 32 };

static bool has_known_ending(const char *name)
{
    static const char *const endings[] = {".json", ".yaml", ".yml"};
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t n = strlen(endings[i]);

        if (length > n && strcmp(name + length - n, endings[i]) == 0)
            return true;
    }
    return false;
}

static bool fail_path(struct kube *kube, const char *path, const char *what)
{
    struct error error;

    error_set(&error, ERROR_INPUT, "%s: %s", what, strerror(errno));
    error_at(&error, path, 0, 0);
    error_list_add(kube->errors, &error);
    return false;
}

static int no_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Files of a directory that hold Kubernetes objects. */
static size_t read_directory(struct kube *kube, const char *path, int depth)
{
    struct dirent **entries;
    size_t found = 0;
    int count;

    if (depth > DIRECTORY_DEPTH_MAX) {
        errno = ELOOP;
        fail_path(kube, path, "directories nested too deep");
        return 0;
    }
    count = scandir(path, &entries, no_hidden, by_name);
    if (count < 0) {
        fail_path(kube, path, "cannot read the directory");
        return 0;
    }
    for (int i = 0; i < count; i++) {
        const char *full = arena_format(kube->arena, "%s/%s", path, entries[i]->d_name);
        struct stat status;

        if (stat(full, &status) != 0)
            fail_path(kube, full, "cannot be read");
        else if (S_ISDIR(status.st_mode))
            found += read_directory(kube, full, depth + 1);
        else if (S_ISREG(status.st_mode) && has_known_ending(full))
            found += kubernetes_read_file(kube, builder_file(kube->builder, full), true);
        free(entries[i]);
    }
    free(entries);
    return found;
}

void kubernetes_read_path(struct kube *kube, const char *path)
{
    struct stat status;
    struct error error;

    if (strcmp(path, "-") == 0 || stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        (void)kubernetes_read_file(kube, path, false);
        return;
    }
    if (read_directory(kube, path, 0) > 0)
        return;
    error_set(
        &error, ERROR_INPUT,
        "directory: found no Kubernetes object; expected .json, .yaml or .yml files with some");
    error_at(&error, path, 0, 0);
    error_list_add(kube->errors, &error);
}
