// Decodes a JPEG in memory into component planes as they are stored, or into interleaved samples, strip by strip.
#ifndef IP_JPEG_DECODE_H
#define IP_JPEG_DECODE_H

#include "ip_context.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// What a JPEG's components mean.
typedef enum ip_jpeg_color {
    IP_JPEG_GRAY = 0,
    IP_JPEG_YCBCR = 1,
    IP_JPEG_RGB = 2,
    IP_JPEG_CMYK = 3,
    IP_JPEG_YCCK = 4,
    IP_JPEG_UNKNOWN = 5,  // two components, or more than four: libjpeg has no name for it
} ip_jpeg_color;

// How the samples come out.
typedef enum ip_jpeg_layout {
    IP_JPEG_PLANES = 0,       // each component as stored, subsampled as it is; no colour conversion
    IP_JPEG_INTERLEAVED = 1,  // chroma interpolated; gray, RGB (from YCbCr and RGB) or CMYK (from CMYK and YCCK)
} ip_jpeg_layout;

enum { IP_JPEG_MAX_COMPONENTS = 4 };

// One component at the scale that is decoded.
typedef struct ip_jpeg_component {
    int32_t horizontal_sampling, vertical_sampling;  // as the frame header says, 1...4
    int32_t width, height;           // samples, without padding
    int32_t padded_width;            // samples that a row of a strip must have room for
    int32_t strip_rows;              // rows of a strip
    // How many samples the picture's own width and height come to: where they are odd, less than width and height by the
    // fraction of the last sample that lies outside the picture.
    double horizontal_extent, vertical_extent;
    int32_t quantization_slot;       // which of the tables it uses, 0...3
    uint16_t quantization[64];       // its table, row by row
} ip_jpeg_component;

typedef struct ip_jpeg_header {
    int32_t width, height;           // as stored
    int32_t scaled_width, scaled_height;
    int32_t strip_count;             // strips of the whole picture
    int32_t strip_height;            // rows of the scaled picture in a strip, the last one apart
    int32_t component_count;         // 1...4
    int32_t max_horizontal_sampling, max_vertical_sampling;
    int32_t output_channels;         // of IP_JPEG_INTERLEAVED
    ip_jpeg_color color;
    bool is_progressive;
    bool is_inverted;                // Adobe's marker: CMYK and YCCK are stored as 255 minus ink
    bool has_standard_huffman;       // the first scan uses the tables of T.81 annex K
    ip_jpeg_component components[IP_JPEG_MAX_COMPONENTS];
} ip_jpeg_header;

typedef struct ip_jpeg_decoder ip_jpeg_decoder;

// A handle that decodes any number of pictures, one after another. NULL: out of memory. Free with _destroy.
ip_jpeg_decoder *_Nullable ip_jpeg_decoder_create(void);
void ip_jpeg_decoder_destroy(ip_jpeg_decoder *_Nullable decoder);

// Starts on a picture: reads its header, and all of its scans where there are several.
//
// bytes must stay valid until the last strip is read. scale_eighths is 1...8: samples come out at that many eighths.
// keep_truncated: what is missing at the end becomes gray (and a warning) instead of IP_TRUNCATED.
ip_status ip_jpeg_decoder_open(ip_jpeg_decoder *decoder, ip_context *context, const uint8_t *bytes, size_t byte_count,
                               ip_jpeg_layout layout, int32_t scale_eighths, bool keep_truncated,
                               ip_jpeg_header *header);

// The next strip, one row of MCUs, of every component; for IP_JPEG_PLANES.
//
// planes[i] has room for strip_rows rows, strides[i] bytes apart, of padded_width samples. After the last strip it fails
// with IP_INTERNAL.
ip_status ip_jpeg_decoder_read_strip(ip_jpeg_decoder *decoder, ip_context *context, uint8_t *_Nonnull const planes[_Nonnull],
                                     const size_t strides[_Nonnull]);

// Up to row_count rows of scaled_width * output_channels samples, stride bytes apart; for IP_JPEG_INTERLEAVED.
// rows_read gets how many there were, less than row_count only at the end of the picture.
ip_status ip_jpeg_decoder_read_rows(ip_jpeg_decoder *decoder, ip_context *context, uint8_t *rows, size_t stride,
                                    int32_t row_count, int32_t *rows_read);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
