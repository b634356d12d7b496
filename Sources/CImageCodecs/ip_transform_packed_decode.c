// The fast way in: one sequential Huffman scan, decoded symbol by symbol into packed coefficients, turned.
#include "ip_transform_packed.h"

#include <stdlib.h>

const uint8_t ip_zigzag_to_natural[64] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
};
const uint8_t ip_natural_to_zigzag[64] = {
    0,  1,  5,  6,  14, 15, 27, 28, 2,  4,  7,  13, 16, 26, 29, 42, 3,  8,  12, 17, 25, 30,
    41, 43, 9,  11, 18, 24, 31, 40, 44, 53, 10, 19, 23, 32, 39, 45, 52, 54, 20, 22, 33, 38,
    46, 51, 55, 60, 21, 34, 37, 47, 50, 56, 59, 61, 35, 36, 48, 49, 57, 58, 62, 63,
};

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
    uint32_t value;    // an ip_packed_value whose bits are all ones
} decoding_entry;

typedef struct decoding_table {
    decoding_entry entries[1 << LOOKUP_BITS];
    // Codes of more bits: past the last code of each length, left-aligned in 16 bits, and where its values begin.
    uint32_t limits[18];
    int32_t offsets[18];
    uint8_t values[256];
} decoding_table;

static const decoding_entry unknown_entry = {.is_special = true};

static decoding_entry entry_of(int length, int symbol, bool is_dc) {
    int run = is_dc ? 0 : symbol >> 4, size = is_dc ? symbol : symbol & 15;
    // Sizes that no 8-bit picture has, and runs without a size that only progressive scans have.
    if (size > (is_dc ? 11 : 10) || (!is_dc && size == 0 && run != 0 && run != 15)) return unknown_entry;
    bool is_end = !is_dc && symbol == 0, is_zeros = !is_dc && symbol == 0xF0;
    return (decoding_entry){
        .total = (uint8_t)(length + size),
        .step = (uint8_t)(is_end ? STEP_TO_END : run + 1),
        .length = (uint8_t)length,
        .is_special = is_zeros || length + size > MOST_TOTAL,
        .value = (uint32_t)(size << IP_PACKED_SIZE_SHIFT | (IP_PACKED_BITS ^ IP_PACKED_BITS >> size)),
    };
}

// False where the table is not one that libjpeg would take either, or has symbols that no 8-bit picture has.
static bool make_table(decoding_table *table, const JHUFF_TBL *source, bool is_dc) {
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
            for (uint32_t rest = 0; rest < count; rest++) table->entries[first + rest] = entry_of(length, symbol, is_dc);
        }
        table->limits[length] = code << (16 - length);
        code <<= 1;
    }
    return true;
}

// An entry for a code that the lookup does not have, made on the spot.
static decoding_entry long_entry(const decoding_table *table, uint64_t bits, bool is_dc) {
    uint32_t top_16 = (uint32_t)(bits >> 48);
    // A code that is short, and of a symbol that no 8-bit picture has.
    if (top_16 < table->limits[LOOKUP_BITS]) return unknown_entry;
    for (int length = LOOKUP_BITS + 1; length <= 16; length++) {
        if (top_16 >= table->limits[length]) continue;
        return entry_of(length, table->values[(int32_t)(top_16 >> (16 - length)) + table->offsets[length]], is_dc);
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

static void append_unstuffed(bit_feed *feed, uint8_t *to, uint8_t *to_end) {
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
static void refill_chunk(bit_feed *feed) {
    if (feed->is_at_marker || feed->chunk_end - feed->window.next >= MCU_BYTES) return;
    size_t left = (size_t)(feed->chunk_end - feed->window.next);
    memmove(feed->chunk, feed->window.next, left);
    feed->window.next = feed->chunk;
    append_unstuffed(feed, feed->chunk + left, feed->chunk + CHUNK_BYTES);
    // Behind the last byte the decoder may read zeros, which is noticed at the end of the MCU.
    if (feed->is_at_marker) memset((uint8_t *)feed->chunk_end, 0, MCU_BYTES);
}

static void start_feed(bit_feed *feed) {
    feed->is_at_marker = false;
    feed->chunk_end = feed->chunk;
    feed->window = (bit_window){feed->chunk, 0, 0};
    refill_chunk(feed);
}

// Bits that are left before the marker; negative where more were used than there are.
static int64_t bits_left(const bit_feed *feed) { return (int64_t)(feed->chunk_end - feed->window.next) * 8 + feed->window.count; }

// Whether nothing but the padding of the last byte is left and `marker` follows, which is skipped.
static bool takes_marker(bit_feed *feed, uint8_t marker) {
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

// MARK: - Blocks

// Where a coefficient goes, and whether it changes its sign.
typedef struct turned_place {
    uint32_t flips; // to be added to the bits, without carry; the nibble of the size is all ones
    uint32_t place;
} turned_place;

// By zigzag position of the source, less one. A step may lead past the end of the block before that is noticed; what is
// found there goes to place 0, where no AC coefficient is.
typedef struct turned_zigzag {
    turned_place after[64 + STEP_TO_END];
} turned_zigzag;

static turned_zigzag turned_zigzag_of(ip_turn turn) {
    turned_zigzag zigzag = {{{0, 0}}};
    for (int k = 1; k < 64; k++) {
        int row = ip_zigzag_to_natural[k] / 8, column = ip_zigzag_to_natural[k] % 8;
        int turned_row = turn.transposes ? column : row, turned_column = turn.transposes ? row : column;
        bool flips = (turn.mirrors_x && turned_column % 2 == 1) != (turn.mirrors_y && turned_row % 2 == 1);
        zigzag.after[k - 1] = (turned_place){
            .flips = flips ? 0xFFFF : 0xFFFF ^ IP_PACKED_BITS,
            .place = ip_natural_to_zigzag[turned_row * 8 + turned_column],
        };
    }
    return zigzag;
}

// The difference to the DC before; false where it is not plain.
static inline __attribute__((always_inline)) bool decode_dc(
    bit_window *window, const decoding_table *table, int32_t *difference) {
    refill_window(window);
    const decoding_entry *known = &table->entries[window->bits >> (64 - LOOKUP_BITS)];
    decoding_entry entry = __builtin_expect(known->total == 0, 0) ? long_entry(table, window->bits, true) : *known;
    if (__builtin_expect(entry.total == 0, 0)) return false;
    uint32_t size = (uint32_t)entry.total - entry.length;
    // Two shifts, as the size may be 0.
    int32_t bits = (int32_t)((window->bits << entry.length) >> 1 >> (63 - size));
    drop_bits(window, entry.total);
    *difference = size == 0 || bits >> (size - 1) != 0 ? bits : bits - (1 << size) + 1;
    return true;
}

// How far a block's AC coefficients are decoded.
typedef struct block_progress {
    uint64_t nonzero;  // turned
    size_t position;   // of the next coefficient, less one
} block_progress;

static inline __attribute__((always_inline)) void take_coefficient(
    bit_window *window, const decoding_entry *entry, const turned_zigzag *zigzag, block_progress *progress,
    ip_packed_value block[64]) {
    progress->position += entry->step;
    const turned_place *turned = &zigzag->after[progress->position - 1];
    uint32_t bits = (uint32_t)((window->bits << entry->length) >> (64 - IP_PACKED_SIZE_SHIFT));
    block[turned->place] = (ip_packed_value)((bits ^ turned->flips) & entry->value);
    progress->nonzero |= (uint64_t)1 << turned->place;
    drop_bits(window, entry->total);
}

// A symbol that the lookup does not do. False where the data is not plain.
static bool take_special(
    bit_window *window, const decoding_table *table, const turned_zigzag *zigzag, block_progress *progress,
    ip_packed_value block[64]) {
    refill_window(window);
    decoding_entry entry = table->entries[window->bits >> (64 - LOOKUP_BITS)];
    if (entry.total == 0) entry = long_entry(table, window->bits, false);
    if (entry.total == 0) return false;
    if (entry.step == 16 && entry.total == entry.length) {
        drop_bits(window, entry.total);
        progress->position += 16;
    } else {
        take_coefficient(window, &entry, zigzag, progress, block);
    }
    return true;
}

// Decodes all AC coefficients of a block, turned. False where the data is not plain.
static inline __attribute__((always_inline)) bool decode_ac_block(
    bit_window *window, const decoding_table *table, const turned_zigzag *zigzag, uint64_t *nonzero, ip_packed_value block[64]) {
    block_progress progress = {0, 0};
    while (progress.position < 63) {
        refill_window(window);
#pragma clang loop unroll(full)
        for (int symbol = 0; symbol < 3; symbol++) {
            const decoding_entry *entry = &table->entries[window->bits >> (64 - LOOKUP_BITS)];
            if (__builtin_expect(entry->is_special, 0)) {
                // Copies, so that the originals stay in registers.
                bit_window its_window = *window;
                block_progress its_progress = progress;
                if (!take_special(&its_window, table, zigzag, &its_progress, block)) return false;
                *window = its_window;
                progress = its_progress;
                break;
            }
            take_coefficient(window, entry, zigzag, &progress, block);
            if (progress.position >= 63) break;
        }
    }
    *nonzero = progress.nonzero & ~(uint64_t)1;
    return progress.position == 63 || progress.position >= STEP_TO_END;
}

// MARK: - Scan

typedef struct scan_component {
    ip_plane *plane;
    const decoding_table *dc_table, *ac_table;
    JDIMENSION mcu_columns, mcu_rows; // blocks of an MCU
    int32_t dc;
} scan_component;

typedef struct scan_state {
    ip_transform *transform;
    bit_feed feed;
    turned_zigzag zigzag;
    decoding_table dc_tables[NUM_HUFF_TBLS], ac_tables[NUM_HUFF_TBLS];
    scan_component components[MAX_COMPS_IN_SCAN];
    int component_count;
    JDIMENSION mcus_per_row, mcu_rows;
    uint32_t value_count;
} scan_state;

// What libjpeg does when a scan begins: the tables as they are now are the components'.
static bool take_tables(struct jpeg_decompress_struct *source) {
    for (int index = 0; index < source->num_components; index++) {
        jpeg_component_info *component = &source->comp_info[index];
        int slot = component->quant_tbl_no;
        if (slot < 0 || slot >= NUM_QUANT_TBLS || source->quant_tbl_ptrs[slot] == NULL) return false;
        component->quant_table = source->quant_tbl_ptrs[slot];
    }
    return true;
}

// Whether the scan is a sequential one of every component once, with no more blocks an MCU than T.81, B.2.3 permits: what
// libjpeg checks when it begins a scan, and what all bounds here rest on.
static bool is_plain_scan(const struct jpeg_decompress_struct *source) {
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

static bool begin_scan(scan_state *state, ip_transform *transform) {
    struct jpeg_decompress_struct *source = &transform->source;
    bool is_made[2][NUM_HUFF_TBLS] = {{false}};
    if (!is_plain_scan(source)) return false;
    state->transform = transform;
    state->component_count = source->comps_in_scan;
    for (int index = 0; index < source->comps_in_scan; index++) {
        jpeg_component_info *info = source->cur_comp_info[index];
        int dc = info->dc_tbl_no, ac = info->ac_tbl_no;
        if (dc < 0 || dc >= NUM_HUFF_TBLS || ac < 0 || ac >= NUM_HUFF_TBLS) return false;
        if (!is_made[0][dc] && !make_table(&state->dc_tables[dc], source->dc_huff_tbl_ptrs[dc], true)) return false;
        if (!is_made[1][ac] && !make_table(&state->ac_tables[ac], source->ac_huff_tbl_ptrs[ac], false)) return false;
        is_made[0][dc] = is_made[1][ac] = true;
        bool is_interleaved = source->comps_in_scan > 1;
        state->components[index] = (scan_component){
            .plane = &transform->planes[info->component_index],
            .dc_table = &state->dc_tables[dc],
            .ac_table = &state->ac_tables[ac],
            .mcu_columns = is_interleaved ? (JDIMENSION)info->h_samp_factor : 1,
            .mcu_rows = is_interleaved ? (JDIMENSION)info->v_samp_factor : 1,
        };
    }
    const jpeg_component_info *first = source->cur_comp_info[0];
    bool is_single = source->comps_in_scan == 1;
    JDIMENSION width = 8 * (JDIMENSION)source->max_h_samp_factor, height = 8 * (JDIMENSION)source->max_v_samp_factor;
    state->mcus_per_row = is_single ? first->width_in_blocks : (source->image_width + width - 1) / width;
    state->mcu_rows = is_single ? first->height_in_blocks : (source->image_height + height - 1) / height;
    state->zigzag = turned_zigzag_of(transform->turn);
    state->value_count = 0;
    return true;
}

// Puts the turned block behind those before it, in the order of its zigzag.
static inline __attribute__((always_inline)) void pack_block(
    scan_state *state, uint64_t nonzero, const ip_packed_value block[64], ip_packed_block *packed, int16_t dc) {
    ip_packed_value *to = state->transform->packed_values + state->value_count;
    *packed = (ip_packed_block){nonzero, state->value_count, dc};
    state->value_count += (uint32_t)__builtin_popcountll(nonzero);
    for (uint64_t left = nonzero; left != 0; left &= left - 1) *to++ = block[__builtin_ctzll(left)];
}

static inline __attribute__((always_inline)) bool decode_block(
    scan_state *state, bit_window *window, scan_component *component, JDIMENSION row, JDIMENSION column) {
    ip_packed_value block[64];
    uint64_t nonzero;
    int32_t difference;
    if (!decode_dc(window, component->dc_table, &difference)) return false;
    component->dc += difference;
    // Larger ones are no 8-bit picture's, and their differences may have no code.
    if (component->dc < -1024 || component->dc > 1023) return false;
    if (!decode_ac_block(window, component->ac_table, &state->zigzag, &nonzero, block)) return false;
    ip_plane *plane = component->plane;
    if (row >= plane->kept_rows || column >= plane->kept_columns) return true;
    ip_packed_block *packed = &plane->staged[(size_t)row * plane->kept_columns + column];
    pack_block(state, nonzero, block, packed, (int16_t)component->dc);
    return true;
}

static inline __attribute__((always_inline)) bool decode_mcu(scan_state *state, JDIMENSION mcu_row, JDIMENSION mcu_column) {
    bit_window window = state->feed.window;
    for (int index = 0; index < state->component_count; index++) {
        scan_component *component = &state->components[index];
        for (JDIMENSION y = 0; y < component->mcu_rows; y++) {
            for (JDIMENSION x = 0; x < component->mcu_columns; x++) {
                JDIMENSION row = mcu_row * component->mcu_rows + y, column = mcu_column * component->mcu_columns + x;
                if (!decode_block(state, &window, component, row, column)) return false;
            }
        }
    }
    state->feed.window = window;
    return bits_left(&state->feed) >= 0;
}

static bool restart(scan_state *state, uint32_t *restarts) {
    if (!takes_marker(&state->feed, (uint8_t)(JPEG_RST0 + (*restarts)++ % 8))) return false;
    for (int index = 0; index < state->component_count; index++) state->components[index].dc = 0;
    start_feed(&state->feed);
    return true;
}

static inline __attribute__((always_inline)) bool decode_scan(scan_state *state) {
    ip_transform *transform = state->transform;
    uint32_t interval = transform->source.restart_interval, until_restart = interval, restarts = 0;
    for (JDIMENSION row = 0; row < state->mcu_rows; row++) {
        if (ip_is_cancelled(transform->context)) ip_transform_escape(transform, IP_CANCELLED, "cancelled");
        for (JDIMENSION column = 0; column < state->mcus_per_row; column++) {
            if (interval != 0 && until_restart-- == 0) {
                if (!restart(state, &restarts)) return false;
                until_restart = interval - 1;
            }
            refill_chunk(&state->feed);
            if (!decode_mcu(state, row, column)) return false;
        }
    }
    refill_chunk(&state->feed);
    return takes_marker(&state->feed, JPEG_EOI);
}

// Puts the blocks' headers in the turned order. Four rows at a time, so that what is written to one place is a cache line
// when a transposition scatters it.
static void turn_headers(const ip_plane *plane, ip_turn turn) {
    enum { ROWS = 4 };
    for (JDIMENSION first = 0; first < plane->kept_rows; first += ROWS) {
        JDIMENSION end = first + ROWS < plane->kept_rows ? first + ROWS : plane->kept_rows;
        for (JDIMENSION column = 0; column < plane->kept_columns; column++) {
            for (JDIMENSION row = first; row < end; row++) {
                plane->packed[ip_turned_index(plane, turn, row, column)] = plane->staged[(size_t)row * plane->kept_columns + column];
            }
        }
    }
}

static bool decode_scan_anywhere(scan_state *state) { return decode_scan(state); }
IP_TARGET_BMI2 static bool decode_scan_bmi2(scan_state *state) { return decode_scan(state); }

bool ip_packed_decode(ip_transform *transform) {
    struct jpeg_decompress_struct *source = &transform->source;
    if (!take_tables(source)) return false;
    if (transform->scan_state == NULL) transform->scan_state = malloc(sizeof(scan_state));
    scan_state *state = transform->scan_state;
    if (state == NULL || !begin_scan(state, transform)) return false;
    state->feed.input = source->src->next_input_byte;
    state->feed.input_end = state->feed.input + source->src->bytes_in_buffer;
    start_feed(&state->feed);
    if (!(ip_has_bmi2() ? decode_scan_bmi2(state) : decode_scan_anywhere(state))) return false;
    transform->packed_value_count = state->value_count;
    for (int index = 0; index < source->num_components; index++) turn_headers(&transform->planes[index], transform->turn);
    return true;
}
