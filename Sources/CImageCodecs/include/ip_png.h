// PNG: image data to rows and rows to a file. The chunk walk itself is Swift's; what comes in here are byte ranges.
#ifndef IP_PNG_H
#define IP_PNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ip_context.h"
#include "ip_pixels.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// What IHDR says. `color_type` is PNG's: 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha.
typedef struct ip_png_header {
    uint32_t width, height;
    uint8_t bit_depth, color_type;
    bool is_interlaced;
} ip_png_header;

// The data of one chunk in the file. Its length and type stand in the 8 bytes before `offset`; where it is complete its
// CRC stands in the 4 bytes behind.
typedef struct ip_png_chunk {
    size_t offset, byte_count;
    bool is_complete;  // false: the file ends inside this chunk
} ip_png_chunk;

typedef struct ip_png_input {
    const uint8_t *file;
    size_t file_byte_count;
    const ip_png_chunk *image_data;  // every IDAT, in order
    size_t image_data_count;
    ip_png_chunk palette;            // byte_count 0 where there is none
    ip_png_header header;
    bool renders_truncated;          // whether an image that ends early is a warning rather than an error
} ip_png_input;

// Memory and codec state of one worker, used again from image to image.
typedef struct ip_png_codec ip_png_codec;
ip_png_codec *_Nullable ip_png_codec_create(void);
void ip_png_codec_free(ip_png_codec *_Nullable codec);

// Samples of one pixel as stored times their depth.
uint32_t ip_png_bits_per_pixel(const ip_png_header *header);

// Bytes that decoding this header will take from the codec's memory; false where that number overflows.
bool ip_png_decoding_bytes(const ip_png_header *header, uint64_t *bytes);

// Bytes that encoding a picture like this will take from the codec's memory, `header` as it is written.
bool ip_png_encoding_bytes(const ip_png_header *header, uint64_t *bytes);

// Decodes to the samples as they are stored (palette indices, packed bits, big-endian 16 bits; interlacing undone), in
// the codec's memory until the next call. Whole IDAT at once where the image is not interlaced and its stream
// is sound, otherwise libpng row by row: what is an error, and which, is libpng's to say.
// Fails with IP_MALFORMED (IDAT CRC, zlib, filter), IP_TRUNCATED, IP_LIMIT_EXCEEDED, IP_OUT_OF_MEMORY, IP_CANCELLED.
ip_status ip_png_decode(ip_png_codec *codec, ip_context *context, const ip_png_input *input, ip_pixels *pixels);

// The largest sample in rows of packed or 8-bit samples: whether palette indices stay inside the palette.
uint32_t ip_png_largest_index(const ip_pixels *pixels);

// How hard the encoder tries.
typedef enum ip_png_effort {
    IP_PNG_FAST = 0,   // what a photo on the hot path gets
    IP_PNG_SMALL = 1,  // what a budget that is missed by little is worth
    IP_PNG_SMALLEST = 2,  // what a small picture can afford
} ip_png_effort;

typedef struct ip_png_source {
    ip_pixels pixels;              // before orientation
    uint32_t orientation;          // 1...8, applied on the way
    uint8_t bit_depth, color_type;
    bool has_native_order;         // 16-bit samples as the machine orders them, rather than as PNG does
    const uint8_t *_Nullable chunks;  // whole chunks to stand between IHDR and IDAT
    size_t chunks_byte_count;
    ip_png_effort effort;
    bool keeps_filters;            // each row as the file that ip_png_decode read had it filtered; only where it is upright
    bool releases_raster;          // `pixels` are what ip_png_decode left, and go while they are filtered
} ip_png_source;

// Writes a whole PNG file: IHDR, the given chunks, one IDAT, IEND. Not interlaced. The same source gives the same bytes.
// Fails with IP_OUTPUT_FULL where `capacity` bytes are too few, IP_OUT_OF_MEMORY, IP_CANCELLED.
ip_status ip_png_encode(ip_png_codec *codec, ip_context *context, const ip_png_source *source, uint8_t *output,
                        size_t capacity, size_t *byte_count);

// The most bytes that ip_png_encode can write for such a picture; false on overflow.
bool ip_png_output_bound(const ip_png_source *source, size_t *bound);

// Bytes of the filtered rows that were compressed last; 0 where there are none.
size_t ip_png_filtered_bytes(const ip_png_codec *codec);

// How large the picture that was encoded last would be with IP_PNG_SMALL, as a share of what it was with IP_PNG_FAST, by
// a sample of its filtered rows. 1 where there is nothing to go by.
double ip_png_gain_of_effort(ip_png_codec *codec);

// The most bytes that ip_zlib_compress makes of so many, and a zlib stream of them; 0 where memory ran out or `capacity` is
// too small. For small things such as profiles: it takes all effort.
size_t ip_zlib_bound(size_t byte_count);
size_t ip_zlib_compress(const uint8_t *bytes, size_t byte_count, uint8_t *output, size_t capacity);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
