#include "ip_huffman_code.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_CODE_BITS = 16, MAX_SYMBOLS = 257 };

typedef struct leaf {
    double weight;
    int32_t symbol;  // 256: takes the code of ones alone, so that no other symbol gets it
} leaf;

static int by_weight(const void *a, const void *b) {
    const leaf *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? -1 : 1;
    return y->symbol - x->symbol;  // never equal, so that every C library sorts alike
}

// Lengths of a Huffman code for leaves sorted by weight: the two-queue method. Returns the longest.
static int32_t code_lengths(const leaf *leaves, int32_t count, double floor, uint8_t *lengths) {
    double weights[2 * MAX_SYMBOLS];
    int32_t parents[2 * MAX_SYMBOLS];
    for (int32_t i = 0; i < count; i++) weights[i] = leaves[i].weight > floor ? leaves[i].weight : floor;
    int32_t next_leaf = 0, next_pair = count, end = count;
    while (end < 2 * count - 1) {
        double sum = 0;
        for (int32_t side = 0; side < 2; side++) {
            bool takes_leaf = next_leaf < count && (next_pair == end || weights[next_leaf] <= weights[next_pair]);
            int32_t taken = takes_leaf ? next_leaf++ : next_pair++;
            sum += weights[taken];
            parents[taken] = end;
        }
        weights[end++] = sum;
    }
    int32_t depths[2 * MAX_SYMBOLS];
    depths[end - 1] = 0;
    int32_t longest = 0;
    for (int32_t node = end - 2; node >= 0; node--) {
        depths[node] = depths[parents[node]] + 1;
        if (node >= count) continue;
        if (depths[node] > longest) longest = depths[node];
        lengths[node] = depths[node] > 255 ? 255 : (uint8_t)depths[node];
    }
    return longest;
}

void ip_make_huffman_code(const double counts[256], ip_huffman_code *code) {
    leaf leaves[MAX_SYMBOLS];
    uint8_t lengths[MAX_SYMBOLS];
    int32_t count = 0;
    double total = 0;
    memset(code, 0, sizeof *code);
    for (int32_t symbol = 0; symbol < 256; symbol++) {
        if (counts[symbol] <= 0) continue;
        leaves[count++] = (leaf){counts[symbol], symbol};
        total += counts[symbol];
    }
    if (!count) return;
    leaves[count++] = (leaf){0, 256};
    qsort(leaves, (size_t)count, sizeof *leaves, by_weight);
    // Rare symbols counted as a little less rare have shorter codes; it costs the frequent ones next to nothing.
    double floor = total / (1 << 20);
    while (code_lengths(leaves, count, floor, lengths) > MAX_CODE_BITS) floor *= 2;

    // The leaf of all ones is the lightest, so it has a longest code, and as the last of those the code of ones.
    for (int32_t length = 1; length <= MAX_CODE_BITS; length++) {
        for (int32_t i = count - 1; i >= 0; i--) {
            if (lengths[i] != length || leaves[i].symbol == 256) continue;
            code->counts[length]++;
            code->symbols[code->symbol_count++] = (uint8_t)leaves[i].symbol;
        }
    }
}

double ip_huffman_bits(const ip_huffman_code *code, const double counts[256]) {
    double bits = 0;
    int32_t next = 0;
    for (int32_t length = 1; length <= MAX_CODE_BITS; length++) {
        for (int32_t i = 0; i < code->counts[length]; i++) bits += counts[code->symbols[next++]] * length;
    }
    return bits;
}
