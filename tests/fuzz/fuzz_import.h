/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_import: what targets share that read a file into a builder.
 */
#ifndef MUSTER_TESTS_FUZZ_FUZZ_IMPORT_H
#define MUSTER_TESTS_FUZZ_FUZZ_IMPORT_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "estate/builder.h"

enum { FUZZ_PATH_SIZE = 32 };

/* The bytes as a new file, which the caller removes; its path to ret. False when the disk is full.
 */
static inline bool fuzz_write(const uint8_t *data, size_t size, char ret[FUZZ_PATH_SIZE])
{
    static const char name[FUZZ_PATH_SIZE] = "/tmp/muster-fuzz-XXXXXX";
    memcpy(ret, name, sizeof name);
    int file = mkstemp(ret);
    assert(file >= 0);
    ssize_t written = write(file, data, size);
    close(file);
    return written == (ssize_t)size;
}

/* What was read without an error seals, or says why not; each error has a text. Frees the builder.
 */
static inline void fuzz_seal(struct builder *builder, const struct error_list *errors, bool is_good)
{
    assert(is_good == (errors->total == 0));
    for (size_t i = 0; i < errors->count; i++)
        assert(errors->items[i].text[0] != '\0');
    struct estate *estate = builder_seal(builder);
    assert(estate || errors->total > 0);
    estate_free(estate);
    builder_free(builder);
}

#endif
