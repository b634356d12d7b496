// The kernels of conversion on planes, plain and for AVX2, equal to the bit.
#ifndef IP_COLOR_KERNELS_H
#define IP_COLOR_KERNELS_H

#include "ip_color_internal.h"

typedef struct ip_color_plane_kernels {
    // Two samples for each of `count` values in quarters; blended has a copy of its first value before it and of its last
    // behind it.
    void (*_Nonnull upsample_by_two)(const uint16_t *_Nonnull blended, uint8_t *_Nonnull samples, size_t count);
    // YCbCr to RGB as JFIF has it.
    void (*_Nonnull to_rgb)(
        const uint8_t *_Nonnull luma, const uint8_t *_Nonnull cb, const uint8_t *_Nonnull cr, uint8_t *_Nonnull red,
        uint8_t *_Nonnull green, uint8_t *_Nonnull blue, size_t count);
    // Back again: luma, and by how many 8ths of a level chroma is now more than cb and cr.
    void (*_Nonnull from_rgb)(
        const uint8_t *_Nonnull red, const uint8_t *_Nonnull green, const uint8_t *_Nonnull blue,
        const uint8_t *_Nonnull cb, const uint8_t *_Nonnull cr, uint8_t *_Nonnull luma, int16_t *_Nonnull cb_change,
        int16_t *_Nonnull cr_change, size_t count);
    // Adds two changes each to `count` sums.
    void (*_Nonnull add_pairs)(const int16_t *_Nonnull change, int16_t *_Nonnull sums, size_t count);
} ip_color_plane_kernels;

// NULL where the machine has no AVX2.
const ip_color_plane_kernels *_Nullable ip_color_avx2_kernels(void);

#endif
