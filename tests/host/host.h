/*
 * A small C core of our own for tests: what a program offers that links devices built with feature `qemu`.
 *
 * Written from the facts of the stream format. It runs the tables as QEMU's C core does, in the same order, and with the same
 * ways to fail; where QEMU would abort, it says so and goes on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIGRATION_TEST_HOST_H
#define MIGRATION_TEST_HOST_H

#include <stdarg.h>

#include "vmstate.h"

/** Bytes that grow. */
typedef struct Bytes {
    uint8_t *data;
    size_t length;
    size_t room;
} Bytes;

void bytes_add(Bytes *bytes, const void *data, size_t length);
void bytes_format(Bytes *bytes, const char *format, ...) __attribute__((format(printf, 2, 3)));
void bytes_format_list(Bytes *bytes, const char *format, va_list list);
/** What is there as a C string, which stays until the next change. */
const char *bytes_text(Bytes *bytes);
void bytes_free(Bytes *bytes);

struct QEMUFile {
    Bytes bytes;
    size_t position;
    int error;
    /* What was said about it, if anything was. */
    struct Error *reason;
};

/** The next bytes, without taking them: how many of them there are. */
size_t file_peek(QEMUFile *f, uint8_t *buffer, size_t size, size_t offset);
void file_skip(QEMUFile *f, size_t size);
/** Frees what is in it. */
void file_free(QEMUFile *f);

struct JSONWriter {
    Bytes text;
    bool needs_comma;
};

void json_writer_start_array(JSONWriter *writer, const char *name);
void json_writer_end_array(JSONWriter *writer);
void json_writer_str(JSONWriter *writer, const char *name, const char *value);
void json_writer_int64(JSONWriter *writer, const char *name, int64_t value);

/** What was shown to the user since the last question. */
extern Bytes shown;
/** Where QEMU would have aborted. */
void would_abort(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define error_set(errp, ...) error_setg_internal(errp, __FILE__, __LINE__, __func__, __VA_ARGS__)

/** Whether the field is there at this version: its test says, or else its version. */
bool field_is_there(const VMStateField *field, void *opaque, int version_id);
/** How many elements the field has; below zero is a fault of the object. */
int field_count(const VMStateField *field, void *opaque);
/** What a kind is told as the size of an element, and their distance. */
int field_size(const VMStateField *field, void *opaque);
/** Where the elements begin, pointers to data followed. */
uint8_t *field_begin(const VMStateField *field, void *opaque);
/** The element, or what it leads to in an array of pointers. */
void *field_element(const VMStateField *field, uint8_t *begin, int size, int index);
/** The version that a nested description is saved at. */
int nested_version(const VMStateField *field);
/** The field's name, numbered where the description has it more than once. */
void field_label(const VMStateDescription *vmsd, const VMStateField *field, Bytes *label);
/** Whether one entry of the self-description stands for all elements. */
bool field_is_compressible(const VMStateField *field);

/** The record type of a subsection, and what stands for a null pointer. */
enum { SUBSECTION = 0x05, NULL_MARKER = '0' };

/** Loads a description, and saves one at a version: the same with any layout. */
int load_at(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, int version_id, Error **errp);
int save_at(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, JSONWriter *writer, int version_id, Error **errp);

/* QEMU 10.0 has no hooks with an error object, and none in the functions that load and save. */
#ifdef WITHOUT_ERRP
#define HAS_ERRP_HOOK(vmsd, hook) false
#define CALL_ERRP_HOOK(vmsd, hook, ...) true
#else
#define HAS_ERRP_HOOK(vmsd, hook) ((vmsd)->hook##_errp != NULL)
#define CALL_ERRP_HOOK(vmsd, hook, ...) (vmsd)->hook##_errp(__VA_ARGS__)
#endif

/** Ends a description that is loaded or saved: yes, or the number and the message of what went wrong. */
int failed_with(Error **errp, int status, const char *what, const VMStateDescription *vmsd);

#endif
