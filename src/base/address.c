/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/address.h"

#include <string.h>

enum { TEXT_SIZE = 64 };

/* How an IPv4 address begins. */
static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

/* Four numbers from 0 to 255 between dots, up to the end of the text. */
static bool read_dotted(const char *text, uint8_t ret[4])
{
    for (int part = 0; part < 4; part++) {
        int value = 0, digits = 0;
        while (text[digits] >= '0' && text[digits] <= '9' && digits < 4)
            value = value * 10 + (text[digits++] - '0');
        if (digits == 0 || value > 255 || (digits > 1 && text[0] == '0'))
            return false;
        text += digits;
        if (*text != (part < 3 ? '.' : '\0'))
            return false;
        text += part < 3;
        ret[part] = (uint8_t)value;
    }
    return true;
}

/* Up to four hexadecimal digits; how many, 0 = none. */
static int read_group(const char *text, unsigned *ret)
{
    int digits = 0;
    *ret = 0;
    for (; digits < 5; digits++) {
        const char *hex = "0123456789abcdef";
        char c = text[digits];
        const char *at = strchr(hex, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
        if (c == '\0' || !at)
            break;
        *ret = *ret * 16 + (unsigned)(at - hex);
    }
    return digits <= 4 ? digits : 0;
}

/* `gap` is where "::" stands among the bytes read so far, -1 = nowhere. */
static bool read_groups(const char *text, uint8_t bytes[16], int *ret_count, int *ret_gap)
{
    int count = 0, gap = -1;
    if (text[0] == ':' && text[1] == ':') {
        gap = 0;
        text += 2;
    }
    while (*text) {
        unsigned group;
        int digits = read_group(text, &group);
        if (digits == 0 || count > 14)
            return false;
        if (text[digits] == '.') {
            if (count > 12 || !read_dotted(text, bytes + count))
                return false;
            count += 4;
            break;
        }
        bytes[count++] = (uint8_t)(group >> 8);
        bytes[count++] = (uint8_t)group;
        text += digits;
        if (*text == '\0')
            break;
        if (*text != ':' || text[1] == '\0')
            return false;
        text++;
        if (*text == ':') {
            if (gap >= 0)
                return false;
            gap = count;
            text++;
        }
    }
    *ret_count = count;
    *ret_gap = gap;
    return gap >= 0 ? count < 16 : count == 16;
}

bool address_parse(const char *text, struct address *ret)
{
    struct address address = {.is_dotted = false};
    int count, gap;
    memcpy(address.bytes, mapped, sizeof mapped);
    if (read_dotted(text, address.bytes + 12)) {
        address.is_dotted = true;
    } else {
        memset(address.bytes, 0, sizeof address.bytes);
        if (!read_groups(text, address.bytes, &count, &gap))
            return false;
        if (gap >= 0) {
            memmove(address.bytes + 16 - (count - gap), address.bytes + gap, (size_t)(count - gap));
            memset(address.bytes + gap, 0, (size_t)(16 - count));
        }
    }
    *ret = address;
    return true;
}

bool network_parse(const char *text, struct address *ret, int *ret_bits)
{
    const char *slash = strchr(text, '/');
    char before[TEXT_SIZE];
    int bits = 0;
    if (!slash || (size_t)(slash - text) >= sizeof before || !slash[1] ||
        slash[1 + strspn(slash + 1, "0123456789")])
        return false;
    memcpy(before, text, (size_t)(slash - text));
    before[slash - text] = '\0';
    for (const char *digit = slash + 1; *digit && bits <= 128; digit++)
        bits = bits * 10 + (*digit - '0');
    struct address address;
    if (!address_parse(before, &address) || bits > (address.is_dotted ? 32 : 128))
        return false;
    *ret = address;
    *ret_bits = bits + (address.is_dotted ? 96 : 0);
    return true;
}

static bool first_bits_equal(const uint8_t *a, const uint8_t *b, int bits)
{
    uint8_t rest = (uint8_t)(0xff00 >> (bits % 8));
    return memcmp(a, b, (size_t)bits / 8) == 0 &&
           (bits % 8 == 0 || ((a[bits / 8] ^ b[bits / 8]) & rest) == 0);
}

bool network_holds(const char *network, const char *address)
{
    struct address have, wanted;
    int bits = 128;
    if (!address_parse(address, &have) ||
        (!address_parse(network, &wanted) && !network_parse(network, &wanted, &bits)))
        return false;
    if (bits < 96 && memcmp(have.bytes, mapped, sizeof mapped) == 0)
        return false;
    return first_bits_equal(have.bytes, wanted.bytes, bits);
}
