#include <stdlib.h>
#include <string.h>

#include "ip_inflate.h"
#include "ip_png_check.h"
#include "ip_png_codec.h"
#include "ip_png_kernels.h"

// Rows as they lie in the raster: each behind its filter byte.
static bool raster_bytes(const ip_png_header *header, uint64_t *bytes) {
    uint64_t row = 1 + (uint64_t)ip_pixels_row_bytes(header->width, ip_png_bits_per_pixel(header));
    return !__builtin_mul_overflow(row, (uint64_t)header->height, bytes);
}

bool ip_png_decoding_bytes(const ip_png_header *header, uint64_t *bytes) {
    // The inflater's tables, or libpng's own state: an inflate window, two rows, and small change.
    uint64_t fixed = 128 << 10, row = ip_pixels_row_bytes(header->width, ip_png_bits_per_pixel(header));
    return raster_bytes(header, bytes) && !__builtin_add_overflow(*bytes, fixed + 3 * row, bytes);
}

// Whether the stream is whole and its own checksum right: then a wrong CRC around it says nothing of the pixels.
static bool is_stream_sound(ip_context *context, const ip_png_input *input) {
    size_t file_count = 0;
    ip_byte_range *ranges = malloc(input->image_data_count * sizeof *ranges);
    ip_image_data_memory *memory = ranges ? ip_image_data_memory_create() : NULL;
    ip_image_data_report report = {.fault = IP_IMAGE_DATA_DAMAGED};
    if (memory) {
        for (size_t i = 0; i < input->image_data_count; i++) {
            ip_png_chunk chunk = input->image_data[i];
            ranges[i] = (ip_byte_range){.start = chunk.offset, .count = chunk.byte_count};
            file_count = chunk.offset + chunk.byte_count + (chunk.is_complete ? 4 : 0);
        }
        const ip_png_header *header = &input->header;
        ip_png_layout layout = {.width = header->width, .height = header->height,
                                .bits_per_pixel = ip_png_bits_per_pixel(header), .is_interlaced = header->is_interlaced};
        ip_check_image_data(context, memory, input->file, file_count, ranges, input->image_data_count, layout, &report);
    }
    ip_image_data_memory_destroy(memory);
    free(ranges);
    return context->status == IP_OK && report.fault == IP_IMAGE_DATA_BAD_CRC;
}

static bool has_sound_checksums(ip_context *context, const ip_png_input *input) {
    for (size_t i = 0; i < input->image_data_count; i++) {
        ip_png_chunk chunk = input->image_data[i];
        if (!chunk.is_complete) continue;
        const uint8_t *data = input->file + chunk.offset;
        uint32_t stored = ip_read_be32(data + chunk.byte_count);
        if (libdeflate_crc32(0, data - 4, chunk.byte_count + 4) == stored) continue;
        if (is_stream_sound(context, input)) {
            ip_warn(context, "the checksum of IDAT chunk %zu is wrong, that of the pixels is right", i + 1);
            return true;
        }
        ip_fail(context, IP_MALFORMED, "the checksum of IDAT chunk %zu at byte %zu is wrong", i + 1, chunk.offset - 8);
        return false;
    }
    return true;
}

// Every row is there, but behind them the Adler-32 is wrong, or there is more than that.
static void warn_of_stream(ip_context *context) {
    ip_warn(context, "the zlib stream of the image data does not end as it should");
}

// The unused bits of last bytes may hold anything in the file; here they are zero.
static void clear_unused_bits(uint8_t *raster, const ip_png_header *header, size_t row_bytes) {
    uint32_t used = (uint32_t)((uint64_t)header->width * ip_png_bits_per_pixel(header) % 8);
    if (used == 0) return;
    for (uint32_t y = 0; y < header->height; y++)
        raster[(y + 1) * (1 + row_bytes) - 1] &= (uint8_t)(0xFF00 >> used);
}

// Inflates all rows; `*is_sound` says whether the stream ends there as it should.
static bool inflate_at_once(ip_inflater *inflater, ip_context *context, const ip_png_input *input, ip_byte_range *ranges,
                            uint8_t *raster, size_t byte_count, bool *is_sound) {
    size_t total = 0, window;
    uint32_t checksum;
    for (size_t i = 0; i < input->image_data_count; i++) {
        ranges[i] = (ip_byte_range){.start = input->image_data[i].offset, .count = input->image_data[i].byte_count};
        total += ranges[i].count;
    }
    ip_inflate_begin(inflater, input->file, ranges, input->image_data_count, raster, byte_count);
    if (ip_inflate_zlib_header(inflater, &window) || ip_inflate_blocks(inflater)) return false;
    if (inflater->out_next < inflater->out_end || ip_png_is_cancelled(context)) return false;
    // A wrong Adler-32 does not take the image with it.
    *is_sound = ip_inflate_zlib_checksum(inflater, &checksum) && ip_inflate_used(inflater) == total &&
                checksum == libdeflate_adler32(1, raster, byte_count);
    return true;
}

// True where the whole image came out. False is no verdict, and sets no status but for memory and cancelling.
static bool decode_at_once(ip_png_codec *codec, ip_context *context, const ip_png_input *input, size_t byte_count) {
    if (ip_png_is_cancelled(context)) return false;
    uint8_t *raster = codec->raster.memory;
    ip_inflater *inflater = malloc(sizeof *inflater);
    ip_byte_range *ranges = malloc(input->image_data_count * sizeof *ranges);
    bool is_sound = false;
    bool is_whole = inflater && ranges && inflate_at_once(inflater, context, input, ranges, raster, byte_count, &is_sound);
    free(ranges);
    free(inflater);
    if (!is_whole) return false;
    const ip_png_header *header = &input->header;
    uint32_t bits = ip_png_bits_per_pixel(header);
    size_t row = ip_pixels_row_bytes(header->width, bits);
    if (ip_png_unfilter(raster, row, header->height, bits < 8 ? 1 : bits / 8) != header->height) return false;
    clear_unused_bits(raster, header, row);
    if (!is_sound) warn_of_stream(context);
    return true;
}

static bool has_complete_image_data(const ip_png_input *input) {
    return input->image_data_count > 0 && input->image_data[input->image_data_count - 1].is_complete;
}

// Deflate makes at most 1,032 bytes out of one: what cannot hold the image need not be given its memory.
static bool can_hold(const ip_png_input *input, uint64_t byte_count) {
    uint64_t compressed = 0;
    for (size_t i = 0; i < input->image_data_count; i++) compressed += input->image_data[i].byte_count;
    return compressed >= byte_count / 1032;
}

static _Thread_local bool leaves_to_libpng;

void ip_png_leave_to_libpng(bool leaves) { leaves_to_libpng = leaves; }

ip_status ip_png_decode(ip_png_codec *codec, ip_context *context, const ip_png_input *input, ip_pixels *pixels) {
    const ip_png_header *header = &input->header;
    uint32_t bits = ip_png_bits_per_pixel(header);
    uint64_t bytes;
    if (bits == 0 || header->width == 0 || header->height == 0 || !raster_bytes(header, &bytes) || bytes > SIZE_MAX / 2)
        return ip_fail(context, IP_INTERNAL, "a PNG header that nobody checked");
    if (input->image_data_count == 0) return ip_fail(context, IP_MALFORMED, "there is no IDAT chunk");
    if (!has_sound_checksums(context, input)) return context->status;
    if (!can_hold(input, bytes) && !input->renders_truncated)
        return ip_fail(context, IP_TRUNCATED, "the image data cannot hold the %u rows of %zu bytes that IHDR declares",
                       header->height, ip_pixels_row_bytes(header->width, bits));
    if (!ip_buffer_reserve(&codec->raster, context, bytes)) return context->status;
    *pixels = (ip_pixels){.base = codec->raster.memory + 1, .width = header->width, .height = header->height,
                          .stride = 1 + ip_pixels_row_bytes(header->width, bits), .bits_per_pixel = bits};
    bool tries_fast = !header->is_interlaced && has_complete_image_data(input) && !leaves_to_libpng;
    if (tries_fast && decode_at_once(codec, context, input, (size_t)bytes)) return IP_OK;
    if (context->status != IP_OK) return context->status;
    if (ip_png_read_rows(codec, context, input) != IP_OK) return context->status;
    // Every row came out of libpng, yet there is more in the stream than rows.
    if (tries_fast) warn_of_stream(context);
    return IP_OK;
}

uint32_t ip_png_largest_index(const ip_pixels *pixels) {
    uint32_t bits = pixels->bits_per_pixel, mask = (1u << bits) - 1, largest = 0;
    size_t whole = (size_t)((uint64_t)pixels->width * bits / 8);
    for (uint32_t y = 0; y < pixels->height; y++) {
        const uint8_t *row = pixels->base + y * pixels->stride;
        if (bits == 8) {
            uint8_t most = 0;
            for (size_t i = 0; i < whole; i++) most = row[i] > most ? row[i] : most;
            if (most > largest) largest = most;
            continue;
        }
        for (uint32_t x = 0; x < pixels->width && largest < mask; x++) {
            uint32_t bit = x * bits, index = (uint32_t)(row[bit >> 3] >> (8 - bits - (bit & 7))) & mask;
            if (index > largest) largest = index;
        }
    }
    return largest;
}
