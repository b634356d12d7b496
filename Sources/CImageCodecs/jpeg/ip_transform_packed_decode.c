// The fast way in: one sequential Huffman scan, decoded symbol by symbol into packed coefficients, turned.
#include "ip_huffman_decode.h"
#include "ip_transform_packed.h"

#include <stdlib.h>

// MARK: - Blocks

// An ip_packed_value of a size whose bits are all ones.
static inline uint32_t packed_mask(int size) {
    return (uint32_t)(size << IP_PACKED_SIZE_SHIFT | (IP_PACKED_BITS ^ IP_PACKED_BITS >> size));
}

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
    uint8_t position_of[64];
    for (uint8_t k = 0; k < 64; k++) position_of[ip_zigzag_to_natural[k]] = k;
    for (int k = 1; k < 64; k++) {
        int row = ip_zigzag_to_natural[k] / 8, column = ip_zigzag_to_natural[k] % 8;
        int turned_row = turn.transposes ? column : row, turned_column = turn.transposes ? row : column;
        bool flips = (turn.mirrors_x && turned_column % 2 == 1) != (turn.mirrors_y && turned_row % 2 == 1);
        zigzag.after[k - 1] = (turned_place){
            .flips = flips ? 0xFFFF : 0xFFFF ^ IP_PACKED_BITS,
            .place = position_of[turned_row * 8 + turned_column],
        };
    }
    return zigzag;
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
    if (entry.total == 0) entry = long_entry(table, window->bits, false, packed_mask);
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

// What libjpeg does when a scan begins: the tables as they are now are the components'. Where libjpeg reads in our place it
// has to do so itself, by a copy: a table that the file defines anew behind the scan is written over the one pointed to.
static bool take_tables(struct jpeg_decompress_struct *source) {
    for (int index = 0; index < source->num_components; index++) {
        jpeg_component_info *component = &source->comp_info[index];
        int slot = component->quant_tbl_no;
        if (slot < 0 || slot >= NUM_QUANT_TBLS || source->quant_tbl_ptrs[slot] == NULL) return false;
        component->quant_table = source->quant_tbl_ptrs[slot];
    }
    return true;
}

static bool begin_scan(scan_state *state, ip_transform *transform) {
    struct jpeg_decompress_struct *source = &transform->source.codec;
    bool is_made[2][NUM_HUFF_TBLS] = {{false}};
    if (!is_plain_scan(source)) return false;
    state->transform = transform;
    state->component_count = source->comps_in_scan;
    for (int index = 0; index < source->comps_in_scan; index++) {
        jpeg_component_info *info = source->cur_comp_info[index];
        int dc = info->dc_tbl_no, ac = info->ac_tbl_no;
        if (dc < 0 || dc >= NUM_HUFF_TBLS || ac < 0 || ac >= NUM_HUFF_TBLS) return false;
        if (!is_made[0][dc] && !make_table(&state->dc_tables[dc], source->dc_huff_tbl_ptrs[dc], true, packed_mask)) return false;
        if (!is_made[1][ac] && !make_table(&state->ac_tables[ac], source->ac_huff_tbl_ptrs[ac], false, packed_mask)) return false;
        is_made[0][dc] = is_made[1][ac] = true;
        bool is_interleaved = source->comps_in_scan > 1;
        state->components[index] = (scan_component){
            .plane = &transform->coefficients.planes[info->component_index],
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
    state->zigzag = turned_zigzag_of(transform->geometry.turn);
    state->value_count = 0;
    return true;
}

// Puts the turned block behind those before it, in the order of its zigzag.
static inline __attribute__((always_inline)) void pack_block(
    scan_state *state, uint64_t nonzero, const ip_packed_value block[64], ip_packed_block *packed, int16_t dc) {
    ip_packed_value *to = state->transform->coefficients.packed_values + state->value_count;
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
    uint32_t interval = transform->source.codec.restart_interval, until_restart = interval, restarts = 0;
    for (JDIMENSION row = 0; row < state->mcu_rows; row++) {
        if (ip_is_cancelled(transform->error.context)) ip_jpeg_stop(&transform->error, IP_CANCELLED, "cancelled");
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
    // libjpeg has read a few bytes ahead and drops them without a word.
    int64_t left = bits_left(&state->feed);
    if (state->feed.is_at_marker && left >= 8) transform->source.surplus_byte_count = (size_t)left / 8;
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

static void leave_tables(struct jpeg_decompress_struct *source) {
    for (int index = 0; index < source->num_components; index++) source->comp_info[index].quant_table = NULL;
}

static bool decode_picture(ip_transform *transform) {
    struct jpeg_decompress_struct *source = &transform->source.codec;
    if (!take_tables(source)) return false;
    if (transform->source.scan_state == NULL) transform->source.scan_state = malloc(sizeof(scan_state));
    scan_state *state = transform->source.scan_state;
    if (state == NULL || !begin_scan(state, transform)) return false;
    state->feed.input = source->src->next_input_byte;
    state->feed.input_end = state->feed.input + source->src->bytes_in_buffer;
    start_feed(&state->feed);
    if (!(ip_has_bmi2() ? decode_scan_bmi2(state) : decode_scan_anywhere(state))) return false;
    transform->coefficients.packed_value_count = state->value_count;
    for (int index = 0; index < source->num_components; index++) turn_headers(&transform->coefficients.planes[index], transform->geometry.turn);
    return true;
}

bool ip_packed_decode(ip_transform *transform) {
    if (decode_picture(transform)) return true;
    leave_tables(&transform->source.codec);
    return false;
}
