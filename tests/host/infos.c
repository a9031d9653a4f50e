/*
 * The kinds of the C core.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <string.h>

#include "host.h"

#define INTEGER(kind, type, put, get)                                                                   \
    static int get_##kind(QEMUFile *f, void *pv, size_t size, const VMStateField *field)                \
    {                                                                                                   \
        type value = (type)get(f);                                                                      \
                                                                                                        \
        (void)size;                                                                                     \
        (void)field;                                                                                    \
        memcpy(pv, &value, sizeof(value));                                                              \
        return 0;                                                                                       \
    }                                                                                                   \
                                                                                                        \
    static int put_##kind(QEMUFile *f, void *pv, size_t size, const VMStateField *field, JSONWriter *w) \
    {                                                                                                   \
        type value;                                                                                     \
                                                                                                        \
        (void)size;                                                                                     \
        (void)field;                                                                                    \
        (void)w;                                                                                        \
        memcpy(&value, pv, sizeof(value));                                                              \
        put(f, value);                                                                                  \
        return 0;                                                                                       \
    }                                                                                                   \
                                                                                                        \
    const VMStateInfo vmstate_info_##kind = { #kind, get_##kind, put_##kind }

INTEGER(int8, int8_t, qemu_put_byte, qemu_get_byte);
INTEGER(uint8, uint8_t, qemu_put_byte, qemu_get_byte);
INTEGER(int16, int16_t, qemu_put_be16, qemu_get_be16);
INTEGER(uint16, uint16_t, qemu_put_be16, qemu_get_be16);
INTEGER(int32, int32_t, qemu_put_be32, qemu_get_be32);
INTEGER(uint32, uint32_t, qemu_put_be32, qemu_get_be32);
INTEGER(int64, int64_t, qemu_put_be64, qemu_get_be64);
INTEGER(uint64, uint64_t, qemu_put_be64, qemu_get_be64);

/* A `bool` is compared byte by byte, so anything but zero becomes one. */
static int get_bool(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    bool value = qemu_get_byte(f) != 0;

    (void)size;
    (void)field;
    memcpy(pv, &value, sizeof(value));
    return 0;
}

const VMStateInfo vmstate_info_bool = { "bool", get_bool, put_uint8 };

/* What compares reads into a value of its own: what is here stays, whatever comes. */
#define COMPARING(kind, text, type, base)                                                        \
    static int get_##kind(QEMUFile *f, void *pv, size_t size, const VMStateField *field)         \
    {                                                                                            \
        type here, received;                                                                     \
                                                                                                 \
        memcpy(&here, pv, sizeof(here));                                                         \
        get_##base(f, &received, size, field);                                                   \
        if (received == here) {                                                                  \
            return 0;                                                                            \
        }                                                                                        \
        error_report("%llx was received, and %llx is here", (unsigned long long)received,        \
                     (unsigned long long)here);                                                  \
        if (field->err_hint) {                                                                   \
            error_report("%s", field->err_hint);                                                 \
        }                                                                                        \
        return -EINVAL;                                                                          \
    }                                                                                            \
                                                                                                 \
    const VMStateInfo vmstate_info_##kind = { text, get_##kind, put_##base }

COMPARING(uint8_equal, "uint8 equal", uint8_t, uint8);
COMPARING(uint16_equal, "uint16 equal", uint16_t, uint16);
COMPARING(int32_equal, "int32 equal", int32_t, int32);
COMPARING(uint32_equal, "uint32 equal", uint32_t, uint32);
COMPARING(uint64_equal, "int64 equal", uint64_t, uint64);

static int get_int32_le(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    int32_t here, received;

    memcpy(&here, pv, sizeof(here));
    get_int32(f, &received, size, field);
    if (received < 0 || received > here) {
        error_report("%d was received, and %d is here", received, here);
        return -EINVAL;
    }
    memcpy(pv, &received, sizeof(received));
    return 0;
}

const VMStateInfo vmstate_info_int32_le = { "int32 le", get_int32_le, put_int32 };

static int get_buffer(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    (void)field;
    qemu_get_buffer(f, pv, size);
    return 0;
}

static int put_buffer(QEMUFile *f, void *pv, size_t size, const VMStateField *field, JSONWriter *w)
{
    (void)field;
    (void)w;
    qemu_put_buffer(f, pv, size);
    return 0;
}

const VMStateInfo vmstate_info_buffer = { "buffer", get_buffer, put_buffer };

static int get_unused(QEMUFile *f, void *pv, size_t size, const VMStateField *field)
{
    (void)pv;
    (void)field;
    while (size-- > 0) {
        qemu_get_byte(f);
    }
    return 0;
}

static int put_unused(QEMUFile *f, void *pv, size_t size, const VMStateField *field, JSONWriter *w)
{
    (void)pv;
    (void)field;
    (void)w;
    while (size-- > 0) {
        qemu_put_byte(f, 0);
    }
    return 0;
}

const VMStateInfo vmstate_info_unused_buffer = { "unused_buffer", get_unused, put_unused };
