/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What large lists are mostly made of, and what says nothing of capacity. A member that comes to be
 * read must leave these lists: check_kubernetes compares with the tree that holds all. */
#include <stddef.h>

#include "document/json_items.h"
#include "import/kubernetes/kubernetes_objects.h"

static const char *const metadata[] = {"managedFields",
                                       "creationTimestamp",
                                       "deletionTimestamp",
                                       "finalizers",
                                       "generateName",
                                       "generation",
                                       "resourceVersion",
                                       "uid",
                                       NULL};

static const char *const annotations[] = {"kubectl.kubernetes.io/last-applied-configuration",
                                          "deployment.kubernetes.io/revision", NULL};

static const char *const containers[] = {"env",
                                         "envFrom",
                                         "image",
                                         "imagePullPolicy",
                                         "command",
                                         "args",
                                         "livenessProbe",
                                         "readinessProbe",
                                         "startupProbe",
                                         "lifecycle",
                                         "securityContext",
                                         "terminationMessagePath",
                                         "terminationMessagePolicy",
                                         "volumeMounts",
                                         "workingDir",
                                         NULL};

static const char *const statuses[] = {"containerID",  "image",   "imageID", "lastState",
                                       "ready",        "started", "state",   "restartCount",
                                       "volumeMounts", "user",    NULL};

static const char *const status[] = {
    "images",  "daemonEndpoints", "volumesAttached", "volumesInUse", "hostIP",
    "hostIPs", "podIP",           "podIPs",          "startTime",    NULL};

static const char *const conditions[] = {"lastHeartbeatTime", "lastProbeTime", "lastTransitionTime",
                                         "lastUpdateTime",    "message",       NULL};

/* Other sources of a volume; a claim is read. */
static const char *const volumes[] = {"configMap", "downwardAPI", "emptyDir", "hostPath",
                                      "projected", "secret",      NULL};

const struct json_skip *kubernetes_skips(void)
{
    static const struct json_skip skips[] = {
        {"metadata", metadata},
        {"annotations", annotations},
        {"containers", containers},
        {"initContainers", containers},
        {"ephemeralContainers", containers},
        {"status", status},
        {"containerStatuses", statuses},
        {"initContainerStatuses", statuses},
        {"ephemeralContainerStatuses", statuses},
        {"conditions", conditions},
        {"volumes", volumes},
        {NULL, NULL},
    };

    return skips;
}
