// Shared by the files of colour conversion.
#ifndef IP_COLOR_INTERNAL_H
#define IP_COLOR_INTERNAL_H

#include "ip_color.h"

enum {
    IP_ENCODE_16 = 16384,  // straight lines of the table from linear light to a 16-bit sample
};

struct ip_color_matrix {
    int32_t bytes_per_sample;
    // 8 bits: what each sample of each channel contributes to linear red, green and blue, in the lowest three 16-bit parts
    // of a word. Each part of an entry holds a bias that makes it positive, so that adding three entries, which is the
    // matrix product, carries nothing from part to part.
    uint64_t contribution[3][256];
    // From such a sum to a sample; what lies below 0 and above 1 is in the table, so nothing is clipped on the way.
    uint8_t *_Nullable encode;
    // 16 bits.
    float matrix[9], offset;
    float *_Nullable linear;    // 3 x IP_COLOR_SAMPLES_16
    float *_Nullable encode16;  // IP_ENCODE_16 + 1
};

// Converts `count` 8-bit pixels, a sample of each in three rows, in place.
void ip_color_matrix_rows8(
    const ip_color_matrix *_Nonnull color, uint8_t *_Nonnull red, uint8_t *_Nonnull green, uint8_t *_Nonnull blue,
    size_t count);

// Converts `count` interleaved 8-bit pixels; both may be the same memory.
void ip_color_profile_pixels(
    ip_color_profile *_Nonnull color, const uint8_t *_Nonnull input, uint8_t *_Nonnull output, size_t count);

#endif
