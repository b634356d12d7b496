// Huffman codes of one sequential scan in memory, read much faster than libjpeg does. Private to C.
//
// Only what is plain is read: whatever libjpeg would warn of, or does not read as the standard says, is left to it.
#ifndef IP_HUFFMAN_DECODE_H
#define IP_HUFFMAN_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include "ip_bits.h"

// MARK: - Huffman tables

enum {
    LOOKUP_BITS = 10,
    // Three symbols of so many bits fit the window. Of longer ones each is looked at alone.
    MOST_TOTAL = 18,
    // The end of the block, as a run that leads out of any.
    STEP_TO_END = 128,
};

// What the next LOOKUP_BITS bits are. Whole bytes, as loads are cheaper than shifts and masks.
typedef struct decoding_entry {
    uint8_t total;     // bits of the code and of what is appended to it; 0: a longer code, or none
    uint8_t step;      // zeros before the coefficient, and 1 for itself
    uint8_t length;    // bits of the code alone
    bool is_special;   // 16 zeros, or more bits than MOST_TOTAL, or not known from LOOKUP_BITS
    uint32_t value;    // what the caller wants to know of the size
} decoding_entry;

typedef struct decoding_table {
    decoding_entry entries[1 << LOOKUP_BITS];
    // Codes of more bits: past the last code of each length, left-aligned in 16 bits, and where its values begin.
    uint32_t limits[18];
    int32_t offsets[18];
    uint8_t values[256];
} decoding_table;

// Of a number of bits that are appended to a code.
typedef uint32_t (*size_value)(int size);

static const decoding_entry unknown_entry = {.is_special = true};

static inline __attribute__((always_inline)) decoding_entry entry_of(int length, int symbol, bool is_dc, size_value value_of) {
    int run = is_dc ? 0 : symbol >> 4, size = is_dc ? symbol : symbol & 15;
    // Sizes that no 8-bit picture has, and runs without a size that only progressive scans have.
    if (size > (is_dc ? 11 : 10) || (!is_dc && size == 0 && run != 0 && run != 15)) return unknown_entry;
    bool is_end = !is_dc && symbol == 0, is_zeros = !is_dc && symbol == 0xF0;
    return (decoding_entry){
        .total = (uint8_t)(length + size),
        .step = (uint8_t)(is_end ? STEP_TO_END : run + 1),
        .length = (uint8_t)length,
        .is_special = is_zeros || length + size > MOST_TOTAL,
        .value = value_of(size),
    };
}

// False where the table is not one that libjpeg would take either, or has symbols that no 8-bit picture has.
static inline bool make_table(decoding_table *table, const JHUFF_TBL *source, bool is_dc, size_value value_of) {
    if (source == NULL) return false;
    int next = 0;
    uint32_t code = 0;
    for (int index = 0; index < 1 << LOOKUP_BITS; index++) table->entries[index] = unknown_entry;
    memcpy(table->values, source->huffval, sizeof table->values);
    for (int length = 1; length <= 16; length++) {
        table->offsets[length] = next - (int32_t)code;
        for (int index = 0; index < source->bits[length]; index++, code++, next++) {
            if (next >= 256 || code >= 1u << length) return false;
            int symbol = source->huffval[next];
            if (is_dc && symbol > 15) return false;
            if (length > LOOKUP_BITS) continue;
            uint32_t first = code << (LOOKUP_BITS - length), count = 1u << (LOOKUP_BITS - length);
            for (uint32_t rest = 0; rest < count; rest++) table->entries[first + rest] = entry_of(length, symbol, is_dc, value_of);
        }
        table->limits[length] = code << (16 - length);
        code <<= 1;
    }
    return true;
}

// An entry for a code that the lookup does not have, made on the spot.
static inline decoding_entry long_entry(const decoding_table *table, uint64_t bits, bool is_dc, size_value value_of) {
    uint32_t top_16 = (uint32_t)(bits >> 48);
    // A code that is short, and of a symbol that no 8-bit picture has.
    if (top_16 < table->limits[LOOKUP_BITS]) return unknown_entry;
    for (int length = LOOKUP_BITS + 1; length <= 16; length++) {
        if (top_16 >= table->limits[length]) continue;
        return entry_of(length, table->values[(int32_t)(top_16 >> (16 - length)) + table->offsets[length]], is_dc, value_of);
    }
    return unknown_entry;
}

// MARK: - Bits

enum {
    MCU_BYTES = 4096,     // more than an MCU of ten blocks with the longest codes can take
    CHUNK_BYTES = 1 << 15,
};

// The next bits. Small, so that a copy of it stays in registers while an MCU is decoded.
typedef struct bit_window {
    const uint8_t *next;  // the first byte that is not in `bits`
    uint64_t bits;        // from the top
    uint32_t count;       // of them; what is below them is right or zero
} bit_window;

// The entropy-coded bytes without stuffing, a chunk at a time.
typedef struct bit_feed {
    const uint8_t *input, *input_end; // what is not in the chunk yet
    bool is_at_marker;                // input stands at 0xFF and a marker: the chunk has all there is before it
    bit_window window;
    const uint8_t *chunk_end;
    uint8_t chunk[CHUNK_BYTES + 2 * MCU_BYTES];
} bit_feed;

static inline void append_unstuffed(bit_feed *feed, uint8_t *to, uint8_t *to_end) {
    while (to < to_end && !feed->is_at_marker) {
        size_t room = (size_t)(to_end - to), left = (size_t)(feed->input_end - feed->input);
        size_t most = room < left ? room : left;
        const uint8_t *stop = most == 0 ? NULL : memchr(feed->input, 0xFF, most);
        size_t plain = stop == NULL ? most : (size_t)(stop - feed->input);
        memcpy(to, feed->input, plain);
        to += plain;
        feed->input += plain;
        if (stop == NULL && left > most) break;
        if (feed->input_end - feed->input >= 2 && feed->input[1] == 0) {
            *to++ = 0xFF;
            feed->input += 2;
        } else {
            feed->is_at_marker = true;
        }
    }
    feed->chunk_end = to;
}

// Makes sure that a whole MCU can be read without looking at the end.
static inline void refill_chunk(bit_feed *feed) {
    if (feed->is_at_marker || feed->chunk_end - feed->window.next >= MCU_BYTES) return;
    size_t left = (size_t)(feed->chunk_end - feed->window.next);
    memmove(feed->chunk, feed->window.next, left);
    feed->window.next = feed->chunk;
    append_unstuffed(feed, feed->chunk + left, feed->chunk + CHUNK_BYTES);
    // Behind the last byte the decoder may read zeros, which is noticed at the end of the MCU.
    if (feed->is_at_marker) memset((uint8_t *)feed->chunk_end, 0, MCU_BYTES);
}

static inline void start_feed(bit_feed *feed) {
    feed->is_at_marker = false;
    feed->chunk_end = feed->chunk;
    feed->window = (bit_window){feed->chunk, 0, 0};
    refill_chunk(feed);
}

// Bits that are left before the marker; negative where more were used than there are.
static inline int64_t bits_left(const bit_feed *feed) { return (int64_t)(feed->chunk_end - feed->window.next) * 8 + feed->window.count; }

// Whether nothing but the padding of the last byte is left and `marker` follows, which is skipped.
static inline bool takes_marker(bit_feed *feed, uint8_t marker) {
    int64_t left = bits_left(feed);
    bool is_next = feed->is_at_marker && left >= 0 && left < 8 && feed->input_end - feed->input >= 2 && feed->input[1] == marker;
    if (is_next) feed->input += 2;
    return is_next;
}

// At least 56 bits in the window.
static inline __attribute__((always_inline)) void refill_window(bit_window *window) {
    uint64_t word;
    memcpy(&word, window->next, sizeof word);
    window->bits |= ip_big_endian_64(word) >> window->count;
    window->next += (63 - window->count) >> 3;
    window->count |= 56;
}

static inline __attribute__((always_inline)) void drop_bits(bit_window *window, uint32_t count) {
    window->bits <<= count;
    window->count -= count;
}

static inline uint32_t no_value(int size) {
    (void)size;
    return 0;
}

// The difference to the DC before; false where it is not plain.
static inline __attribute__((always_inline)) bool decode_dc(
    bit_window *window, const decoding_table *table, int32_t *difference) {
    refill_window(window);
    const decoding_entry *known = &table->entries[window->bits >> (64 - LOOKUP_BITS)];
    decoding_entry entry = __builtin_expect(known->total == 0, 0) ? long_entry(table, window->bits, true, no_value) : *known;
    if (__builtin_expect(entry.total == 0, 0)) return false;
    uint32_t size = (uint32_t)entry.total - entry.length;
    // Two shifts, as the size may be 0.
    int32_t bits = (int32_t)((window->bits << entry.length) >> 1 >> (63 - size));
    drop_bits(window, entry.total);
    *difference = size == 0 || bits >> (size - 1) != 0 ? bits : bits - (1 << size) + 1;
    return true;
}

// MARK: - Scan

// Whether the scan is a sequential one of every component once, with no more blocks an MCU than T.81, B.2.3 permits: what
// libjpeg checks when it begins a scan, and what all bounds here rest on.
static inline bool is_plain_scan(const struct jpeg_decompress_struct *source) {
    enum { MOST_BLOCKS = 10 };
    if (source->Ss != 0 || source->Se != 63 || source->Ah != 0 || source->Al != 0) return false;
    if (source->comps_in_scan != source->num_components) return false;
    int blocks = 0;
    uint32_t seen = 0;
    for (int index = 0; index < source->comps_in_scan; index++) {
        const jpeg_component_info *info = source->cur_comp_info[index];
        blocks += info->h_samp_factor * info->v_samp_factor;
        seen |= 1u << info->component_index;
    }
    if (seen != (1u << source->num_components) - 1) return false;
    return source->comps_in_scan == 1 || blocks <= MOST_BLOCKS;
}

#endif
