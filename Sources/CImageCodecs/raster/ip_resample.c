#include "ip_resample.h"

#include "ip_instructions.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define IP_AVX2 __attribute__((target("avx2")))
#endif

// Sums, shifts and saturation are those of pmaddwd, paddd, psrad and packssdw; sums of int32 do not depend on their order,
// so any grouping of the taps gives the same bits. The Swift side keeps every sum within 32 bits.

static inline int16_t saturate_16(int32_t value) {
    return (int16_t)(value > INT16_MAX ? INT16_MAX : value < INT16_MIN ? INT16_MIN : value);
}

static inline uint8_t clamp_8(int32_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

// MARK: Rows, 8-bit

static void row_8_plain(
    const uint8_t *source, int16_t *target, int32_t first, int32_t target_count, const int32_t *starts,
    const int16_t *weights, int32_t tap_count, int32_t shift) {
    int32_t drop = shift - IP_MIDDLE_BITS;
    for (int32_t t = first; t < target_count; t++) {
        const uint8_t *from = source + starts[t];
        const int16_t *weight = weights + (size_t)t * (size_t)tap_count;
        int32_t sum = 1 << (drop - 1);
        for (int32_t k = 0; k < tap_count; k++) sum += from[k] * weight[k];
        target[t] = saturate_16(sum >> drop);
    }
}

#if defined(__x86_64__)

// Adds the halves of two registers' lanes: afterwards a's sums are at even places and b's at odd ones.
IP_AVX2 static inline __m256i fold_32(__m256i a, __m256i b) {
    return _mm256_add_epi32(_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b));
}

IP_AVX2 static inline __m256i fold_64(__m256i a, __m256i b) {
    return _mm256_add_epi32(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
}

// Eight sums, one an accumulator, into one register in order. Fewer operations than hadd takes.
IP_AVX2 static inline __m256i sums_of_8(const __m256i a[8]) {
    __m256i low = fold_64(fold_32(a[0], a[1]), fold_32(a[2], a[3]));
    __m256i high = fold_64(fold_32(a[4], a[5]), fold_32(a[6], a[7]));
    return _mm256_add_epi32(_mm256_permute2x128_si256(low, high, 0x20), _mm256_permute2x128_si256(low, high, 0x31));
}

IP_AVX2 static inline void store_8(int16_t *target, __m256i sums, __m256i round, __m128i drop) {
    sums = _mm256_sra_epi32(_mm256_add_epi32(sums, round), drop);
    __m128i packed = _mm_packs_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    _mm_storeu_si128((__m128i *)target, packed);
}

// One target sample: the sum is spread over the eight lanes.
IP_AVX2 static inline __m256i taps_of_1(const uint8_t *from, const int16_t *weight, int32_t tap_count) {
    __m256i sum = _mm256_madd_epi16(
        _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)from)), _mm256_loadu_si256((const __m256i *)weight));
    int32_t k = 16;
    for (; k + 16 <= tap_count; k += 16) {
        __m256i samples = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(from + k)));
        sum = _mm256_add_epi32(
            sum, _mm256_madd_epi16(samples, _mm256_loadu_si256((const __m256i *)(weight + k))));
    }
    if (k < tap_count) {
        __m128i samples = _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)(from + k)));
        __m128i rest = _mm_madd_epi16(samples, _mm_loadu_si128((const __m128i *)(weight + k)));
        sum = _mm256_add_epi32(sum, _mm256_zextsi128_si256(rest));
    }
    return sum;
}

// Inlined with a constant tap_count where it is a frequent one, so that its loop is gone.
__attribute__((always_inline)) IP_AVX2 static inline int32_t row_8_wide(
    const uint8_t *source, int16_t *target, int32_t target_count, const int32_t *starts, const int16_t *weights,
    int32_t tap_count, int32_t shift) {
    __m128i drop = _mm_cvtsi32_si128(shift - IP_MIDDLE_BITS);
    __m256i round = _mm256_set1_epi32(1 << (shift - IP_MIDDLE_BITS - 1));
    int32_t t = 0;
    for (; t + 8 <= target_count; t += 8) {
        __m256i sums[8];
        for (int32_t j = 0; j < 8; j++) {
            sums[j] = taps_of_1(source + starts[t + j], weights + (size_t)(t + j) * (size_t)tap_count, tap_count);
        }
        store_8(target + t, sums_of_8(sums), round, drop);
    }
    return t;
}

// At most 8 taps: two target samples share a register.
IP_AVX2 static int32_t row_8_of_8_taps(
    const uint8_t *source, int16_t *target, int32_t target_count, const int32_t *starts, const int16_t *weights,
    int32_t shift) {
    __m128i drop = _mm_cvtsi32_si128(shift - IP_MIDDLE_BITS);
    __m256i round = _mm256_set1_epi32(1 << (shift - IP_MIDDLE_BITS - 1));
    // Folding leaves 0 2 4 6 in the low half and 1 3 5 7 in the high one.
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    int32_t t = 0;
    for (; t + 8 <= target_count; t += 8) {
        __m256i pairs[4];
        for (int32_t j = 0; j < 4; j++) {
            const int32_t *start = starts + t + 2 * j;
            __m128i bytes = _mm_unpacklo_epi64(
                _mm_loadl_epi64((const __m128i *)(source + start[0])),
                _mm_loadl_epi64((const __m128i *)(source + start[1])));
            const __m256i *weight = (const __m256i *)(weights + (size_t)(t + 2 * j) * 8);
            pairs[j] = _mm256_madd_epi16(_mm256_cvtepu8_epi16(bytes), _mm256_loadu_si256(weight));
        }
        __m256i sums = fold_64(fold_32(pairs[0], pairs[1]), fold_32(pairs[2], pairs[3]));
        store_8(target + t, _mm256_permutevar8x32_epi32(sums, order), round, drop);
    }
    return t;
}

IP_AVX2 static int32_t row_8_avx2(
    const uint8_t *source, int16_t *target, int32_t target_count, const int32_t *starts, const int16_t *weights,
    int32_t tap_count, int32_t shift) {
    switch (tap_count) {
    case 8: return row_8_of_8_taps(source, target, target_count, starts, weights, shift);
    case 16: return row_8_wide(source, target, target_count, starts, weights, 16, shift);
    case 24: return row_8_wide(source, target, target_count, starts, weights, 24, shift);
    default: return row_8_wide(source, target, target_count, starts, weights, tap_count, shift);
    }
}

#endif

void ip_resample_row_8(
    const uint8_t *source, int16_t *target, int32_t target_count, const int32_t *starts, const int16_t *weights,
    int32_t tap_count, int32_t shift) {
    int32_t done = 0;
#if defined(__x86_64__)
    if (ip_has_avx2()) {
        done = row_8_avx2(source, target, target_count, starts, weights, tap_count, shift);
    }
#endif
    row_8_plain(source, target, done, target_count, starts, weights, tap_count, shift);
}

void ip_widen_row_8(const uint8_t *source, int16_t *target, size_t count) {
    for (size_t x = 0; x < count; x++) target[x] = (int16_t)(source[x] << IP_MIDDLE_BITS);
}

// MARK: Columns, 8-bit

// Where a window's first row is, and the end of the ring, where rows go on at its base. A window that is longer than the
// source comes round to rows that are there, with the weight 0.
#define IP_RING(Sample)                                                                              \
    const Sample *const end = base + (ptrdiff_t)window->capacity * window->stride;                   \
    const Sample *const top = base + (ptrdiff_t)(first_row % window->capacity) * window->stride
#define IP_NEXT_ROW(row) ((row) + window->stride == end ? base : (row) + window->stride)

static void column_8_plain(
    const int16_t *base, const ip_row_window *window, int32_t first_row, const int16_t *weights, int32_t shift,
    uint8_t *target, size_t first, size_t count) {
    enum { STRIP = 256 };
    int32_t sums[STRIP];
    int32_t drop = shift + IP_MIDDLE_BITS;
    IP_RING(int16_t);
    for (size_t x = first; x < count; x += STRIP) {
        size_t strip = count - x < STRIP ? count - x : STRIP;
        for (size_t i = 0; i < strip; i++) sums[i] = 1 << (drop - 1);
        const int16_t *row = top;
        for (int32_t k = 0; k < window->tap_count; k++, row = IP_NEXT_ROW(row)) {
            int32_t weight = weights[k];
            for (size_t i = 0; i < strip; i++) sums[i] += row[x + i] * weight;
        }
        for (size_t i = 0; i < strip; i++) target[x + i] = clamp_8(sums[i] >> drop);
    }
}

#if defined(__x86_64__)

IP_AVX2 static size_t column_8_avx2(
    const int16_t *base, const ip_row_window *window, int32_t first_row, const int16_t *weights, int32_t shift,
    uint8_t *target, size_t count) {
    __m128i drop = _mm_cvtsi32_si128(shift + IP_MIDDLE_BITS);
    __m256i round = _mm256_set1_epi32(1 << (shift + IP_MIDDLE_BITS - 1));
    IP_RING(int16_t);
    size_t x = 0;
    for (; x + 32 <= count; x += 32) {
        __m256i a = round, b = round, c = round, d = round;
        const int16_t *upper = top;
        for (int32_t k = 0; k < window->tap_count; k += 2) {
            const int16_t *lower = IP_NEXT_ROW(upper);
            int32_t pair;
            memcpy(&pair, weights + k, sizeof pair);
            __m256i weight = _mm256_set1_epi32(pair);
            __m256i u0 = _mm256_loadu_si256((const __m256i *)(upper + x));
            __m256i u1 = _mm256_loadu_si256((const __m256i *)(upper + x + 16));
            __m256i l0 = _mm256_loadu_si256((const __m256i *)(lower + x));
            __m256i l1 = _mm256_loadu_si256((const __m256i *)(lower + x + 16));
            a = _mm256_add_epi32(a, _mm256_madd_epi16(_mm256_unpacklo_epi16(u0, l0), weight));
            b = _mm256_add_epi32(b, _mm256_madd_epi16(_mm256_unpackhi_epi16(u0, l0), weight));
            c = _mm256_add_epi32(c, _mm256_madd_epi16(_mm256_unpacklo_epi16(u1, l1), weight));
            d = _mm256_add_epi32(d, _mm256_madd_epi16(_mm256_unpackhi_epi16(u1, l1), weight));
            upper = IP_NEXT_ROW(lower);
        }
        __m256i low = _mm256_packs_epi32(_mm256_sra_epi32(a, drop), _mm256_sra_epi32(b, drop));
        __m256i high = _mm256_packs_epi32(_mm256_sra_epi32(c, drop), _mm256_sra_epi32(d, drop));
        // packus works within 128-bit halves: low.0 high.0 low.1 high.1.
        __m256i bytes = _mm256_permute4x64_epi64(_mm256_packus_epi16(low, high), 0xD8);
        _mm256_storeu_si256((__m256i *)(target + x), bytes);
    }
    return x;
}

#endif

void ip_resample_column_8(
    const int16_t *base, ip_row_window window, const int32_t *starts, const int16_t *weights, int32_t shift,
    uint8_t *target, size_t count) {
    int32_t first_row = starts[window.target_row];
    weights += (size_t)window.target_row * (size_t)window.tap_count;
    size_t done = 0;
#if defined(__x86_64__)
    if (ip_has_avx2()) done = column_8_avx2(base, &window, first_row, weights, shift, target, count);
#endif
    column_8_plain(base, &window, first_row, weights, shift, target, done, count);
}

void ip_narrow_row_8(const int16_t *source, uint8_t *target, size_t count) {
    for (size_t x = 0; x < count; x++) {
        target[x] = clamp_8((source[x] + (1 << (IP_MIDDLE_BITS - 1))) >> IP_MIDDLE_BITS);
    }
}

// MARK: Channels, 8-bit

void ip_split_row_8(const uint8_t *source, uint8_t *planes, ptrdiff_t plane_stride, size_t count, int32_t channels) {
    uint8_t *first = planes, *second = planes + plane_stride, *third = second + plane_stride;
    uint8_t *fourth = third + plane_stride;
    switch (channels) {
    case 2:
        for (size_t x = 0; x < count; x++) {
            first[x] = source[2 * x];
            second[x] = source[2 * x + 1];
        }
        break;
    case 3:
        for (size_t x = 0; x < count; x++) {
            first[x] = source[3 * x];
            second[x] = source[3 * x + 1];
            third[x] = source[3 * x + 2];
        }
        break;
    default:
        for (size_t x = 0; x < count; x++) {
            first[x] = source[4 * x];
            second[x] = source[4 * x + 1];
            third[x] = source[4 * x + 2];
            fourth[x] = source[4 * x + 3];
        }
    }
}

void ip_merge_row_8(const uint8_t *planes, ptrdiff_t plane_stride, uint8_t *target, size_t count, int32_t channels) {
    for (int32_t channel = 0; channel < channels; channel++) {
        const uint8_t *plane = planes + channel * plane_stride;
        for (size_t x = 0; x < count; x++) target[x * (size_t)channels + (size_t)channel] = plane[x];
    }
}

// MARK: Single precision

// A product that is rounded before it is added: a fused multiply-add, where the CPU has one, would give other bits.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// Eight sums that are added up as a tree: what eight lanes of SIMD do, in whatever width.
static inline float sum_of_taps(const float *from, const float *weight, int32_t tap_count) {
    float sums[8] = {0};
    for (int32_t k = 0; k < tap_count; k += 8) {
        for (int32_t lane = 0; lane < 8; lane++) sums[lane] += from[k + lane] * weight[k + lane];
    }
    for (int32_t lane = 0; lane < 4; lane++) sums[lane] += sums[lane + 4];
    return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

static void row_float_plain(
    const float *source, float *target, int32_t first, int32_t target_count, const int32_t *starts, const float *weights,
    int32_t tap_count) {
    for (int32_t t = first; t < target_count; t++) {
        target[t] = sum_of_taps(source + starts[t], weights + (size_t)t * (size_t)tap_count, tap_count);
    }
}

static void column_float_plain(
    const float *base, const ip_row_window *window, int32_t first_row, const float *weights, float *target,
    size_t first, size_t count) {
    IP_RING(float);
    const float *row = top;
    for (size_t x = first; x < count; x++) target[x] = 0;
    for (int32_t k = 0; k < window->tap_count; k++, row = IP_NEXT_ROW(row)) {
        for (size_t x = first; x < count; x++) target[x] += row[x] * weights[k];
    }
}

#if defined(__x86_64__)

IP_AVX2 static void row_float_avx2(
    const float *source, float *target, int32_t target_count, const int32_t *starts, const float *weights,
    int32_t tap_count) {
    for (int32_t t = 0; t < target_count; t++) {
        const float *from = source + starts[t], *weight = weights + (size_t)t * (size_t)tap_count;
        __m256 sums = _mm256_setzero_ps();
        for (int32_t k = 0; k < tap_count; k += 8) {
            sums = _mm256_add_ps(sums, _mm256_mul_ps(_mm256_loadu_ps(from + k), _mm256_loadu_ps(weight + k)));
        }
        __m128 four = _mm_add_ps(_mm256_castps256_ps128(sums), _mm256_extractf128_ps(sums, 1));
        __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        target[t] = _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
    }
}

IP_AVX2 static size_t column_float_avx2(
    const float *base, const ip_row_window *window, int32_t first_row, const float *weights, float *target,
    size_t count) {
    IP_RING(float);
    size_t x = 0;
    for (; x + 16 <= count; x += 16) {
        const float *row = top;
        __m256 low = _mm256_setzero_ps(), high = _mm256_setzero_ps();
        for (int32_t k = 0; k < window->tap_count; k++, row = IP_NEXT_ROW(row)) {
            __m256 weight = _mm256_set1_ps(weights[k]);
            low = _mm256_add_ps(low, _mm256_mul_ps(_mm256_loadu_ps(row + x), weight));
            high = _mm256_add_ps(high, _mm256_mul_ps(_mm256_loadu_ps(row + x + 8), weight));
        }
        _mm256_storeu_ps(target + x, low);
        _mm256_storeu_ps(target + x + 8, high);
    }
    return x;
}

#endif

void ip_resample_row_float(
    const float *source, float *target, int32_t target_count, const int32_t *starts, const float *weights,
    int32_t tap_count) {
#if defined(__x86_64__)
    if (ip_has_avx2()) {
        row_float_avx2(source, target, target_count, starts, weights, tap_count);
        return;
    }
#endif
    row_float_plain(source, target, 0, target_count, starts, weights, tap_count);
}

void ip_resample_column_float(
    const float *base, ip_row_window window, const int32_t *starts, const float *weights, float *target, size_t count) {
    int32_t first_row = starts[window.target_row];
    weights += (size_t)window.target_row * (size_t)window.tap_count;
    size_t done = 0;
#if defined(__x86_64__)
    if (ip_has_avx2()) done = column_float_avx2(base, &window, first_row, weights, target, count);
#endif
    column_float_plain(base, &window, first_row, weights, target, done, count);
}

static inline float sample_at(const void *source, int32_t bytes_per_sample, size_t index) {
    if (bytes_per_sample == 1) return ((const uint8_t *)source)[index];
    return ((const uint16_t *)source)[index];
}

void ip_split_row_float(
    const void *source, int32_t bytes_per_sample, float *planes, ptrdiff_t plane_stride, size_t count, int32_t channels,
    bool has_alpha) {
    float full = bytes_per_sample == 1 ? 255.0f : 65535.0f;
    int32_t colors = has_alpha ? channels - 1 : channels;
    float *alpha = planes + colors * plane_stride;
    if (has_alpha) {
        for (size_t x = 0; x < count; x++) {
            alpha[x] = sample_at(source, bytes_per_sample, x * (size_t)channels + (size_t)colors) / full;
        }
    }
    for (int32_t channel = 0; channel < colors; channel++) {
        float *plane = planes + channel * plane_stride;
        for (size_t x = 0; x < count; x++) {
            float sample = sample_at(source, bytes_per_sample, x * (size_t)channels + (size_t)channel);
            plane[x] = has_alpha ? sample * alpha[x] : sample;
        }
    }
}

static inline void store_rounded(void *target, int32_t bytes_per_sample, size_t index, float value, float full) {
    value = value > 0 ? (value < full ? value : full) : 0;  // not a number counts as 0
    uint32_t rounded = (uint32_t)(value + 0.5f);
    if (bytes_per_sample == 1) ((uint8_t *)target)[index] = (uint8_t)rounded;
    else ((uint16_t *)target)[index] = (uint16_t)rounded;
}

void ip_merge_row_float(
    const float *planes, ptrdiff_t plane_stride, void *target, int32_t bytes_per_sample, size_t count, int32_t channels,
    bool has_alpha) {
    float full = bytes_per_sample == 1 ? 255.0f : 65535.0f;
    int32_t colors = has_alpha ? channels - 1 : channels;
    const float *alpha = planes + colors * plane_stride;
    for (size_t x = 0; x < count; x++) {
        size_t pixel = x * (size_t)channels;
        float cover = has_alpha ? alpha[x] : 1.0f;
        bool visible = !has_alpha || cover * full >= 0.5f;
        for (int32_t channel = 0; channel < colors; channel++) {
            float value = planes[channel * plane_stride + (ptrdiff_t)x];
            store_rounded(target, bytes_per_sample, pixel + (size_t)channel, visible ? value / cover : 0, full);
        }
        if (has_alpha) {
            store_rounded(target, bytes_per_sample, pixel + (size_t)colors, visible ? cover * full : 0, full);
        }
    }
}
