#include "ip_png_codec.h"

#include <stdlib.h>

#include "ip_memory.h"

ip_png_codec *ip_png_codec_create(void) { return calloc(1, sizeof(ip_png_codec)); }

void ip_png_codec_free(ip_png_codec *codec) {
    if (!codec) return;
    ip_free(codec->raster.memory);
    ip_free(codec->scratch.memory);
    ip_free(codec->strip.memory);
    ip_free(codec->deflater.memory);
    if (codec->compressor) libdeflate_free_compressor(codec->compressor);
    free(codec);
}

void ip_buffer_free(ip_buffer *buffer) {
    ip_free(buffer->memory);
    *buffer = (ip_buffer){0};
}

bool ip_buffer_reserve(ip_buffer *buffer, ip_context *context, uint64_t byte_count) {
    if (byte_count <= buffer->capacity) return true;
    ip_buffer_free(buffer);
    uint8_t *memory = byte_count > SIZE_MAX / 2 ? NULL : ip_allocate((size_t)byte_count);
    if (!memory) {
        ip_fail(context, IP_OUT_OF_MEMORY, "%llu bytes for the rows of a PNG", (unsigned long long)byte_count);
        return false;
    }
    *buffer = (ip_buffer){memory, (size_t)byte_count};
    return true;
}

bool ip_png_is_cancelled(ip_context *context) {
    if (!ip_is_cancelled(context)) return false;
    ip_fail(context, IP_CANCELLED, "the caller cancelled");
    return true;
}

uint32_t ip_png_bits_per_pixel(const ip_png_header *header) {
    static const uint8_t channels[7] = {1, 0, 3, 1, 2, 0, 4};
    return header->color_type < 7 ? (uint32_t)channels[header->color_type] * header->bit_depth : 0;
}

// Stored blocks, at most, of 5 bytes for at most 10,000 each; header and Adler-32.
size_t ip_zlib_bound(size_t byte_count) { return byte_count + byte_count / 10000 * 5 + 64; }

size_t ip_zlib_compress(const uint8_t *bytes, size_t byte_count, uint8_t *output, size_t capacity) {
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(12);
    if (!compressor) return 0;
    size_t count = libdeflate_zlib_compress(compressor, bytes, byte_count, output, capacity);
    libdeflate_free_compressor(compressor);
    return count;
}
