// What the PNG files share and nobody else sees.
#ifndef IP_PNG_CODEC_H
#define IP_PNG_CODEC_H

#include <libdeflate.h>

#include "ip_png.h"

typedef struct ip_buffer {
    uint8_t *memory;
    size_t capacity;
} ip_buffer;

struct ip_png_codec {
    ip_buffer raster;   // decoded rows, each behind its filter byte
    ip_buffer scratch;  // filtered rows while encoding
    ip_buffer strip;    // a few upright rows while encoding
    ip_buffer deflater; // ISA-L's state
    struct libdeflate_compressor *compressor;
    int compressor_level;
    int fast_level;     // by which the last picture was deflated, had no effort been asked for
    size_t filtered_byte_count;  // in scratch, of the picture encoded last
};

// Makes room for byte_count bytes; what was in it is lost. Fails with IP_OUT_OF_MEMORY.
bool ip_buffer_reserve(ip_buffer *buffer, ip_context *context, uint64_t byte_count);

// The reference: libpng, row by row, into codec->raster, which is large enough. Every row behind its filter byte.
ip_status ip_png_read_rows(ip_png_codec *codec, ip_context *context, const ip_png_input *input);

// Deflates codec->scratch, all filtered rows, into a zlib stream. False, with IP_OUTPUT_FULL or IP_OUT_OF_MEMORY, where that
// fails.
bool ip_png_deflate(ip_png_codec *codec, ip_context *context, ip_png_effort effort, uint8_t *output, size_t room,
                    size_t *byte_count);

// Frees what was reserved.
void ip_buffer_free(ip_buffer *buffer);

// A decoded raster as two pictures side by side, of which the second's memory is no larger than its pixels.
typedef struct ip_png_halves {
    ip_pixels first, second;
    uint32_t first_rows;  // upright rows that `first` gives; `second` gives the rest
} ip_png_halves;

// Parts the raster, which is `pixels`, where stored columns become upright rows: those of the first rows go to the end of
// `filtered_end`, and half of the raster back to the system. The rows that are filtered meanwhile, one byte longer each, grow
// towards it and never reach it. Moves nothing and is false where there are too few pixels to be worth it.
bool ip_png_part_raster(ip_png_codec *codec, const ip_pixels *pixels, uint32_t orientation, uint32_t row_multiple,
                        uint8_t *filtered_end, ip_png_halves *halves);

// True once the caller has asked to stop; the status is set then.
bool ip_png_is_cancelled(ip_context *context);

static inline uint32_t ip_read_be32(const uint8_t *from) {
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static inline void ip_write_be32(uint8_t *to, uint32_t value) {
    to[0] = (uint8_t)(value >> 24);
    to[1] = (uint8_t)(value >> 16);
    to[2] = (uint8_t)(value >> 8);
    to[3] = (uint8_t)value;
}

#endif
