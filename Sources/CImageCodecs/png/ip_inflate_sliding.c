// Inflate (RFC 1950, RFC 1951) through a sliding window, with the strictness of zlib, for data whose raster is too large to
// hold and for data that is wrong: it says after how many bytes and in which way.
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "ip_png_check_rows.h"

enum {
    WINDOW = 32 << 10,       // how far back a match may reach
    ROOM = 8 * WINDOW,       // what is inflated between two looks at it
    LONGEST_MATCH = 258,
    FAST_BITS = 10,          // codes up to this length are decoded by one table look-up
    SYMBOLS = 288,
};

typedef struct huffman {
    uint16_t fast[1 << FAST_BITS];  // length << 9 | symbol; 0 for longer codes
    uint16_t count[16], symbol[SYMBOLS];
} huffman;

typedef struct inflater {
    const uint8_t *file;
    const ip_byte_range *ranges;
    size_t range_count, range, at;  // `at` counts within the range
    uint64_t bits;
    unsigned bit_count;
    size_t taken;  // bytes that went into `bits`

    ip_context *context;
    ip_row_walk *walk;
    ip_image_data_report *report;
    uint32_t adler;
    uint64_t flushed;  // raw bytes that were looked at
    size_t reach;      // how far back matches may reach: the window that the stream declares
    size_t held;       // bytes in `out`
    size_t fresh;      // of these, the first that was not looked at
    huffman lengths, distances;
    uint8_t out[ROOM + LONGEST_MATCH];
} inflater;

typedef ip_image_data_fault fault;

static void refill(inflater *s) {
    while (s->bit_count <= 56) {
        while (s->range < s->range_count && s->at == s->ranges[s->range].count) {
            s->range++;
            s->at = 0;
        }
        if (s->range == s->range_count) return;
        s->bits |= (uint64_t)s->file[s->ranges[s->range].start + s->at++] << s->bit_count;
        s->bit_count += 8;
        s->taken++;
    }
}

static bool take(inflater *s, unsigned count, uint32_t *value) {
    if (s->bit_count < count) refill(s);
    if (s->bit_count < count) return false;
    *value = (uint32_t)(s->bits & (((uint64_t)1 << count) - 1));
    s->bits >>= count;
    s->bit_count -= count;
    return true;
}

// False where the lengths describe no code: too many of a length, or too few without being the one code of one bit that
// zlib lets pass.
static bool build(huffman *table, const uint8_t *lengths, int symbol_count) {
    uint16_t offset[16], code = 0, next[16];
    memset(table->count, 0, sizeof table->count);
    memset(table->fast, 0, sizeof table->fast);
    for (int i = 0; i < symbol_count; i++) table->count[lengths[i]]++;
    int left = 1, longest = 0;
    for (int length = 1; length < 16; length++) {
        left = (left << 1) - table->count[length];
        if (left < 0) return false;
        if (table->count[length]) longest = length;
    }
    if (left > 0 && longest > 1) return false;
    table->count[0] = 0;
    offset[1] = 0;
    for (int length = 1; length < 16; length++) {
        next[length] = code;
        code = (uint16_t)((code + table->count[length]) << 1);
        if (length < 15) offset[length + 1] = (uint16_t)(offset[length] + table->count[length]);
    }
    for (int symbol = 0; symbol < symbol_count; symbol++) {
        int length = lengths[symbol];
        if (!length) continue;
        table->symbol[offset[length]++] = (uint16_t)symbol;
        unsigned own = next[length]++, reversed = 0;
        if (length > FAST_BITS) continue;
        for (int bit = 0; bit < length; bit++) reversed |= (own >> bit & 1) << (length - 1 - bit);
        for (unsigned i = reversed; i < 1 << FAST_BITS; i += 1u << length) {
            table->fast[i] = (uint16_t)(length << 9 | symbol);
        }
    }
    return true;
}

// The next symbol; -1 where the data ends within it, -2 where no code fits.
static int decode(inflater *s, const huffman *table) {
    if (s->bit_count < 15) refill(s);
    uint16_t fast = table->fast[s->bits & ((1 << FAST_BITS) - 1)];
    if (fast && fast >> 9 <= s->bit_count) {
        s->bits >>= fast >> 9;
        s->bit_count -= fast >> 9;
        return fast & 511;
    }
    int code = 0, first = 0, index = 0;
    for (unsigned length = 1; length < 16; length++) {
        if (length > s->bit_count) return -1;
        code |= (int)(s->bits >> (length - 1) & 1);
        int count = table->count[length];
        if (code - count < first) {
            s->bits >>= length;
            s->bit_count -= length;
            return table->symbol[index + (code - first)];
        }
        index += count;
        first = (first + count) << 1;
        code <<= 1;
    }
    return -2;
}

static fault symbol_fault(int symbol) { return symbol == -1 ? IP_IMAGE_DATA_SHORT : IP_IMAGE_DATA_DAMAGED; }

// Looks at what was inflated since the last time, and keeps the window.
static fault flush(inflater *s) {
    if (ip_is_cancelled(s->context)) return IP_IMAGE_DATA_DAMAGED;
    size_t count = s->held - s->fresh;
    uint64_t wanted = s->report->expected_count - s->flushed;
    size_t counted = count < wanted ? count : (size_t)wanted;
    s->adler = libdeflate_adler32(s->adler, s->out + s->fresh, count);
    if (!ip_row_walk_check(s->walk, s->out + s->fresh, s->flushed, counted, &s->report->index)) {
        return IP_IMAGE_DATA_BAD_FILTER;
    }
    s->flushed += counted;
    if (count > wanted) return IP_IMAGE_DATA_LONG;
    if (s->held > WINDOW) {
        memmove(s->out, s->out + s->held - WINDOW, WINDOW);
        s->held = WINDOW;
    }
    s->fresh = s->held;
    return IP_IMAGE_DATA_WHOLE;
}

static fault stored_block(inflater *s) {
    uint32_t ignored, length, complement;
    if (!take(s, s->bit_count & 7, &ignored) || !take(s, 16, &length) || !take(s, 16, &complement)) {
        return IP_IMAGE_DATA_SHORT;
    }
    if (length != (~complement & 0xFFFF)) return IP_IMAGE_DATA_DAMAGED;
    for (; length > 0; length--) {
        uint32_t byte;
        if (!take(s, 8, &byte)) return IP_IMAGE_DATA_SHORT;
        s->out[s->held++] = (uint8_t)byte;
        if (s->held < ROOM) continue;
        fault found = flush(s);
        if (found) return found;
    }
    return IP_IMAGE_DATA_WHOLE;
}

static fault copy_match(inflater *s, int symbol) {
    static const uint16_t length_base[29] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const uint8_t length_bits[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static const uint16_t distance_base[30] = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    static const uint8_t distance_bits[30] = {0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
    if (symbol >= 29) return IP_IMAGE_DATA_DAMAGED;
    uint32_t more;
    if (!take(s, length_bits[symbol], &more)) return IP_IMAGE_DATA_SHORT;
    size_t length = length_base[symbol] + more;
    symbol = decode(s, &s->distances);
    if (symbol < 0) return symbol_fault(symbol);
    if (symbol >= 30) return IP_IMAGE_DATA_DAMAGED;
    if (!take(s, distance_bits[symbol], &more)) return IP_IMAGE_DATA_SHORT;
    size_t distance = distance_base[symbol] + more;
    if (distance > s->held || distance > s->reach) return IP_IMAGE_DATA_DAMAGED;
    const uint8_t *from = s->out + s->held - distance;
    for (size_t i = 0; i < length; i++) s->out[s->held + i] = from[i];
    s->held += length;
    return IP_IMAGE_DATA_WHOLE;
}

static fault coded_block(inflater *s) {
    while (true) {
        int symbol = decode(s, &s->lengths);
        if (symbol < 0) return symbol_fault(symbol);
        if (symbol == 256) return IP_IMAGE_DATA_WHOLE;
        fault found = IP_IMAGE_DATA_WHOLE;
        if (symbol < 256) {
            s->out[s->held++] = (uint8_t)symbol;
        } else {
            found = copy_match(s, symbol - 257);
        }
        if (!found && s->held >= ROOM) found = flush(s);
        if (found) return found;
    }
}

static void fixed_tables(inflater *s) {
    uint8_t lengths[SYMBOLS];
    for (int i = 0; i < SYMBOLS; i++) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    build(&s->lengths, lengths, SYMBOLS);
    memset(lengths, 5, 32);
    build(&s->distances, lengths, 32);
}

static fault dynamic_tables(inflater *s) {
    static const uint8_t order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint32_t length_count, distance_count, code_count, value;
    if (!take(s, 5, &length_count) || !take(s, 5, &distance_count) || !take(s, 4, &code_count)) return IP_IMAGE_DATA_SHORT;
    length_count += 257, distance_count += 1, code_count += 4;
    if (length_count > 286 || distance_count > 30) return IP_IMAGE_DATA_DAMAGED;
    uint8_t lengths[286 + 30] = {0};
    for (uint32_t i = 0; i < code_count; i++) {
        if (!take(s, 3, &value)) return IP_IMAGE_DATA_SHORT;
        lengths[order[i]] = (uint8_t)value;
    }
    // The code of code lengths must be complete even where it has a single code.
    int used = 0;
    for (int i = 0; i < 19; i++) used += lengths[i] != 0;
    if (used < 2 || !build(&s->lengths, lengths, 19)) return IP_IMAGE_DATA_DAMAGED;
    huffman codes = s->lengths;
    memset(lengths, 0, sizeof lengths);
    for (uint32_t i = 0; i < length_count + distance_count;) {
        int symbol = decode(s, &codes);
        if (symbol < 0) return symbol_fault(symbol);
        if (symbol < 16) {
            lengths[i++] = (uint8_t)symbol;
            continue;
        }
        if (symbol == 16 && i == 0) return IP_IMAGE_DATA_DAMAGED;
        uint8_t repeated = symbol == 16 ? lengths[i - 1] : 0;
        if (!take(s, symbol == 16 ? 2 : symbol == 17 ? 3 : 7, &value)) return IP_IMAGE_DATA_SHORT;
        value += symbol == 18 ? 11 : 3;
        if (i + value > length_count + distance_count) return IP_IMAGE_DATA_DAMAGED;
        while (value-- > 0) lengths[i++] = repeated;
    }
    if (lengths[256] == 0) return IP_IMAGE_DATA_DAMAGED;
    bool is_right = build(&s->lengths, lengths, (int)length_count)
        && build(&s->distances, lengths + length_count, (int)distance_count);
    return is_right ? IP_IMAGE_DATA_WHOLE : IP_IMAGE_DATA_DAMAGED;
}

static fault zlib_header(inflater *s) {
    uint32_t cmf, flg;
    if (!take(s, 8, &cmf) || !take(s, 8, &flg)) return IP_IMAGE_DATA_SHORT;
    s->reach = (size_t)1 << ((cmf >> 4) + 8);
    bool is_right = (cmf & 15) == 8 && cmf >> 4 <= 7 && (cmf << 8 | flg) % 31 == 0 && !(flg & 0x20);
    return is_right ? IP_IMAGE_DATA_WHOLE : IP_IMAGE_DATA_NOT_ZLIB;
}

static fault blocks(inflater *s) {
    uint32_t is_last, kind;
    do {
        if (!take(s, 1, &is_last) || !take(s, 2, &kind)) return IP_IMAGE_DATA_SHORT;
        fault found = IP_IMAGE_DATA_WHOLE;
        if (kind == 0) {
            found = stored_block(s);
        } else if (kind == 3) {
            found = IP_IMAGE_DATA_DAMAGED;
        } else {
            if (kind == 1) fixed_tables(s);
            if (kind == 2) found = dynamic_tables(s);
            if (!found) found = coded_block(s);
        }
        if (found) return found;
    } while (!is_last);
    return IP_IMAGE_DATA_WHOLE;
}

// The end of the stream: its checksum, and whether all rows were there.
static fault finish(inflater *s) {
    fault found = flush(s);
    if (found) return found;
    uint32_t ignored, high, low;
    bool has_checksum = take(s, s->bit_count & 7, &ignored) && take(s, 16, &high) && take(s, 16, &low);
    s->report->stream_count = s->taken - s->bit_count / 8;
    if (s->flushed < s->report->expected_count) return IP_IMAGE_DATA_SHORT;
    if (!has_checksum) return IP_IMAGE_DATA_BAD_CHECKSUM;
    high = __builtin_bswap16((uint16_t)high), low = __builtin_bswap16((uint16_t)low);
    return (high << 16 | low) == s->adler ? IP_IMAGE_DATA_WHOLE : IP_IMAGE_DATA_BAD_CHECKSUM;
}

ip_status ip_inflate_sliding(ip_context *context, const uint8_t *file, const ip_byte_range *ranges, size_t range_count,
                             ip_row_walk *walk, ip_image_data_report *report) {
    inflater *s = calloc(1, sizeof *s);
    if (!s) return ip_fail(context, IP_OUT_OF_MEMORY, "no room for a window of %d bytes", ROOM);
    s->file = file;
    s->ranges = ranges;
    s->range_count = range_count;
    s->context = context;
    s->walk = walk;
    s->report = report;
    s->adler = 1;
    report->stream_count = 0;
    fault found = zlib_header(s);
    if (!found) found = blocks(s);
    if (found) {
        // What was inflated before the fault counts as found, and may hold a worse one.
        fault earlier = found == IP_IMAGE_DATA_BAD_FILTER || found == IP_IMAGE_DATA_LONG ? found : flush(s);
        if (earlier) found = earlier;
        // Where all rows came before it, a decoder has what it needs.
        else if (s->flushed == report->expected_count && found != IP_IMAGE_DATA_NOT_ZLIB) found = IP_IMAGE_DATA_BAD_CHECKSUM;
    } else {
        found = finish(s);
    }
    report->fault = found;
    report->raw_count = s->flushed + (found == IP_IMAGE_DATA_LONG);
    free(s);
    if (ip_is_cancelled(context)) return ip_fail(context, IP_CANCELLED, "cancelled");
    return IP_OK;
}
