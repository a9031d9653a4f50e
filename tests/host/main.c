/*
 * Saves and loads devices as the lines of the standard input say:
 *
 *     save DEVICE SEED FAULT
 *     load DEVICE SEED VERSION FAULT HEX
 *     allocations
 *
 * A device is a number, made anew with a random state from the seed. What became of it is answered in lines of a name and a value,
 * up to a line with a full stop.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices.h"
#include "host.h"

static void answer_rust_text(const char *name, char *text)
{
    printf("%s %s\n", name, text);
    device_text_free(text);
}

static void answer_end(size_t device, void *object, int status, Error *error)
{
    printf("status %d\n", status);
    if (error) {
        printf("message %s\n", error_get_pretty(error));
    }
    if ((status != 0) != (error != NULL)) {
        would_abort("status %d %s an error", status, error ? "with" : "without");
    }
    if (!bql_locked()) {
        would_abort("the lock is not held any more");
    }
    printf("shown %s\n", bytes_text(&shown));
    answer_rust_text("text", device_text(device, object));
    device_text_free(device_hooks());
    printf(".\n");
    error_free(error);
    bytes_free(&shown);
    device_set_fault("none");
    device_free(device, object);
}

static void answer_bytes(const char *name, const QEMUFile *file)
{
    size_t index;

    printf("%s ", name);
    for (index = 0; index < file->bytes.length; index++) {
        printf("%02x", file->bytes.data[index]);
    }
    printf("\n");
}

static void save(size_t device, uint64_t seed, const char *fault)
{
    void *object = device_new(device, seed);
    JSONWriter writer = { 0 };
    QEMUFile file = { 0 };
    Error *error = NULL;
    int status;

    device_set_fault(fault);
    json_writer_start_object(&writer, NULL);
    json_writer_str(&writer, "name", device_table(device)->name);
    json_writer_int64(&writer, "instance_id", 0);
    status = save_at(&file, device_table(device), object, &writer, device_table(device)->version_id, &error);
    json_writer_end_object(&writer);
    answer_rust_text("hooks", device_hooks());
    /* A kind that fails says so to the file alone: whoever sends the stream looks there. */
    if (status == 0 && file.error) {
        status = file.error;
        if (file.reason) {
            error = file.reason;
            file.reason = NULL;
        } else {
            error_set(&error, "the file has error %d", -status);
        }
    }
    if (status == 0) {
        answer_bytes("bytes", &file);
        printf("json %s\n", bytes_text(&writer.text));
    }
    answer_end(device, object, status, error);
    file_free(&file);
    bytes_free(&writer.text);
}

/** What would be saved now. After a load that has failed, only what is on a board, which is behind a lock, is good for it. */
static void answer_state(size_t device, void *object, int status)
{
    QEMUFile file = { 0 };

    device_set_fault("none");
    if (status && !strstr(device_table(device)->name, "-board")) {
        return;
    }
    if (save_at(&file, device_table(device), object, NULL, device_table(device)->version_id, NULL) == 0) {
        answer_bytes("after", &file);
    }
    file_free(&file);
}

static void add_hex(Bytes *bytes, const char *hex)
{
    unsigned int byte;

    for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
        bytes_add(bytes, &(uint8_t){ (uint8_t)byte }, 1);
    }
}

static void load(size_t device, uint64_t seed, int version_id, const char *fault, const char *hex)
{
    void *object = device_new(device, seed);
    QEMUFile file = { 0 };
    Error *error = NULL;
    int status;

    add_hex(&file.bytes, hex);
    device_set_fault(fault);
    status = load_at(&file, device_table(device), object, version_id, &error);
    printf("left %zu\n", file.bytes.length - file.position);
    answer_rust_text("hooks", device_hooks());
    answer_state(device, object, status);
    answer_end(device, object, status, error);
    file_free(&file);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;

    while (getline(&line, &room, stdin) > 0) {
        const char *order = strtok(line, " \n");
        const char *words[5] = { "", "", "", "", "" };
        size_t count = 0, device;

        for (char *word = strtok(NULL, " \n"); word && count < 5; word = strtok(NULL, " \n")) {
            words[count++] = word;
        }
        device = strtoul(words[0], NULL, 10);
        if (strcmp(order, "save") == 0) {
            save(device, strtoull(words[1], NULL, 10), words[2]);
        } else if (strcmp(order, "load") == 0) {
            load(device, strtoull(words[1], NULL, 10), atoi(words[2]), words[3], words[4]);
        } else {
            printf("allocations %zu\n.\n", device_allocations());
        }
        fflush(stdout);
    }
    free(line);
    return 0;
}
