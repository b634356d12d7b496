// One-dimensional resampling kernels: along a row, then down a column of rows.
//
// An axis is a table: target sample t is the sum over k < tap_count of weights[t * tap_count + k] times source sample
// starts[t] + k. The caller has checked that every sample of a table can be read.
//
// 8-bit samples are computed in integers. Weights have `shift` fraction bits and sum to 1 << shift; rows between the two
// passes hold signed 16-bit samples with IP_MIDDLE_BITS fraction bits. 16-bit samples, and samples with alpha, are computed
// in single precision with the order of the operations fixed. Either way every CPU yields the same bits.
#ifndef IP_RESAMPLE_H
#define IP_RESAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

enum {
    IP_MIDDLE_BITS = 6,  // 255 with these is 16,320: an overshoot of as much again stays within 16 bits
    IP_ROW_TAPS = 8,     // tap_count of a row axis is a multiple of it
    IP_COLUMN_TAPS = 2,  // tap_count of a column axis is a multiple of it
};

// What the column pass makes target row `target_row` of: row r of the source lies at base + (r % capacity) * stride. All
// `capacity` rows can be read; a window longer than that comes round to them with the weight 0.
typedef struct ip_row_window {
    int32_t target_row;
    int32_t capacity;    // rows
    int32_t tap_count;
    ptrdiff_t stride;    // in samples
} ip_row_window;

// MARK: 8-bit

// target = sum of weights * source, rounded to IP_MIDDLE_BITS and saturated. tap_count is a multiple of IP_ROW_TAPS,
// 7 <= shift <= 22.
void ip_resample_row_8(
    const uint8_t *source, int16_t *target, int32_t target_count, const int32_t *starts, const int16_t *weights,
    int32_t tap_count, int32_t shift);

// The row pass of an axis that does not change: source << IP_MIDDLE_BITS.
void ip_widen_row_8(const uint8_t *source, int16_t *target, size_t count);

// target = sum over the window's rows of weights * row, rounded and clamped to 0...255. tap_count is a multiple of
// IP_COLUMN_TAPS. Writes `count` samples and no more.
void ip_resample_column_8(
    const int16_t *base, ip_row_window window, const int32_t *starts, const int16_t *weights, int32_t shift,
    uint8_t *target, size_t count);

// The column pass of an axis that does not change.
void ip_narrow_row_8(const int16_t *source, uint8_t *target, size_t count);

// Interleaved pixels of 2...4 channels to planes that lie `plane_stride` samples apart, and back.
void ip_split_row_8(const uint8_t *source, uint8_t *planes, ptrdiff_t plane_stride, size_t count, int32_t channels);
void ip_merge_row_8(const uint8_t *planes, ptrdiff_t plane_stride, uint8_t *target, size_t count, int32_t channels);

// MARK: Single precision

void ip_resample_row_float(
    const float *source, float *target, int32_t target_count, const int32_t *starts, const float *weights,
    int32_t tap_count);
void ip_resample_column_float(
    const float *base, ip_row_window window, const int32_t *starts, const float *weights, float *target, size_t count);

// Pixels of 8 or 16 bits to planes; where the last channel is alpha (0...1 in its plane), the others are multiplied by it.
void ip_split_row_float(
    const void *source, int32_t bytes_per_sample, float *planes, ptrdiff_t plane_stride, size_t count, int32_t channels,
    bool has_alpha);
// And back: divided by alpha, rounded and clamped. A pixel whose alpha rounds to nothing is all zero.
void ip_merge_row_float(
    const float *planes, ptrdiff_t plane_stride, void *target, int32_t bytes_per_sample, size_t count, int32_t channels,
    bool has_alpha);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
