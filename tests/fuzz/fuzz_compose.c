/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a compose file, laid over itself; NAME is set. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "import/compose/compose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.yaml", "b.yaml"};
    struct compose_variables variables;
    struct compose_project project;
    struct error_list *errors = calloc(1, sizeof *errors);
    char *text = malloc(size + 1);
    assert(errors && text);
    memcpy(text, data, size);
    text[size] = '\0';
    const char *const texts[] = {text, text};
    for (int32_t count = 1; count <= 2; count++) {
        struct arena *arena = arena_new();
        compose_variables_init(&variables);
        compose_variables_set(&variables, "NAME", 4, "value");
        errors->count = errors->total = 0;
        bool is_good = compose_read_texts(arena, names, texts, count, &variables, errors, &project);
        assert(is_good == (errors->total == 0));
        for (int32_t i = 0; is_good && i < project.service_count; i++) {
            const struct compose_deploy *deploy = &project.services[i].deploy;
            assert(deploy->replicas.value >= 0 && deploy->reservations.memory_bytes.value >= 0);
        }
        compose_variables_release(&variables);
        arena_free(arena);
    }
    free(text);
    free(errors);
    return 0;
}
