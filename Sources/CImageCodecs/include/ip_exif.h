// What an Exif structure says, in words: for people who read a report, never for decisions about pixels.
#ifndef IP_EXIF_H
#define IP_EXIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IP_EXIF_TEXT_BYTES = 96 };

// Texts are NUL-terminated and empty where the tag is absent.
typedef struct ip_exif_summary {
    char make[IP_EXIF_TEXT_BYTES];
    char model[IP_EXIF_TEXT_BYTES];
    char software[IP_EXIF_TEXT_BYTES];
    char date[IP_EXIF_TEXT_BYTES];
    bool has_gps;            // any tag of the GPS directory
    bool has_person;         // Artist, Copyright, camera owner, or Windows' XPAuthor
    bool has_serial_number;  // of the body or the lens
    bool has_maker_note;
    uint32_t thumbnail_byte_count;
    uint32_t tag_count;      // in all directories
} ip_exif_summary;

// Fills *summary from a TIFF structure (without "Exif\0\0") through libexif. False where memory ran out or the structure
// is larger than libexif can take.
bool ip_exif_summarize(const uint8_t *_Nonnull payload, size_t payload_count, ip_exif_summary *_Nonnull summary);

#endif
