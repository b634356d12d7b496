#include "ip_png_check_rows.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "ip_memory.h"

// Below this the memory may not even go back to the system (M_MMAP_THRESHOLD in ip_machine.c).
enum { LEAST_GIVEN_UP = 2 << 20 };

struct ip_image_data_memory {
    struct libdeflate_decompressor *decompressor;
    uint8_t *raw, *gathered;
    size_t raw_room, gathered_room;
};

ip_image_data_memory *ip_image_data_memory_create(void) {
    ip_image_data_memory *memory = calloc(1, sizeof *memory);
    if (!memory) return NULL;
    memory->decompressor = libdeflate_alloc_decompressor();
    if (memory->decompressor) return memory;
    free(memory);
    return NULL;
}

void ip_image_data_memory_destroy(ip_image_data_memory *memory) {
    if (!memory) return;
    libdeflate_free_decompressor(memory->decompressor);
    ip_free(memory->raw);
    ip_free(memory->gathered);
    free(memory);
}

static bool make_room(uint8_t **bytes, size_t *room, size_t count) {
    if (count <= *room) return true;
    ip_free(*bytes);
    *room = 0;
    *bytes = ip_allocate(count);
    if (*bytes) *room = count;
    return *bytes != NULL;
}

// Small memory is kept for the next image.
static void give_up(uint8_t **bytes, size_t *room) {
    if (*room < LEAST_GIVEN_UP) return;
    ip_free(*bytes);
    *bytes = NULL;
    *room = 0;
}

uint64_t ip_row_walk_begin(ip_row_walk *walk, ip_png_layout layout) {
    // Adam7: first column and row, and the steps between them.
    static const uint8_t x0[7] = {0, 4, 0, 2, 0, 1, 0}, y0[7] = {0, 0, 4, 0, 2, 0, 1};
    static const uint8_t dx[7] = {8, 8, 4, 4, 2, 2, 1}, dy[7] = {8, 8, 8, 4, 4, 2, 2};
    uint64_t total = 0;
    memset(walk, 0, sizeof *walk);
    for (int pass = 0; pass < 7; pass++) {
        uint64_t width = layout.width, height = layout.height;
        if (layout.is_interlaced) {
            width = width > x0[pass] ? (width - x0[pass] + dx[pass] - 1) / dx[pass] : 0;
            height = height > y0[pass] ? (height - y0[pass] + dy[pass] - 1) / dy[pass] : 0;
        } else if (pass > 0) {
            break;
        }
        if (width == 0) height = 0;
        walk->row_count[pass] = height;
        walk->row_bytes[pass] = (width * layout.bits_per_pixel + 7) / 8;
        total += height * (walk->row_bytes[pass] + 1);
    }
    while (walk->pass < 7 && walk->row_count[walk->pass] == 0) walk->pass++;
    return total;
}

bool ip_row_walk_check(ip_row_walk *walk, const uint8_t *raw, uint64_t from, size_t count, uint64_t *filter) {
    while (walk->pass < 7 && walk->next_filter < from + count) {
        uint8_t found = raw[walk->next_filter - from];
        if (found > 4) {
            *filter = found;
            return false;
        }
        walk->next_filter += walk->row_bytes[walk->pass] + 1;
        if (++walk->row < walk->row_count[walk->pass]) continue;
        walk->row = 0;
        do walk->pass++;
        while (walk->pass < 7 && walk->row_count[walk->pass] == 0);
    }
    return true;
}

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// The first chunk whose CRC is wrong, or range_count.
static size_t bad_crc(const uint8_t *file, size_t file_count, const ip_byte_range *ranges, size_t range_count) {
    for (size_t i = 0; i < range_count; i++) {
        size_t end = ranges[i].start + ranges[i].count;
        if (file_count - end < 4) continue;  // cut off
        if (libdeflate_crc32(0, file + ranges[i].start - 4, ranges[i].count + 4) == big_endian(file + end)) continue;
        return i;
    }
    return range_count;
}

// The whole stream in one piece: where it lies, or gathered from its chunks. NULL where memory ran out.
static const uint8_t *contiguous(ip_image_data_memory *memory, const uint8_t *file, const ip_byte_range *ranges,
                                 size_t range_count, size_t total) {
    for (size_t i = 0; i < range_count; i++) {
        if (ranges[i].count == total) return file + ranges[i].start;
    }
    if (!make_room(&memory->gathered, &memory->gathered_room, total)) return NULL;
    size_t at = 0;
    for (size_t i = 0; i < range_count; i++) {
        memcpy(memory->gathered + at, file + ranges[i].start, ranges[i].count);
        at += ranges[i].count;
    }
    return memory->gathered;
}

// Whether distances can reach behind the window that the stream declares; libdeflate does not look, zlib's readers fail.
static bool may_leave_window(uint8_t cmf, uint64_t raw_count) {
    return cmf >> 4 < 7 && (uint64_t)1 << ((cmf >> 4) + 8) < raw_count;
}

// True where the data is whole; anything else is left to the patient way, which can tell what is wrong.
static bool is_whole(ip_image_data_memory *memory, const uint8_t *stream, size_t total, ip_row_walk *walk,
                     ip_image_data_report *report) {
    size_t expected = (size_t)report->expected_count, used = 0, found = 0;
    if (total < 6 || (stream[0] & 15) != 8 || stream[0] >> 4 > 7 || (stream[0] << 8 | stream[1]) % 31 != 0) return false;
    if (stream[1] & 0x20 || may_leave_window(stream[0], expected)) return false;
    enum libdeflate_result result = libdeflate_deflate_decompress_ex(
        memory->decompressor, stream + 2, total - 2, memory->raw, expected, &used, &found);
    if (result != LIBDEFLATE_SUCCESS || found != expected || total - 2 - used < 4) return false;
    if (libdeflate_adler32(1, memory->raw, expected) != big_endian(stream + 2 + used)) return false;
    report->raw_count = expected;
    report->stream_count = used + 6;
    return ip_row_walk_check(walk, memory->raw, 0, expected, &report->index);
}

static ip_status check_stream(ip_context *context, ip_image_data_memory *memory, const uint8_t *file,
                              const ip_byte_range *ranges, size_t range_count, ip_png_layout layout, size_t at_once_limit,
                              ip_image_data_report *report) {
    ip_row_walk walk;
    memset(report, 0, sizeof *report);
    report->expected_count = ip_row_walk_begin(&walk, layout);
    if (report->expected_count <= at_once_limit) {
        size_t total = 0;
        for (size_t i = 0; i < range_count; i++) total += ranges[i].count;
        const uint8_t *stream = contiguous(memory, file, ranges, range_count, total);
        if (!stream || !make_room(&memory->raw, &memory->raw_room, (size_t)report->expected_count)) {
            return ip_fail(context, IP_OUT_OF_MEMORY, "no room to inflate %llu bytes of image data",
                           (unsigned long long)report->expected_count);
        }
        ip_row_walk attempt = walk;
        bool is_sound = is_whole(memory, stream, total, &attempt, report);
        // As much as the file has, and the file that is written next can have its place.
        give_up(&memory->gathered, &memory->gathered_room);
        if (is_sound) return IP_OK;
    }
    return ip_inflate_sliding(context, file, ranges, range_count, &walk, report);
}

ip_status ip_check_image_data(ip_context *context, ip_image_data_memory *memory, const uint8_t *file, size_t file_count,
                              const ip_byte_range *ranges, size_t range_count, ip_png_layout layout, size_t at_once_limit,
                              ip_image_data_report *report) {
    ip_status status =
        check_stream(context, memory, file, ranges, range_count, layout, at_once_limit, report);
    if (status != IP_OK || report->fault != IP_IMAGE_DATA_WHOLE) return status;
    // The Adler-32 vouches for every byte, so that a wrong CRC is an editor's carelessness and no damage.
    size_t bad = bad_crc(file, file_count, ranges, range_count);
    if (bad == range_count) return IP_OK;
    report->fault = IP_IMAGE_DATA_BAD_CRC;
    report->index = bad;
    return IP_OK;
}
