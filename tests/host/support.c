/*
 * Growing bytes, error objects, messages, and the big lock.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

static void bytes_reserve(Bytes *bytes, size_t more)
{
    size_t wanted = bytes->length + more;

    if (wanted <= bytes->room) {
        return;
    }
    bytes->room = wanted * 2;
    bytes->data = realloc(bytes->data, bytes->room);
    if (!bytes->data) {
        abort();
    }
}

void bytes_add(Bytes *bytes, const void *data, size_t length)
{
    if (length == 0) {
        return;
    }
    bytes_reserve(bytes, length);
    memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
}

void bytes_format_list(Bytes *bytes, const char *format, va_list list)
{
    va_list again;
    int length;

    va_copy(again, list);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    bytes_reserve(bytes, (size_t)length + 1);
    vsnprintf((char *)bytes->data + bytes->length, (size_t)length + 1, format, list);
    bytes->length += (size_t)length;
}

void bytes_format(Bytes *bytes, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    bytes_format_list(bytes, format, list);
    va_end(list);
}

const char *bytes_text(Bytes *bytes)
{
    bytes_reserve(bytes, 1);
    bytes->data[bytes->length] = '\0';
    return (const char *)bytes->data;
}

void bytes_free(Bytes *bytes)
{
    free(bytes->data);
    memset(bytes, 0, sizeof(*bytes));
}

struct Error {
    Bytes message;
};

void error_setg_internal(Error **errp, const char *src, int line, const char *func, const char *fmt, ...)
{
    va_list list;

    (void)src;
    (void)line;
    (void)func;
    if (!errp) {
        return;
    }
    if (*errp) {
        would_abort("an error is set over another one");
        return;
    }
    *errp = calloc(1, sizeof(**errp));
    va_start(list, fmt);
    bytes_format_list(&(*errp)->message, fmt, list);
    va_end(list);
}

const char *error_get_pretty(const Error *err)
{
    return bytes_text((Bytes *)&err->message);
}

void error_free(Error *err)
{
    if (err) {
        bytes_free(&err->message);
        free(err);
    }
}

Bytes shown;

void error_report(const char *fmt, ...)
{
    va_list list;

    va_start(list, fmt);
    bytes_format_list(&shown, fmt, list);
    va_end(list);
    bytes_format(&shown, "; ");
}

void would_abort(const char *format, ...)
{
    va_list list;

    bytes_format(&shown, "ABORT ");
    va_start(list, format);
    bytes_format_list(&shown, format, list);
    va_end(list);
    bytes_format(&shown, "; ");
}

/* One thread, which holds the lock as QEMU's main loop does when it calls devices. */
static bool is_locked = true;
static int blocked;

bool bql_locked(void)
{
    return is_locked;
}

void bql_lock_impl(const char *file, int line)
{
    if (is_locked) {
        would_abort("%s:%d takes the lock that it has", file, line);
    }
    is_locked = true;
}

void bql_unlock(void)
{
    if (!is_locked || blocked > 0) {
        would_abort("the lock is released %s", is_locked ? "under a borrow" : "twice");
    }
    is_locked = false;
}

void bql_block_unlock(bool increase)
{
    blocked += increase ? 1 : -1;
    if (!is_locked || blocked < 0) {
        would_abort("releasing is blocked %d times", blocked);
    }
}
