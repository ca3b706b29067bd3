/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/quantity.h"
#include "facts/kinds.h"

static bool read_text(const char *text, struct quantity *ret)
{
    struct error error;
    return text && quantity_read(text, strlen(text), ret, &error);
}

/* A quantity as the raw JSON text of its field. */
static bool read_field(const char *json, struct quantity *ret)
{
    struct error error;
    struct document *document = document_parse(json, strlen(json), DOCUMENT_JSON, "input", &error);
    bool ok = false;
    if (document && document_root_count(document) == 1) {
        const struct value *root = document_root(document, 0);
        size_t n = root->length;
        const char *text = quantity_trim(root->text, &n);
        ok = quantity_read(text, n, ret, &error);
    }
    document_free(document);
    return ok;
}

static void check_texts(const struct value *vector, const struct quantity *quantity,
                        struct buf *why)
{
    static const char *const formats[] = {"DecimalSI", "BinarySI", "DecimalExponent"};
    char text[QUANTITY_TEXT_SIZE];
    quantity_decimal(quantity, text);
    vector_agrees(vector, "value", text, why);
    quantity_canonical(quantity, text);
    vector_agrees(vector, "canonical", text, why);
    vector_agrees(vector, "format", formats[quantity->format], why);
    /* nano may pass int64: read it as a quantity of n */
    struct quantity nano = {0, QUANTITY_DECIMAL_SI};
    const char *expected = vector_text(vector, "expected", "nano");
    char with_suffix[128];
    snprintf(with_suffix, sizeof with_suffix, "%sn", expected ? expected : "0");
    if (expected && (!read_text(with_suffix, &nano) || nano.nano != quantity->nano))
        buf_format(why, "%snano: expected %s", why->length ? "; " : "", expected);
}

enum outcome kind_quantity(const struct value *vector, struct buf *why)
{
    const char *form = vector_text(vector, "form", NULL);
    const char *input = vector_text(vector, "input", NULL);
    struct quantity quantity;
    bool is_json = form && strcmp(form, "json") == 0;
    bool ok = is_json ? read_field(input, &quantity) : read_text(input, &quantity);
    if (vector_agrees_ok(vector, ok, why) && ok)
        check_texts(vector, &quantity, why);
    return vector_outcome(why);
}

enum outcome kind_quantity_cmp(const struct value *vector, struct buf *why)
{
    struct quantity a, b;
    char text[8];
    if (!read_text(vector_text(vector, "input", "a"), &a) ||
        !read_text(vector_text(vector, "input", "b"), &b)) {
        buf_add_text(why, "an operand was refused");
        return OUTCOME_FAILED;
    }
    snprintf(text, sizeof text, "%d", quantity_compare(&a, &b));
    vector_agrees(vector, "cmp", text, why);
    return vector_outcome(why);
}

/* round_up and scaled_value. */
static void check_rounding(const struct value *vector, bool is_scaled, struct buf *why)
{
    struct quantity quantity;
    int64_t scaled = 0;
    bool exact = false;
    char text[QUANTITY_TEXT_SIZE];
    const char *scale = vector_text(vector, "input", "scale");
    int power = scale ? (int)strtol(scale, NULL, 10) : 0;
    bool ok = read_text(vector_text(vector, "input", "quantity"), &quantity);
    if (ok && is_scaled)
        ok = quantity_scaled(&quantity, power, QUANTITY_UP, &scaled);
    else if (ok)
        ok = quantity_round_up(&quantity, power, &quantity, &exact);
    if (!ok) {
        buf_add_text(why, "refused");
        return;
    }
    if (is_scaled)
        snprintf(text, sizeof text, "%" PRId64, scaled);
    else
        quantity_decimal(&quantity, text);
    vector_agrees(vector, "value", text, why);
    vector_agrees(vector, "exact", exact ? "true" : "false", why);
}

/* What apimachinery's Mul returns: whether the product's digits fit an int64. */
static bool fits_int64(const struct quantity *quantity)
{
    int64_t value;
    return quantity_scaled(quantity, 0, QUANTITY_DOWN, &value);
}

static void check_sum(const struct value *vector, const char *op, struct buf *why)
{
    struct quantity a, b, result = {0, QUANTITY_DECIMAL_SI};
    char text[QUANTITY_TEXT_SIZE];
    const char *second = vector_text(vector, "input", "b");
    bool ok = read_text(vector_text(vector, "input", "a"), &a) && read_text(second, &b);
    if (ok && strcmp(op, "add") == 0)
        ok = quantity_add(&a, &b, &result);
    else if (ok && strcmp(op, "sub") == 0)
        ok = quantity_sub(&a, &b, &result);
    else if (ok)
        ok = quantity_mul(&a, strtoll(second, NULL, 10), &result);
    if (!ok) {
        buf_add_text(why, "refused");
        return;
    }
    quantity_decimal(&result, text);
    vector_agrees(vector, "value", text, why);
    quantity_canonical(&result, text);
    vector_agrees(vector, "canonical", text, why);
    vector_agrees(vector, "fits_int64", fits_int64(&result) ? "true" : "false", why);
}

enum outcome kind_quantity_round(const struct value *vector, struct buf *why)
{
    const char *op = vector_text(vector, "input", "op");
    if (op && (strcmp(op, "round_up") == 0 || strcmp(op, "scaled_value") == 0))
        check_rounding(vector, strcmp(op, "scaled_value") == 0, why);
    else if (op && (strcmp(op, "add") == 0 || strcmp(op, "sub") == 0 || strcmp(op, "mul") == 0))
        check_sum(vector, op, why);
    else
        buf_format(why, "unknown operation %s", op ? op : "(none)");
    return vector_outcome(why);
}
