// The fast way out: packed coefficients to a sequential Huffman file, with the very bytes that libjpeg writes.
#include "ip_transform_packed.h"

#include <stdlib.h>

#include "ip_memory.h"

// MARK: - Huffman tables

// A code, from the top.
typedef struct coding_entry {
    uint64_t code;
    uint32_t length;
} coding_entry;

typedef struct coding_table {
    coding_entry entries[256];
    uint8_t bits[17], values[256];
    int value_count;
    bool is_written;
    uint64_t frequencies[257];
} coding_table;

static void derive_codes(coding_table *table) {
    memset(table->entries, 0, sizeof table->entries);
    uint32_t code = 0;
    int next = 0;
    for (uint32_t length = 1; length <= 16; length++, code <<= 1) {
        for (int index = 0; index < table->bits[length]; index++, code++, next++) {
            table->entries[table->values[next]] = (coding_entry){(uint64_t)code << (64 - length), length};
        }
    }
    table->value_count = next;
}

// The rarest symbol that is left, the last of several; -1 where none is (T.81, figure K.1: "find V1").
static int rarest(const uint64_t frequencies[257], int other_than) {
    int found = -1;
    for (int symbol = 0; symbol <= 256; symbol++) {
        if (frequencies[symbol] == 0 || symbol == other_than) continue;
        if (found < 0 || frequencies[symbol] <= frequencies[found]) found = symbol;
    }
    return found;
}

// Lengths of the codes without a limit (T.81, figure K.1). 64-bit counts keep them below 96.
static void find_lengths(uint64_t frequencies[257], uint8_t lengths[257]) {
    int chains[257];
    memset(lengths, 0, 257);
    for (int symbol = 0; symbol <= 256; symbol++) chains[symbol] = -1;
    for (;;) {
        int one = rarest(frequencies, -1), other = rarest(frequencies, one);
        if (other < 0) return;
        frequencies[one] += frequencies[other];
        frequencies[other] = 0;
        for (lengths[one]++; chains[one] >= 0; lengths[one]++) one = chains[one];
        chains[one] = other;
        for (lengths[other]++; chains[other] >= 0; lengths[other]++) other = chains[other];
    }
}

// At most 16 bits a code (T.81, figure K.3), and none of ones alone.
static void limit_lengths(uint32_t counts[98], uint8_t bits[17]) {
    for (int length = 97; length > 16; length--) {
        while (counts[length] > 0) {
            int shorter = length - 2;
            while (counts[shorter] == 0) shorter--;
            counts[length] -= 2;
            counts[length - 1]++;
            counts[shorter + 1] += 2;
            counts[shorter]--;
        }
    }
    int longest = 16;
    while (counts[longest] == 0) longest--;
    counts[longest]--;
    for (int length = 0; length <= 16; length++) bits[length] = (uint8_t)counts[length];
}

static void make_optimal(coding_table *table) {
    uint8_t lengths[257];
    uint32_t counts[98] = {0};
    // A symbol that never comes takes the code of ones alone, which is not permitted.
    table->frequencies[256] = 1;
    find_lengths(table->frequencies, lengths);
    // Nothing used this table.
    if (lengths[256] == 0) {
        memset(table->bits, 0, sizeof table->bits);
        return;
    }
    for (int symbol = 0; symbol <= 256; symbol++) {
        if (lengths[symbol] > 0) counts[lengths[symbol]]++;
    }
    int next = 0;
    for (int length = 1; length < 98; length++) {
        for (int symbol = 0; symbol < 256; symbol++) {
            if (lengths[symbol] == length) table->values[next++] = (uint8_t)symbol;
        }
    }
    limit_lengths(counts, table->bits);
}

static void take_standard(coding_table *table, const JHUFF_TBL *standard) {
    memcpy(table->bits, standard->bits, sizeof table->bits);
    memcpy(table->values, standard->huffval, sizeof table->values);
}

// MARK: - The picture

enum {
    MCU_BYTES = 4096,       // more than an MCU of ten blocks with the longest codes can take
    CHUNK_BYTES = 1 << 15,
};

typedef struct coded_component {
    const ip_plane *plane;
    coding_table *dc_table, *ac_table;
    JDIMENSION mcu_columns, mcu_rows; // blocks of an MCU
    int32_t dc;
} coded_component;

// Bits that are not written yet; small, so that a copy of it stays in registers.
typedef struct bit_tail {
    uint8_t *next;
    uint64_t bits;    // from the top
    uint32_t count;   // below 8 between symbols
} bit_tail;

typedef struct encoder {
    ip_transform *transform;
    coding_table dc_tables[2], ac_tables[2];
    coded_component components[MAX_COMPS_IN_SCAN];
    int component_count;
    JDIMENSION mcus_per_row, mcu_rows;
    uint32_t restart_interval;
    bit_tail tail;
    uint8_t chunk[CHUNK_BYTES + 2 * MCU_BYTES];
} encoder;

static uint32_t target_restart_interval(const encoder *encoder) {
    const struct jpeg_compress_struct *target = &encoder->transform->output.codec;
    if (target->restart_in_rows <= 0) return target->restart_interval;
    uint64_t interval = (uint64_t)target->restart_in_rows * encoder->mcus_per_row;
    return interval < 65535 ? (uint32_t)interval : 65535;
}

static void begin_picture(encoder *encoder, ip_transform *transform) {
    const struct jpeg_compress_struct *target = &transform->output.codec;
    encoder->transform = transform;
    encoder->component_count = target->num_components;
    bool is_interleaved = target->num_components > 1;
    int most_columns = 1, most_rows = 1;
    for (int index = 0; index < target->num_components; index++) {
        const jpeg_component_info *info = &target->comp_info[index];
        encoder->components[index] = (coded_component){
            .plane = &transform->coefficients.planes[index],
            .dc_table = &encoder->dc_tables[info->dc_tbl_no & 1],
            .ac_table = &encoder->ac_tables[info->ac_tbl_no & 1],
            .mcu_columns = is_interleaved ? (JDIMENSION)info->h_samp_factor : 1,
            .mcu_rows = is_interleaved ? (JDIMENSION)info->v_samp_factor : 1,
        };
        if (is_interleaved && info->h_samp_factor > most_columns) most_columns = info->h_samp_factor;
        if (is_interleaved && info->v_samp_factor > most_rows) most_rows = info->v_samp_factor;
    }
    JDIMENSION width = 8 * (JDIMENSION)most_columns, height = 8 * (JDIMENSION)most_rows;
    encoder->mcus_per_row = (transform->geometry.width + width - 1) / width;
    encoder->mcu_rows = (transform->geometry.height + height - 1) / height;
    encoder->restart_interval = target_restart_interval(encoder);
}

static void reset_dc(encoder *encoder) {
    for (int index = 0; index < encoder->component_count; index++) encoder->components[index].dc = 0;
}

// Their values lie where the source had them, and come as slowly as memory is unless they are asked for in time.
enum { BLOCKS_AHEAD = 6 };

// NULL where the MCU reaches over the edge of the picture: such a block repeats the DC before it.
static inline __attribute__((always_inline)) const ip_packed_block *block_at(
    const encoder *encoder, const coded_component *component, JDIMENSION row, JDIMENSION column) {
    const ip_plane *plane = component->plane;
    if (row >= plane->rows || column >= plane->columns) return NULL;
    const ip_packed_block *block = &plane->packed[(size_t)row * plane->columns + column];
    const ip_packed_value *ahead = encoder->transform->coefficients.packed_values + block[BLOCKS_AHEAD].first;
    __builtin_prefetch(ahead);
    __builtin_prefetch(ahead + 32);
    return block;
}

// MARK: - Statistics

static inline uint32_t size_class(int32_t value) {
    return value == 0 ? 0 : 32 - (uint32_t)__builtin_clz((uint32_t)(value < 0 ? -value : value));
}

static inline __attribute__((always_inline)) void count_block(
    encoder *encoder, coded_component *component, JDIMENSION row, JDIMENSION column) {
    const ip_packed_block *block = block_at(encoder, component, row, column);
    uint64_t *frequencies = component->ac_table->frequencies;
    if (block == NULL) {
        component->dc_table->frequencies[0]++;
        frequencies[0]++;
        return;
    }
    component->dc_table->frequencies[size_class(block->dc - component->dc)]++;
    component->dc = block->dc;
    const ip_packed_value *values = encoder->transform->coefficients.packed_values + block->first;
    uint32_t last = 0;
    for (uint64_t left = block->nonzero; left != 0; left &= left - 1) {
        uint32_t k = (uint32_t)__builtin_ctzll(left), run = k - last - 1;
        last = k;
        for (; run > 15; run -= 16) frequencies[0xF0]++;
        frequencies[run << 4 | *values++ >> IP_PACKED_SIZE_SHIFT]++;
    }
    if (last < 63) frequencies[0]++;
}

static inline __attribute__((always_inline)) void count_mcu(encoder *encoder, JDIMENSION mcu_row, JDIMENSION mcu_column) {
    for (int index = 0; index < encoder->component_count; index++) {
        coded_component *component = &encoder->components[index];
        for (JDIMENSION y = 0; y < component->mcu_rows; y++) {
            for (JDIMENSION x = 0; x < component->mcu_columns; x++) {
                count_block(encoder, component, mcu_row * component->mcu_rows + y, mcu_column * component->mcu_columns + x);
            }
        }
    }
}

static inline __attribute__((always_inline)) void count_scan(encoder *encoder) {
    uint32_t until_restart = encoder->restart_interval;
    reset_dc(encoder);
    for (JDIMENSION row = 0; row < encoder->mcu_rows; row++) {
        for (JDIMENSION column = 0; column < encoder->mcus_per_row; column++) {
            if (encoder->restart_interval != 0 && until_restart-- == 0) {
                reset_dc(encoder);
                until_restart = encoder->restart_interval - 1;
            }
            count_mcu(encoder, row, column);
        }
    }
}

static void make_tables(encoder *encoder) {
    const struct jpeg_compress_struct *target = &encoder->transform->output.codec;
    for (int slot = 0; slot < 2; slot++) {
        coding_table *tables[2] = {&encoder->dc_tables[slot], &encoder->ac_tables[slot]};
        JHUFF_TBL *standard[2] = {target->dc_huff_tbl_ptrs[slot], target->ac_huff_tbl_ptrs[slot]};
        for (int kind = 0; kind < 2; kind++) {
            tables[kind]->is_written = false;
            if (target->optimize_coding) {
                make_optimal(tables[kind]);
            } else {
                take_standard(tables[kind], standard[kind]);
            }
            derive_codes(tables[kind]);
        }
    }
}

// MARK: - Headers

static void put_segment(encoder *encoder, uint8_t marker, const uint8_t *payload, size_t byte_count) {
    uint8_t head[4] = {0xFF, marker, (uint8_t)((byte_count + 2) >> 8), (uint8_t)(byte_count + 2)};
    ip_transform_put(encoder->transform, head, sizeof head);
    ip_transform_put(encoder->transform, payload, byte_count);
}

// Returns whether the table needs 16 bits.
static bool put_quantization(encoder *encoder, int slot, const JQUANT_TBL *table) {
    uint8_t payload[129];
    bool is_wide = false;
    for (int k = 0; k < 64; k++) is_wide |= table->quantval[k] > 255;
    size_t next = 0;
    payload[next++] = (uint8_t)(slot | (is_wide ? 0x10 : 0));
    for (int k = 0; k < 64; k++) {
        UINT16 value = table->quantval[ip_zigzag_to_natural[k]];
        if (is_wide) payload[next++] = (uint8_t)(value >> 8);
        payload[next++] = (uint8_t)value;
    }
    put_segment(encoder, 0xDB, payload, next);
    return is_wide;
}

static bool put_quantizations(encoder *encoder) {
    const struct jpeg_compress_struct *target = &encoder->transform->output.codec;
    bool is_wide = false, is_written[NUM_QUANT_TBLS] = {false};
    for (int index = 0; index < target->num_components; index++) {
        int slot = target->comp_info[index].quant_tbl_no;
        if (is_written[slot]) continue;
        is_wide |= put_quantization(encoder, slot, target->quant_tbl_ptrs[slot]);
        is_written[slot] = true;
    }
    return is_wide;
}

static void put_frame(encoder *encoder, bool is_baseline) {
    const struct jpeg_compress_struct *target = &encoder->transform->output.codec;
    uint8_t payload[6 + 3 * MAX_COMPS_IN_SCAN] = {
        8, (uint8_t)(target->image_height >> 8), (uint8_t)target->image_height, (uint8_t)(target->image_width >> 8),
        (uint8_t)target->image_width, (uint8_t)target->num_components,
    };
    size_t next = 6;
    for (int index = 0; index < target->num_components; index++) {
        const jpeg_component_info *info = &target->comp_info[index];
        payload[next++] = (uint8_t)info->component_id;
        payload[next++] = (uint8_t)(info->h_samp_factor << 4 | info->v_samp_factor);
        payload[next++] = (uint8_t)info->quant_tbl_no;
    }
    put_segment(encoder, is_baseline ? 0xC0 : 0xC1, payload, next);
}

static void put_table(encoder *encoder, coding_table *table, int identifier) {
    if (table->is_written) return;
    table->is_written = true;
    uint8_t payload[17 + 256];
    payload[0] = (uint8_t)identifier;
    memcpy(payload + 1, table->bits + 1, 16);
    memcpy(payload + 17, table->values, (size_t)table->value_count);
    put_segment(encoder, 0xC4, payload, 17 + (size_t)table->value_count);
}

static void put_scan_header(encoder *encoder) {
    const struct jpeg_compress_struct *target = &encoder->transform->output.codec;
    uint8_t payload[4 + 2 * MAX_COMPS_IN_SCAN] = {(uint8_t)target->num_components};
    size_t next = 1;
    for (int index = 0; index < target->num_components; index++) {
        const jpeg_component_info *info = &target->comp_info[index];
        put_table(encoder, encoder->components[index].dc_table, info->dc_tbl_no);
        put_table(encoder, encoder->components[index].ac_table, info->ac_tbl_no | 0x10);
        payload[next++] = (uint8_t)info->component_id;
        payload[next++] = (uint8_t)(info->dc_tbl_no << 4 | info->ac_tbl_no);
    }
    uint8_t interval[2] = {(uint8_t)(encoder->restart_interval >> 8), (uint8_t)encoder->restart_interval};
    if (encoder->restart_interval != 0) put_segment(encoder, 0xDD, interval, sizeof interval);
    payload[next + 1] = 63;
    put_segment(encoder, 0xDA, payload, next + 3);
}

static void put_headers(encoder *encoder) {
    static const uint8_t start_of_image[2] = {0xFF, 0xD8};
    const ip_transform_target *wanted = encoder->transform->output.wanted;
    ip_transform_put(encoder->transform, start_of_image, sizeof start_of_image);
    ip_transform_put(encoder->transform, wanted->header, wanted->header_byte_count);
    bool is_wide = put_quantizations(encoder);
    put_frame(encoder, !is_wide);
    put_scan_header(encoder);
}

// MARK: - Bits

// Bits from the top of a word that is zero below them.
static inline __attribute__((always_inline)) void put_bits(bit_tail *tail, uint64_t bits, uint32_t count) {
    tail->bits |= bits >> tail->count;
    tail->count += count;
}

static inline __attribute__((always_inline)) void put_code(bit_tail *tail, const coding_entry *entry) {
    put_bits(tail, entry->code, entry->length);
}

// Whole bytes go to the chunk; fewer than 8 bits stay.
static inline __attribute__((always_inline)) void flush_bits(bit_tail *tail) {
    uint64_t word = ip_big_endian_64(tail->bits);
    memcpy(tail->next, &word, sizeof word);
    tail->next += tail->count >> 3;
    tail->bits <<= tail->count & 56;
    tail->count &= 7;
}

// Moves the chunk to the output, with a zero behind each 0xFF.
static void drain_chunk(encoder *encoder) {
    static const uint8_t zero = 0;
    const uint8_t *next = encoder->chunk, *end = encoder->tail.next;
    while (next < end) {
        const uint8_t *stop = memchr(next, 0xFF, (size_t)(end - next));
        const uint8_t *piece_end = stop == NULL ? end : stop + 1;
        ip_transform_put(encoder->transform, next, (size_t)(piece_end - next));
        if (stop != NULL) ip_transform_put(encoder->transform, &zero, 1);
        next = piece_end;
    }
    encoder->tail.next = encoder->chunk;
}

// Fills the last byte with ones, empties the chunk and puts a marker behind it.
static void end_interval(encoder *encoder, uint8_t marker) {
    uint32_t padding = (8 - encoder->tail.count) & 7;
    put_bits(&encoder->tail, ~(~(uint64_t)0 >> padding), padding);
    flush_bits(&encoder->tail);
    drain_chunk(encoder);
    encoder->tail = (bit_tail){encoder->chunk, 0, 0};
    uint8_t bytes[2] = {0xFF, marker};
    ip_transform_put(encoder->transform, bytes, sizeof bytes);
}

static inline __attribute__((always_inline)) void encode_dc(bit_tail *tail, const coding_table *table, int32_t difference) {
    uint32_t size = size_class(difference);
    put_code(tail, &table->entries[size]);
    // Two shifts, as the size may be 0.
    put_bits(tail, (uint64_t)(difference + (difference >> 31)) << 1 << (63 - size), size);
}

static inline __attribute__((always_inline)) uint32_t encode_coefficient(
    bit_tail *tail, const coding_table *table, uint32_t last, uint32_t k, uint32_t value) {
    uint32_t run = k - last - 1;
    for (; __builtin_expect(run > 15, 0); run -= 16) {
        flush_bits(tail);
        put_code(tail, &table->entries[0xF0]);
        flush_bits(tail);
    }
    put_code(tail, &table->entries[run << 4 | value >> IP_PACKED_SIZE_SHIFT]);
    put_bits(tail, (uint64_t)value << (64 - IP_PACKED_SIZE_SHIFT), value >> IP_PACKED_SIZE_SHIFT);
    return k;
}

static inline __attribute__((always_inline)) void encode_ac(
    bit_tail *tail, const coding_table *table, const ip_packed_block *block, const ip_packed_value *values) {
    uint32_t last = 0;
    values += block->first;
    flush_bits(tail);
    // With the 7 bits that may be left, two coefficients of 26 fit the word.
    for (uint64_t left = block->nonzero; left != 0;) {
        last = encode_coefficient(tail, table, last, (uint32_t)__builtin_ctzll(left), *values++);
        left &= left - 1;
        if (left != 0) {
            last = encode_coefficient(tail, table, last, (uint32_t)__builtin_ctzll(left), *values++);
            left &= left - 1;
        }
        flush_bits(tail);
    }
    if (last < 63) put_code(tail, &table->entries[0]);
    flush_bits(tail);
}

static inline __attribute__((always_inline)) void encode_block(
    const encoder *encoder, coded_component *component, bit_tail *tail, JDIMENSION row, JDIMENSION column) {
    static const ip_packed_block empty = {0, 0, 0};
    const ip_packed_block *block = block_at(encoder, component, row, column);
    encode_dc(tail, component->dc_table, block == NULL ? 0 : block->dc - component->dc);
    if (block != NULL) component->dc = block->dc;
    encode_ac(tail, component->ac_table, block == NULL ? &empty : block, encoder->transform->coefficients.packed_values);
}

static inline __attribute__((always_inline)) void encode_mcu(encoder *encoder, JDIMENSION mcu_row, JDIMENSION mcu_column) {
    bit_tail tail = encoder->tail;
    for (int index = 0; index < encoder->component_count; index++) {
        coded_component *component = &encoder->components[index];
        for (JDIMENSION y = 0; y < component->mcu_rows; y++) {
            for (JDIMENSION x = 0; x < component->mcu_columns; x++) {
                encode_block(encoder, component, &tail, mcu_row * component->mcu_rows + y, mcu_column * component->mcu_columns + x);
            }
        }
    }
    encoder->tail = tail;
}

static inline __attribute__((always_inline)) void encode_scan(encoder *encoder) {
    uint32_t until_restart = encoder->restart_interval, restarts = 0;
    reset_dc(encoder);
    encoder->tail = (bit_tail){encoder->chunk, 0, 0};
    for (JDIMENSION row = 0; row < encoder->mcu_rows; row++) {
        if (ip_is_cancelled(encoder->transform->error.context)) ip_jpeg_stop(&encoder->transform->error, IP_CANCELLED, "cancelled");
        for (JDIMENSION column = 0; column < encoder->mcus_per_row; column++) {
            if (encoder->restart_interval != 0 && until_restart-- == 0) {
                end_interval(encoder, (uint8_t)(JPEG_RST0 + restarts++ % 8));
                reset_dc(encoder);
                until_restart = encoder->restart_interval - 1;
            }
            encode_mcu(encoder, row, column);
            if (encoder->tail.next - encoder->chunk >= CHUNK_BYTES) drain_chunk(encoder);
        }
    }
    end_interval(encoder, JPEG_EOI);
}

static void count_scan_anywhere(encoder *encoder) { count_scan(encoder); }
IP_TARGET_BMI2 static void count_scan_bmi2(encoder *encoder) { count_scan(encoder); }
static void encode_scan_anywhere(encoder *encoder) { encode_scan(encoder); }
IP_TARGET_BMI2 static void encode_scan_bmi2(encoder *encoder) { encode_scan(encoder); }

void ip_packed_encode(ip_transform *transform) {
    if (transform->output.packed_encoder == NULL) transform->output.packed_encoder = malloc(sizeof(encoder));
    encoder *encoder = transform->output.packed_encoder;
    if (encoder == NULL) ip_jpeg_stop(&transform->error, IP_OUT_OF_MEMORY, "a few kilobytes for an encoder");
    begin_picture(encoder, transform);
    if (transform->output.codec.optimize_coding) {
        for (int slot = 0; slot < 2; slot++) {
            memset(encoder->dc_tables[slot].frequencies, 0, sizeof encoder->dc_tables[slot].frequencies);
            memset(encoder->ac_tables[slot].frequencies, 0, sizeof encoder->ac_tables[slot].frequencies);
        }
        ip_has_bmi2() ? count_scan_bmi2(encoder) : count_scan_anywhere(encoder);
    }
    make_tables(encoder);
    transform->output.manager.init_destination(&transform->output.codec);
    put_headers(encoder);
    ip_has_bmi2() ? encode_scan_bmi2(encoder) : encode_scan_anywhere(encoder);
    transform->output.manager.term_destination(&transform->output.codec);
}

// MARK: - Blocks for libjpeg

static void expand_plane(ip_transform *transform, ip_plane *plane) {
    for (JDIMENSION row = 0; row < plane->rows; row++) {
        for (JDIMENSION column = 0; column < plane->columns; column++) {
            const ip_packed_block *packed = &plane->packed[(size_t)row * plane->columns + column];
            const ip_packed_value *values = transform->coefficients.packed_values + packed->first;
            JCOEF *block = plane->blocks[(size_t)row * plane->columns + column];
            block[0] = packed->dc;
            for (uint64_t left = packed->nonzero; left != 0; left &= left - 1) {
                block[ip_zigzag_to_natural[__builtin_ctzll(left)]] = (JCOEF)ip_packed_number(*values++);
            }
        }
    }
}

void ip_packed_expand(ip_transform *transform) {
    ip_context *context = transform->error.context;
    uint64_t blocks = 0;
    for (int index = 0; index < transform->source.codec.num_components; index++) {
        blocks += (uint64_t)transform->coefficients.planes[index].columns * transform->coefficients.planes[index].rows;
    }
    uint64_t byte_count = blocks * sizeof(JBLOCK);
    if (context->max_memory_bytes != 0 && byte_count + transform->coefficients.byte_count > context->max_memory_bytes) {
        ip_jpeg_stop_at_limit(&transform->error, IP_LIMIT_MEMORY, (int64_t)context->max_memory_bytes,
                              (int64_t)(byte_count + transform->coefficients.byte_count));
    }
    transform->coefficients.expanded = byte_count < SIZE_MAX ? ip_allocate((size_t)byte_count) : NULL;
    if (transform->coefficients.expanded == NULL) {
        ip_jpeg_stop(&transform->error, IP_OUT_OF_MEMORY, "%llu bytes for coefficients", (unsigned long long)byte_count);
    }
    memset(transform->coefficients.expanded, 0, (size_t)byte_count);
    JBLOCK *next = transform->coefficients.expanded;
    for (int index = 0; index < transform->source.codec.num_components; index++) {
        ip_plane *plane = &transform->coefficients.planes[index];
        plane->blocks = next;
        next += (size_t)plane->columns * plane->rows;
        expand_plane(transform, plane);
    }
}
