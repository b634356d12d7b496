// Turning single blocks of coefficients. Private to CImageCodecs.
#ifndef IP_TRANSFORM_BLOCKS_H
#define IP_TRANSFORM_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "ip_orientation.h"

// An Exif orientation as one optional transposition followed by mirrors in the turned picture.
typedef struct ip_turn {
    bool transposes, mirrors_x, mirrors_y;
} ip_turn;

static inline ip_turn ip_turn_of(int32_t orientation) {
    ip_orientation stored = ip_orientation_of((uint32_t)orientation);
    bool swaps = stored.swaps_axes;
    return (ip_turn){
        .transposes = swaps,
        .mirrors_x = swaps ? stored.reverses_y : stored.reverses_x,
        .mirrors_y = swaps ? stored.reverses_x : stored.reverses_y,
    };
}

// Eight coefficients. Unsigned, so that negating -32768 of a hostile file wraps instead of being undefined.
typedef uint16_t ip_octet __attribute__((vector_size(16), may_alias));

// The signs of a turn: mirroring negates the odd frequencies of its axis.
typedef struct ip_signs {
    ip_octet rows[8];
} ip_signs;

static inline ip_signs ip_signs_of(ip_turn turn) {
    ip_signs signs;
    for (int row = 0; row < 8; row++) {
        for (int column = 0; column < 8; column++) {
            bool negates = (turn.mirrors_x && column % 2 == 1) != (turn.mirrors_y && row % 2 == 1);
            signs.rows[row][column] = negates ? 0xFFFF : 0;
        }
    }
    return signs;
}

#define IP_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define IP_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)

// Three rounds of interleaving row i with row i + 4 transpose 8 x 8.
static inline __attribute__((always_inline)) void ip_transpose_octets(ip_octet rows[8]) {
    for (int round = 0; round < 3; round++) {
        ip_octet next[8];
        for (int row = 0; row < 4; row++) {
            next[2 * row] = IP_LOW(rows[row], rows[row + 4]);
            next[2 * row + 1] = IP_HIGH(rows[row], rows[row + 4]);
        }
        for (int row = 0; row < 8; row++) rows[row] = next[row];
    }
}

// Turns a block and collects the bits of all magnitudes, those of the first row in magnitudes[0]. DC counts by the range of
// its class instead, so that -1024 is no more than 1023. Source and target may be the same.
static inline __attribute__((always_inline)) void ip_turn_octets(
    const int16_t *source, int16_t *target, bool transposes, const ip_signs *signs, ip_octet magnitudes[2]) {
    ip_octet rows[8];
    memcpy(rows, source, sizeof rows);
    if (transposes) ip_transpose_octets(rows);
    for (int row = 0; row < 8; row++) rows[row] = (rows[row] ^ signs->rows[row]) - signs->rows[row];
    memcpy(target, rows, sizeof rows);

    typedef int16_t signed_octet __attribute__((vector_size(16)));
    for (int row = 0; row < 8; row++) {
        ip_octet sign = (ip_octet)((signed_octet)rows[row] >> 15);
        ip_octet carry = row == 0 ? sign & (ip_octet){0, 1, 1, 1, 1, 1, 1, 1} : sign & 1;
        magnitudes[row == 0 ? 0 : 1] |= (rows[row] ^ sign) + carry;
    }
}

#endif
