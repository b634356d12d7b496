// What of CImageCodecs only tests call: plain versions that its kernels are held against, and kernels that Swift does not
// see. Defined there; CImageCodecsTesting.c has the compiler compare the declarations.
#ifndef CIMAGECODECSTESTING_H
#define CIMAGECODECSTESTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// Whether the calling thread is to do without instructions that not every machine has from now on: what resampling and
// the conversion of planes make is the same to the bit.
void ip_hide_instructions(bool hides);

// Whether the calling thread decodes every PNG by libpng from now on, never the fast way.
void ip_png_leave_to_libpng(bool leaves);

// MARK: - PNG filters

// Undoes PNG's row filters in place. A row is its filter byte and `row_bytes` more; rows are 1 + row_bytes apart.
// Returns the first row whose filter byte is not 0...4, or `height`.
uint32_t ip_png_unfilter(uint8_t *rows, size_t row_bytes, uint32_t height, uint32_t bytes_per_pixel);
uint32_t ip_png_unfilter_plain(uint8_t *rows, size_t row_bytes, uint32_t height, uint32_t bytes_per_pixel);

// The sums of absolute residuals (as signed bytes) that filters 0...4 leave of `row`. At least 16 zero bytes stand before
// `row` and `prior`.
void ip_png_filter_costs(const uint8_t *row, const uint8_t *prior, size_t row_bytes, uint32_t bytes_per_pixel,
                         uint64_t costs[_Nonnull 5]);
void ip_png_filter_costs_plain(const uint8_t *row, const uint8_t *prior, size_t row_bytes, uint32_t bytes_per_pixel,
                               uint64_t costs[_Nonnull 5]);

// Writes the residuals that filter 0...4 leaves of `row`; zeros stand before the rows as for the costs.
void ip_png_filter_row(uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t row_bytes,
                       uint32_t bytes_per_pixel, uint8_t *residuals);
void ip_png_filter_row_plain(uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t row_bytes,
                             uint32_t bytes_per_pixel, uint8_t *residuals);

// MARK: - Orientation

// What ip_orient_rows does, one sample after another.
void ip_orient_rows_plain(const uint8_t *source, size_t source_stride, int32_t width, int32_t height, int32_t first_row,
                          int32_t row_count, int32_t orientation, uint8_t *destination, size_t destination_stride);

// MARK: - SHA-256

// What ip_sha256 does, without the processor's own instructions.
void ip_sha256_plain(const uint8_t *_Nullable data, size_t byte_count, uint8_t *digest);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
