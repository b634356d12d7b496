// PNG's row filters: what each would leave, and the row it leaves. Rows have zeros in front, so that the first pixel is
// no special case.
#include <stdlib.h>

#include "ip_png.h"
#include "ip_png_kernels.h"

static inline uint8_t paeth(uint8_t left, uint8_t above, uint8_t corner) {
    int from_left = abs(above - corner), from_above = abs(left - corner), from_corner = abs(left + above - 2 * corner);
    if (from_left <= from_above && from_left <= from_corner) return left;
    return from_above <= from_corner ? above : corner;
}

static inline uint8_t prediction(uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t pixel) {
    switch (filter) {
    case 1: return *(row - pixel);
    case 2: return *prior;
    case 3: return (uint8_t)((*(row - pixel) + *prior) / 2);
    case 4: return paeth(*(row - pixel), *prior, *(prior - pixel));
    default: return 0;
    }
}

static void costs_from(size_t start, const uint8_t *row, const uint8_t *prior, size_t row_bytes, size_t pixel,
                       uint64_t costs[5]) {
    for (size_t i = start; i < row_bytes; i++) {
        for (uint32_t filter = 0; filter < 5; filter++)
            costs[filter] += (uint64_t)abs((int8_t)(uint8_t)(row[i] - prediction(filter, row + i, prior + i, pixel)));
    }
}

void ip_png_filter_costs_plain(const uint8_t *row, const uint8_t *prior, size_t row_bytes, uint32_t bytes_per_pixel,
                               uint64_t costs[5]) {
    for (int filter = 0; filter < 5; filter++) costs[filter] = 0;
    costs_from(0, row, prior, row_bytes, bytes_per_pixel, costs);
}

static void residuals_from(size_t start, uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t row_bytes,
                           size_t pixel, uint8_t *residuals) {
    for (size_t i = start; i < row_bytes; i++) residuals[i] = row[i] - prediction(filter, row + i, prior + i, pixel);
}

void ip_png_filter_row_plain(uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t row_bytes,
                             uint32_t bytes_per_pixel, uint8_t *residuals) {
    residuals_from(0, filter, row, prior, row_bytes, bytes_per_pixel, residuals);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

static inline AVX2 __m256i load(const uint8_t *from) { return _mm256_loadu_si256((const __m256i *)from); }

static inline AVX2 __m256i distance(__m256i a, __m256i b) {
    return _mm256_or_si256(_mm256_subs_epu8(a, b), _mm256_subs_epu8(b, a));
}

static inline AVX2 __m256i average_below(__m256i left, __m256i up) {
    __m256i odd = _mm256_and_si256(_mm256_xor_si256(left, up), _mm256_set1_epi8(1));
    return _mm256_sub_epi8(_mm256_avg_epu8(left, up), odd);
}

// Paeth in 8 bits. With a = up - corner and b = left - corner, |a + b| is |a| + |b| where the signs agree (saturated, it
// still is no less than either, so it never wins) and ||a| - |b|| where they differ.
static inline AVX2 __m256i paeth_prediction(__m256i left, __m256i up, __m256i corner) {
    __m256i from_left = distance(up, corner), from_above = distance(left, corner);
    __m256i up_is_less = _mm256_cmpeq_epi8(_mm256_max_epu8(up, corner), corner);
    __m256i left_is_less = _mm256_cmpeq_epi8(_mm256_max_epu8(left, corner), corner);
    __m256i signs_agree = _mm256_cmpeq_epi8(up_is_less, left_is_less);
    __m256i from_corner = _mm256_blendv_epi8(distance(from_left, from_above), _mm256_adds_epu8(from_left, from_above),
                                             signs_agree);
    __m256i not_above = _mm256_min_epu8(from_above, from_corner);
    __m256i above_wins = _mm256_cmpeq_epi8(not_above, from_above);
    __m256i left_wins = _mm256_cmpeq_epi8(_mm256_min_epu8(from_left, not_above), from_left);
    return _mm256_blendv_epi8(_mm256_blendv_epi8(corner, up, above_wins), left, left_wins);
}

static inline AVX2 __m256i add_cost(__m256i sum, __m256i residual) {
    return _mm256_add_epi64(sum, _mm256_sad_epu8(_mm256_abs_epi8(residual), _mm256_setzero_si256()));
}

static AVX2 uint64_t total(__m256i sums) {
    return (uint64_t)_mm256_extract_epi64(sums, 0) + (uint64_t)_mm256_extract_epi64(sums, 1) +
           (uint64_t)_mm256_extract_epi64(sums, 2) + (uint64_t)_mm256_extract_epi64(sums, 3);
}

static AVX2 void costs_avx2(const uint8_t *row, const uint8_t *prior, size_t row_bytes, size_t pixel,
                            uint64_t costs[5]) {
    __m256i none = _mm256_setzero_si256(), sub = none, up = none, average = none, paeths = none;
    size_t i = 0;
    for (; i + 32 <= row_bytes; i += 32) {
        __m256i here = load(row + i), left = load(row + i - pixel);
        __m256i above = load(prior + i), corner = load(prior + i - pixel);
        none = add_cost(none, here);
        sub = add_cost(sub, _mm256_sub_epi8(here, left));
        up = add_cost(up, _mm256_sub_epi8(here, above));
        average = add_cost(average, _mm256_sub_epi8(here, average_below(left, above)));
        paeths = add_cost(paeths, _mm256_sub_epi8(here, paeth_prediction(left, above, corner)));
    }
    costs[0] = total(none);
    costs[1] = total(sub);
    costs[2] = total(up);
    costs[3] = total(average);
    costs[4] = total(paeths);
    costs_from(i, row, prior, row_bytes, pixel, costs);
}

static AVX2 void filter_avx2(uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t row_bytes, size_t pixel,
                             uint8_t *residuals) {
    size_t i = 0;
    for (; i + 32 <= row_bytes; i += 32) {
        __m256i here = load(row + i), left = load(row + i - pixel), above = load(prior + i), predicted;
        switch (filter) {
        case 1: predicted = left; break;
        case 2: predicted = above; break;
        case 3: predicted = average_below(left, above); break;
        case 4: predicted = paeth_prediction(left, above, load(prior + i - pixel)); break;
        default: predicted = _mm256_setzero_si256(); break;
        }
        _mm256_storeu_si256((__m256i *)(residuals + i), _mm256_sub_epi8(here, predicted));
    }
    residuals_from(i, filter, row, prior, row_bytes, pixel, residuals);
}

void ip_png_filter_costs(const uint8_t *row, const uint8_t *prior, size_t row_bytes, uint32_t bytes_per_pixel,
                         uint64_t costs[5]) {
    if (__builtin_cpu_supports("avx2")) costs_avx2(row, prior, row_bytes, bytes_per_pixel, costs);
    else ip_png_filter_costs_plain(row, prior, row_bytes, bytes_per_pixel, costs);
}

void ip_png_filter_row(uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t row_bytes,
                       uint32_t bytes_per_pixel, uint8_t *residuals) {
    if (__builtin_cpu_supports("avx2")) filter_avx2(filter, row, prior, row_bytes, bytes_per_pixel, residuals);
    else ip_png_filter_row_plain(filter, row, prior, row_bytes, bytes_per_pixel, residuals);
}

#else

void ip_png_filter_costs(const uint8_t *row, const uint8_t *prior, size_t row_bytes, uint32_t bytes_per_pixel,
                         uint64_t costs[5]) {
    ip_png_filter_costs_plain(row, prior, row_bytes, bytes_per_pixel, costs);
}

void ip_png_filter_row(uint32_t filter, const uint8_t *row, const uint8_t *prior, size_t row_bytes,
                       uint32_t bytes_per_pixel, uint8_t *residuals) {
    ip_png_filter_row_plain(filter, row, prior, row_bytes, bytes_per_pixel, residuals);
}

#endif
