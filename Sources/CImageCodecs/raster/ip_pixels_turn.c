#include "ip_pixels.h"

#include "ip_orientation.h"

#include <string.h>

size_t ip_pixels_row_bytes(uint32_t width, uint32_t bits_per_pixel) {
    return ((uint64_t)width * bits_per_pixel + 7) / 8;
}

// Columns are read in blocks of this many source rows, so that what one block reads and writes stays in the cache.
enum { BLOCK_ROWS = 32 };

// Where axes are swapped, the upright row r is the stored column r or, from the right, width - 1 - r; it runs down that
// column or, where rows are reversed, up.
//
// memcpy of a constant size is one or two moves; a switch on the size outside the loops keeps it constant. Pixels of 3 and 6
// bytes are copied as 4 and 8, whose surplus the next pixel overwrites: only the last one of a row must not have any.
#define TURN_COLUMNS(BYTES, COPIED)                                                                                 \
    static void turn_columns_##BYTES(const ip_pixels *source, ip_orientation turn, uint32_t first, uint32_t count,  \
                                     uint8_t *rows, size_t rows_stride) {                                           \
        uint32_t height = source->height;                                                                           \
        ptrdiff_t column_step = turn.reverses_x ? -(BYTES) : (BYTES);                                               \
        size_t column = turn.reverses_x ? source->width - 1 - first : first;                                        \
        ptrdiff_t source_step = turn.reverses_y ? -(ptrdiff_t)source->stride : (ptrdiff_t)source->stride;           \
        const uint8_t *start = source->base + column * (BYTES);                                                     \
        if (turn.reverses_y) start += (size_t)(height - 1) * source->stride;                                        \
        for (uint32_t y = 0; y < height - 1; y += BLOCK_ROWS) {                                                     \
            uint32_t block = height - 1 - y < BLOCK_ROWS ? height - 1 - y : BLOCK_ROWS;                             \
            for (uint32_t r = 0; r < count; r++) {                                                                  \
                const uint8_t *from = start + (ptrdiff_t)y * source_step + (ptrdiff_t)r * column_step;              \
                uint8_t *to = rows + r * rows_stride + (size_t)y * (BYTES);                                         \
                for (uint32_t i = 0; i < block; i++, from += source_step, to += (BYTES)) memcpy(to, from, COPIED);  \
            }                                                                                                       \
        }                                                                                                           \
        start += (ptrdiff_t)(height - 1) * source_step;                                                             \
        for (uint32_t r = 0; r < count; r++)                                                                        \
            memcpy(rows + r * rows_stride + (size_t)(height - 1) * (BYTES), start + (ptrdiff_t)r * column_step, BYTES); \
    }                                                                                                               \
    static void reverse_row_##BYTES(const uint8_t *from, uint32_t width, uint8_t *to) {                             \
        from += (size_t)(width - 1) * (BYTES);                                                                      \
        for (uint32_t x = 1; x < width; x++, from -= (BYTES), to += (BYTES)) memcpy(to, from, COPIED);              \
        memcpy(to, from, BYTES);                                                                                    \
    }

TURN_COLUMNS(1, 1)
TURN_COLUMNS(2, 2)
TURN_COLUMNS(3, 4)
TURN_COLUMNS(4, 4)
TURN_COLUMNS(6, 8)
TURN_COLUMNS(8, 8)

static void turn_columns(const ip_pixels *source, ip_orientation turn, uint32_t first, uint32_t count, uint8_t *rows,
                         size_t rows_stride) {
    switch (source->bits_per_pixel) {
    case 8: turn_columns_1(source, turn, first, count, rows, rows_stride); break;
    case 16: turn_columns_2(source, turn, first, count, rows, rows_stride); break;
    case 24: turn_columns_3(source, turn, first, count, rows, rows_stride); break;
    case 32: turn_columns_4(source, turn, first, count, rows, rows_stride); break;
    case 48: turn_columns_6(source, turn, first, count, rows, rows_stride); break;
    default: turn_columns_8(source, turn, first, count, rows, rows_stride); break;
    }
}

static void reverse_row(const uint8_t *from, uint32_t width, uint32_t bits_per_pixel, uint8_t *to) {
    switch (bits_per_pixel) {
    case 8: reverse_row_1(from, width, to); break;
    case 16: reverse_row_2(from, width, to); break;
    case 24: reverse_row_3(from, width, to); break;
    case 32: reverse_row_4(from, width, to); break;
    case 48: reverse_row_6(from, width, to); break;
    default: reverse_row_8(from, width, to); break;
    }
}

static uint8_t packed_sample(const uint8_t *row, uint32_t x, uint32_t bits) {
    uint32_t bit = x * bits;
    return (row[bit >> 3] >> (8 - bits - (bit & 7))) & ((1u << bits) - 1);
}

// Pixels of 1, 2 or 4 bits, one by one: such pictures are few and small, and the compressor costs far more.
static void turn_packed_rows(const ip_pixels *source, ip_orientation turn, uint32_t first, uint32_t count,
                             uint8_t *rows, size_t rows_stride) {
    bool swaps = turn.swaps_axes, from_right = turn.reverses_x, from_bottom = turn.reverses_y;
    uint32_t bits = source->bits_per_pixel, width = swaps ? source->height : source->width;
    for (uint32_t r = 0; r < count; r++) memset(rows + r * rows_stride, 0, ip_pixels_row_bytes(width, bits));
    // Stored row by stored row also where columns become rows: the other way round would miss the cache at every pixel.
    for (uint32_t i = 0; i < (swaps ? width : count); i++) {
        uint32_t u = swaps ? i : first + i;
        uint32_t stored_y = from_bottom ? source->height - 1 - u : u;
        const uint8_t *from = source->base + (size_t)stored_y * source->stride;
        for (uint32_t k = 0; k < (swaps ? count : width); k++) {
            uint32_t v = swaps ? first + k : k;
            uint8_t sample = packed_sample(from, from_right ? source->width - 1 - v : v, bits);
            uint8_t *to = rows + (swaps ? k : i) * rows_stride;
            uint32_t bit = (swaps ? i : k) * bits;
            to[bit >> 3] |= (uint8_t)(sample << (8 - bits - (bit & 7)));
        }
    }
}

void ip_pixels_turn_rows(const ip_pixels *source, uint32_t orientation, uint32_t first_row, uint32_t row_count,
                         uint8_t *rows, size_t rows_stride) {
    ip_orientation turn = ip_orientation_of(orientation);
    bool keeps_rows = !turn.swaps_axes && !turn.reverses_x;
    if (source->bits_per_pixel < 8 && !keeps_rows) {
        turn_packed_rows(source, turn, first_row, row_count, rows, rows_stride);
        return;
    }
    if (turn.swaps_axes) {
        turn_columns(source, turn, first_row, row_count, rows, rows_stride);
        return;
    }
    size_t row_bytes = ip_pixels_row_bytes(source->width, source->bits_per_pixel);
    uint32_t unused_bits = (uint32_t)(row_bytes * 8 - (uint64_t)source->width * source->bits_per_pixel);
    for (uint32_t r = 0; r < row_count; r++) {
        uint32_t y = turn.reverses_y ? source->height - 1 - first_row - r : first_row + r;
        const uint8_t *from = source->base + (size_t)y * source->stride;
        uint8_t *to = rows + r * rows_stride;
        if (turn.reverses_x) reverse_row(from, source->width, source->bits_per_pixel, to);
        else memcpy(to, from, row_bytes);
        if (unused_bits > 0) to[row_bytes - 1] &= (uint8_t)(0xFF << unused_bits);
    }
}
