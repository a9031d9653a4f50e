/*
 * Devices that a C core runs: what the static library of `devices` offers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIGRATION_TEST_DEVICES_H
#define MIGRATION_TEST_DEVICES_H

#include "vmstate.h"

/** How many devices there are; they are called by their number. */
size_t device_count(void);
const VMStateDescription *device_table(size_t device);
/** A device with a random state, which depends on the seed alone. It is what the table describes. */
void *device_new(size_t device, uint64_t seed);
void device_free(size_t device, void *object);
/** All of the state in one line, to be freed with `device_text_free`. */
char *device_text(size_t device, const void *object);
/** The device code that was called since the last question, to be freed with `device_text_free`. */
char *device_hooks(void);
void device_text_free(char *text);
/** Which device code fails from now on: a name as in `device_hooks`, with `-panic` behind it or not, or "none". */
void device_set_fault(const char *fault);
/** How many allocations of Rust's there are. */
size_t device_allocations(void);

#endif
