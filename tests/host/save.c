/*
 * Saves what a table describes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <string.h>

#include "host.h"

/** An element with its place in the self-description. */
typedef struct Element {
    const char *label;
    int index;
    /** From this one to the end of those that are null as it is, or are not. */
    int left;
    bool is_null;
    bool is_compressible;
} Element;

static const char *kind_of(const VMStateField *field)
{
    if (field->flags & VMS_VSTRUCT) {
        return "vstruct";
    }
    if (field->flags & VMS_STRUCT) {
        return "struct";
    }
    return field->info->name ? field->info->name : "unknown";
}

static void describe(JSONWriter *writer, const VMStateField *field, const Element *element)
{
    json_writer_start_object(writer, NULL);
    json_writer_str(writer, "name", element->label);
    if (element->left > 1 && element->is_compressible) {
        json_writer_int64(writer, "array_len", element->left);
    } else if (element->left > 1) {
        json_writer_int64(writer, "index", element->index);
    }
    json_writer_str(writer, "type", element->is_null ? "nullptr" : kind_of(field));
}

static int save_nested(QEMUFile *f, const VMStateField *field, void *element, JSONWriter *writer, Error **errp);

static int save_content(QEMUFile *f, const VMStateField *field, void *content, int size, JSONWriter *writer, Error **errp)
{
    int status;

    if (field->flags & (VMS_STRUCT | VMS_VSTRUCT)) {
        return save_nested(f, field, content, writer, errp);
    }
    status = field->info->put(f, content, (size_t)size, field, writer);
    if (status) {
        error_set(errp, "the kind of `%s` fails: %d", field->name, status);
    }
    return status;
}

static int save_element(QEMUFile *f, const VMStateField *field, void *content, int size, const Element *element,
                        JSONWriter *writer, Error **errp)
{
    size_t begin = f->bytes.length;
    int status = 0;

    if (writer) {
        describe(writer, field, element);
    }
    if (element->is_null) {
        qemu_put_byte(f, NULL_MARKER);
    } else {
        status = save_content(f, field, content, size, writer, errp);
    }
    if (writer) {
        json_writer_int64(writer, "size", (int64_t)(f->bytes.length - begin));
        json_writer_end_object(writer);
    }
    return status;
}

static bool is_null(const VMStateField *field, uint8_t *begin, int size, int index)
{
    return field->flags & VMS_ARRAY_OF_POINTER && !field_element(field, begin, size, index);
}

static int save_elements(QEMUFile *f, const VMStateDescription *vmsd, const VMStateField *field, void *opaque,
                         JSONWriter *writer, Error **errp)
{
    uint8_t *begin = field_begin(field, opaque);
    int count = field_count(field, opaque);
    int size = field_size(field, opaque);
    bool is_compressible = field_is_compressible(field);
    bool was_null = false, stands_for_more = false;
    int index, status = 0;
    Bytes label = { 0 };

    field_label(vmsd, field, &label);
    for (index = 0; index < count && status == 0; index++) {
        Element element = { bytes_text(&label), index, count - index, is_null(field, begin, size, index), is_compressible };
        JSONWriter *described;

        /* The end of a run is looked for at its begin only, and never of a first one without nulls. */
        if (element.is_null != was_null) {
            was_null = element.is_null;
            stands_for_more = false;
            element.left = 1;
            while (index + element.left < count
                   && is_null(field, begin, size, index + element.left) == element.is_null) {
                element.left++;
            }
        }
        described = stands_for_more ? NULL : writer;
        stands_for_more = stands_for_more || is_compressible;
        element.is_compressible |= element.is_null;
        status = save_element(f, field, field_element(field, begin, size, index), size, &element, described, errp);
    }
    bytes_free(&label);
    return status;
}

static int save_fields(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, JSONWriter *writer, int version_id,
                       Error **errp)
{
    const VMStateField *field;
    int status = 0;

    for (field = vmsd->fields; status == 0 && !(field->flags & VMS_END); field++) {
        if (field_is_there(field, opaque, version_id)) {
            status = save_elements(f, vmsd, field, opaque, writer, errp);
        } else if (field->flags & VMS_MUST_EXIST) {
            would_abort("`%s` does not hold while saving", field->name);
        }
    }
    return status;
}

static int save_subsection(QEMUFile *f, const VMStateDescription *subsection, void *opaque, JSONWriter *writer,
                           Error **errp)
{
    size_t length = strlen(subsection->name);
    int status;

    qemu_put_byte(f, SUBSECTION);
    qemu_put_byte(f, (int)length);
    qemu_put_buffer(f, (const uint8_t *)subsection->name, length);
    qemu_put_be32(f, (unsigned int)subsection->version_id);
    if (writer) {
        json_writer_start_object(writer, NULL);
    }
    status = save_at(f, subsection, opaque, writer, subsection->version_id, errp);
    if (writer) {
        json_writer_end_object(writer);
    }
    return status;
}

static int save_subsections(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, JSONWriter *writer, Error **errp)
{
    const VMStateDescription *const *subsection;
    bool has_any = false;
    int status = 0;

    for (subsection = vmsd->subsections; status == 0 && subsection && *subsection; subsection++) {
        if ((*subsection)->needed && !(*subsection)->needed(opaque)) {
            continue;
        }
        if (writer && !has_any) {
            json_writer_start_array(writer, "subsections");
        }
        has_any = true;
        status = save_subsection(f, *subsection, opaque, writer, errp);
    }
    if (writer && has_any) {
        json_writer_end_array(writer);
    }
    return status;
}

static int before_saving(const VMStateDescription *vmsd, void *opaque, Error **errp)
{
    int status;

    if (HAS_ERRP_HOOK(vmsd, pre_save)) {
        return CALL_ERRP_HOOK(vmsd, pre_save, opaque, errp) ? 0 : failed_with(errp, -EINVAL, "pre_save", vmsd);
    }
    status = vmsd->pre_save ? vmsd->pre_save(opaque) : 0;
    return status ? failed_with(errp, status, "pre_save", vmsd) : 0;
}

int save_at(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, JSONWriter *writer, int version_id, Error **errp)
{
    int status = before_saving(vmsd, opaque, errp);
    int after;

    if (status) {
        return status;
    }
    if (writer) {
        json_writer_str(writer, "vmsd_name", vmsd->name);
        json_writer_int64(writer, "version", version_id);
        json_writer_start_array(writer, "fields");
    }
    status = save_fields(f, vmsd, opaque, writer, version_id, errp);
    if (writer) {
        json_writer_end_array(writer);
    }
    if (status == 0) {
        status = save_subsections(f, vmsd, opaque, writer, errp);
    }
    after = vmsd->post_save ? vmsd->post_save(opaque) : 0;
    return status == 0 && after ? failed_with(errp, after, "post_save", vmsd) : status;
}

static int save_nested(QEMUFile *f, const VMStateField *field, void *element, JSONWriter *writer, Error **errp)
{
    bool is_wrapped = writer && !(field->flags & VMS_VSTRUCT);
    int status;

    if (is_wrapped) {
        json_writer_start_object(writer, "struct");
    }
    status = save_at(f, field->vmsd, element, writer, nested_version(field), errp);
    if (is_wrapped) {
        json_writer_end_object(writer);
    }
    return status;
}

#ifdef WITHOUT_ERRP
int vmstate_save_state(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, JSONWriter *vmdesc)
{
    return save_at(f, vmsd, opaque, vmdesc, vmsd->version_id, NULL);
}
#else
int vmstate_save_state(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, JSONWriter *vmdesc, Error **errp)
{
    return save_at(f, vmsd, opaque, vmdesc, vmsd->version_id, errp);
}
#endif
