// Encodes component planes as a JPEG in memory, strip by strip.
#ifndef IP_JPEG_ENCODE_H
#define IP_JPEG_ENCODE_H

#include "ip_jpeg_estimate.h"
#include "ip_context.h"
#include "ip_jpeg_decode.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct ip_jpeg_plane_format {
    int32_t horizontal_sampling, vertical_sampling;  // 1...4
    uint16_t quantization[64];                       // row by row; steps outside 1...8191 count as the nearest
} ip_jpeg_plane_format;

// What is written, beside the samples.
typedef struct ip_jpeg_format {
    int32_t width, height;          // 1...65500
    ip_jpeg_color color;            // not IP_JPEG_UNKNOWN
    bool is_progressive;            // needs the coefficients of the whole picture in memory
    bool optimizes_huffman;         // as does this; always done where is_progressive
    // DC of luma, AC of luma, DC of chroma, AC of chroma: four tables with a code for every symbol that the picture has, or
    // NULL for those of annex K. Not together with the two above.
    const ip_huffman_code *_Nullable huffman_codes;
    int32_t restart_interval;       // in MCUs, 0...65535; 0: none
    ip_jpeg_plane_format planes[IP_JPEG_MAX_COMPONENTS];
    const uint8_t *_Nullable icc_profile;  // written as APP2 segments; NULL: none
    size_t icc_byte_count;
} ip_jpeg_format;

typedef struct ip_jpeg_encoder ip_jpeg_encoder;

// A handle that encodes any number of pictures, one after another, and owns the output of the last one. NULL: out of
// memory. Free with _destroy.
ip_jpeg_encoder *_Nullable ip_jpeg_encoder_create(void);
void ip_jpeg_encoder_destroy(ip_jpeg_encoder *_Nullable encoder);

// Samples of a plane: a component's width or height is its share of the picture's, rounded up.
int32_t ip_jpeg_plane_side(int32_t picture_side, int32_t sampling, int32_t max_sampling);

// Starts on a picture and writes its headers: JFIF 1.1 for gray and YCbCr, Adobe's marker for the others; no metadata.
// The operations of this picture fail with IP_OUTPUT_FULL as soon as the output is larger than max_bytes.
ip_status ip_jpeg_encoder_open(ip_jpeg_encoder *encoder, ip_context *context, const ip_jpeg_format *format,
                               size_t max_bytes);

// The next strip: 8 * vertical_sampling rows of each plane, fewer only at its lower edge.
//
// planes[i] is the strip's first row, rows are strides[i] bytes apart and have room for their width rounded up to a
// multiple of 8: the up to 7 samples behind a row's end are overwritten with its last one.
ip_status ip_jpeg_encoder_write_strip(ip_jpeg_encoder *encoder, ip_context *context,
                                      uint8_t *_Nonnull const planes[_Nonnull], const size_t strides[_Nonnull]);

// Ends the picture after its last strip. bytes stays valid until the encoder is used again.
ip_status ip_jpeg_encoder_finish(ip_jpeg_encoder *encoder, ip_context *context, const uint8_t *_Nullable *_Nonnull bytes,
                                 size_t *byte_count);

// The tables of T.81 annex K at a quality of 1...100 by libjpeg's scale, row by row, each 1...255.
void ip_jpeg_standard_quantization(int32_t quality, bool is_chroma, uint16_t table[_Nonnull 64]);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
