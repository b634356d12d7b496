// The kernels of ip_color_planes.c for AVX2, 16 samples at a time; what is left goes through a copy of 16.
#include "ip_color_kernels.h"

#include "ip_instructions.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 static inline __attribute__((always_inline, target("avx2")))
#define AVX2_KERNEL static __attribute__((target("avx2")))

AVX2 __m256i load16(const uint8_t *samples) {
    return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)samples));
}

AVX2 void store16(uint8_t *samples, __m256i values) {
    __m128i packed = _mm_packus_epi16(_mm256_castsi256_si128(values), _mm256_extracti128_si256(values, 1));
    _mm_storeu_si128((__m128i *)(void *)samples, packed);
}

AVX2 __m256i load_wide(const void *values) { return _mm256_loadu_si256((const __m256i *)values); }
AVX2 void store_wide(void *values, __m256i from) { _mm256_storeu_si256((__m256i *)values, from); }

AVX2 __m256i scaled(__m256i a, int16_t factor) { return _mm256_mulhrs_epi16(a, _mm256_set1_epi16(factor)); }

AVX2_KERNEL void upsample_by_two(const uint16_t *blended, uint8_t *samples, size_t count) {
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256i here = load_wide(blended + i);
        __m256i center = _mm256_add_epi16(_mm256_add_epi16(here, here), here);
        __m256i left = _mm256_add_epi16(center, load_wide(blended + i - 1));
        __m256i right = _mm256_add_epi16(center, load_wide(blended + i + 1));
        left = _mm256_srli_epi16(_mm256_add_epi16(left, _mm256_set1_epi16(8)), 4);
        right = _mm256_srli_epi16(_mm256_add_epi16(right, _mm256_set1_epi16(7)), 4);
        // Both are bytes in 16 bits, so one shifted beside the other makes the pairs.
        store_wide(samples + 2 * i, _mm256_or_si256(left, _mm256_slli_epi16(right, 8)));
    }
    for (; i < count; i++) {
        uint32_t center = 3u * blended[i];
        samples[2 * i] = (uint8_t)((center + blended[(ptrdiff_t)i - 1] + 8) >> 4);
        samples[2 * i + 1] = (uint8_t)((center + blended[i + 1] + 7) >> 4);
    }
}

AVX2 void to_rgb16(
    const uint8_t *luma, const uint8_t *cb, const uint8_t *cr, uint8_t *red, uint8_t *green, uint8_t *blue) {
    __m256i zero_chroma = _mm256_set1_epi16(128);
    __m256i y = load16(luma);
    __m256i b = _mm256_sub_epi16(load16(cb), zero_chroma), r = _mm256_sub_epi16(load16(cr), zero_chroma);
    __m256i chroma = _mm256_add_epi16(
        scaled(_mm256_slli_epi16(b, 6), 11277), scaled(_mm256_slli_epi16(r, 6), 23401));
    chroma = _mm256_srai_epi16(_mm256_add_epi16(chroma, _mm256_set1_epi16(32)), 6);
    store16(red, _mm256_add_epi16(_mm256_add_epi16(y, r), scaled(r, 13173)));
    store16(green, _mm256_sub_epi16(y, chroma));
    store16(blue, _mm256_add_epi16(_mm256_add_epi16(y, b), scaled(b, 25297)));
}

AVX2_KERNEL void to_rgb(
    const uint8_t *luma, const uint8_t *cb, const uint8_t *cr, uint8_t *red, uint8_t *green, uint8_t *blue,
    size_t count) {
    size_t i = 0;
    for (; i + 16 <= count; i += 16) to_rgb16(luma + i, cb + i, cr + i, red + i, green + i, blue + i);
    if (i == count) return;
    uint8_t rest[6][16] = {{0}};
    size_t left = count - i;
    __builtin_memcpy(rest[0], luma + i, left);
    __builtin_memcpy(rest[1], cb + i, left);
    __builtin_memcpy(rest[2], cr + i, left);
    to_rgb16(rest[0], rest[1], rest[2], rest[3], rest[4], rest[5]);
    __builtin_memcpy(red + i, rest[3], left);
    __builtin_memcpy(green + i, rest[4], left);
    __builtin_memcpy(blue + i, rest[5], left);
}

// By how many 8ths of a level the chroma of a pixel, given in 128ths, is more than `before`.
AVX2 __m256i change_of(__m256i sum, __m256i before) {
    __m256i eighths = _mm256_srai_epi16(_mm256_add_epi16(sum, _mm256_set1_epi16(8)), 4);
    return _mm256_sub_epi16(eighths, _mm256_slli_epi16(_mm256_sub_epi16(before, _mm256_set1_epi16(128)), 3));
}

AVX2 void from_rgb16(
    const uint8_t *red, const uint8_t *green, const uint8_t *blue, const uint8_t *cb, const uint8_t *cr, uint8_t *luma,
    int16_t *cb_change, int16_t *cr_change) {
    __m256i r = load16(red), g = load16(green), b = load16(blue);
    __m256i r128 = _mm256_slli_epi16(r, 7), g128 = _mm256_slli_epi16(g, 7), b128 = _mm256_slli_epi16(b, 7);
    __m256i y = _mm256_add_epi16(_mm256_add_epi16(scaled(r128, 9798), scaled(g128, 19235)), scaled(b128, 3735));
    store16(luma, _mm256_srai_epi16(_mm256_add_epi16(y, _mm256_set1_epi16(64)), 7));
    __m256i cb_sum = _mm256_sub_epi16(
        _mm256_slli_epi16(b, 6), _mm256_add_epi16(scaled(r128, 5529), scaled(g128, 10855)));
    __m256i cr_sum = _mm256_sub_epi16(
        _mm256_slli_epi16(r, 6), _mm256_add_epi16(scaled(g128, 13720), scaled(b128, 2664)));
    store_wide(cb_change, change_of(cb_sum, load16(cb)));
    store_wide(cr_change, change_of(cr_sum, load16(cr)));
}

AVX2_KERNEL void from_rgb(
    const uint8_t *red, const uint8_t *green, const uint8_t *blue, const uint8_t *cb, const uint8_t *cr, uint8_t *luma,
    int16_t *cb_change, int16_t *cr_change, size_t count) {
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        from_rgb16(red + i, green + i, blue + i, cb + i, cr + i, luma + i, cb_change + i, cr_change + i);
    }
    if (i == count) return;
    uint8_t rest[6][16] = {{0}};
    int16_t changes[2][16];
    size_t left = count - i;
    const uint8_t *rows[5] = {red, green, blue, cb, cr};
    for (int k = 0; k < 5; k++) __builtin_memcpy(rest[k], rows[k] + i, left);
    from_rgb16(rest[0], rest[1], rest[2], rest[3], rest[4], rest[5], changes[0], changes[1]);
    __builtin_memcpy(luma + i, rest[5], left);
    __builtin_memcpy(cb_change + i, changes[0], 2 * left);
    __builtin_memcpy(cr_change + i, changes[1], 2 * left);
}

AVX2_KERNEL void add_pairs(const int16_t *change, int16_t *sums, size_t count) {
    size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        __m256i pairs = _mm256_hadd_epi16(load_wide(change + 2 * i), load_wide(change + 2 * i + 16));
        // hadd works on each half by itself.
        pairs = _mm256_permute4x64_epi64(pairs, 0xD8);
        store_wide(sums + i, _mm256_add_epi16(load_wide(sums + i), pairs));
    }
    for (; i < count; i++) sums[i] = (int16_t)(sums[i] + change[2 * i] + change[2 * i + 1]);
}

static const ip_color_plane_kernels avx2_kernels = {upsample_by_two, to_rgb, from_rgb, add_pairs};

const ip_color_plane_kernels *ip_color_avx2_kernels(void) {
    return ip_has_avx2() ? &avx2_kernels : NULL;
}

#else

const ip_color_plane_kernels *ip_color_avx2_kernels(void) { return NULL; }

#endif
