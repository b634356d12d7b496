// Whether the image data of a PNG is whole, without keeping a pixel of it.
#ifndef IP_PNG_CHECK_H
#define IP_PNG_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ip_context.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// The data of one IDAT chunk, counted from the file's start.
typedef struct ip_byte_range {
    size_t start, count;
} ip_byte_range;

// As IHDR has it.
typedef struct ip_png_layout {
    uint32_t width, height;
    uint32_t bits_per_pixel;
    bool is_interlaced;
} ip_png_layout;

typedef enum ip_image_data_fault {
    IP_IMAGE_DATA_WHOLE = 0,
    IP_IMAGE_DATA_BAD_CRC,       // of IDAT chunk `index`; the stream and its own checksum are right
    IP_IMAGE_DATA_NOT_ZLIB,      // no zlib stream as PNG wants it
    IP_IMAGE_DATA_DAMAGED,       // what follows `raw_count` bytes cannot be inflated
    IP_IMAGE_DATA_SHORT,         // the stream, or the file, ends after `raw_count` bytes
    IP_IMAGE_DATA_LONG,          // the stream goes on behind the last row
    IP_IMAGE_DATA_BAD_FILTER,    // `index` is the filter type, 5 or more
    IP_IMAGE_DATA_BAD_CHECKSUM,  // all rows are there, but the stream's Adler-32 is missing or wrong
    IP_IMAGE_DATA_SMALL_WINDOW,  // whole, but matches reach farther back than the stream's header promises
} ip_image_data_fault;

typedef struct ip_image_data_report {
    ip_image_data_fault fault;
    // Compressed bytes from the first IDAT's first to the stream's last; all that follow belong to nothing.
    size_t stream_count;
    // Bytes that IHDR implies, and that were found (at most one more than expected).
    uint64_t expected_count, raw_count;
    uint64_t index;
} ip_image_data_report;

// Memory of the checks, used again from one to the next.
typedef struct ip_image_data_memory ip_image_data_memory;
ip_image_data_memory *_Nullable ip_image_data_memory_create(void);
void ip_image_data_memory_destroy(ip_image_data_memory *_Nullable memory);

// Bytes of it, which no image changes.
size_t ip_image_data_memory_bytes(void);

// Inflates the image data that `ranges` holds, in their order, and compares it with what IHDR implies; of the rows no more
// is kept than a window. Every range but a last one that the file's end cuts off must have its chunk type before it and its
// CRC behind it. A fault of the data is no failure: it is in the report. Fails with IP_CANCELLED.
ip_status ip_check_image_data(ip_context *context, ip_image_data_memory *memory, const uint8_t *file, size_t file_count,
                              const ip_byte_range *ranges, size_t range_count, ip_png_layout layout,
                              ip_image_data_report *report);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
