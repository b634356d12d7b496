#include "ip_jpeg_estimate.h"

#include "ip_huffman_code.h"
#include "ip_memory.h"
#include "ip_zigzag.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { BLOCK_SIDE = 8, BLOCK_SIZE = 64, WHOLE_BLOCKS = 96 };

typedef struct sampled_block {
    // In zigzag order, eight times the coefficient; [0] is the DC.
    int16_t coefficients[BLOCK_SIZE];
    int16_t previous_dc;  // of the component's block before it
    int16_t plane;
} sampled_block;

struct ip_jpeg_estimator {
    sampled_block *blocks;
    size_t capacity, block_count;
    int32_t plane_count;
    bool is_chroma[IP_SAMPLE_MAX_PLANES];
    double scale;  // blocks of the picture for one of the sample
};

ip_jpeg_estimator *ip_jpeg_estimator_create(void) { return calloc(1, sizeof(ip_jpeg_estimator)); }

void ip_jpeg_estimator_destroy(ip_jpeg_estimator *sample) {
    if (!sample) return;
    ip_free(sample->blocks);
    free(sample);
}

// MARK: the transform

// A fused multiply-add, where the CPU has one, would give other bits.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// A row of a block; compilers make it one register, or two, or four.
typedef float lanes __attribute__((vector_size(32)));
typedef uint8_t byte_lanes __attribute__((vector_size(8)));

// The eight-point DCT of every column.
static inline void transform_columns(lanes rows[BLOCK_SIDE]) {
    // cos(k pi / 16) / 2, and 1 / sqrt(8) for k = 4.
    const float c1 = 0.49039264f, c2 = 0.46193977f, c3 = 0.41573481f, c4 = 0.35355339f;
    const float c5 = 0.27778512f, c6 = 0.19134172f, c7 = 0.09754516f;
    lanes s0 = rows[0] + rows[7], d0 = rows[0] - rows[7], s1 = rows[1] + rows[6], d1 = rows[1] - rows[6];
    lanes s2 = rows[2] + rows[5], d2 = rows[2] - rows[5], s3 = rows[3] + rows[4], d3 = rows[3] - rows[4];
    lanes outer = s0 + s3, inner = s1 + s2, outer_difference = s0 - s3, inner_difference = s1 - s2;
    rows[0] = (outer + inner) * c4;
    rows[4] = (outer - inner) * c4;
    rows[2] = outer_difference * c2 + inner_difference * c6;
    rows[6] = outer_difference * c6 - inner_difference * c2;
    rows[1] = (d0 * c1 + d1 * c3) + (d2 * c5 + d3 * c7);
    rows[3] = (d0 * c3 - d1 * c7) - (d2 * c1 + d3 * c5);
    rows[5] = (d0 * c5 - d1 * c1) + (d2 * c7 + d3 * c3);
    rows[7] = (d0 * c7 - d1 * c5) + (d2 * c3 - d3 * c1);
}

static inline void transpose(lanes rows[BLOCK_SIDE]) {
    lanes pairs[BLOCK_SIDE], fours[BLOCK_SIDE];
    for (int y = 0; y < BLOCK_SIDE; y += 2) {
        pairs[y] = __builtin_shufflevector(rows[y], rows[y + 1], 0, 8, 2, 10, 4, 12, 6, 14);
        pairs[y + 1] = __builtin_shufflevector(rows[y], rows[y + 1], 1, 9, 3, 11, 5, 13, 7, 15);
    }
    for (int y = 0; y < BLOCK_SIDE; y += 4) {
        for (int i = 0; i < 2; i++) {
            lanes upper = pairs[y + i], lower = pairs[y + i + 2];
            fours[y + i] = __builtin_shufflevector(upper, lower, 0, 1, 8, 9, 4, 5, 12, 13);
            fours[y + i + 2] = __builtin_shufflevector(upper, lower, 2, 3, 10, 11, 6, 7, 14, 15);
        }
    }
    for (int y = 0; y < 4; y++) {
        rows[y] = __builtin_shufflevector(fours[y], fours[y + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        rows[y + 4] = __builtin_shufflevector(fours[y], fours[y + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

// Samples of a block; those outside the plane are the nearest within.
static inline void load_block(const ip_sample_plane *plane, int32_t block_x, int32_t block_y, lanes rows[BLOCK_SIDE]) {
    int32_t left = block_x * BLOCK_SIDE, top = block_y * BLOCK_SIDE;
    for (int32_t y = 0; y < BLOCK_SIDE; y++) {
        int32_t source_y = top + y < plane->height ? top + y : plane->height - 1;
        const uint8_t *row = plane->samples + (size_t)source_y * plane->stride;
        byte_lanes samples;
        if (left + BLOCK_SIDE <= plane->width) {
            memcpy(&samples, row + left, sizeof samples);
        } else {
            for (int32_t x = 0; x < BLOCK_SIDE; x++) samples[x] = row[left + x < plane->width ? left + x : plane->width - 1];
        }
        rows[y] = __builtin_convertvector(samples, lanes) - 128.0f;
    }
}

static int16_t dc_of_block(const ip_sample_plane *plane, int32_t block_x, int32_t block_y) {
    lanes rows[BLOCK_SIDE];
    load_block(plane, block_x, block_y, rows);
    lanes sums = ((rows[0] + rows[1]) + (rows[2] + rows[3])) + ((rows[4] + rows[5]) + (rows[6] + rows[7]));
    float sum = 0;
    for (int x = 0; x < BLOCK_SIDE; x++) sum += sums[x];
    return (int16_t)sum;  // an eighth of it is the DC, which is kept eightfold
}

// Eight times the coefficients, rounded, in zigzag order.
static void transform_block(const ip_sample_plane *plane, int32_t block_x, int32_t block_y, int16_t *coefficients) {
    lanes rows[BLOCK_SIDE];
    load_block(plane, block_x, block_y, rows);
    transform_columns(rows);
    transpose(rows);
    transform_columns(rows);
    transpose(rows);
    int16_t rounded[BLOCK_SIZE];
    for (int y = 0; y < BLOCK_SIDE; y++) {
        for (int x = 0; x < BLOCK_SIDE; x++) {
            float scaled = rows[y][x] * 8.0f;
            rounded[y * BLOCK_SIDE + x] = (int16_t)(int32_t)(scaled + (scaled < 0 ? -0.5f : 0.5f));
        }
    }
    for (int k = 0; k < BLOCK_SIZE; k++) coefficients[k] = rounded[ip_zigzag_to_natural[k]];
}

// MARK: taking the sample

typedef struct mcu_grid {
    int32_t columns, rows, max_horizontal, max_vertical;
    bool is_single;  // one component: an MCU is one block, whatever its factors say
} mcu_grid;

static int32_t blocks_along(int32_t samples) { return (samples + BLOCK_SIDE - 1) / BLOCK_SIDE; }

static mcu_grid grid_of(const ip_sample_plane *planes, int32_t plane_count) {
    mcu_grid grid = {.max_horizontal = 1, .max_vertical = 1, .is_single = plane_count == 1};
    for (int32_t i = 0; i < plane_count; i++) {
        int32_t horizontal = grid.is_single ? 1 : planes[i].horizontal_sampling;
        int32_t vertical = grid.is_single ? 1 : planes[i].vertical_sampling;
        int32_t columns = (blocks_along(planes[i].width) + horizontal - 1) / horizontal;
        int32_t rows = (blocks_along(planes[i].height) + vertical - 1) / vertical;
        if (columns > grid.columns) grid.columns = columns;
        if (rows > grid.rows) grid.rows = rows;
    }
    return grid;
}

// The block before the first one of an MCU, whose DC it is told by: the last one of the MCU before.
static int16_t dc_before(const ip_sample_plane *plane, const mcu_grid *grid, int32_t column, int32_t row) {
    if (column == 0 && row == 0) return 0;
    int32_t horizontal = grid->is_single ? 1 : plane->horizontal_sampling;
    int32_t vertical = grid->is_single ? 1 : plane->vertical_sampling;
    int32_t x = (column == 0 ? grid->columns : column) * horizontal - 1;
    int32_t y = (column == 0 ? row : row + 1) * vertical - 1;
    int32_t last_x = blocks_along(plane->width) - 1, last_y = blocks_along(plane->height) - 1;
    return dc_of_block(plane, x < last_x ? x : last_x, y < last_y ? y : last_y);
}

static void take_mcu(ip_jpeg_estimator *sample, const ip_sample_plane *planes, const mcu_grid *grid, int32_t column,
                     int32_t row) {
    for (int32_t i = 0; i < sample->plane_count; i++) {
        const ip_sample_plane *plane = &planes[i];
        int32_t horizontal = grid->is_single ? 1 : plane->horizontal_sampling;
        int32_t vertical = grid->is_single ? 1 : plane->vertical_sampling;
        int16_t previous = dc_before(plane, grid, column, row);
        for (int32_t index = 0; index < horizontal * vertical; index++) {
            int32_t x = column * horizontal + index % horizontal, y = row * vertical + index / horizontal;
            sampled_block *block = &sample->blocks[sample->block_count++];
            block->plane = (int16_t)i;
            block->previous_dc = previous;
            if (x < blocks_along(plane->width) && y < blocks_along(plane->height)) {
                transform_block(plane, x, y, block->coefficients);
            } else {
                // Encoders fill an MCU up with blocks that cost least: flat, and as the one before.
                memset(block->coefficients, 0, sizeof block->coefficients);
                block->coefficients[0] = previous;
            }
            previous = block->coefficients[0];
        }
    }
}

static int64_t blocks_in_mcu(const ip_sample_plane *planes, int32_t plane_count) {
    if (plane_count == 1) return 1;
    int64_t blocks = 0;
    for (int32_t i = 0; i < plane_count; i++) blocks += planes[i].horizontal_sampling * planes[i].vertical_sampling;
    return blocks;
}

static bool reserve(ip_jpeg_estimator *sample, size_t block_count) {
    if (block_count <= sample->capacity) return true;
    ip_free(sample->blocks);
    sample->capacity = 0;
    sample->blocks = ip_allocate(block_count * sizeof(sampled_block));
    if (!sample->blocks) return false;
    sample->capacity = block_count;
    return true;
}

ip_status ip_jpeg_estimator_take(ip_jpeg_estimator *sample, ip_context *context, const ip_sample_plane planes[],
                               int32_t plane_count, int32_t block_limit, bool *is_whole) {
    if (plane_count < 1 || plane_count > IP_SAMPLE_MAX_PLANES || block_limit < 1) {
        return ip_fail(context, IP_INTERNAL, "a sample of %d blocks of %d planes", block_limit, plane_count);
    }
    mcu_grid grid = grid_of(planes, plane_count);
    int64_t mcu_blocks = blocks_in_mcu(planes, plane_count);
    int64_t mcu_count = (int64_t)grid.columns * grid.rows;
    int64_t step = (mcu_count * mcu_blocks + block_limit - 1) / block_limit;
    if (step < 2) step = 2;
    if (mcu_count * mcu_blocks <= WHOLE_BLOCKS) step = 1;
    *is_whole = step == 1;

    // A row's sample begins where the golden ratio puts it, so that columns and diagonals are met alike.
    size_t row_blocks = (size_t)((grid.columns + step - 1) / step * mcu_blocks);
    if (!reserve(sample, row_blocks * (size_t)grid.rows)) {
        return ip_fail(context, IP_OUT_OF_MEMORY, "%zu blocks of a sample", row_blocks * (size_t)grid.rows);
    }
    sample->block_count = 0;
    sample->plane_count = plane_count;
    for (int32_t i = 0; i < plane_count; i++) sample->is_chroma[i] = planes[i].is_chroma;
    for (int32_t row = 0; row < grid.rows; row++) {
        if (ip_is_cancelled(context)) return ip_fail(context, IP_CANCELLED, "cancelled");
        int64_t first = (int64_t)((uint32_t)row * 2654435769u) * step >> 32;
        for (int64_t column = first; column < grid.columns; column += step) {
            take_mcu(sample, planes, &grid, (int32_t)column, row);
        }
    }
    sample->scale = (double)(mcu_count * mcu_blocks) / (double)(sample->block_count ? sample->block_count : 1);
    return context->status;
}

// MARK: counting

// So that it becomes part of each variant of the counting.
#define INLINE static inline __attribute__((always_inline))

INLINE int32_t magnitude_bits(int32_t value) {
    uint32_t magnitude = (uint32_t)(value < 0 ? -value : value);
    return magnitude ? 32 - __builtin_clz(magnitude) : 0;
}

typedef struct divisor {
    float reciprocals[BLOCK_SIZE];  // of eight steps, in zigzag order
} divisor;

// Quantises as libjpeg does, half away from zero, and tells which results are not 0.
INLINE uint64_t quantize(const int16_t *coefficients, const divisor *divisor, int16_t *quantized) {
    uint64_t nonzero = 0;
    for (int k = 0; k < BLOCK_SIZE; k++) {
        float coefficient = coefficients[k];
        float quotient = (coefficient < 0 ? -coefficient : coefficient) * divisor->reciprocals[k] + 0.5f;
        quantized[k] = (int16_t)(int32_t)quotient;
    }
#if defined(__x86_64__)
    const __m128i zero = _mm_setzero_si128();
    for (int k = 0; k < BLOCK_SIZE; k += 16) {
        __m128i low = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(quantized + k)), zero);
        __m128i high = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(quantized + k + 8)), zero);
        nonzero |= (uint64_t)(~_mm_movemask_epi8(_mm_packs_epi16(low, high)) & 0xFFFF) << k;
    }
#else
    for (int k = 0; k < BLOCK_SIZE; k++) nonzero |= (uint64_t)(quantized[k] != 0) << k;
#endif
    return nonzero;
}

INLINE int32_t quantize_dc(int16_t coefficient, int32_t step) {
    int32_t magnitude = ((coefficient < 0 ? -coefficient : coefficient) + 4 * step) / (8 * step);
    return coefficient < 0 ? -magnitude : magnitude;
}

typedef struct symbol_counts {
    uint32_t dc[2][256], ac[2][256];
    uint64_t magnitude_bits;
} symbol_counts;

INLINE void count_block(const sampled_block *block, const divisor *divisor, int32_t dc_step, int32_t set,
                        symbol_counts *counts) {
    int16_t quantized[BLOCK_SIZE] __attribute__((aligned(64)));
    uint64_t left = quantize(block->coefficients, divisor, quantized) & ~1ull;
    int32_t dc = quantize_dc(block->coefficients[0], dc_step) - quantize_dc(block->previous_dc, dc_step);
    int32_t dc_bits = magnitude_bits(dc);
    counts->dc[set][dc_bits]++;
    uint32_t *ac = counts->ac[set];
    int32_t total = dc_bits, last = 0;
    while (left) {
        int32_t k = __builtin_ctzll(left);
        left &= left - 1;
        int32_t run = k - last - 1, size = 32 - __builtin_clz((uint32_t)quantized[k]);
        last = k;
        for (; run >= 16; run -= 16) ac[0xF0]++;
        ac[run << 4 | size]++;
        total += size;
    }
    if (last < BLOCK_SIZE - 1) ac[0]++;
    counts->magnitude_bits += (uint64_t)total;
}

typedef struct counting {
    const ip_jpeg_estimator *sample;
    const divisor *divisors;
    const uint16_t *tables;
} counting;

INLINE void count_all(const counting *work, symbol_counts *counts) {
    const ip_jpeg_estimator *sample = work->sample;
    for (size_t i = 0; i < sample->block_count; i++) {
        const sampled_block *block = &sample->blocks[i];
        count_block(block, &work->divisors[block->plane], work->tables[block->plane * BLOCK_SIZE],
                    sample->is_chroma[block->plane], counts);
    }
}

static void count_plain(const counting *work, symbol_counts *counts) { count_all(work, counts); }

#if defined(__x86_64__)
// The same operations, eight numbers at a time.
__attribute__((target("avx2,bmi,lzcnt"))) static void count_avx2(const counting *work, symbol_counts *counts) {
    count_all(work, counts);
}
#endif

static void count_symbols(const counting *work, symbol_counts *counts) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("lzcnt")) {
        count_avx2(work, counts);
        return;
    }
#endif
    count_plain(work, counts);
}

// What the smallest steps leave of the largest coefficients: 1024 for AC (for no frequency the cosines sum up to more), 2048
// for a difference of DC. Of each run, the most bits that a coefficient behind it can have.
typedef struct possible_bits {
    bool is_used;
    int32_t dc, ac[16];
} possible_bits;

static void note_possible(possible_bits *possible, const uint16_t *table) {
    possible->is_used = true;
    int32_t dc = magnitude_bits(2048 / table[0] + 1);
    if (dc > 11) dc = 11;
    if (dc > possible->dc) possible->dc = dc;
    for (int32_t k = 1; k < BLOCK_SIZE; k++) {
        int32_t ac = magnitude_bits(1024 / table[ip_zigzag_to_natural[k]] + 1);
        if (ac > 10) ac = 10;
        for (int32_t run = 0; run < 16 && run < k; run++) {
            if (ac > possible->ac[run]) possible->ac[run] = ac;
        }
    }
}

// Symbols that the sample has not but the rest of the picture may have get a code too.
static void add_possible(double dc[256], double ac[256], const possible_bits *possible) {
    for (int32_t bits = 0; bits <= possible->dc; bits++) dc[bits] += 0.5;
    for (int32_t run = 0; run < 16; run++) {
        for (int32_t bits = 1; bits <= possible->ac[run]; bits++) ac[run << 4 | bits] += 0.5;
    }
    ac[0x00] += 0.5;
    ac[0xF0] += 0.5;
}

static bool repeats_earlier(const uint16_t *tables, int32_t index) {
    for (int32_t earlier = 0; earlier < index; earlier++) {
        if (!memcmp(tables + earlier * BLOCK_SIZE, tables + index * BLOCK_SIZE, BLOCK_SIZE * sizeof *tables)) return true;
    }
    return false;
}

// SOI, JFIF and EOI 22, frame header 10 + 3 a component, scan header 8 + 2 a component, DQT 69 each, DHT 21 + symbols.
static int32_t header_bytes(const ip_jpeg_estimator *sample, const uint16_t *tables, const ip_size_estimate *estimate) {
    int32_t bytes = 22 + 10 + 8 + 5 * sample->plane_count;
    for (int32_t i = 0; i < sample->plane_count; i++) {
        if (!repeats_earlier(tables, i)) bytes += 69;
    }
    for (int32_t i = 0; i < 4; i++) {
        if (estimate->codes[i].symbol_count) bytes += 21 + estimate->codes[i].symbol_count;
    }
    return bytes;
}

ip_status ip_jpeg_estimator_size(ip_jpeg_estimator *sample, ip_context *context, const uint16_t *tables,
                                   ip_size_estimate *estimate) {
    if (!sample->block_count) return ip_fail(context, IP_INTERNAL, "no sample was taken");
    divisor divisors[IP_SAMPLE_MAX_PLANES];
    possible_bits possible[2];
    memset(possible, 0, sizeof possible);
    for (int32_t i = 0; i < sample->plane_count; i++) {
        const uint16_t *table = tables + i * BLOCK_SIZE;
        for (int k = 0; k < BLOCK_SIZE; k++) {
            int32_t step = table[ip_zigzag_to_natural[k]];
            if (step < 1 || step > 8191) return ip_fail(context, IP_INTERNAL, "a quantization step of %d", step);
            divisors[i].reciprocals[k] = 1.0f / (8.0f * (float)step);
        }
        note_possible(&possible[sample->is_chroma[i]], table);
    }

    symbol_counts counts;
    memset(&counts, 0, sizeof counts);
    count_symbols(&(counting){.sample = sample, .divisors = divisors, .tables = tables}, &counts);

    memset(estimate, 0, sizeof *estimate);
    double bits = (double)counts.magnitude_bits * sample->scale;
    for (int32_t set = 0; set < 2; set++) {
        if (!possible[set].is_used) continue;
        double dc[256], ac[256], possible_dc[256], possible_ac[256];
        for (int i = 0; i < 256; i++) {
            possible_dc[i] = dc[i] = counts.dc[set][i] * sample->scale;
            possible_ac[i] = ac[i] = counts.ac[set][i] * sample->scale;
        }
        add_possible(possible_dc, possible_ac, &possible[set]);
        ip_make_huffman_code(possible_dc, &estimate->codes[2 * set]);
        ip_make_huffman_code(possible_ac, &estimate->codes[2 * set + 1]);
        bits += ip_huffman_bits(&estimate->codes[2 * set], dc) + ip_huffman_bits(&estimate->codes[2 * set + 1], ac);
    }
    // Every 256th byte is 0xFF, and a 0 is stuffed in behind it.
    estimate->byte_count = header_bytes(sample, tables, estimate) + bits / 8 * (1 + 1.0 / 256);
    return context->status;
}
