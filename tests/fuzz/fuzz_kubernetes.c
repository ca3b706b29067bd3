/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as Kubernetes objects; an error has a text, or the estate seals. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "estate/builder.h"
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
    assert(is_good == (errors.total == 0));
    for (size_t i = 0; i < errors.count; i++)
        assert(errors.items[i].text[0] != '\0');
    struct estate *estate = builder_seal(builder);
    assert(estate || errors.total > 0);
    estate_free(estate);
    builder_free(builder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/fuzz_kubernetes.XXXXXX";
    int file = mkstemp(path);
    assert(file >= 0);
    ssize_t written = write(file, data, size);
    close(file);
    if (written == (ssize_t)size)
        import(path);
    (void)remove(path);
    return 0;
}
