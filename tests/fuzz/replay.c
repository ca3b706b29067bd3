/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay: main() of the fuzz targets in a build without a fuzzer. Reads each file of its arguments,
 * or each file in $SRCDIR/tests/fuzz/X for the program fuzz_X, and reports one TAP case for it. A
 * crash ends the program before its plan, which the driver counts as a failure.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

static void replay(const char *path, int number)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    long size = 0;

    /* Before the input is read, so that the log of a crash names it. */
    printf("# %s\n", path);
    fflush(stdout);
    if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
        rewind(file);
        data = malloc((size_t)size + 1);
    }
    if (data && fread(data, 1, (size_t)size, file) == (size_t)size) {
        LLVMFuzzerTestOneInput(data, (size_t)size);
        printf("ok %d - %s\n", number, path);
    } else {
        printf("not ok %d - cannot read %s\n", number, path);
    }
    free(data);
    if (file) {
        fclose(file);
    }
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Replays what is in the folder of the program's own name; returns how many files. */
static int replay_corpus(const char *program)
{
    const char *slash = strrchr(program, '/');
    const char *name = slash ? slash + 1 : program;
    const char *root = getenv("SRCDIR");
    struct dirent **entries = NULL;
    char folder[4096];
    int count;

    snprintf(folder, sizeof folder, "%s/tests/fuzz/%s", root ? root : ".",
             strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name);
    count = scandir(folder, &entries, is_visible, alphasort);
    for (int i = 0; i < count; i++) {
        char path[8192];

        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        replay(path, i + 1);
        free(entries[i]);
    }
    free(entries);
    if (count <= 0) {
        printf("not ok 1 - no inputs in %s\n", folder);
        return 1;
    }
    return count;
}

int main(int argc, char **argv)
{
    int count = argc - 1;

    for (int i = 1; i < argc; i++) {
        replay(argv[i], i);
    }
    if (argc < 2) {
        count = replay_corpus(argv[0]);
    }
    printf("1..%d\n", count);
    return 0;
}
