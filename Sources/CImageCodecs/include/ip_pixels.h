// Interleaved pixels: turned upright, widened from what a PNG stores, narrowed to what a JPEG takes.
#ifndef IP_PIXELS_H
#define IP_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ip_context.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// A picture as it lies in memory. Pixels of fewer than 8 bits are packed from the high bit down, as PNG stores them.
typedef struct ip_pixels {
    const uint8_t *_Nullable base;  // the first row; rows need no alignment
    size_t stride;                  // bytes from one row to the next
    uint32_t width, height;
    uint32_t bits_per_pixel;        // 1, 2, 4, 8, 16, 24, 32, 48 or 64
} ip_pixels;

// Bytes of one row without padding.
size_t ip_pixels_row_bytes(uint32_t width, uint32_t bits_per_pixel);

// Writes rows [first_row, first_row + row_count) of the picture that `source` is once the Exif orientation (1...8) is
// applied. Samples are copied as they are; the unused bits of a last byte come out as zero, whatever they held before.
// `rows` has row_count rows, `rows_stride` bytes apart.
void ip_pixels_turn_rows(const ip_pixels *source, uint32_t orientation, uint32_t first_row, uint32_t row_count,
                         uint8_t *rows, size_t rows_stride);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
