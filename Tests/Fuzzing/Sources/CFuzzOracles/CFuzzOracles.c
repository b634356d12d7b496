#include "CFuzzOracles.h"

#include <libexif/exif-data.h>
#include <stdlib.h>
#include <string.h>

int fuzz_libexif_orientation(const uint8_t *payload, size_t payload_count) {
    if (payload_count > 65527) return -1;
    uint8_t *prefixed = malloc(payload_count + 6);
    memcpy(prefixed, "Exif\0\0", 6);
    memcpy(prefixed + 6, payload, payload_count);
    ExifData *data = exif_data_new();
    exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
    exif_data_load_data(data, prefixed, (unsigned int)payload_count + 6);
    ExifEntry *entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    int orientation = -1;
    if (entry && entry->format == EXIF_FORMAT_SHORT && entry->components == 1) {
        orientation = exif_get_short(entry->data, exif_data_get_byte_order(data));
    }
    exif_data_unref(data);
    free(prefixed);
    return orientation;
}
