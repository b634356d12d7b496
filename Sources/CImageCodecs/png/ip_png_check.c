#include "ip_png_check.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "ip_inflate.h"

// What is inflated between two looks at it, with the window that matches reach back to: a processor's second cache holds it.
enum { ROOM = 8 * IP_INFLATE_WINDOW };

// Where rows begin in the raw data: each with its filter byte, pass by pass (seven passes with interlacing).
typedef struct row_walk {
    uint64_t row_count[7], row_bytes[7];  // row_bytes without the filter byte
    int pass;
    uint64_t row;
    uint64_t next_filter;  // offset of the next row's filter byte
} row_walk;

struct ip_image_data_memory {
    ip_inflater inflater;
    ip_context *context;
    ip_image_data_report *report;
    row_walk walk;
    uint32_t adler;
    uint64_t looked_at;  // raw bytes
    uint8_t *fresh;      // the first that was not
    uint8_t raw[ROOM];
};

ip_image_data_memory *ip_image_data_memory_create(void) { return malloc(sizeof(ip_image_data_memory)); }

void ip_image_data_memory_destroy(ip_image_data_memory *memory) { free(memory); }

size_t ip_image_data_memory_bytes(void) { return sizeof(ip_image_data_memory); }

// Returns the bytes that all rows take.
static uint64_t begin_rows(row_walk *walk, ip_png_layout layout) {
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

// Looks at the filter bytes among the `count` raw bytes that begin at offset `from`. False at one above 4, left in *filter.
static bool check_rows(row_walk *walk, const uint8_t *raw, uint64_t from, size_t count, uint64_t *filter) {
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

// Looks at what was inflated since the last time.
static ip_image_data_fault look(ip_image_data_memory *memory) {
    size_t count = (size_t)(memory->inflater.out_next - memory->fresh);
    uint64_t wanted = memory->report->expected_count - memory->looked_at;
    size_t counted = count < wanted ? count : (size_t)wanted;
    memory->adler = libdeflate_adler32(memory->adler, memory->fresh, count);
    if (!check_rows(&memory->walk, memory->fresh, memory->looked_at, counted, &memory->report->index)) {
        return IP_IMAGE_DATA_BAD_FILTER;
    }
    memory->looked_at += counted;
    memory->fresh = memory->inflater.out_next;
    return count > wanted ? IP_IMAGE_DATA_LONG : IP_IMAGE_DATA_WHOLE;
}

// Keeps the window and gives the rest up.
static bool slide(ip_inflater *inflater) {
    ip_image_data_memory *memory = inflater->owner;
    memory->report->fault = look(memory);
    if (memory->report->fault || ip_is_cancelled(memory->context)) return false;
    memcpy(memory->raw, inflater->out_next - IP_INFLATE_WINDOW, IP_INFLATE_WINDOW);
    inflater->out_next = memory->fresh = memory->raw + IP_INFLATE_WINDOW;
    return true;
}

// What the end of the blocks, or of what could be read of them, comes to.
static ip_image_data_fault verdict(ip_image_data_memory *memory, ip_inflate_end end, size_t window) {
    ip_image_data_report *report = memory->report;
    if (end == IP_INFLATE_STOPPED) return report->fault;
    // What was inflated before a fault counts as found, and may hold a worse one.
    ip_image_data_fault found = look(memory);
    if (found) return found;
    bool has_all_rows = memory->looked_at == report->expected_count;
    // Where all rows came before it, a decoder has what it needs.
    if (end && has_all_rows) return IP_IMAGE_DATA_BAD_CHECKSUM;
    if (end) return end == IP_INFLATE_SHORT ? IP_IMAGE_DATA_SHORT : IP_IMAGE_DATA_DAMAGED;
    uint32_t checksum = 0;
    bool has_checksum = ip_inflate_zlib_checksum(&memory->inflater, &checksum);
    report->stream_count = ip_inflate_used(&memory->inflater);
    if (!has_all_rows) return IP_IMAGE_DATA_SHORT;
    if (!has_checksum || checksum != memory->adler) return IP_IMAGE_DATA_BAD_CHECKSUM;
    return memory->inflater.farthest > window ? IP_IMAGE_DATA_SMALL_WINDOW : IP_IMAGE_DATA_WHOLE;
}

static void check_stream(ip_image_data_memory *memory) {
    ip_inflater *inflater = &memory->inflater;
    size_t window;
    inflater->make_room = slide;
    inflater->owner = memory;
    memory->fresh = memory->raw;
    memory->looked_at = 0;
    memory->adler = 1;
    ip_inflate_end end = ip_inflate_zlib_header(inflater, &window);
    if (end == IP_INFLATE_DONE) memory->report->fault = verdict(memory, ip_inflate_blocks(inflater), window);
    else memory->report->fault = end == IP_INFLATE_SHORT ? IP_IMAGE_DATA_SHORT : IP_IMAGE_DATA_NOT_ZLIB;
}

ip_status ip_check_image_data(ip_context *context, ip_image_data_memory *memory, const uint8_t *file, size_t file_count,
                              const ip_byte_range *ranges, size_t range_count, ip_png_layout layout,
                              ip_image_data_report *report) {
    memset(report, 0, sizeof *report);
    memory->context = context;
    memory->report = report;
    report->expected_count = begin_rows(&memory->walk, layout);
    ip_inflate_begin(&memory->inflater, file, ranges, range_count, memory->raw, ROOM);
    check_stream(memory);
    if (ip_is_cancelled(context)) return ip_fail(context, IP_CANCELLED, "cancelled");
    report->raw_count = memory->looked_at + (report->fault == IP_IMAGE_DATA_LONG);
    if (report->fault != IP_IMAGE_DATA_WHOLE) return IP_OK;
    // The Adler-32 vouches for every byte, so that a wrong CRC is an editor's carelessness and no damage.
    size_t bad = bad_crc(file, file_count, ranges, range_count);
    if (bad == range_count) return IP_OK;
    report->fault = IP_IMAGE_DATA_BAD_CRC;
    report->index = bad;
    return IP_OK;
}
