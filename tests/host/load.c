/*
 * Loads what a table describes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <string.h>

#include "host.h"

static int load_content(QEMUFile *f, const VMStateField *field, void *content, int size, Error **errp)
{
    int status;

    if (!content && size > 0) {
        return qemu_get_byte(f) == NULL_MARKER ? 0 : -EINVAL;
    }
    if (field->flags & (VMS_STRUCT | VMS_VSTRUCT)) {
        return load_at(f, field->vmsd, content, nested_version(field), errp);
    }
    status = field->info->get(f, content, (size_t)size, field);
    return status > 0 ? 0 : status;
}

static int load_elements(QEMUFile *f, const VMStateField *field, void *opaque, Error **errp)
{
    uint8_t *begin = field_begin(field, opaque);
    int count = field_count(field, opaque);
    int size = field_size(field, opaque);
    int index;

    for (index = 0; index < count; index++) {
        int status = load_content(f, field, field_element(field, begin, size, index), size, errp);

        if (status == 0) {
            status = qemu_file_get_error(f);
        }
        if (status) {
            qemu_file_set_error(f, status);
            if (errp && !*errp) {
                error_set(errp, "`%s`, element %d: error %d", field->name, index, -status);
            }
            return status;
        }
    }
    return 0;
}

static int load_fields(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, int version_id, Error **errp)
{
    const VMStateField *field;
    int status = 0;

    for (field = vmsd->fields; status == 0 && !(field->flags & VMS_END); field++) {
        if (field_is_there(field, opaque, version_id)) {
            status = load_elements(f, field, opaque, errp);
        } else if (field->flags & VMS_MUST_EXIST) {
            error_set(errp, "`%s` of `%s` does not hold", field->name, vmsd->name);
            status = -EINVAL;
        }
    }
    return status;
}

/** The name of the subsection that comes next and belongs to this description: its length, or 0. */
static size_t next_subsection(QEMUFile *f, const VMStateDescription *vmsd, char name[256])
{
    uint8_t head[2];
    size_t own = strlen(vmsd->name);

    if (file_peek(f, head, sizeof(head), 0) < sizeof(head) || head[0] != SUBSECTION || head[1] < own + 1) {
        return 0;
    }
    if (file_peek(f, (uint8_t *)name, head[1], sizeof(head)) < head[1]) {
        return 0;
    }
    name[head[1]] = '\0';
    return strncmp(name, vmsd->name, own) == 0 ? head[1] : 0;
}

static int load_subsections(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, Error **errp)
{
    const VMStateDescription *const *subsection;
    char name[256];
    size_t length;
    int status = 0;

    while (status == 0 && (length = next_subsection(f, vmsd, name)) > 0) {
        for (subsection = vmsd->subsections; subsection && *subsection; subsection++) {
            if (strcmp((*subsection)->name, name) == 0) {
                break;
            }
        }
        if (!subsection || !*subsection) {
            error_set(errp, "`%s` has no subsection `%s`", vmsd->name, name);
            return -ENOENT;
        }
        file_skip(f, 2 + length);
        /* The version is kept in 8 bits. */
        status = load_at(f, *subsection, opaque, (uint8_t)qemu_get_be32(f), errp);
    }
    return status;
}

static int before_loading(const VMStateDescription *vmsd, void *opaque, Error **errp)
{
    int status;

    if (HAS_ERRP_HOOK(vmsd, pre_load)) {
        return CALL_ERRP_HOOK(vmsd, pre_load, opaque, errp) ? 0 : failed_with(errp, -EINVAL, "pre_load", vmsd);
    }
    status = vmsd->pre_load ? vmsd->pre_load(opaque) : 0;
    return status ? failed_with(errp, status, "pre_load", vmsd) : 0;
}

static int after_loading(const VMStateDescription *vmsd, void *opaque, int version_id, Error **errp)
{
    int status;

    if (HAS_ERRP_HOOK(vmsd, post_load)) {
        return CALL_ERRP_HOOK(vmsd, post_load, opaque, version_id, errp) ? 0 : failed_with(errp, -EINVAL, "post_load", vmsd);
    }
    status = vmsd->post_load ? vmsd->post_load(opaque, version_id) : 0;
    return status < 0 ? failed_with(errp, status, "post_load", vmsd) : 0;
}

int load_at(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, int version_id, Error **errp)
{
    int status;

    if (version_id > vmsd->version_id || version_id < vmsd->minimum_version_id) {
        error_set(errp, "`%s` has versions %d to %d, and not %d", vmsd->name, vmsd->minimum_version_id, vmsd->version_id,
                  version_id);
        return -EINVAL;
    }
    status = before_loading(vmsd, opaque, errp);
    if (status == 0) {
        status = load_fields(f, vmsd, opaque, version_id, errp);
    }
    if (status == 0) {
        status = load_subsections(f, vmsd, opaque, errp);
    }
    return status == 0 ? after_loading(vmsd, opaque, version_id, errp) : status;
}

#ifdef WITHOUT_ERRP
int vmstate_load_state(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, int version_id)
{
    return load_at(f, vmsd, opaque, version_id, NULL);
}
#else
int vmstate_load_state(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, int version_id, Error **errp)
{
    return load_at(f, vmsd, opaque, version_id, errp);
}
#endif
