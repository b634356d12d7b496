// Rows to a PNG file: turned, filtered and deflated strip by strip of upright rows, so that the upright picture as such is
// never in memory.
#include <string.h>

#include "ip_memory.h"
#include "ip_orientation.h"
#include "ip_png_codec.h"
#include "ip_png_kernels.h"

enum {
    STRIP_ROWS = 32,        // upright rows turned at once; together they stay in a second-level cache
    ROW_MARGIN = 64,        // zeros in front of each row, which filters read as the pixel before the first
    FIXED_BYTES = 8 + 25 + 12 + 12,  // signature, IHDR, the frame of IDAT, IEND
};

typedef struct shape {
    uint32_t width, height;  // upright
    size_t row_bytes, bytes_per_pixel, strip_stride;
} shape;

static shape shape_of(const ip_png_source *source) {
    bool swaps = ip_orientation_of(source->orientation).swaps_axes;
    shape shape = {.width = swaps ? source->pixels.height : source->pixels.width,
                   .height = swaps ? source->pixels.width : source->pixels.height};
    uint32_t bits = source->pixels.bits_per_pixel;
    shape.row_bytes = ip_pixels_row_bytes(shape.width, bits);
    shape.bytes_per_pixel = bits < 8 ? 1 : bits / 8;
    shape.strip_stride = (ROW_MARGIN + shape.row_bytes + 63) / 64 * 64;
    return shape;
}

bool ip_png_encoding_bytes(const ip_png_header *header, uint64_t *bytes) {
    uint64_t row = 1 + (uint64_t)ip_pixels_row_bytes(header->width, ip_png_bits_per_pixel(header));
    if (__builtin_mul_overflow(row, (uint64_t)header->height, bytes)) return false;
    return !__builtin_add_overflow(*bytes, (STRIP_ROWS + 1) * (row + 2 * ROW_MARGIN) + (2 << 20), bytes);
}

bool ip_png_output_bound(const ip_png_source *source, size_t *bound) {
    shape shape = shape_of(source);
    size_t filtered;
    if (__builtin_mul_overflow(1 + shape.row_bytes, (size_t)shape.height, &filtered)) return false;
    // libdeflate's own bound needs no compressor: stored blocks of 5 bytes for at most 10,000 each, header and footer.
    size_t overhead = filtered / 10000 * 5 + 64 + FIXED_BYTES;
    return !__builtin_add_overflow(filtered, overhead, bound) &&
           !__builtin_add_overflow(*bound, source->chunks_byte_count, bound);
}

static void swap_samples(uint8_t *row, size_t row_bytes) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (size_t i = 0; i + 2 <= row_bytes; i += 2) {
        uint16_t sample;
        memcpy(&sample, row + i, 2);
        sample = (uint16_t)(sample << 8 | sample >> 8);
        memcpy(row + i, &sample, 2);
    }
#else
    (void)row;
    (void)row_bytes;
#endif
}

// Palette indices and packed samples have no gradients to predict (PNG, 12.7).
static bool filters_rows(const ip_png_source *source) { return source->bit_depth >= 8 && source->color_type != 3; }

// What stands before a decoded row; zero where libpng decoded it.
static uint32_t kept_filter(const ip_png_source *source, uint32_t y) {
    uint32_t filter = source->pixels.base[(ptrdiff_t)(y * source->pixels.stride) - 1];
    return filter < 5 ? filter : 0;
}

static uint32_t cheapest_filter(const uint8_t *row, const uint8_t *prior, const shape *shape) {
    uint64_t costs[5];
    ip_png_filter_costs(row, prior, shape->row_bytes, (uint32_t)shape->bytes_per_pixel, costs);
    uint32_t best = 0;
    for (uint32_t filter = 1; filter < 5; filter++)
        if (costs[filter] < costs[best]) best = filter;
    return best;
}

// Gives back rows that are filtered, once that is half of them, where they are read in the order in which they lie.
static void release_rows(ip_png_codec *codec, const ip_png_source *source, const shape *shape, uint32_t done) {
    ip_orientation turn = ip_orientation_of(source->orientation);
    if (turn.swaps_axes || done < shape->height / 2 || done - STRIP_ROWS >= shape->height / 2) return;
    uint8_t *start = codec->raster.memory, *end = start + codec->raster.capacity;
    if (turn.reverses_y) ip_release_pages(start + (size_t)(shape->height - done) * source->pixels.stride + IP_SLACK, end);
    else ip_release_pages(start, start + (size_t)done * source->pixels.stride);
}

// All rows, turned and filtered, into codec->scratch.
static bool filter_picture(ip_png_codec *codec, ip_context *context, const ip_png_source *source, const shape *shape) {
    uint64_t strip_bytes = (uint64_t)(STRIP_ROWS + 1) * shape->strip_stride;
    if (!ip_buffer_reserve(&codec->strip, context, strip_bytes)) return false;
    // Slot 0 keeps the last row of the strip before; before the first it is the row of zeros that PNG asks for.
    memset(codec->strip.memory, 0, (size_t)strip_bytes);
    uint8_t *slots = codec->strip.memory + ROW_MARGIN, *to = codec->scratch.memory;
    ip_png_halves halves = {.first = source->pixels, .first_rows = shape->height};
    if (source->releases_raster)
        ip_png_part_raster(codec, &source->pixels, source->orientation, STRIP_ROWS,
                           to + (1 + shape->row_bytes) * shape->height, &halves);
    for (uint32_t y = 0; y < shape->height; y += STRIP_ROWS) {
        if (ip_png_is_cancelled(context)) return false;
        uint32_t count = shape->height - y < STRIP_ROWS ? shape->height - y : STRIP_ROWS;
        bool is_first = y < halves.first_rows;
        ip_pixels_turn_rows(is_first ? &halves.first : &halves.second, source->orientation,
                            is_first ? y : y - halves.first_rows, count, slots + shape->strip_stride, shape->strip_stride);
        for (uint32_t r = 1; r <= count; r++) {
            uint8_t *row = slots + r * shape->strip_stride;
            if (source->has_native_order && source->bit_depth == 16) swap_samples(row, shape->row_bytes);
            uint32_t filter = source->keeps_filters  ? kept_filter(source, y + r - 1)
                              : filters_rows(source) ? cheapest_filter(row, row - shape->strip_stride, shape)
                                                     : 0;
            *to++ = (uint8_t)filter;
            ip_png_filter_row(filter, row, row - shape->strip_stride, shape->row_bytes,
                              (uint32_t)shape->bytes_per_pixel, to);
            to += shape->row_bytes;
        }
        memcpy(slots, slots + count * shape->strip_stride, shape->row_bytes);
        if (source->releases_raster) release_rows(codec, source, shape, y + count);
    }
    return true;
}

static uint8_t *finish_chunk(uint8_t *length_at, const char *type, uint32_t count) {
    ip_write_be32(length_at, count);
    memcpy(length_at + 4, type, 4);
    ip_write_be32(length_at + 8 + count, (uint32_t)libdeflate_crc32(0, length_at + 4, count + 4));
    return length_at + 12 + count;
}

static uint8_t *write_head(const ip_png_source *source, const shape *shape, uint8_t *to) {
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    memcpy(to, signature, 8);
    uint8_t *header = to + 8;
    ip_write_be32(header + 8, shape->width);
    ip_write_be32(header + 12, shape->height);
    header[16] = source->bit_depth;
    header[17] = source->color_type;
    memset(header + 18, 0, 3);  // deflate, adaptive filtering, not interlaced
    to = finish_chunk(header, "IHDR", 13);
    if (source->chunks_byte_count > 0) memcpy(to, source->chunks, source->chunks_byte_count);
    return to + source->chunks_byte_count;
}

ip_status ip_png_encode(ip_png_codec *codec, ip_context *context, const ip_png_source *source, uint8_t *output,
                        size_t capacity, size_t *byte_count) {
    shape shape = shape_of(source);
    size_t filtered;
    if (__builtin_mul_overflow(1 + shape.row_bytes, (size_t)shape.height, &filtered))
        return ip_fail(context, IP_INTERNAL, "a picture whose size nobody checked");
    if (capacity < FIXED_BYTES || capacity - FIXED_BYTES < source->chunks_byte_count)
        return ip_fail(context, IP_OUTPUT_FULL, "no room for a PNG");
    if (!ip_buffer_reserve(&codec->scratch, context, filtered)) return context->status;
    if (!filter_picture(codec, context, source, &shape)) return context->status;
    codec->filtered_byte_count = filtered;
    // Otherwise the picture would be there three times: decoded, filtered and compressed.
    if (source->releases_raster) ip_buffer_free(&codec->raster);
    uint8_t *chunk = write_head(source, &shape, output);
    size_t room = capacity - FIXED_BYTES - source->chunks_byte_count;
    if (room > INT32_MAX) room = INT32_MAX;  // the longest chunk that PNG knows
    size_t compressed;
    if (!ip_png_deflate(codec, context, source->effort, chunk + 8, room, &compressed)) return context->status;
    uint8_t *end = finish_chunk(finish_chunk(chunk, "IDAT", (uint32_t)compressed), "IEND", 0);
    *byte_count = (size_t)(end - output);
    return IP_OK;
}

size_t ip_png_filtered_bytes(const ip_png_codec *codec) { return codec->filtered_byte_count; }
