#include "ip_orient.h"

#include "ip_orient_plain.h"
#include "ip_orientation.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// MARK: where a sample goes

void ip_orient_rows_plain(const uint8_t *source, size_t source_stride, int32_t width, int32_t height, int32_t first_row,
                          int32_t row_count, int32_t orientation, uint8_t *destination, size_t destination_stride) {
    ip_orientation turn = ip_orientation_of((uint32_t)orientation);
    for (int32_t row = 0; row < row_count; row++) {
        for (int32_t x = 0; x < width; x++) {
            int32_t y = first_row + row;
            int32_t along_x = turn.reverses_x ? width - 1 - x : x;
            int32_t along_y = turn.reverses_y ? height - 1 - y : y;
            int32_t row_there = turn.swaps_axes ? along_x : along_y;
            int32_t column_there = turn.swaps_axes ? along_y : along_x;
            destination[(size_t)row_there * destination_stride + (size_t)column_there] =
                source[(size_t)row * source_stride + (size_t)x];
        }
    }
}

// MARK: vectors, in the compiler's own notation: SSE2 and NEON alike

typedef uint8_t bytes16 __attribute__((vector_size(16)));
enum { TILE = 16 };

static inline bytes16 load16(const uint8_t *from) {
    bytes16 value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline void store16(uint8_t *to, bytes16 value) { memcpy(to, &value, sizeof value); }

static inline bytes16 interleave_low(bytes16 a, bytes16 b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static inline bytes16 interleave_high(bytes16 a, bytes16 b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

static inline bytes16 reversed(bytes16 a) {
    return __builtin_shufflevector(a, a, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

// 16x16 samples, rows to columns. Interleaving rows i and i + 8 moves one bit of the row number into the column number;
// four times over, row and column have changed places.
static inline void transpose_tile(const uint8_t *source, ptrdiff_t source_stride, uint8_t *destination,
                                  ptrdiff_t destination_stride) {
    bytes16 a[TILE], b[TILE];
    for (int i = 0; i < TILE; i++) a[i] = load16(source + i * source_stride);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < TILE / 2; i++) {
            b[2 * i] = interleave_low(a[i], a[i + 8]);
            b[2 * i + 1] = interleave_high(a[i], a[i + 8]);
        }
        for (int i = 0; i < TILE / 2; i++) {
            a[2 * i] = interleave_low(b[i], b[i + 8]);
            a[2 * i + 1] = interleave_high(b[i], b[i + 8]);
        }
    }
    for (int i = 0; i < TILE; i++) store16(destination + i * destination_stride, a[i]);
}

static void transpose_plain(const uint8_t *source, ptrdiff_t source_stride, int32_t width, int32_t row_count,
                            uint8_t *destination, ptrdiff_t destination_stride) {
    for (int32_t x = 0; x < width; x++) {
        for (int32_t y = 0; y < row_count; y++) destination[x * destination_stride + y] = source[y * source_stride + x];
    }
}

enum { CACHE_LINE = 64, TILES_AHEAD = 2 };

// Each destination row is a page of its own to the processor, which guesses none of them: they are asked for two tiles
// before they are written (12 MP at 64 rows: 6.6 ms without, 5.2 with).
static inline void prefetch_tile(const uint8_t *destination, ptrdiff_t destination_stride, int32_t row_count) {
    for (int i = 0; i < TILE; i++) {
        for (int32_t y = 0; y < row_count; y += CACHE_LINE) __builtin_prefetch(destination + i * destination_stride + y, 1);
    }
}

#if defined(__SSE2__)
// A picture above this is longer than a cache is wide by the time that its encoder comes for it.
enum { LARGE_PICTURE = 4 << 20 };

// Whether whole cache lines can be written past the cache, which then need not be read first (18 MB of planes: 13.3 ms
// in a render of 125 without, 10.4 with).
static bool can_stream(int64_t picture_size, int32_t row_count, const uint8_t *destination, ptrdiff_t destination_stride) {
    return picture_size >= LARGE_PICTURE && row_count % CACHE_LINE == 0 && (uintptr_t)destination % CACHE_LINE == 0 &&
           destination_stride % CACHE_LINE == 0;
}

static void transpose_streaming(const uint8_t *source, ptrdiff_t source_stride, int32_t width, int32_t row_count,
                                uint8_t *destination, ptrdiff_t destination_stride) {
    _Alignas(CACHE_LINE) uint8_t lines[TILE * CACHE_LINE];
    for (int32_t x = 0; x < width; x += TILE) {
        for (int32_t y = 0; y < row_count; y += CACHE_LINE) {
            for (int32_t row = 0; row < CACHE_LINE; row += TILE)
                transpose_tile(source + (y + row) * source_stride + x, source_stride, lines + row, CACHE_LINE);
            for (int i = 0; i < TILE; i++) {
                uint8_t *line = destination + (x + i) * destination_stride + y;
                for (int part = 0; part < CACHE_LINE; part += 16)
                    _mm_stream_si128((__m128i *)(void *)(line + part),
                                     _mm_load_si128((const __m128i *)(const void *)(lines + i * CACHE_LINE + part)));
            }
        }
    }
    _mm_sfence();
}
#endif

// destination[x][y] = source[y][x]. Negative strides run backwards. Down a column of tiles first: a few hundred bytes of
// each destination row are then completed while its cache line is near.
static void transpose(const uint8_t *source, ptrdiff_t source_stride, int32_t width, int32_t row_count,
                      uint8_t *destination, ptrdiff_t destination_stride, int64_t picture_size) {
    int32_t whole_width = width & -TILE, whole_rows = row_count & -TILE;
#if defined(__SSE2__)
    if (can_stream(picture_size, row_count, destination, destination_stride)) {
        transpose_streaming(source, source_stride, whole_width, row_count, destination, destination_stride);
        transpose_plain(source + whole_width, source_stride, width - whole_width, row_count,
                        destination + whole_width * destination_stride, destination_stride);
        return;
    }
#else
    (void)picture_size;
#endif
    for (int32_t x = 0; x < whole_width; x += TILE) {
        int32_t ahead = x + TILES_AHEAD * TILE;
        if (ahead < whole_width) prefetch_tile(destination + ahead * destination_stride, destination_stride, whole_rows);
        for (int32_t y = 0; y < whole_rows; y += TILE) {
            transpose_tile(source + y * source_stride + x, source_stride, destination + x * destination_stride + y,
                           destination_stride);
        }
    }
    transpose_plain(source + whole_width, source_stride, width - whole_width, whole_rows,
                    destination + whole_width * destination_stride, destination_stride);
    transpose_plain(source + whole_rows * source_stride, source_stride, width, row_count - whole_rows,
                    destination + whole_rows, destination_stride);
}

static void reverse_row(const uint8_t *source, int32_t width, uint8_t *destination) {
    int32_t x = 0;
    for (; x + TILE <= width; x += TILE) store16(destination + width - TILE - x, reversed(load16(source + x)));
    for (; x < width; x++) destination[width - 1 - x] = source[x];
}

void ip_orient_rows(const uint8_t *source, size_t source_stride, int32_t width, int32_t height, int32_t first_row,
                    int32_t row_count, int32_t orientation, uint8_t *destination, size_t destination_stride) {
    ip_orientation turn = ip_orientation_of((uint32_t)orientation);
    bool flips_x = turn.reverses_x, flips_y = turn.reverses_y;
    ptrdiff_t from = (ptrdiff_t)source_stride, to = (ptrdiff_t)destination_stride;
    // The first of these rows as they come to stand: the last one read, where y runs backwards.
    ptrdiff_t first_there = flips_y ? (ptrdiff_t)height - first_row - row_count : first_row;
    const uint8_t *first_source = flips_y ? source + (row_count - 1) * from : source;
    ptrdiff_t from_next = flips_y ? -from : from;
    if (turn.swaps_axes) {
        uint8_t *column = destination + first_there + (flips_x ? (width - 1) * to : 0);
        transpose(first_source, from_next, width, row_count, column, flips_x ? -to : to,
                  (int64_t)width * height);
        return;
    }
    for (int32_t y = 0; y < row_count; y++) {
        const uint8_t *row = first_source + y * from_next;
        uint8_t *there = destination + (first_there + y) * to;
        if (flips_x) reverse_row(row, width, there);
        else memcpy(there, row, (size_t)width);
    }
}

// MARK: shifting by a fraction

enum { SHIFT_BITS = 7, BEFORE = IP_SHIFT_TAPS / 2 - 1, AFTER = IP_SHIFT_TAPS / 2 };

static double lanczos3(double x) {
    if (fabs(x) < 1e-9) return 1;
    if (fabs(x) >= 3) return 0;
    double angle = x * 3.14159265358979323846;
    return 3 * sin(angle) * sin(angle / 3) / (angle * angle);
}

// Weights of the samples -2 ... 3 around a position `shift` right of sample 0; their sum is 1 << SHIFT_BITS to the bit,
// so that an even area stays even.
static void shift_weights(double shift, int16_t weights[IP_SHIFT_TAPS]) {
    double kernel[IP_SHIFT_TAPS], sum = 0;
    for (int i = 0; i < IP_SHIFT_TAPS; i++) sum += kernel[i] = lanczos3(i - BEFORE - shift);
    int rest = 1 << SHIFT_BITS;
    for (int i = 0; i < IP_SHIFT_TAPS; i++) rest -= weights[i] = (int16_t)lrint(kernel[i] / sum * (1 << SHIFT_BITS));
    weights[shift < 0.5 ? BEFORE : BEFORE + 1] += (int16_t)rest;
}

static inline uint8_t rounded(int32_t sum) {
    int32_t value = (sum + (1 << (SHIFT_BITS - 1))) >> SHIFT_BITS;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

// taps[i] are as many rows, or one row at as many offsets.
static void weigh(const uint8_t *const taps[IP_SHIFT_TAPS], const int16_t weights[IP_SHIFT_TAPS], int32_t width,
                  uint8_t *restrict destination) {
    const uint8_t *a = taps[0], *b = taps[1], *c = taps[2], *d = taps[3], *e = taps[4], *f = taps[5];
    for (int32_t x = 0; x < width; x++) {
        destination[x] = rounded(a[x] * weights[0] + b[x] * weights[1] + c[x] * weights[2] + d[x] * weights[3] +
                                 e[x] * weights[4] + f[x] * weights[5]);
    }
}

enum { CHUNK = 1024 };

void ip_shift_left(uint8_t *plane, size_t stride, int32_t width, int32_t height, double shift) {
    int16_t weights[IP_SHIFT_TAPS];
    shift_weights(shift, weights);
    for (int32_t y = 0; y < height; y++) {
        uint8_t *row = plane + (size_t)y * stride;
        uint8_t before[BEFORE], chunk[BEFORE + CHUNK + AFTER];
        memset(before, row[0], sizeof before);
        for (int32_t x = 0; x < width; x += CHUNK) {
            int32_t count = width - x < CHUNK ? width - x : CHUNK;
            int32_t known = width - x < CHUNK + AFTER ? width - x : CHUNK + AFTER;
            memcpy(chunk, before, sizeof before);
            memcpy(chunk + BEFORE, row + x, (size_t)known);
            memset(chunk + BEFORE + known, row[width - 1], (size_t)(CHUNK + AFTER - known));
            memcpy(before, chunk + count, sizeof before);  // the row itself is about to be overwritten
            const uint8_t *taps[IP_SHIFT_TAPS];
            for (int i = 0; i < IP_SHIFT_TAPS; i++) taps[i] = chunk + i;
            weigh(taps, weights, count, row + x);
        }
    }
}

void ip_shift_up(uint8_t *plane, size_t stride, int32_t width, int32_t height, double shift) {
    int16_t weights[IP_SHIFT_TAPS];
    shift_weights(shift, weights);
    // Columns of CHUNK samples, so that the rows that were overwritten but are still needed fit here.
    for (int32_t x = 0; x < width; x += CHUNK) {
        int32_t count = width - x < CHUNK ? width - x : CHUNK;
        uint8_t *column = plane + x;
        uint8_t kept[IP_SHIFT_TAPS][CHUNK];  // the original of row y in kept[y % IP_SHIFT_TAPS]
        for (int32_t y = 0; y < AFTER && y < height; y++) memcpy(kept[y], column + (size_t)y * stride, (size_t)count);
        for (int32_t y = 0; y < height; y++) {
            if (y + AFTER < height) {
                memcpy(kept[(y + AFTER) % IP_SHIFT_TAPS], column + (size_t)(y + AFTER) * stride, (size_t)count);
            }
            const uint8_t *taps[IP_SHIFT_TAPS];
            for (int i = 0; i < IP_SHIFT_TAPS; i++) {
                int32_t row = y + i - BEFORE;
                row = row < 0 ? 0 : row >= height ? height - 1 : row;
                taps[i] = kept[row % IP_SHIFT_TAPS];
            }
            weigh(taps, weights, count, column + (size_t)y * stride);
        }
    }
}
