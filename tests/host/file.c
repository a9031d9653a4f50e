/*
 * The file that is saved to and loaded from, and the writer of the self-description.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <string.h>

#include "host.h"

void qemu_put_buffer(QEMUFile *f, const uint8_t *buf, size_t size)
{
    if (!f->error) {
        bytes_add(&f->bytes, buf, size);
    }
}

static void put_big_endian(QEMUFile *f, uint64_t value, size_t width)
{
    uint8_t bytes[8];
    size_t index;

    for (index = 0; index < width; index++) {
        bytes[index] = (uint8_t)(value >> (8 * (width - 1 - index)));
    }
    qemu_put_buffer(f, bytes, width);
}

static uint64_t get_big_endian(QEMUFile *f, size_t width)
{
    uint8_t bytes[8] = { 0 };
    uint64_t value = 0;
    size_t index;

    qemu_get_buffer(f, bytes, width);
    for (index = 0; index < width; index++) {
        value = value << 8 | bytes[index];
    }
    return value;
}

void qemu_put_byte(QEMUFile *f, int v)
{
    put_big_endian(f, (uint8_t)v, 1);
}

void qemu_put_be16(QEMUFile *f, unsigned int v)
{
    put_big_endian(f, v, 2);
}

void qemu_put_be32(QEMUFile *f, unsigned int v)
{
    put_big_endian(f, v, 4);
}

void qemu_put_be64(QEMUFile *f, uint64_t v)
{
    put_big_endian(f, v, 8);
}

size_t file_peek(QEMUFile *f, uint8_t *buffer, size_t size, size_t offset)
{
    size_t left = f->bytes.length - f->position;
    size_t there;

    if (offset >= left) {
        return 0;
    }
    there = left - offset < size ? left - offset : size;
    memcpy(buffer, f->bytes.data + f->position + offset, there);
    return there;
}

void file_skip(QEMUFile *f, size_t size)
{
    f->position += size;
}

void file_free(QEMUFile *f)
{
    bytes_free(&f->bytes);
    error_free(f->reason);
}

size_t qemu_get_buffer(QEMUFile *f, uint8_t *buf, size_t size)
{
    size_t there = f->error || size == 0 ? 0 : file_peek(f, buf, size, 0);

    file_skip(f, there);
    if (there < size) {
        qemu_file_set_error(f, -EIO);
    }
    return there;
}

int qemu_get_byte(QEMUFile *f)
{
    return (int)get_big_endian(f, 1);
}

unsigned int qemu_get_be16(QEMUFile *f)
{
    return (unsigned int)get_big_endian(f, 2);
}

unsigned int qemu_get_be32(QEMUFile *f)
{
    return (unsigned int)get_big_endian(f, 4);
}

uint64_t qemu_get_be64(QEMUFile *f)
{
    return get_big_endian(f, 8);
}

int qemu_file_get_error(QEMUFile *f)
{
    return f->error;
}

/* The first error stays. */
void qemu_file_set_error_obj(QEMUFile *f, int ret, Error *err)
{
    if (f->error) {
        error_free(err);
        return;
    }
    f->error = ret;
    f->reason = err;
}

void qemu_file_set_error(QEMUFile *f, int ret)
{
    qemu_file_set_error_obj(f, ret, NULL);
}

static void json_quoted(JSONWriter *writer, const char *text)
{
    bytes_add(&writer->text, "\"", 1);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            bytes_add(&writer->text, "\\", 1);
        }
        /* Names of fields are C expressions: nothing else needs an escape. */
        if ((unsigned char)*text < ' ' || (unsigned char)*text > '~') {
            would_abort("a name beyond ASCII");
        }
        bytes_add(&writer->text, text, 1);
    }
    bytes_add(&writer->text, "\"", 1);
}

static void json_begin(JSONWriter *writer, const char *name)
{
    if (writer->needs_comma) {
        bytes_add(&writer->text, ", ", 2);
    }
    writer->needs_comma = true;
    if (name) {
        json_quoted(writer, name);
        bytes_add(&writer->text, ": ", 2);
    }
}

static void json_open(JSONWriter *writer, const char *name, const char *bracket)
{
    json_begin(writer, name);
    bytes_add(&writer->text, bracket, 1);
    writer->needs_comma = false;
}

static void json_close(JSONWriter *writer, const char *bracket)
{
    bytes_add(&writer->text, bracket, 1);
    writer->needs_comma = true;
}

void json_writer_start_object(JSONWriter *writer, const char *name)
{
    json_open(writer, name, "{");
}

void json_writer_end_object(JSONWriter *writer)
{
    json_close(writer, "}");
}

void json_writer_start_array(JSONWriter *writer, const char *name)
{
    json_open(writer, name, "[");
}

void json_writer_end_array(JSONWriter *writer)
{
    json_close(writer, "]");
}

void json_writer_str(JSONWriter *writer, const char *name, const char *value)
{
    json_begin(writer, name);
    json_quoted(writer, value);
}

void json_writer_int64(JSONWriter *writer, const char *name, int64_t value)
{
    json_begin(writer, name);
    bytes_format(&writer->text, "%lld", (long long)value);
}
