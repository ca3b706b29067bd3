/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/import.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/error.h"
#include "import/change/change_file.h"
#include "import/source.h"

/* Where muster.yaml is, and the folder that its sources are relative to ("" = the working one). */
struct place {
    const char *file, *folder;
};

static bool fail(struct error_list *errors, const char *path, const char *text)
{
    struct error error;
    error_set(&error, ERROR_INPUT, "%s", text);
    error_at(&error, path, 0, 0);
    error_list_add(errors, &error);
    return false;
}

static bool find_in_folder(const char *path, struct arena *arena, struct place *ret,
                           struct error_list *errors)
{
    struct stat status;
    size_t n = strlen(path);
    ret->folder = path;
    ret->file = arena_format(arena, "%s%smuster.yaml", path, path[n - 1] == '/' ? "" : "/");
    if (stat(ret->file, &status) == 0)
        return true;
    if (errno == ENOENT)
        return fail(errors, path,
                    "no estate: found no muster.yaml in this directory; expected a directory with "
                    "muster.yaml, or that file");
    return fail(errors, ret->file, arena_format(arena, "cannot open: %s", strerror(errno)));
}

static bool find_estate(const char *path, struct arena *arena, struct place *ret,
                        struct error_list *errors)
{
    struct stat status;
    if (strcmp(path, "-") == 0) {
        ret->file = path;
        ret->folder = "";
        return true;
    }
    if (!path[0] || stat(path, &status) != 0)
        return fail(errors, path,
                    arena_format(arena,
                                 "cannot open: %s; expected a directory with muster.yaml, or that "
                                 "file",
                                 path[0] ? strerror(errno) : "the path is empty"));
    if (S_ISDIR(status.st_mode))
        return find_in_folder(path, arena, ret, errors);
    const char *slash = strrchr(path, '/');
    ret->file = path;
    ret->folder = slash ? arena_strndup(arena, path, (size_t)(slash - path + 1)) : "";
    return true;
}

struct estate *import_estate(const char *path, struct error_list *errors)
{
    return import_estate_changed(path, NULL, errors);
}

struct estate *import_estate_changed(const char *path, struct changes *changes,
                                     struct error_list *errors)
{
    struct arena *arena = arena_new();
    struct builder *builder = builder_new(errors);
    struct estate_file file;
    struct place place = {"", ""};
    struct estate *estate = NULL;
    bool is_found = find_estate(path, arena, &place, errors);
    builder_folder(builder, place.folder);
    if (is_found && estate_file_read(place.file, place.folder, arena, builder, errors, &file) &&
        source_import(&file, arena, builder, errors) &&
        (!changes || change_files_apply(changes, &file.settings, builder, errors)))
        estate = builder_seal(builder);
    builder_free(builder);
    arena_free(arena);
    return estate;
}
