/*
 * The C ABI of VMState tables, as QEMU 10.2 and later lay it out.
 *
 * Written for this project: the names, the order and the types of the members are facts of the ABI; QEMU's headers are not
 * included and not needed. `migration/src/bindings/vmstate.rs` is generated from this file.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIGRATION_VMSTATE_H
#define MIGRATION_VMSTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A migration stream, open for reading or for writing. */
typedef struct QEMUFile QEMUFile;
/** Writes the self-description that follows a migration stream. */
typedef struct JSONWriter JSONWriter;
/** An error with a message, handed back through an `Error **`. */
typedef struct Error Error;

typedef struct VMStateField VMStateField;
typedef struct VMStateDescription VMStateDescription;
typedef struct VMStateInfo VMStateInfo;

/** How the elements of a field are found and what they are. */
typedef enum VMStateFlags {
    /** One element. */
    VMS_SINGLE = 0x1,
    /** The member points to the first element. */
    VMS_POINTER = 0x2,
    /** `num` elements. */
    VMS_ARRAY = 0x4,
    /** Each element is described by `vmsd`. */
    VMS_STRUCT = 0x8,
    /** The number of elements is the int32_t at `num_offset`. */
    VMS_VARRAY_INT32 = 0x10,
    /** `size` raw bytes. */
    VMS_BUFFER = 0x20,
    /** Each element is a pointer to the data. */
    VMS_ARRAY_OF_POINTER = 0x40,
    /** The number of elements is the uint16_t at `num_offset`. */
    VMS_VARRAY_UINT16 = 0x80,
    /** The size of the buffer is the int32_t at `size_offset`. */
    VMS_VBUFFER = 0x100,
    /** The size at `size_offset` is multiplied by `size`. */
    VMS_MULTIPLY = 0x200,
    /** The number of elements is the uint8_t at `num_offset`. */
    VMS_VARRAY_UINT8 = 0x400,
    /** The number of elements is the uint32_t at `num_offset`. */
    VMS_VARRAY_UINT32 = 0x800,
    /** The load fails where `field_exists` says no. */
    VMS_MUST_EXIST = 0x1000,
    /** The receiver allocates the elements before it loads them. */
    VMS_ALLOC = 0x2000,
    /** The number at `num_offset` is multiplied by `num`. */
    VMS_MULTIPLY_ELEMENTS = 0x4000,
    /** As VMS_STRUCT, at the version `struct_version_id`. */
    VMS_VSTRUCT = 0x8000,
    /** Ends a list of fields. */
    VMS_END = 0x10000
} VMStateFlags;

/** The order in which devices are saved and loaded: the highest first. */
typedef enum MigrationPriority {
    MIG_PRI_UNINITIALIZED = 0,
    MIG_PRI_LOW,
    MIG_PRI_DEFAULT,
    MIG_PRI_IOMMU,
    MIG_PRI_PCI_BUS,
    MIG_PRI_VIRTIO_MEM,
    MIG_PRI_APIC,
    MIG_PRI_GICV3_ITS,
    MIG_PRI_GICV3,
    MIG_PRI_MAX
} MigrationPriority;

/** How one kind of element is read and written. */
struct VMStateInfo {
    const char *name;
    int (*get)(QEMUFile *f, void *pv, size_t size, const VMStateField *field);
    int (*put)(QEMUFile *f, void *pv, size_t size, const VMStateField *field, JSONWriter *vmdesc);
};

/** One entry of a description's list of fields. */
struct VMStateField {
    const char *name;
    const char *err_hint;
    size_t offset;
    size_t size;
    size_t start;
    int num;
    size_t num_offset;
    size_t size_offset;
    const VMStateInfo *info;
    VMStateFlags flags;
    const VMStateDescription *vmsd;
    int version_id;
    int struct_version_id;
    bool (*field_exists)(void *opaque, int version_id);
};

/** The table of one type: its fields, its subsections and its hooks. */
struct VMStateDescription {
    const char *name;
    bool unmigratable;
    bool early_setup;
    int version_id;
    int minimum_version_id;
    MigrationPriority priority;
    int (*pre_load)(void *opaque);
    bool (*pre_load_errp)(void *opaque, Error **errp);
    int (*post_load)(void *opaque, int version_id);
    bool (*post_load_errp)(void *opaque, int version_id, Error **errp);
    int (*pre_save)(void *opaque);
    bool (*pre_save_errp)(void *opaque, Error **errp);
    int (*post_save)(void *opaque);
    bool (*needed)(void *opaque);
    bool (*dev_unplug_pending)(void *opaque);
    const VMStateField *fields;
    const VMStateDescription *const *subsections;
};

/** The kinds that the C core brings. */
extern const VMStateInfo vmstate_info_bool;
extern const VMStateInfo vmstate_info_int8;
extern const VMStateInfo vmstate_info_int16;
extern const VMStateInfo vmstate_info_int32;
extern const VMStateInfo vmstate_info_int64;
extern const VMStateInfo vmstate_info_uint8;
extern const VMStateInfo vmstate_info_uint16;
extern const VMStateInfo vmstate_info_uint32;
extern const VMStateInfo vmstate_info_uint64;
extern const VMStateInfo vmstate_info_buffer;
extern const VMStateInfo vmstate_info_unused_buffer;
/** Those that compare: what is received must be what is here. */
extern const VMStateInfo vmstate_info_uint8_equal;
extern const VMStateInfo vmstate_info_uint16_equal;
extern const VMStateInfo vmstate_info_int32_equal;
extern const VMStateInfo vmstate_info_uint32_equal;
extern const VMStateInfo vmstate_info_uint64_equal;
/** Takes what is neither below zero nor above what is here. */
extern const VMStateInfo vmstate_info_int32_le;

/** Save and load of a description: 0, or a negative errno with the error set. */
int vmstate_save_state(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, JSONWriter *vmdesc, Error **errp);
int vmstate_load_state(QEMUFile *f, const VMStateDescription *vmsd, void *opaque, int version_id, Error **errp);

/** What the `get` and `put` of a kind of one's own use. A read beyond the end gives zeros and sets the file's error. */
void qemu_put_byte(QEMUFile *f, int v);
void qemu_put_be16(QEMUFile *f, unsigned int v);
void qemu_put_be32(QEMUFile *f, unsigned int v);
void qemu_put_be64(QEMUFile *f, uint64_t v);
void qemu_put_buffer(QEMUFile *f, const uint8_t *buf, size_t size);
int qemu_get_byte(QEMUFile *f);
unsigned int qemu_get_be16(QEMUFile *f);
unsigned int qemu_get_be32(QEMUFile *f);
uint64_t qemu_get_be64(QEMUFile *f);
size_t qemu_get_buffer(QEMUFile *f, uint8_t *buf, size_t size);
int qemu_file_get_error(QEMUFile *f);
void qemu_file_set_error(QEMUFile *f, int ret);

/** Objects of the self-description. The writer is not null. */
void json_writer_start_object(JSONWriter *writer, const char *name);
void json_writer_end_object(JSONWriter *writer);

/*
 * What follows is used with feature `qemu` alone: the engine has neither error objects nor a lock that C code knows.
 */

/** Error objects. An error is made with the format "%s" and one text; a null error may be freed. */
void error_setg_internal(Error **errp, const char *src, int line, const char *func, const char *fmt, ...);
const char *error_get_pretty(const Error *err);
void error_free(Error *err);
/** Shows a message to the user: with the format "%s" and one text. */
void error_report(const char *fmt, ...);

/** The big lock. While unlocking is blocked, unlocking aborts. */
bool bql_locked(void);
void bql_lock_impl(const char *file, int line);
void bql_unlock(void);
void bql_block_unlock(bool increase);
/** For unit tests of devices: `bql_locked` says yes from then on. Used by `bql::start_test` alone. */
void rust_bql_mock_lock(void);

#endif
