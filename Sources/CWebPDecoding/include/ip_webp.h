// Pixels and planes of one WebP picture, by libwebp's decoder.
#ifndef IP_WEBP_H
#define IP_WEBP_H

#include "ip_context.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// Where the samples go. The caller owns the memory, which holds `height` rows of each plane (of half the height, rounded up, for
// Cb and Cr), `strides` bytes apart.
typedef struct ip_webp_output {
    // As they are to come; where they are not the picture's own the decoder averages.
    uint32_t width, height;
    bool is_scaled;
    // Y, Cb and Cr at 4:2:0 in limited range, and alpha where it is asked for; or one plane of RGB or RGBA.
    bool is_planar;
    bool has_alpha;
    uint8_t *_Nullable planes[4];
    size_t strides[4];
} ip_webp_output;

// Decodes the picture at `data`: a `VP8 ` or `VP8L` chunk, or chunks from `ALPH` to `VP8 `, with the chunks' headers.
// Sets *row_count to the rows that are whole, from the top, also where it fails: IP_TRUNCATED if the data ends before the picture
// does, IP_MALFORMED, IP_OUT_OF_MEMORY, IP_CANCELLED. Rows behind them are left as they are.
ip_status ip_webp_decode(
    ip_context *context, const uint8_t *data, size_t size, const ip_webp_output *output, uint32_t *row_count);

// Writes `count` samples of a plane in limited range, luma from 16...235 or chroma from 16...240, as they are in the full range.
void ip_webp_stretch_range(uint8_t *to, const uint8_t *from, size_t count, bool is_chroma);

// How many of `count` samples of luma lie so far outside of the limited range that no rounding of an encoder put them there: below
// 8 or above 243.
size_t ip_webp_count_outside(const uint8_t *luma, size_t count);

// The version of the library that runs: 0x010204 is 1.2.4.
int32_t ip_webp_version(void);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
