// Turns and mirrors planes of 8-bit samples, and moves samples by a fraction of their distance.
#ifndef IP_ORIENT_H
#define IP_ORIENT_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// Puts `row_count` rows of a plane, the first of them its row `first_row`, where they stand once the plane is upright.
//
// width and height are the stored plane's; orientation is Exif's, 1...8. destination is the upright plane's first sample.
// Strides are bytes from row to row. Source and destination must not overlap. 64 rows at a time write whole cache lines.
void ip_orient_rows(const uint8_t *source, size_t source_stride, int32_t width, int32_t height, int32_t first_row,
                    int32_t row_count, int32_t orientation, uint8_t *destination, size_t destination_stride);

enum { IP_SHIFT_TAPS = 6 };

// Makes each sample of every row the one that lies `shift` samples to its right, 0 <= shift < 1, by the Lanczos-3 kernel;
// the last sample goes on past the edge. In place.
void ip_shift_left(uint8_t *plane, size_t stride, int32_t width, int32_t height, double shift);

// The same along columns: each sample becomes the one that lies `shift` rows below it.
void ip_shift_up(uint8_t *plane, size_t stride, int32_t width, int32_t height, double shift);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
