/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/json_reader.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "document/json_scan.h"
#include "document/tree.h"

/* The state of a conversion: numbers come in the order of the text, as the walk does. */
struct convert {
    struct document *document;
    const char *text;
    struct json_numbers numbers;
    size_t next_number;
    struct error *reterr;
};

static bool refuse_duplicate(const struct value *second, struct error *reterr)
{
    error_set(reterr, ERROR_INPUT, "duplicate key: found \"%.200s\" twice; expected it once",
              second->key);
    if (reterr)
        value_path_format(second, reterr->field, sizeof reterr->field);
    return false;
}

static void take_number(struct convert *convert, struct value *value)
{
    assert(convert->next_number < convert->numbers.count);
    struct json_number number = convert->numbers.items[convert->next_number++];
    tree_set_text(convert->document, value, convert->text + number.offset, number.length);
}

static void take_scalar(struct convert *convert, const cJSON *item, struct value *value)
{
    const char *word = "null";
    if (cJSON_IsNumber(item)) {
        value->kind = VALUE_NUMBER;
        take_number(convert, value);
        return;
    }
    if (cJSON_IsString(item)) {
        value->kind = VALUE_STRING;
        tree_set_text(convert->document, value, item->valuestring, strlen(item->valuestring));
        return;
    }
    if (cJSON_IsBool(item)) {
        value->kind = VALUE_BOOL;
        value->boolean = cJSON_IsTrue(item);
        word = value->boolean ? "true" : "false";
    }
    value->text = word;
    value->length = strlen(word);
}

/* Fill value from item, whose children are released on the way: cJSON's nodes and ours never are
 * all in memory at once. Recursion is bounded: the scan refused what is deeper than CAP_DEPTH. */
static bool take_item(struct convert *convert, cJSON *item, struct value *value)
{
    if (!cJSON_IsArray(item) && !cJSON_IsObject(item)) {
        take_scalar(convert, item, value);
        return true;
    }
    value->kind = cJSON_IsArray(item) ? VALUE_LIST : VALUE_MAP;
    struct value *last = NULL;
    bool done = true;
    while (done && item->child) {
        cJSON *child = cJSON_DetachItemViaPointer(item, item->child);
        struct value *made = tree_value(convert->document, VALUE_NULL);
        if (value->kind == VALUE_MAP)
            made->key = tree_key(convert->document, child->string, strlen(child->string));
        tree_append(value, last, made);
        done = take_item(convert, child, made);
        cJSON_Delete(child);
        last = made;
    }
    if (!done)
        return false;
    const struct value *first;
    const struct value *second =
        value->kind == VALUE_MAP ? tree_seal_map(convert->document, value, &first) : NULL;
    return !second || refuse_duplicate(second, convert->reterr);
}

/* The value at *pos, which moves behind it. */
static bool take_root(struct convert *convert, size_t n, size_t *pos)
{
    const char *end = NULL;
    cJSON *item = cJSON_ParseWithLengthOpts(convert->text + *pos, n - *pos, &end, 0);
    if (!item) {
        /* The scan took the text, so only memory can be short. */
        size_t offset = end ? (size_t)(end - convert->text) : *pos;
        return tree_refuse(convert->reterr, ERROR_INPUT, convert->text, offset,
                           "not JSON: cJSON cannot read it; expected a value");
    }
    *pos = (size_t)(end - convert->text);
    struct value *root = tree_value(convert->document, VALUE_NULL);
    bool done = take_item(convert, item, root);
    cJSON_Delete(item);
    if (done)
        tree_add_root(convert->document, root);
    return done;
}

bool json_read_tree(struct document *document, const char *text, size_t n, struct error *reterr)
{
    struct convert convert = {.document = document, .text = text, .reterr = reterr};
    bool done = json_scan(text, n, &convert.numbers, reterr);
    for (size_t pos = 0; done;) {
        while (pos < n && strchr(" \t\r\n", text[pos]))
            pos++;
        if (pos == n)
            break;
        done = take_root(&convert, n, &pos);
    }
    free(convert.numbers.items);
    return done;
}
