/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as Kubernetes objects; an error has a text, or the estate seals. */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "estate/builder.h"
#include "fuzz/fuzz_import.h"
#include "import/kubernetes/kubernetes.h"
#include "import/settings.h"

static void import(const char *path)
{
    static const char *const stacks[] = {"app.kubernetes.io/part-of", "namespace"};
    static const char *const environments[] = {"environment"};
    static struct error_list errors;
    const struct import_settings settings = {.stack_keys = stacks,
                                             .stack_key_count = 2,
                                             .environment_keys = environments,
                                             .environment_key_count = 1};
    const struct origin origin = {.file = "muster.yaml"};
    memset(&errors, 0, sizeof errors);
    struct builder *builder = builder_new(&errors);
    int32_t cluster = builder_cluster(builder, "c", ORCHESTRATOR_KUBERNETES, &origin);
    bool is_good = kubernetes_import(builder, cluster, &settings, &path, 1, &errors);
    fuzz_seal(builder, &errors, is_good);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[FUZZ_PATH_SIZE];
    if (fuzz_write(data, size, path))
        import(path);
    (void)remove(path);
    return 0;
}
