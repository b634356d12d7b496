// The kernels of PNG's row filters, and the plain versions that tests hold them against. Private to CImageCodecs.
#ifndef IP_PNG_KERNELS_H
#define IP_PNG_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// For tests: whether the calling thread decodes every PNG by libpng from now on.
void ip_png_leave_to_libpng(bool leaves);

// Undoes PNG's row filters in place. A row is its filter byte and `row_bytes` more; rows are 1 + row_bytes apart.
// Returns the first row whose filter byte is not 0...4, or `height`.
uint32_t ip_png_unfilter(uint8_t *rows, size_t row_bytes, uint32_t height, uint32_t bytes_per_pixel);
uint32_t ip_png_unfilter_plain(uint8_t *rows, size_t row_bytes, uint32_t height, uint32_t bytes_per_pixel);

// The sums of absolute residuals (as signed bytes) that filters 0...4 leave of `row`. At least 16 zero bytes stand before
// `row` and `prior`.
void ip_png_filter_costs(const uint8_t *row, const uint8_t *prior, size_t row_bytes, uint32_t bytes_per_pixel,
                         uint64_t costs[5]);
void ip_png_filter_costs_plain(const uint8_t *row, const uint8_t *prior, size_t row_bytes, uint32_t bytes_per_pixel,
                               uint64_t costs[5]);

// Writes the residuals that filter 0...4 leaves of `row`. At least 16 zero bytes stand before `row` and `prior`.
void ip_png_filter_row(uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t row_bytes,
                       uint32_t bytes_per_pixel, uint8_t *residuals);
void ip_png_filter_row_plain(uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t row_bytes,
                             uint32_t bytes_per_pixel, uint8_t *residuals);

#endif
