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
    const uint8_t *_Nullable base;  // the first row; rows need no alignment, but IP_SLACK bytes behind the last may be read
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

// How rows of a PNG become plain samples: 8 bits in 8, 16 bits as the machine orders them, alpha where there is any.
typedef struct ip_pixels_expansion {
    uint8_t bit_depth, color_type;  // of the rows, as PNG numbers them
    bool has_key;                   // whether one gray or colour is transparent (tRNS of types 0 and 2)
    uint16_t key[3];                // which, in samples of bit_depth
    // Of the result: 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha. Gray may become RGB, colour not gray; a palette may
    // become any of them. Alpha is there where the type, the key or the caller of a palette has it.
    uint32_t channels;
    uint8_t palette[256][4];        // red, green, blue, alpha; entries that the image's palette lacks are opaque black
} ip_pixels_expansion;

// Expands rows [first_row, first_row + row_count) of `source`. Where bit_depth is 16, `rows` and `rows_stride` are even.
void ip_pixels_expand(const ip_pixels *source, const ip_pixels_expansion *expansion, uint32_t first_row,
                      uint32_t row_count, uint8_t *rows, size_t rows_stride);

// Whether the last of 2 or 4 channels has its largest value in every pixel.
bool ip_pixels_are_opaque(const uint8_t *rows, size_t stride, uint32_t width, uint32_t row_count, uint32_t channels,
                          uint32_t bytes_per_sample);

// Takes the alpha out of rows of 2 or 4 channels, in place: what is transparent shows `background` (8-bit red, green, blue;
// of gray pixels only the first counts). Rows stay where they begin and become shorter.
void ip_pixels_flatten(uint8_t *rows, size_t stride, uint32_t width, uint32_t row_count, uint32_t channels,
                       uint32_t bytes_per_sample, const uint8_t background[_Nonnull 3]);

// Rounds 16-bit samples to 8 bits, in place: 65535 becomes 255, and no value is off by more than half a level.
void ip_pixels_narrow(uint8_t *rows, size_t stride, size_t samples_per_row, uint32_t row_count);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
