#ifndef IP_TIFF_H
#define IP_TIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What decodes the first picture of a TIFF by libtiff. Empty without the trait TIFF.
//
// Each function is one operation on one handle, which stays on one thread; nothing is shared between handles and nothing is printed.
// The bytes of the file are handed in again for each operation; where they lie elsewhere than before, the file is opened anew.

#define IP_TIFF_TEXT_BYTES 240
#define IP_TIFF_WARNINGS_KEPT 4

typedef enum {
    IP_TIFF_OK,
    // libtiff could not read it; the message says why.
    IP_TIFF_DAMAGED,
    // libtiff makes of the directory what the caller did not: a size or a count is another one.
    IP_TIFF_DISAGREES,
} ip_tiff_status;

// What the caller has read in the directory and checked; all of it is compared with what libtiff reads there.
typedef struct {
    uint32_t width, height;
    // 0 for strips.
    uint32_t tile_width, tile_height;
    // Of strips, at most the height.
    uint32_t rows_per_strip;
    uint32_t chunk_count;
    uint16_t bits_per_sample, samples_per_pixel, compression, photometric;
    bool is_planar;
    // YCbCr that libjpeg turns into RGB.
    bool is_jpeg_ycbcr;
} ip_tiff_layout;

typedef struct ip_tiff ip_tiff;

// nil if memory runs out. Nothing is read yet. No allocation of libtiff is larger than `max_allocation`.
ip_tiff *_Nullable ip_tiff_create(ip_tiff_layout layout, size_t max_allocation);
void ip_tiff_destroy(ip_tiff *_Nullable tiff);

// One row of a file of strips, of one plane (0 for interleaved samples), in the machine's byte order. Rows in their order, or
// from the top again, cost nothing twice. `out` has exactly the bytes of a row.
ip_tiff_status ip_tiff_read_row(
    ip_tiff *_Nonnull tiff, const uint8_t *_Nonnull bytes, size_t byte_count, uint32_t row, uint16_t plane, uint8_t *_Nonnull out,
    size_t out_bytes);

// One strip or tile, by its number; `out` has exactly the bytes of a whole one. Of the last strip the rows behind its end are 0.
ip_tiff_status ip_tiff_read_chunk(
    ip_tiff *_Nonnull tiff, const uint8_t *_Nonnull bytes, size_t byte_count, uint32_t index, uint8_t *_Nonnull out, size_t out_bytes);

// The strip that begins at `row`, or the tile that begins at (`column`, `row`), as red, green, blue and alpha of 8 bits: what is
// YCbCr and not a JPEG, and old JPEG. `out` has 4 bytes for each pixel of a whole strip or tile, from its bottom row.
ip_tiff_status ip_tiff_read_rgba(
    ip_tiff *_Nonnull tiff, const uint8_t *_Nonnull bytes, size_t byte_count, uint32_t column, uint32_t row, uint32_t *_Nonnull out,
    size_t out_pixels);

// What libtiff said last when it failed; empty if it did not.
const char *_Nonnull ip_tiff_message(const ip_tiff *_Nonnull tiff);
size_t ip_tiff_warning_count(const ip_tiff *_Nonnull tiff);
// One of the first IP_TIFF_WARNINGS_KEPT.
const char *_Nonnull ip_tiff_warning(const ip_tiff *_Nonnull tiff, size_t index);
// The version that runs, such as "4.5.0", up to the end of the line.
const char *_Nonnull ip_tiff_version(void);

#endif
