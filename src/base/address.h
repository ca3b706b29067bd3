/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address: IP addresses and networks as text, read as Go's net package reads them (what Docker
 * Swarm compares node.ip with).
 */
#ifndef MUSTER_BASE_ADDRESS_H
#define MUSTER_BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

/* 16 bytes, the most significant first; IPv4 is ::ffff:a.b.c.d. */
struct address {
    uint8_t bytes[16];
    bool is_dotted; /* written as IPv4 */
};

/* "10.0.0.1" (no leading zeros), "2001:db8::2", "::ffff:10.0.0.1". False when it is neither. */
bool address_parse(const char *text, struct address *ret);

/* "10.0.0.0/24": the address and how many of the 128 bits count (an IPv4 prefix plus 96). */
bool network_parse(const char *text, struct address *ret, int *ret_bits);

/* Is the address one of the network's, or equal to `network` where that is a single address? As
 * Go's IPNet.Contains and IP.Equal: an IPv6 network shorter than 96 bits holds no IPv4. */
bool network_holds(const char *network, const char *address);

#endif
