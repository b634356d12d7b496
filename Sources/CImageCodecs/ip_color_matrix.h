// Shared by the files of the matrix path.
#ifndef IP_COLOR_MATRIX_H
#define IP_COLOR_MATRIX_H

#include "ip_color.h"

enum {
    IP_ENCODE_8 = 16384,   // entries of the table from linear light to an 8-bit sample
    IP_ENCODE_16 = 16384,  // straight lines of the table to a 16-bit sample
};

struct ip_color_matrix {
    int32_t bytes_per_sample;
    int16_t last_index;  // of `encode`; linear light is clipped to it
    // 8 bits: what each sample of each channel contributes to linear red, green and blue; the fourth is padding. Adding
    // three entries is the matrix product.
    int16_t contribution[3][256][4];
    uint8_t encode[IP_ENCODE_8];
    // 16 bits.
    float matrix[9], offset;
    float *_Nullable linear;    // 3 x IP_COLOR_SAMPLES_16
    float *_Nullable encode16;  // IP_ENCODE_16 + 1
};

// Converts `count` 8-bit pixels whose samples lie `stride` bytes apart, in place.
void ip_color_matrix_pixels8(
    const ip_color_matrix *_Nonnull color, uint8_t *_Nonnull red, uint8_t *_Nonnull green, uint8_t *_Nonnull blue,
    size_t count, size_t stride);

#endif
