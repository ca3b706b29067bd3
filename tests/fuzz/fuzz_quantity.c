/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a quantity; what is written back reads as the same value. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "base/caps.h"
#include "base/error.h"
#include "base/quantity.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct error error = {0};
    struct quantity quantity, again;
    char canonical[QUANTITY_TEXT_SIZE];
    int64_t up, down;

    if (quantity_read(text, size, &quantity, &error)) {
        quantity_canonical(&quantity, canonical);
        assert(quantity_read(canonical, strlen(canonical), &again, &error));
        assert(quantity_compare(&quantity, &again) == 0);
    }
    if (quantity_parse(text, size, 3, QUANTITY_UP, &up, &error)) {
        assert(quantity_parse(text, size, 3, QUANTITY_DOWN, &down, &error));
        assert(down >= 0 && down <= up && up - down <= 1 && up <= CAP_QUANTITY);
    }
    return 0;
}
