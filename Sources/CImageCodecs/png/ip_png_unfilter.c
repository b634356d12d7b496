// PNG's row filters undone in place. One row depends on the one above and, but for None and Up, each pixel on the one
// before it, so the speed is that of one dependent chain; SSE2 makes the chain one pixel long instead of one byte.
#include <stdlib.h>
#include <string.h>

#include "ip_png.h"
#include "ip_png_kernels.h"

static uint8_t paeth(uint8_t left, uint8_t above, uint8_t corner) {
    int from_left = abs(above - corner), from_above = abs(left - corner), from_corner = abs(left + above - 2 * corner);
    if (from_left <= from_above && from_left <= from_corner) return left;
    return from_above <= from_corner ? above : corner;
}

// `above` is a row of zeros for the first row.
static void unfilter_row_plain(uint8_t filter, uint8_t *row, const uint8_t *above, size_t count, size_t pixel) {
    switch (filter) {
    case 1:
        for (size_t i = pixel; i < count; i++) row[i] += row[i - pixel];
        break;
    case 2:
        for (size_t i = 0; i < count; i++) row[i] += above[i];
        break;
    case 3:
        for (size_t i = 0; i < count; i++) row[i] += ((i < pixel ? 0 : row[i - pixel]) + above[i]) / 2;
        break;
    case 4:
        for (size_t i = 0; i < count && i < pixel; i++) row[i] += above[i];
        for (size_t i = pixel; i < count; i++) row[i] += paeth(row[i - pixel], above[i], above[i - pixel]);
        break;
    }
}

// The first row has nothing above it: Up is None there, Paeth is Sub, and Average is half of Sub.
static void unfilter_first_row(uint8_t filter, uint8_t *row, size_t count, size_t pixel) {
    if (filter == 1 || filter == 4)
        for (size_t i = pixel; i < count; i++) row[i] += row[i - pixel];
    if (filter == 3)
        for (size_t i = pixel; i < count; i++) row[i] += row[i - pixel] / 2;
}

typedef void unfilter_row(uint8_t filter, uint8_t *row, const uint8_t *above, size_t count, size_t pixel);
// Two rows with filter Paeth, one below the other.
typedef void unfilter_paeth_pair(uint8_t *row, uint8_t *below, const uint8_t *above, size_t count);

static uint32_t unfilter_rows(uint8_t *rows, size_t row_bytes, uint32_t height, size_t pixel, unfilter_row *unfilter,
                              unfilter_paeth_pair *unfilter_pair) {
    size_t stride = 1 + row_bytes;
    for (uint32_t y = 0; y < height; y++) {
        uint8_t *row = rows + (size_t)y * stride;
        if (row[0] > 4) return y;
        if (y == 0) {
            unfilter_first_row(row[0], row + 1, row_bytes, pixel);
        } else if (unfilter_pair && row[0] == 4 && y + 1 < height && row[stride] == 4) {
            unfilter_pair(row + 1, row + stride + 1, row - row_bytes, row_bytes);
            y++;
        } else {
            unfilter(row[0], row + 1, row - row_bytes, row_bytes, pixel);
        }
    }
    return height;
}

uint32_t ip_png_unfilter_plain(uint8_t *rows, size_t row_bytes, uint32_t height, uint32_t bytes_per_pixel) {
    return unfilter_rows(rows, row_bytes, height, bytes_per_pixel, unfilter_row_plain, NULL);
}

#if defined(__x86_64__)
#include <immintrin.h>

// A pixel of 3, 4, 6 or 8 bytes in the low lanes. Constant sizes, so these are plain moves.
static inline __attribute__((always_inline)) __m128i load_pixel(const uint8_t *from, int pixel) {
    uint64_t bytes = 0;
    memcpy(&bytes, from, (size_t)pixel);
    return _mm_cvtsi64_si128((long long)bytes);
}

static inline __attribute__((always_inline)) void store_pixel(uint8_t *to, __m128i value, int pixel) {
    uint64_t bytes = (uint64_t)_mm_cvtsi128_si64(value);
    memcpy(to, &bytes, (size_t)pixel);
}

static inline __attribute__((always_inline)) void sub_row(uint8_t *row, size_t count, int pixel) {
    __m128i left = _mm_setzero_si128();
    for (size_t i = 0; i + (size_t)pixel <= count; i += (size_t)pixel) {
        left = _mm_add_epi8(left, load_pixel(row + i, pixel));
        store_pixel(row + i, left, pixel);
    }
}

static inline __attribute__((always_inline)) void average_row(uint8_t *row, const uint8_t *above, size_t count,
                                                              int pixel) {
    const __m128i one = _mm_set1_epi8(1);
    __m128i left = _mm_setzero_si128();
    for (size_t i = 0; i + (size_t)pixel <= count; i += (size_t)pixel) {
        __m128i up = load_pixel(above + i, pixel);
        // _mm_avg_epu8 rounds up where PNG rounds down: take away the bit in which they differ.
        __m128i average = _mm_sub_epi8(_mm_avg_epu8(left, up), _mm_and_si128(_mm_xor_si128(left, up), one));
        left = _mm_add_epi8(average, load_pixel(row + i, pixel));
        store_pixel(row + i, left, pixel);
    }
}

static inline __attribute__((always_inline)) __m128i absolute(__m128i value) {
    return _mm_max_epi16(value, _mm_sub_epi16(_mm_setzero_si128(), value));
}

static inline __attribute__((always_inline)) __m128i choose(__m128i mask, __m128i yes, __m128i no) {
    return _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no));
}

static inline __attribute__((always_inline)) void paeth_row(uint8_t *row, const uint8_t *above, size_t count,
                                                            int pixel) {
    const __m128i zero = _mm_setzero_si128(), low_bytes = _mm_set1_epi16(0xFF);
    __m128i left = zero, corner = zero;  // 16-bit lanes
    for (size_t i = 0; i + (size_t)pixel <= count; i += (size_t)pixel) {
        __m128i up = _mm_unpacklo_epi8(load_pixel(above + i, pixel), zero);
        __m128i residual = _mm_unpacklo_epi8(load_pixel(row + i, pixel), zero);
        __m128i up_step = _mm_sub_epi16(up, corner), left_step = _mm_sub_epi16(left, corner);
        __m128i from_left = absolute(up_step), from_above = absolute(left_step);
        __m128i from_corner = absolute(_mm_add_epi16(up_step, left_step));
        __m128i nearest = _mm_min_epi16(from_corner, _mm_min_epi16(from_left, from_above));
        __m128i predicted = choose(_mm_cmpeq_epi16(nearest, from_left), left,
                                   choose(_mm_cmpeq_epi16(nearest, from_above), up, corner));
        left = _mm_and_si128(_mm_add_epi16(residual, predicted), low_bytes);
        corner = up;
        store_pixel(row + i, _mm_packus_epi16(left, left), pixel);
    }
}

// Paeth is a chain of a dozen instructions from pixel to pixel that leaves the machine idle most of the time. Two rows at
// once, the lower one a pixel behind, are no more than one: the upper row is in the low half, the lower in the high half,
// and what the upper has just become is what lies above the lower.
#define AVX2 __attribute__((target("avx2")))

static inline AVX2 __attribute__((always_inline)) void paeth_pair(uint8_t *row, uint8_t *below, const uint8_t *above,
                                                                  size_t count, int pixel) {
    const __m128i zero = _mm_setzero_si128(), low_bytes = _mm_set1_epi16(0xFF);
    __m128i left = zero, corner = zero, behind = zero;  // behind: the lower row's residual, a pixel later than it is read
    for (size_t i = 0; i <= count; i += (size_t)pixel) {
        // In the last round the upper row has ended; what is loaded for it lies in the next row or the slack, and is dropped.
        __m128i up = _mm_unpacklo_epi64(_mm_cvtepu8_epi16(load_pixel(above + i, pixel)), left);
        __m128i residual = _mm_unpacklo_epi64(_mm_cvtepu8_epi16(load_pixel(row + i, pixel)), behind);
        behind = _mm_cvtepu8_epi16(load_pixel(below + i, pixel));
        __m128i up_step = _mm_sub_epi16(up, corner), left_step = _mm_sub_epi16(left, corner);
        __m128i from_left = _mm_abs_epi16(up_step), from_above = _mm_abs_epi16(left_step);
        __m128i from_corner = _mm_abs_epi16(_mm_add_epi16(up_step, left_step));
        __m128i nearest = _mm_min_epi16(from_corner, _mm_min_epi16(from_left, from_above));
        __m128i predicted = _mm_blendv_epi8(_mm_blendv_epi8(corner, up, _mm_cmpeq_epi16(nearest, from_above)), left,
                                            _mm_cmpeq_epi16(nearest, from_left));
        left = _mm_and_si128(_mm_add_epi16(residual, predicted), low_bytes);
        corner = up;
        __m128i packed = _mm_packus_epi16(left, left);
        if (i < count) store_pixel(row + i, packed, pixel);
        if (i > 0) store_pixel(below + i - (size_t)pixel, _mm_srli_si128(packed, 4), pixel);
    }
}

static AVX2 void paeth_pair_3(uint8_t *row, uint8_t *below, const uint8_t *above, size_t count) {
    paeth_pair(row, below, above, count, 3);
}

static AVX2 void paeth_pair_4(uint8_t *row, uint8_t *below, const uint8_t *above, size_t count) {
    paeth_pair(row, below, above, count, 4);
}

#define UNFILTER_PIXELS(BYTES)                                                                                   \
    static void unfilter_row_##BYTES(uint8_t filter, uint8_t *row, const uint8_t *above, size_t count, size_t pixel) { \
        switch (filter) {                                                                                        \
        case 1: sub_row(row, count, BYTES); break;                                                               \
        case 3: average_row(row, above, count, BYTES); break;                                                    \
        case 4: paeth_row(row, above, count, BYTES); break;                                                      \
        default: unfilter_row_plain(filter, row, above, count, pixel); break;                                    \
        }                                                                                                        \
    }

UNFILTER_PIXELS(3)
UNFILTER_PIXELS(4)
UNFILTER_PIXELS(6)
UNFILTER_PIXELS(8)

uint32_t ip_png_unfilter(uint8_t *rows, size_t row_bytes, uint32_t height, uint32_t bytes_per_pixel) {
    unfilter_row *unfilter;
    switch (bytes_per_pixel) {
    case 3: unfilter = unfilter_row_3; break;
    case 4: unfilter = unfilter_row_4; break;
    case 6: unfilter = unfilter_row_6; break;
    case 8: unfilter = unfilter_row_8; break;
    default: unfilter = unfilter_row_plain; break;
    }
    unfilter_paeth_pair *pair = bytes_per_pixel == 3 ? paeth_pair_3 : bytes_per_pixel == 4 ? paeth_pair_4 : NULL;
    if (!__builtin_cpu_supports("avx2")) pair = NULL;
    return unfilter_rows(rows, row_bytes, height, bytes_per_pixel, unfilter, pair);
}

#else

uint32_t ip_png_unfilter(uint8_t *rows, size_t row_bytes, uint32_t height, uint32_t bytes_per_pixel) {
    return ip_png_unfilter_plain(rows, row_bytes, height, bytes_per_pixel);
}

#endif
