// Colour conversion on planes of YCbCr, a row of luma at a time, so that everything between the planes stays in the cache.
#include "ip_color_kernels.h"
#include "ip_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL static inline __attribute__((always_inline))

// (a * b) / 32768, rounded: what pmulhrsw does.
KERNEL int16_t scaled(int16_t a, int16_t b) { return (int16_t)((((int32_t)a * b >> 14) + 1) >> 1); }

KERNEL uint8_t clip8(int16_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

// Three quarters of the nearer row and one of the farther, times 4; where rows are not subsampled both are the same row.
static void blend_rows(const uint8_t *restrict near, const uint8_t *restrict far, uint16_t *restrict blended, size_t count) {
    for (size_t i = 0; i < count; i++) blended[i] = (uint16_t)(3 * near[i] + far[i]);
}

// blended has a copy of its first value before it and of its last behind it. Rounds up and down in turn, as libjpeg does,
// so that no drift adds up.
static void upsample_by_two(const uint16_t *restrict blended, uint8_t *restrict samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint16_t center = (uint16_t)(3 * blended[i]);
        samples[2 * i] = (uint8_t)((center + blended[(ptrdiff_t)i - 1] + 8) >> 4);
        samples[2 * i + 1] = (uint8_t)((center + blended[i + 1] + 7) >> 4);
    }
}

static void upsample_by_one(const uint16_t *restrict blended, uint8_t *restrict samples, size_t count) {
    for (size_t i = 0; i < count; i++) samples[i] = (uint8_t)((blended[i] + 2) >> 2);
}

// JFIF: R = Y + 1.402 Cr, G = Y - 0.344136 Cb - 0.714136 Cr, B = Y + 1.772 Cb. Green is summed in 64ths, as two rounded
// products would be off by one.
static void to_rgb(
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
static void to_luma(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue, uint8_t *restrict luma,
    size_t count) {
    for (size_t i = 0; i < count; i++) {
        int16_t sum = (int16_t)(scaled((int16_t)(red[i] * 128), 9798) + scaled((int16_t)(green[i] * 128), 19235)
                                + scaled((int16_t)(blue[i] * 128), 3735));
        luma[i] = (uint8_t)((sum + 64) >> 7);
    }
}

// Chroma in 128ths of a level around 0. The caller passes the channel that chroma is a half of first: JFIF has
// Cb = B / 2 - 0.168736 R - 0.331264 G and Cr = R / 2 - 0.418688 G - 0.081312 B.
KERNEL int16_t chroma_sum(uint8_t half, uint8_t second, uint8_t third, int16_t second_factor, int16_t third_factor) {
    return (int16_t)(half * 64 - scaled((int16_t)(second * 128), second_factor)
                     - scaled((int16_t)(third * 128), third_factor));
}

static void from_rgb(
    const uint8_t *restrict red, const uint8_t *restrict green, const uint8_t *restrict blue,
    const uint8_t *restrict cb, const uint8_t *restrict cr, uint8_t *restrict luma, int16_t *restrict cb_change,
    int16_t *restrict cr_change, size_t count) {
    to_luma(red, green, blue, luma, count);
    for (size_t i = 0; i < count; i++) {
        int16_t cb_sum = chroma_sum(blue[i], red[i], green[i], 5529, 10855);
        int16_t cr_sum = chroma_sum(red[i], green[i], blue[i], 13720, 2664);
        cb_change[i] = (int16_t)(((cb_sum + 8) >> 4) - 8 * (cb[i] - 128));
        cr_change[i] = (int16_t)(((cr_sum + 8) >> 4) - 8 * (cr[i] - 128));
    }
}

static void to_chroma(
    const uint8_t *restrict half, const uint8_t *restrict second, const uint8_t *restrict third, int16_t second_factor,
    int16_t third_factor, uint8_t *restrict chroma, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int16_t sum = chroma_sum(half[i], second[i], third[i], second_factor, third_factor);
        chroma[i] = clip8((int16_t)(((sum + 64) >> 7) + 128));
    }
}

static void add_pairs(const int16_t *restrict change, int16_t *restrict sums, size_t count) {
    for (size_t i = 0; i < count; i++) sums[i] = (int16_t)(sums[i] + change[2 * i] + change[2 * i + 1]);
}

static const ip_color_plane_kernels plain_kernels = {upsample_by_two, to_rgb, from_rgb, add_pairs};

struct ip_color_planar {
    ip_color_pixels pixels;
    const ip_color_plane_kernels *kernels;
    size_t width, chroma_width;
    int32_t horizontal, vertical;
    bool has_above;
    uint8_t *cb, *cr;              // one row, upsampled
    uint8_t *red, *green, *blue;
    int16_t *cb_change, *cr_change;  // a pixel each, in 8ths of a level
    int16_t *cb_sums, *cr_sums;    // of the changes, a chroma sample each
    uint16_t *blended;             // with room for one before
    uint8_t *cb_above, *cr_above;  // the stored row above as it was; the output may have overwritten it
    uint8_t *cb_here, *cr_here;    // the row at hand as it was
    uint8_t *interleaved;          // for Little CMS, 3 bytes a pixel
    void *allocation;
};

// The strides are for a row of up to 4 more pixels than the image has, and whole cache lines.
ip_color_planar *ip_color_planar_create(
    ip_color_pixels pixels, size_t width, int32_t horizontal, int32_t vertical) {
    if (width == 0 || width > SIZE_MAX / 64 || horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) {
        return NULL;
    }
    size_t stride = (width + 8 + IP_ALIGNMENT) / IP_ALIGNMENT * IP_ALIGNMENT;
    ip_color_planar *planar = calloc(1, sizeof *planar);
    uint8_t *memory = planar ? ip_allocate(stride * 23) : NULL;
    if (!memory) {
        free(planar);
        return NULL;
    }
    memset(memory, 0, stride * 23);
    const ip_color_plane_kernels *fast = ip_color_avx2_kernels();
    planar->kernels = fast ? fast : &plain_kernels;
    planar->pixels = pixels;
    planar->width = width;
    planar->horizontal = horizontal;
    planar->vertical = vertical;
    planar->chroma_width = (width + horizontal - 1) / horizontal;
    planar->allocation = memory;
    uint8_t **bytes[] = {&planar->cb, &planar->cr, &planar->red, &planar->green, &planar->blue,
                         &planar->cb_above, &planar->cr_above, &planar->cb_here, &planar->cr_here};
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++, memory += stride) *bytes[i] = memory;
    planar->cb_change = (int16_t *)(void *)memory;
    planar->cr_change = (int16_t *)(void *)(memory + 2 * stride);
    planar->cb_sums = (int16_t *)(void *)(memory + 4 * stride);
    planar->cr_sums = (int16_t *)(void *)(memory + 6 * stride);
    planar->blended = (uint16_t *)(void *)(memory + 8 * stride) + 1;
    planar->interleaved = memory + 10 * stride;
    return planar;
}

void ip_color_planar_free(ip_color_planar *planar) {
    if (!planar) return;
    ip_free(planar->allocation);
    free(planar);
}

static void upsample(ip_color_planar *planar, const uint8_t *near, const uint8_t *far, uint8_t *samples) {
    uint16_t *blended = planar->blended;
    size_t count = planar->chroma_width;
    int32_t factor = planar->horizontal;
    blend_rows(near, far, blended, count);
    blended[-1] = blended[0];
    blended[count] = blended[count - 1];
    if (factor == 2) {
        planar->kernels->upsample_by_two(blended, samples, count);
    } else if (factor == 1) {
        upsample_by_one(blended, samples, count);
    } else {
        for (size_t i = 0; i < count; i++) memset(samples + i * factor, (blended[i] + 2) >> 2, factor);
    }
}

// Adds the changes of one row to the chroma samples that cover them. Pixels behind the right edge count as the last one.
static void gather(const ip_color_planar *planar, int16_t *change, int16_t *sums) {
    size_t width = planar->width, chroma_width = planar->chroma_width;
    int32_t factor = planar->horizontal;
    for (size_t i = width; i < chroma_width * factor; i++) change[i] = change[width - 1];
    if (factor == 2) {
        planar->kernels->add_pairs(change, sums, chroma_width);
    } else {
        for (size_t i = 0; i < chroma_width; i++) {
            for (int32_t k = 0; k < factor; k++) sums[i] = (int16_t)(sums[i] + change[i * factor + k]);
        }
    }
}

// Little CMS takes its pixels interleaved.
static void convert_through_profile(
    ip_color_profile *profile, uint8_t *interleaved, uint8_t *red, uint8_t *green, uint8_t *blue, size_t count) {
    for (size_t i = 0; i < count; i++) {
        interleaved[3 * i] = red[i];
        interleaved[3 * i + 1] = green[i];
        interleaved[3 * i + 2] = blue[i];
    }
    ip_color_profile_pixels(profile, interleaved, interleaved, count);
    for (size_t i = 0; i < count; i++) {
        red[i] = interleaved[3 * i];
        green[i] = interleaved[3 * i + 1];
        blue[i] = interleaved[3 * i + 2];
    }
}

static void convert_pixels(
    ip_color_pixels pixels, uint8_t *interleaved, uint8_t *red, uint8_t *green, uint8_t *blue, size_t count) {
    if (pixels.matrix) ip_color_matrix_rows8(pixels.matrix, red, green, blue, count);
    if (pixels.profile) convert_through_profile(pixels.profile, interleaved, red, green, blue, count);
}

// One row of luma. far_* is the chroma row that upsampling leans to, the row at hand itself where there is none.
static void convert_row(
    ip_color_planar *planar, const uint8_t *from, uint8_t *to, const uint8_t *far_cb, const uint8_t *far_cr) {
    uint8_t *red = planar->red, *green = planar->green, *blue = planar->blue;
    upsample(planar, planar->cb_here, far_cb, planar->cb);
    upsample(planar, planar->cr_here, far_cr, planar->cr);
    planar->kernels->to_rgb(from, planar->cb, planar->cr, red, green, blue, planar->width);
    convert_pixels(planar->pixels, planar->interleaved, red, green, blue, planar->width);
    planar->kernels->from_rgb(
        red, green, blue, planar->cb, planar->cr, to, planar->cb_change, planar->cr_change, planar->width);
    gather(planar, planar->cb_change, planar->cb_sums);
    gather(planar, planar->cr_change, planar->cr_sums);
}

// Moves each chroma sample by the mean of its changes and clears the sums. reciprocal is 8192 / pixels covered.
static void apply(
    const uint8_t *restrict here, uint8_t *restrict to, int16_t *restrict sums, size_t count, int32_t reciprocal) {
    for (size_t i = 0; i < count; i++) {
        int32_t value = here[i] + ((sums[i] * reciprocal + 32768) >> 16);
        to[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        sums[i] = 0;
    }
}

static void swap_rows(uint8_t **first, uint8_t **second) {
    uint8_t *row = *first;
    *first = *second;
    *second = row;
}

// One row of chroma and the rows of luma that it covers, of which `count` are there.
static void convert_chroma_row(ip_color_planar *planar, const ip_color_strip *strip, size_t y, size_t count) {
    size_t rows = (strip->luma_rows + planar->vertical - 1) / planar->vertical;
    const uint8_t *from_cb = strip->from[1] + y * strip->from_row_bytes[1];
    const uint8_t *from_cr = strip->from[2] + y * strip->from_row_bytes[2];
    const uint8_t *cb_below = y + 1 < rows ? from_cb + strip->from_row_bytes[1] : strip->blue_below;
    const uint8_t *cr_below = y + 1 < rows ? from_cr + strip->from_row_bytes[2] : strip->red_below;
    memcpy(planar->cb_here, from_cb, planar->chroma_width);
    memcpy(planar->cr_here, from_cr, planar->chroma_width);
    for (size_t k = 0; k < count; k++) {
        const uint8_t *far_cb = planar->cb_here, *far_cr = planar->cr_here;
        if (planar->vertical == 2 && k == 0 && planar->has_above) {
            far_cb = planar->cb_above;
            far_cr = planar->cr_above;
        } else if (planar->vertical == 2 && k == 1 && cb_below && cr_below) {
            far_cb = cb_below;
            far_cr = cr_below;
        }
        size_t row = y * planar->vertical + k;
        convert_row(
            planar, strip->from[0] + row * strip->from_row_bytes[0], strip->to[0] + row * strip->to_row_bytes[0],
            far_cb, far_cr);
    }
    int32_t reciprocal = 8192 / ((int32_t)count * planar->horizontal);
    uint8_t *to_cb = strip->to[1] + y * strip->to_row_bytes[1], *to_cr = strip->to[2] + y * strip->to_row_bytes[2];
    apply(planar->cb_here, to_cb, planar->cb_sums, planar->chroma_width, reciprocal);
    apply(planar->cr_here, to_cr, planar->cr_sums, planar->chroma_width, reciprocal);
    swap_rows(&planar->cb_above, &planar->cb_here);
    swap_rows(&planar->cr_above, &planar->cr_here);
    planar->has_above = true;
}

static void rgb_row_to_planes(
    const uint8_t *restrict rgb, uint8_t *restrict luma, uint8_t *restrict cb, uint8_t *restrict cr, size_t width) {
    enum { CHUNK = 256 };
    uint8_t red[CHUNK], green[CHUNK], blue[CHUNK];
    for (size_t begin = 0; begin < width; begin += CHUNK) {
        size_t count = width - begin < CHUNK ? width - begin : CHUNK;
        for (size_t i = 0; i < count; i++) {
            red[i] = rgb[3 * (begin + i)];
            green[i] = rgb[3 * (begin + i) + 1];
            blue[i] = rgb[3 * (begin + i) + 2];
        }
        to_luma(red, green, blue, luma + begin, count);
        to_chroma(blue, red, green, 5529, 10855, cb + begin, count);
        to_chroma(red, green, blue, 13720, 2664, cr + begin, count);
    }
}

ip_status ip_color_planar_convert(ip_context *context, ip_color_planar *planar, const ip_color_strip *strip) {
    size_t vertical = (size_t)planar->vertical;
    for (size_t row = 0; row < strip->luma_rows; row += vertical) {
        if (ip_is_cancelled(context)) return ip_fail(context, IP_CANCELLED, "while colour was converted");
        size_t left = strip->luma_rows - row;
        convert_chroma_row(planar, strip, row / vertical, left < vertical ? left : vertical);
    }
    return context->status;
}

void ip_color_rgb_to_planes(
    const uint8_t *rgb, size_t rgb_row_bytes, uint8_t *const planes[3], const size_t plane_row_bytes[3], size_t width,
    size_t height) {
    for (size_t y = 0; y < height; y++) {
        rgb_row_to_planes(
            rgb + y * rgb_row_bytes, planes[0] + y * plane_row_bytes[0], planes[1] + y * plane_row_bytes[1],
            planes[2] + y * plane_row_bytes[2], width);
    }
}

ip_status ip_color_convert_rgb_planes(
    ip_context *context, ip_color_pixels pixels, uint8_t *const planes[3], const size_t plane_row_bytes[3],
    size_t width, size_t height) {
    uint8_t *interleaved = pixels.profile ? ip_allocate(3 * width) : NULL;
    if (pixels.profile && !interleaved) return ip_fail(context, IP_OUT_OF_MEMORY, "a row of %zu pixels", width);
    for (size_t y = 0; y < height && context->status == IP_OK; y++) {
        if (ip_is_cancelled(context)) ip_fail(context, IP_CANCELLED, "while colour was converted");
        convert_pixels(
            pixels, interleaved, planes[0] + y * plane_row_bytes[0], planes[1] + y * plane_row_bytes[1],
            planes[2] + y * plane_row_bytes[2], width);
    }
    ip_free(interleaved);
    return context->status;
}
