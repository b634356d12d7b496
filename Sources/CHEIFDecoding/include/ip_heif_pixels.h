// From planes of YCbCr to rows of gray or RGB, with alpha where there is one.
#ifndef IP_HEIF_PIXELS_H
#define IP_HEIF_PIXELS_H

#include "ip_heif_decode.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// What the samples of the planes mean.
typedef struct ip_heif_meaning {
    int32_t chroma;      // 0: none, 1: 4:2:0, 2: 4:2:2, 3: 4:4:4
    int32_t depth;       // bits a sample
    bool is_full_range;
    bool is_identity;    // planes are green, blue and red
    float red, blue;     // the share of red and of blue in luma, for any other matrix
    int32_t alpha_depth; // 0: no alpha
    bool is_alpha_full_range;
    bool is_premultiplied;
    int32_t channels;         // to write: 1 gray, 2 with alpha, 3 RGB, 4 with alpha
    int32_t bytes_per_sample; // to write: 1 or 2
} ip_heif_meaning;

// Some rows of the planes of a picture.
typedef struct ip_heif_rows {
    ip_heif_planes planes;
    int32_t first_row;     // the row of the picture with which luma begins; chroma begins with the one that belongs to it
    int32_t width, height; // of the whole picture
} ip_heif_rows;

// A conversion with memory for a row. For one thread at a time.
typedef struct ip_heif_conversion ip_heif_conversion;

// For pictures that are `width` wide. NULL where memory ran out. Free with ip_heif_conversion_free.
ip_heif_conversion *_Nullable ip_heif_conversion_create(const ip_heif_meaning *meaning, int32_t width);
void ip_heif_conversion_free(ip_heif_conversion *_Nullable conversion);

// Writes `count` pixels of one row, from column `x` on. Chroma is interpolated as it lies between luma samples, in the middle, and so needs
// the row of chroma above or below where there is one. `alpha` is NULL where there is none.
void ip_heif_convert(
    ip_heif_conversion *conversion, const ip_heif_rows *color, const ip_heif_rows *_Nullable alpha, int32_t row, int32_t x,
    int32_t count, void *pixels);

// A stretch of one row of one plane.
typedef struct ip_heif_samples {
    int32_t row, column;  // in samples of the plane, from the first row that there is
    int32_t plane;        // 0...2
    int32_t count;
    int32_t depth;        // bits a sample
} ip_heif_samples;

// Copies samples to 8 bits: by a table of as many entries as there are values, or as they are where that is NULL and they have 8.
void ip_heif_copy_samples(
    const ip_heif_planes *planes, const ip_heif_samples *samples, const uint8_t *_Nullable table, uint8_t *out);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
