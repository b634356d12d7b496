#include "ip_jpeg_entropy.h"

#include "ip_jpegint.h"
#include "ip_zigzag.h"

#if defined(IP_HAS_JPEGINT)
#include <jpegint.h>

// MARK: blocks

// Where a coefficient goes, by the position before it in zigzag order plus its step. A step may lead past the end of the
// block before that is noticed: what is found there goes to place 0, which the DC is written to last.
typedef struct coefficient_places {
    uint8_t after[64 + STEP_TO_END];
} coefficient_places;

static const coefficient_places places = {{IP_ZIGZAG_POSITIONS}};

// What a coefficient of a size is less than its bits, where the first of them is 0 (T.81, F.1.2.2).
static inline uint32_t negative_offset(int size) { return (1u << size) - 1; }

static inline __attribute__((always_inline)) void take_coefficient(
    bit_window *window, const decoding_entry *entry, uint32_t *position, JCOEF *block) {
    *position += entry->step;
    uint64_t bits = window->bits << entry->length;
    // Two shifts, as the size may be 0.
    int32_t magnitude = (int32_t)(bits >> 1 >> (63 - ((uint32_t)entry->total - entry->length)));
    int32_t is_positive = (int32_t)((int64_t)bits >> 63);
    block[places.after[*position]] = (JCOEF)(magnitude - ((int32_t)entry->value & ~is_positive));
    drop_bits(window, entry->total);
}

// A symbol that the lookup does not do. False where the data is not plain.
static bool take_special(bit_window *window, const decoding_table *table, uint32_t *position, JCOEF *block) {
    refill_window(window);
    decoding_entry entry = table->entries[window->bits >> (64 - LOOKUP_BITS)];
    if (entry.total == 0) entry = long_entry(table, window->bits, false, negative_offset);
    if (entry.total == 0) return false;
    if (entry.step == 16 && entry.total == entry.length) {
        drop_bits(window, entry.total);
        *position += 16;
    } else {
        take_coefficient(window, &entry, position, block);
    }
    return true;
}

// All AC coefficients of a block. False where the data is not plain.
static inline __attribute__((always_inline)) bool decode_ac(bit_window *window, const decoding_table *table, JCOEF *block) {
    uint32_t position = 0;
    while (position < 63) {
        refill_window(window);
#pragma clang loop unroll(full)
        for (int symbol = 0; symbol < 3; symbol++) {
            const decoding_entry *entry = &table->entries[window->bits >> (64 - LOOKUP_BITS)];
            if (__builtin_expect(entry->is_special, 0)) {
                // Copies, so that the originals stay in registers.
                bit_window its_window = *window;
                uint32_t its_position = position;
                if (!take_special(&its_window, table, &its_position, block)) return false;
                *window = its_window;
                position = its_position;
                break;
            }
            take_coefficient(window, entry, &position, block);
            if (position >= 63) break;
        }
    }
    return position == 63 || position >= STEP_TO_END;
}

// MARK: MCUs

static bool restart(ip_jpeg_entropy *scan) {
    if (!takes_marker(&scan->feed, (uint8_t)(JPEG_RST0 + scan->restarts++ % 8))) return false;
    memset(scan->dc, 0, sizeof scan->dc);
    scan->until_restart = scan->restart_interval;
    start_feed(&scan->feed);
    return true;
}

static inline __attribute__((always_inline)) bool read_mcu(ip_jpeg_entropy *scan, JBLOCKROW *blocks) {
    if (scan->restart_interval != 0 && scan->until_restart == 0 && !restart(scan)) return false;
    scan->until_restart--;
    refill_chunk(&scan->feed);
    bit_window window = scan->feed.window;
    for (int index = 0; index < scan->block_count; index++) {
        const ip_entropy_block *block = &scan->blocks[index];
        int32_t difference;
        if (!decode_dc(&window, block->dc_table, &difference)) return false;
        int32_t dc = scan->dc[block->component] += difference;
        // Larger ones are no 8-bit picture's.
        if (dc < -2048 || dc > 2047) return false;
        if (!decode_ac(&window, block->ac_table, blocks[index][0])) return false;
        blocks[index][0][0] = (JCOEF)dc;
    }
    scan->feed.window = window;
    return bits_left(&scan->feed) >= 0;
}

static bool read_mcu_anywhere(ip_jpeg_entropy *scan, JBLOCKROW *blocks) { return read_mcu(scan, blocks); }
IP_TARGET_BMI2 static bool read_mcu_bmi2(ip_jpeg_entropy *scan, JBLOCKROW *blocks) { return read_mcu(scan, blocks); }

static void clear(const ip_jpeg_entropy *scan, JBLOCKROW *blocks) {
    for (int index = 0; index < scan->block_count; index++) memset(blocks[index], 0, sizeof(JBLOCK));
}

// Back to the first MCU, and past those that were plain, whose coefficients are known to be the same.
static void leave_to_libjpeg(ip_jpeg_entropy *scan, j_decompress_ptr codec) {
    JBLOCK scratch[D_MAX_BLOCKS_IN_MCU];
    JBLOCKROW rows[D_MAX_BLOCKS_IN_MCU];
    for (int index = 0; index < D_MAX_BLOCKS_IN_MCU; index++) rows[index] = &scratch[index];
    codec->src->next_input_byte = scan->start;
    codec->src->bytes_in_buffer = scan->byte_count;
    (*codec->entropy->start_pass)(codec);
    codec->entropy->decode_mcu = scan->libjpeg_decode_mcu;
    for (uint64_t mcu = 0; mcu < scan->mcus_read; mcu++) {
        // As once a row elsewhere: this may be a whole picture, and who cancels waits for it.
        if (mcu % 4096 == 0 && codec->progress) (*codec->progress->progress_monitor)((j_common_ptr)codec);
        clear(scan, rows);
        (*codec->entropy->decode_mcu)(codec, rows);
    }
}

static boolean decode_mcu(j_decompress_ptr codec, JBLOCKROW *blocks) {
    ip_jpeg_entropy *scan = codec->client_data;
    if (scan->read_mcu(scan, blocks)) {
        scan->mcus_read++;
        return TRUE;
    }
    leave_to_libjpeg(scan, codec);
    clear(scan, blocks);
    return (*codec->entropy->decode_mcu)(codec, blocks);
}

// MARK: beginning

static bool make_tables(ip_jpeg_entropy *scan, j_decompress_ptr codec) {
    bool is_made[2][NUM_HUFF_TBLS] = {{false}};
    for (int index = 0; index < codec->comps_in_scan; index++) {
        int dc = codec->cur_comp_info[index]->dc_tbl_no, ac = codec->cur_comp_info[index]->ac_tbl_no;
        if (dc < 0 || dc >= NUM_HUFF_TBLS || ac < 0 || ac >= NUM_HUFF_TBLS) return false;
        bool made = is_made[0][dc] || make_table(&scan->dc_tables[dc], codec->dc_huff_tbl_ptrs[dc], true, negative_offset);
        if (!made) return false;
        made = is_made[1][ac] || make_table(&scan->ac_tables[ac], codec->ac_huff_tbl_ptrs[ac], false, negative_offset);
        if (!made) return false;
        is_made[0][dc] = is_made[1][ac] = true;
    }
    return true;
}

static void assign_blocks(ip_jpeg_entropy *scan, j_decompress_ptr codec) {
    scan->block_count = codec->blocks_in_MCU;
    for (int index = 0; index < scan->block_count; index++) {
        int component = codec->MCU_membership[index];
        const jpeg_component_info *info = codec->cur_comp_info[component];
        scan->blocks[index] =
            (ip_entropy_block){&scan->dc_tables[info->dc_tbl_no], &scan->ac_tables[info->ac_tbl_no], component};
    }
}

void ip_jpeg_entropy_take_over(ip_jpeg_entropy *scan, j_decompress_ptr codec) {
    if (codec->progressive_mode || codec->arith_code || codec->unread_marker != 0) return;
    if (!is_plain_scan(codec) || !make_tables(scan, codec)) return;
    assign_blocks(scan, codec);
    scan->start = codec->src->next_input_byte;
    scan->byte_count = codec->src->bytes_in_buffer;
    scan->mcus_read = 0;
    scan->restart_interval = scan->until_restart = codec->restart_interval;
    scan->restarts = 0;
    memset(scan->dc, 0, sizeof scan->dc);
    scan->feed.input = scan->start;
    scan->feed.input_end = scan->start + scan->byte_count;
    start_feed(&scan->feed);
    scan->read_mcu = ip_has_bmi2() ? read_mcu_bmi2 : read_mcu_anywhere;
    codec->client_data = scan;
    scan->libjpeg_decode_mcu = codec->entropy->decode_mcu;
    codec->entropy->decode_mcu = decode_mcu;
}

#else

void ip_jpeg_entropy_take_over(ip_jpeg_entropy *scan, j_decompress_ptr codec) {
    (void)scan;
    (void)codec;
}

#endif
