#include "ip_exif.h"

#include <libexif/exif-data.h>
#include <libexif/exif-mem.h>
#include <stdlib.h>
#include <string.h>

#include "ip_memory.h"

// Exif 2.3 names that libexif 0.6.24 has no constants for in every version.
enum { TAG_CAMERA_OWNER = 0xa430, TAG_BODY_SERIAL = 0xa431, TAG_LENS_SERIAL = 0xa435 };

static void copy_text(ExifData *data, ExifIfd ifd, ExifTag tag, char *text) {
    ExifEntry *entry = exif_content_get_entry(data->ifd[ifd], tag);
    if (entry) exif_entry_get_value(entry, text, IP_EXIF_TEXT_BYTES);
}

static bool has(ExifData *data, ExifIfd ifd, int tag) {
    return exif_content_get_entry(data->ifd[ifd], (ExifTag)tag) != NULL;
}

static void summarize(ExifData *data, ip_exif_summary *summary) {
    copy_text(data, EXIF_IFD_0, EXIF_TAG_MAKE, summary->make);
    copy_text(data, EXIF_IFD_0, EXIF_TAG_MODEL, summary->model);
    copy_text(data, EXIF_IFD_0, EXIF_TAG_SOFTWARE, summary->software);
    copy_text(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL, summary->date);
    if (!summary->date[0]) copy_text(data, EXIF_IFD_0, EXIF_TAG_DATE_TIME, summary->date);
    summary->has_gps = data->ifd[EXIF_IFD_GPS]->count > 0;
    summary->has_person = has(data, EXIF_IFD_0, EXIF_TAG_ARTIST) || has(data, EXIF_IFD_0, EXIF_TAG_COPYRIGHT) ||
                          has(data, EXIF_IFD_0, EXIF_TAG_XP_AUTHOR) || has(data, EXIF_IFD_EXIF, TAG_CAMERA_OWNER);
    summary->has_serial_number = has(data, EXIF_IFD_EXIF, TAG_BODY_SERIAL) || has(data, EXIF_IFD_EXIF, TAG_LENS_SERIAL);
    summary->has_maker_note = has(data, EXIF_IFD_EXIF, EXIF_TAG_MAKER_NOTE);
    summary->thumbnail_byte_count = data->size;
    for (int ifd = 0; ifd < EXIF_IFD_COUNT; ifd++) summary->tag_count += data->ifd[ifd]->count;
}

// libexif goes on without what it had no memory for and tells nobody, so that it is told here. Its functions for memory
// get no argument of ours, and each call stays on its thread.
static _Thread_local bool ran_out;

static void *reserve(ExifLong byte_count) {
    void *memory = calloc(byte_count, 1);
    if (!memory && byte_count) ran_out = true;
    return memory;
}

static void *reserve_more(void *memory, ExifLong byte_count) {
    void *moved = realloc(memory, byte_count);
    if (!moved && byte_count) ran_out = true;
    return moved;
}

bool ip_exif_summarize(const uint8_t *payload, size_t payload_count, ip_exif_summary *summary) {
    memset(summary, 0, sizeof *summary);
    if (payload_count > 16u << 20) return false;
    // libexif wants the identifier that JPEG puts before the structure.
    uint8_t *prefixed = ip_allocate(payload_count + 6);
    ran_out = prefixed == NULL;
    ExifMem *functions = prefixed ? exif_mem_new(reserve, reserve_more, free) : NULL;
    ExifData *data = functions ? exif_data_new_mem(functions) : NULL;
    if (data) {
        memcpy(prefixed, "Exif\0\0", 6);
        memcpy(prefixed + 6, payload, payload_count);
        // What is there is to be told, not what the standard would like to be there.
        exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
        exif_data_load_data(data, prefixed, (unsigned int)(payload_count + 6));
        summarize(data, summary);
        exif_data_unref(data);
    }
    if (functions) exif_mem_unref(functions);
    ip_free(prefixed);
    return data && !ran_out;
}
