// The matrix path on planes of YCbCr, a row of luma at a time, so that everything between the planes stays in the cache.
#include "ip_color_matrix.h"

#include "ip_memory.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#define IP_HAS_AVX2_VARIANT 1
#else
#define IP_HAS_AVX2_VARIANT 0
#endif

// The kernels are plain loops over integers that the compiler turns into vector code, once for every machine and once for
// AVX2; integers make both equal to the bit.
#define KERNEL static inline __attribute__((always_inline))

// (a * b) / 32768, rounded: one instruction with AVX2.
KERNEL int16_t scaled(int16_t a, int16_t b) { return (int16_t)((((int32_t)a * b >> 14) + 1) >> 1); }

KERNEL uint8_t clip8(int16_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

// Three quarters of the nearer row and one of the farther, times 4; where rows are not subsampled both are the same row.
KERNEL void blend_rows(const uint8_t *restrict near, const uint8_t *restrict far, uint16_t *restrict blended, size_t count) {
    for (size_t i = 0; i < count; i++) blended[i] = (uint16_t)(3 * near[i] + far[i]);
}

// blended has a copy of its first value before it and of its last behind it. Rounds up and down in turn, as libjpeg does,
// so that no drift adds up.
KERNEL void upsample_by_two(const uint16_t *restrict blended, uint8_t *restrict samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint16_t center = (uint16_t)(3 * blended[i]);
        samples[2 * i] = (uint8_t)((center + blended[(ptrdiff_t)i - 1] + 8) >> 4);
        samples[2 * i + 1] = (uint8_t)((center + blended[i + 1] + 7) >> 4);
    }
}

KERNEL void upsample_by_one(const uint16_t *restrict blended, uint8_t *restrict samples, size_t count) {
    for (size_t i = 0; i < count; i++) samples[i] = (uint8_t)((blended[i] + 2) >> 2);
}

// JFIF: R = Y + 1.402 Cr, G = Y - 0.344136 Cb - 0.714136 Cr, B = Y + 1.772 Cb. Green is summed in 64ths, as two rounded
// products would be off by one.
KERNEL void to_rgb(
    const uint8_t *restrict luma, const uint8_t *restrict cb, const uint8_t *restrict cr, uint8_t *restrict red,
    uint8_t *restrict green, uint8_t *restrict blue, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int16_t y = luma[i], b = (int16_t)(cb[i] - 128), r = (int16_t)(cr[i] - 128);
        int16_t chroma = (int16_t)(scaled((int16_t)(b * 64), 11277) + scaled((int16_t)(r * 64), 23401));
        red[i] = clip8((int16_t)(y + r + scaled(r, 13173)));
        green[i] = clip8((int16_t)(y - ((chroma + 32) >> 6)));
        blue[i] = clip8((int16_t)(y + b + scaled(b, 25297)));
    }
}

// Sums are in 128ths, so each rounded product is off by 1/256 at most.
KERNEL void to_luma(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue, uint8_t *restrict luma,
    size_t count) {
    for (size_t i = 0; i < count; i++) {
        int16_t sum = (int16_t)(scaled((int16_t)(red[i] * 128), 9798) + scaled((int16_t)(green[i] * 128), 19235)
                                + scaled((int16_t)(blue[i] * 128), 3735));
        luma[i] = (uint8_t)((sum + 64) >> 7);
    }
}

// By how much chroma changes, in 8ths of a level. The caller passes the channel that chroma is a half of first.
KERNEL void chroma_change(
    const uint8_t *restrict half, const uint8_t *restrict second, const uint8_t *restrict third, int16_t second_factor,
    int16_t third_factor, const uint8_t *restrict before, int16_t *restrict change, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int16_t sum = (int16_t)(half[i] * 64 - scaled((int16_t)(second[i] * 128), second_factor)
                                - scaled((int16_t)(third[i] * 128), third_factor));
        change[i] = (int16_t)(((sum + 8) >> 4) - 8 * (before[i] - 128));
    }
}

KERNEL void add_pairs(const int16_t *restrict change, int16_t *restrict sums, size_t count) {
    for (size_t i = 0; i < count; i++) sums[i] = (int16_t)(sums[i] + change[2 * i] + change[2 * i + 1]);
}

// Everything one image needs between its planes, in one allocation.
typedef struct row_memory {
    uint8_t *cb, *cr;           // upsampled
    uint8_t *red, *green, *blue;
    int16_t *change;            // of one chroma plane, a pixel each
    int16_t *cb_sums, *cr_sums; // of `change`, a chroma sample each
    uint16_t *blended;          // with room for one before
    uint8_t *cb_above, *cr_above;  // the stored row above, which has been overwritten in the plane
    uint8_t *cb_here, *cr_here;    // the row at hand as it was
    void *allocation;
} row_memory;

static bool allocate_rows(row_memory *rows, size_t width) {
    // A row of up to 4 more pixels than the image has, and whole cache lines.
    size_t stride = (width + 8 + IP_ALIGNMENT) / IP_ALIGNMENT * IP_ALIGNMENT;
    uint8_t *memory = ip_allocate(stride * 18);
    if (!memory) return false;
    memset(memory, 0, stride * 18);
    rows->allocation = memory;
    uint8_t **bytes[] = {&rows->cb, &rows->cr, &rows->red, &rows->green, &rows->blue,
                         &rows->cb_above, &rows->cr_above, &rows->cb_here, &rows->cr_here};
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++, memory += stride) *bytes[i] = memory;
    rows->change = (int16_t *)(void *)memory;
    rows->cb_sums = (int16_t *)(void *)(memory + 2 * stride);
    rows->cr_sums = (int16_t *)(void *)(memory + 4 * stride);
    rows->blended = (uint16_t *)(void *)(memory + 6 * stride) + 1;
    return true;
}

KERNEL void upsample(
    const uint8_t *near, const uint8_t *far, uint16_t *blended, uint8_t *samples, size_t count, int32_t factor) {
    blend_rows(near, far, blended, count);
    blended[-1] = blended[0];
    blended[count] = blended[count - 1];
    if (factor == 2) {
        upsample_by_two(blended, samples, count);
    } else if (factor == 1) {
        upsample_by_one(blended, samples, count);
    } else {
        for (size_t i = 0; i < count; i++) memset(samples + i * factor, (blended[i] + 2) >> 2, factor);
    }
}

// Adds the changes of one row to the chroma samples that cover them. Pixels behind the right edge count as the last one.
KERNEL void gather(int16_t *change, int16_t *sums, size_t width, size_t chroma_width, int32_t factor) {
    for (size_t i = width; i < chroma_width * factor; i++) change[i] = change[width - 1];
    if (factor == 2) {
        add_pairs(change, sums, chroma_width);
    } else {
        for (size_t i = 0; i < chroma_width; i++) {
            for (int32_t k = 0; k < factor; k++) sums[i] = (int16_t)(sums[i] + change[i * factor + k]);
        }
    }
}

// One row of luma. far_* is the chroma row that upsampling leans to, the row at hand itself where there is none.
KERNEL void convert_row(
    const ip_color_matrix *color, const ip_color_planes *planes, row_memory *rows, uint8_t *luma, size_t chroma_width,
    const uint8_t *far_cb, const uint8_t *far_cr) {
    size_t width = planes->width;
    upsample(rows->cb_here, far_cb, rows->blended, rows->cb, chroma_width, planes->horizontal);
    upsample(rows->cr_here, far_cr, rows->blended, rows->cr, chroma_width, planes->horizontal);
    to_rgb(luma, rows->cb, rows->cr, rows->red, rows->green, rows->blue, width);
    ip_color_matrix_pixels8(color, rows->red, rows->green, rows->blue, width, 1);
    to_luma(rows->red, rows->green, rows->blue, luma, width);
    // JFIF: Cb = B / 2 - 0.168736 R - 0.331264 G, Cr = R / 2 - 0.418688 G - 0.081312 B.
    chroma_change(rows->blue, rows->red, rows->green, 5529, 10855, rows->cb, rows->change, width);
    gather(rows->change, rows->cb_sums, width, chroma_width, planes->horizontal);
    chroma_change(rows->red, rows->green, rows->blue, 13720, 2664, rows->cr, rows->change, width);
    gather(rows->change, rows->cr_sums, width, chroma_width, planes->horizontal);
}

// Moves each chroma sample by the mean of its changes and clears the sums. reciprocal is 8192 / pixels covered.
KERNEL void apply(uint8_t *restrict plane_row, int16_t *restrict sums, size_t count, int32_t reciprocal) {
    for (size_t i = 0; i < count; i++) {
        int32_t value = plane_row[i] + ((sums[i] * reciprocal + 32768) >> 16);
        plane_row[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        sums[i] = 0;
    }
}

// One row of chroma and the rows of luma it covers.
KERNEL void convert_chroma_row(
    const ip_color_matrix *color, const ip_color_planes *planes, row_memory *rows, size_t chroma_y) {
    int32_t vertical = planes->vertical;
    size_t chroma_width = (planes->width + planes->horizontal - 1) / planes->horizontal;
    size_t chroma_height = (planes->height + vertical - 1) / vertical;
    uint8_t *cb = planes->blue + chroma_y * planes->blue_row_bytes;
    uint8_t *cr = planes->red + chroma_y * planes->red_row_bytes;
    memcpy(rows->cb_here, cb, chroma_width);
    memcpy(rows->cr_here, cr, chroma_width);
    bool is_last = chroma_y + 1 == chroma_height;
    size_t count = planes->height - chroma_y * vertical;
    if (count > (size_t)vertical) count = vertical;
    for (size_t k = 0; k < count; k++) {
        const uint8_t *far_cb = rows->cb_here, *far_cr = rows->cr_here;
        if (vertical == 2 && k == 0 && chroma_y > 0) {
            far_cb = rows->cb_above;
            far_cr = rows->cr_above;
        } else if (vertical == 2 && k == 1 && !is_last) {
            far_cb = cb + planes->blue_row_bytes;
            far_cr = cr + planes->red_row_bytes;
        }
        uint8_t *luma = planes->luma + (chroma_y * vertical + k) * planes->luma_row_bytes;
        convert_row(color, planes, rows, luma, chroma_width, far_cb, far_cr);
    }
    int32_t reciprocal = 8192 / ((int32_t)count * planes->horizontal);
    apply(cb, rows->cb_sums, chroma_width, reciprocal);
    apply(cr, rows->cr_sums, chroma_width, reciprocal);
    uint8_t *swap = rows->cb_above;
    rows->cb_above = rows->cb_here;
    rows->cb_here = swap;
    swap = rows->cr_above;
    rows->cr_above = rows->cr_here;
    rows->cr_here = swap;
}

static void convert_chroma_row_plain(
    const ip_color_matrix *color, const ip_color_planes *planes, row_memory *rows, size_t chroma_y) {
    convert_chroma_row(color, planes, rows, chroma_y);
}

#if IP_HAS_AVX2_VARIANT
__attribute__((target("avx2"))) static void convert_chroma_row_avx2(
    const ip_color_matrix *color, const ip_color_planes *planes, row_memory *rows, size_t chroma_y) {
    convert_chroma_row(color, planes, rows, chroma_y);
}
#endif

ip_status ip_color_matrix_convert_planes(
    ip_context *context, const ip_color_matrix *color, const ip_color_planes *planes) {
    if (planes->width == 0 || planes->height == 0) return IP_OK;
    row_memory rows;
    if (!allocate_rows(&rows, planes->width)) {
        return ip_fail(context, IP_OUT_OF_MEMORY, "rows of %zu pixels for colour conversion", planes->width);
    }
    void (*convert)(const ip_color_matrix *, const ip_color_planes *, row_memory *, size_t) = convert_chroma_row_plain;
#if IP_HAS_AVX2_VARIANT
    if (__builtin_cpu_supports("avx2")) convert = convert_chroma_row_avx2;
#endif
    size_t chroma_height = (planes->height + planes->vertical - 1) / planes->vertical;
    for (size_t y = 0; y < chroma_height && context->status == IP_OK; y++) {
        if (ip_is_cancelled(context)) {
            ip_fail(context, IP_CANCELLED, "while colour was converted");
        } else {
            convert(color, planes, &rows, y);
        }
    }
    ip_free(rows.allocation);
    return context->status;
}
