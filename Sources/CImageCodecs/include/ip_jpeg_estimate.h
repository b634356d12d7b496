// Tells how large a JPEG will be, from a part of its blocks: the sample is transformed once, and then quantised and counted
// with any tables in a few milliseconds.
#ifndef IP_JPEG_ESTIMATE_H
#define IP_JPEG_ESTIMATE_H

#include "ip_context.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

enum { IP_SAMPLE_MAX_PLANES = 4, IP_SAMPLE_MAX_SAMPLING = 4 };

// One component of the picture that would be encoded.
typedef struct ip_sample_plane {
    const uint8_t *samples;  // its first row
    size_t stride;           // bytes from row to row
    int32_t width, height;   // in samples, at least 1
    int32_t horizontal_sampling, vertical_sampling;  // 1...4
    bool is_chroma;          // uses the second pair of Huffman tables
} ip_sample_plane;

// A Huffman table as DHT writes it.
typedef struct ip_huffman_code {
    uint8_t counts[17];      // codes of 1...16 bits; counts[0] is 0
    uint8_t symbols[256];    // by length, then as they come
    int32_t symbol_count;
} ip_huffman_code;

// What a picture would come to.
typedef struct ip_size_estimate {
    double byte_count;       // of the whole file, without a profile
    // DC of luma, AC of luma, DC of chroma, AC of chroma: as good as made for the picture, and with a code for every symbol
    // that can occur, so that they serve for the whole of it.
    ip_huffman_code codes[4];
} ip_size_estimate;

typedef struct ip_jpeg_estimator ip_jpeg_estimator;

// A handle that keeps its memory from picture to picture. NULL: out of memory. Free with _destroy.
ip_jpeg_estimator *_Nullable ip_jpeg_estimator_create(void);
void ip_jpeg_estimator_destroy(ip_jpeg_estimator *_Nullable sample);

// Takes every n-th MCU along a lattice that spreads over the picture: about block_limit blocks, and at most every other MCU
// unless the picture has so few that a part says little. is_whole gets whether all of them were taken.
ip_status ip_jpeg_estimator_take(ip_jpeg_estimator *sample, ip_context *context, const ip_sample_plane planes[_Nonnull],
                               int32_t plane_count, int32_t block_limit, bool *is_whole);

// The size with these quantization tables, 64 steps of 1...8191 a plane, row by row: sequential, one scan.
ip_status ip_jpeg_estimator_size(ip_jpeg_estimator *sample, ip_context *context, const uint16_t *tables,
                                   ip_size_estimate *estimate);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
