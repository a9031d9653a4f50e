/*
 * What a table says of a field.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "host.h"

bool field_is_there(const VMStateField *field, void *opaque, int version_id)
{
    if (field->field_exists) {
        return field->field_exists(opaque, version_id);
    }
    return field->version_id <= version_id;
}

static int counted(const VMStateField *field, const uint8_t *place)
{
    int32_t i32;
    uint32_t u32;
    uint16_t u16;

    if (field->flags & VMS_VARRAY_INT32) {
        memcpy(&i32, place, sizeof(i32));
        return i32;
    }
    if (field->flags & VMS_VARRAY_UINT32) {
        memcpy(&u32, place, sizeof(u32));
        return (int)u32;
    }
    if (field->flags & VMS_VARRAY_UINT16) {
        memcpy(&u16, place, sizeof(u16));
        return u16;
    }
    return *place;
}

int field_count(const VMStateField *field, void *opaque)
{
    const int by_member = VMS_VARRAY_INT32 | VMS_VARRAY_UINT32 | VMS_VARRAY_UINT16 | VMS_VARRAY_UINT8;
    int count = 1;

    if (field->flags & VMS_ARRAY) {
        count = field->num;
    } else if (field->flags & by_member) {
        count = counted(field, (uint8_t *)opaque + field->num_offset);
    }
    return field->flags & VMS_MULTIPLY_ELEMENTS ? count * field->num : count;
}

int field_size(const VMStateField *field, void *opaque)
{
    int32_t size;

    if (!(field->flags & VMS_VBUFFER)) {
        return (int)field->size;
    }
    memcpy(&size, (uint8_t *)opaque + field->size_offset, sizeof(size));
    return field->flags & VMS_MULTIPLY ? size * (int)field->size : size;
}

uint8_t *field_begin(const VMStateField *field, void *opaque)
{
    uint8_t *begin = (uint8_t *)opaque + field->offset;

    if (field->flags & VMS_ALLOC) {
        would_abort("a field for which this host would have to allocate");
    }
    if (!(field->flags & VMS_POINTER)) {
        return begin;
    }
    begin = *(uint8_t **)begin;
    if (!begin && field_count(field, opaque) > 0 && field_size(field, opaque) > 0) {
        would_abort("the data of `%s` is not there", field->name);
    }
    return begin ? begin + field->start : NULL;
}

void *field_element(const VMStateField *field, uint8_t *begin, int size, int index)
{
    uint8_t *element = begin + (ptrdiff_t)size * index;

    return field->flags & VMS_ARRAY_OF_POINTER ? *(void **)element : element;
}

int nested_version(const VMStateField *field)
{
    return field->flags & VMS_VSTRUCT ? field->struct_version_id : field->vmsd->version_id;
}

void field_label(const VMStateDescription *vmsd, const VMStateField *field, Bytes *label)
{
    const VMStateField *other;
    int before = 0, all = 0;

    for (other = vmsd->fields; !(other->flags & VMS_END); other++) {
        if (strcmp(other->name, field->name) == 0) {
            all++;
            before += other < field;
        }
    }
    bytes_format(label, "%s", field->name);
    if (all > 1) {
        bytes_format(label, "[%d]", before);
    }
}

bool field_is_compressible(const VMStateField *field)
{
    const VMStateField *nested;

    if (field->field_exists) {
        return false;
    }
    if (!(field->flags & VMS_STRUCT)) {
        return true;
    }
    if (field->vmsd->subsections) {
        return false;
    }
    for (nested = field->vmsd->fields; !(nested->flags & VMS_END); nested++) {
        if (!field_is_compressible(nested)) {
            return false;
        }
    }
    return true;
}

int failed_with(Error **errp, int status, const char *what, const VMStateDescription *vmsd)
{
    if (errp && !*errp) {
        error_set(errp, "%s of `%s`: error %d", what, vmsd->name, -status);
    }
    return status;
}
