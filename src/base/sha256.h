/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sha256: the hash of a text as a Content-Security-Policy names it. */
#ifndef MUSTER_BASE_SHA256_H
#define MUSTER_BASE_SHA256_H

#include <stddef.h>

enum { SHA256_TEXT_SIZE = 45 };

/* The SHA-256 of n bytes in base64, with padding. */
void sha256_base64(const char *data, size_t n, char out[SHA256_TEXT_SIZE]);

#endif
