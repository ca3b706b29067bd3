/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sha256.h"

#include <nettle/sha2.h>

void sha256_base64(const char *data, size_t n, char out[SHA256_TEXT_SIZE])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t bytes[SHA256_DIGEST_SIZE + 1] = {0}; /* 33, the last one is padding */
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, n, (const uint8_t *)data);
    sha256_digest(&sha, SHA256_DIGEST_SIZE, bytes);
    for (size_t i = 0; i < 11; i++) {
        const uint8_t *three = bytes + 3 * i;
        unsigned bits = (unsigned)three[0] << 16 | (unsigned)three[1] << 8 | three[2];
        for (size_t k = 0; k < 4; k++)
            out[4 * i + k] = letters[(bits >> (18 - 6 * k)) & 63];
    }
    out[43] = '=';
    out[44] = '\0';
}
