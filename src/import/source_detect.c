/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which kind a source file is, by its content. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "import/source.h"

bool source_head(const char *path, char *head, struct error *reterr)
{
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        error_set(reterr, ERROR_INPUT, "cannot open: %s", strerror(errno));
        error_at(reterr, path, 0, 0);
        return false;
    }
    size_t n = fread(head, 1, SOURCE_HEAD_BYTES, stream);
    bool failed = ferror(stream) != 0;
    fclose(stream);
    if (failed) {
        error_set(reterr, ERROR_INPUT, "cannot read: %s", strerror(errno));
        error_at(reterr, path, 0, 0);
        return false;
    }
    for (size_t i = 0; i < n; i++) /* the readers refuse 0 bytes with their place */
        head[i] = head[i] == '\0' ? ' ' : head[i];
    head[n] = '\0';
    char *start = head;
    if (strncmp(start, "\xef\xbb\xbf", 3) == 0)
        start += 3;
    start += strspn(start, " \t\r\n");
    memmove(head, start, strlen(start) + 1);
    return true;
}

static bool has_suffix(const char *path, const char *suffix)
{
    size_t n = strlen(path), m = strlen(suffix);
    return n >= m && strcmp(path + n - m, suffix) == 0;
}

/* A key of JSON or YAML, with either kind of quotes or none. */
static bool has_key(const char *head, const char *key)
{
    size_t n = strlen(key);
    for (const char *at = strstr(head, key); at; at = strstr(at + 1, key)) {
        const char *end = at + n;
        end += *end == '"' || *end == '\'';
        end += strspn(end, " \t");
        if (*end == ':')
            return true;
    }
    return false;
}

/* Keys of what docker writes as JSON; Kubernetes has none that begins so. */
static bool has_swarm_key(const char *head)
{
    static const char *const keys[] = {"Spec",         "NodeID", "CreatedAt", "Hostname",
                                       "CurrentState", "NCPU",   "IPAM",      "Availability"};
    if (has_key(head, "apiVersion") || has_key(head, "kind") || has_key(head, "metadata"))
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (has_key(head, keys[i]))
            return true;
    return false;
}

/* What docker writes for people: "ID:" of --pretty, the header of a table, docker info. */
static bool is_docker_text(const char *head)
{
    return strncmp(head, "ID:", 3) == 0 || strncmp(head, "ID  ", 4) == 0 ||
           strncmp(head, "Client:", 7) == 0;
}

bool source_head_has(const char *head, const char *key)
{
    size_t n = strlen(key);
    for (const char *line = head; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, n) == 0 && line[n] == ':')
            return true;
    }
    return false;
}

static bool is_compose(const char *head)
{
    if (head[0] != '{')
        return source_head_has(head, "services") && !source_head_has(head, "apiVersion");
    return has_key(head, "services") && !has_key(head, "apiVersion") &&
           !has_key(head, "metadata") && !has_swarm_key(head);
}

static enum source_kind detect_tree(const char *head)
{
    if (has_key(head, "muster") && has_key(head, "schema"))
        return SOURCE_ESTATE;
    if (is_compose(head))
        return SOURCE_COMPOSE;
    if (head[0] != '{' && head[0] != '[')
        return is_docker_text(head) ? SOURCE_SWARM_TEXT : SOURCE_KUBERNETES;
    return has_swarm_key(head) ? SOURCE_SWARM : SOURCE_KUBERNETES;
}

/* CSV is known by its header; everything else that is text may be YAML. */
static bool detect(const char *path, char *head, enum source_kind *ret, struct error *reterr)
{
    if (head[0] == '{' || head[0] == '[') {
        *ret = detect_tree(head);
        return true;
    }
    size_t line = strcspn(head, "\r\n");
    char end = head[line];
    head[line] = '\0';
    enum csv_kind kind = csv_kind_of(head);
    if (kind != CSV_KIND_COUNT) {
        *ret = (enum source_kind)kind;
        return true;
    }
    if (has_suffix(path, ".csv")) {
        error_set(reterr, ERROR_INPUT,
                  "unknown kind of CSV file: found the header \"%.200s\"; expected the columns of "
                  "nodes (cluster,node,cpu,memory), workloads (cluster,stack,workload,replicas,cpu,"
                  "memory) or placements (cluster,stack,workload,node,replicas)",
                  head);
        error_at(reterr, path, 1, 0);
        return false;
    }
    head[line] = end;
    *ret = detect_tree(head);
    return true;
}

bool source_detect(const char *path, enum source_kind *ret, struct error *reterr)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        *ret = SOURCE_KUBERNETES;
        return true;
    }
    char *head = malloc(SOURCE_HEAD_BYTES + 1);
    if (!head)
        error_out_of_memory();
    bool known = false;
    if (source_head(path, head, reterr)) {
        if (head[0] != '\0') {
            known = detect(path, head, ret, reterr);
        } else {
            error_set(
                reterr, ERROR_INPUT,
                "empty file: expected CSV rows, Kubernetes objects or what docker inspect writes");
            error_at(reterr, path, 0, 0);
        }
    }
    free(head);
    return known;
}
