#include "ip_inflate.h"

#include <string.h>

// An entry of a table: the bits that it takes in all (0-7) and without those that count on from its value (8-11), what it
// is (12-15), and a literal, the shortest length or distance, or where a second table begins (16-31).
enum {
    LITERAL = 0x8000,
    SPECIAL = 0x4000,   // none of the others: a second table, the end of the block, or what zlib refuses
    SUBTABLE = 0x2000,
    END = 0x1000,
    REFUSED = SPECIAL,
    LENGTH_SYMBOLS = 288,
    DISTANCE_SYMBOLS = 32,
    LONGEST_MATCH = 258,
    // What the fast loop reads and writes at most before it looks again.
    FAST_INPUT = 32,
    FAST_OUTPUT = 4 + LONGEST_MATCH + 32,
};

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE unsigned taken_bits(uint32_t entry) { return entry & 0xFF; }
ALWAYS_INLINE unsigned code_bits(uint32_t entry) { return entry >> 8 & 15; }
ALWAYS_INLINE uint32_t low_bits(uint64_t bits, unsigned count) { return (uint32_t)(bits & (((uint64_t)1 << count) - 1)); }

// A length or distance: its shortest, and the bits behind its code.
ALWAYS_INLINE uint32_t value_with_extra(uint32_t entry, uint64_t bits) {
    return (entry >> 16) + (low_bits(bits, taken_bits(entry)) >> code_bits(entry));
}

// MARK: input

static bool next_range(ip_inflater *s) {
    while (s->in == s->in_end && s->range < s->range_count) {
        ip_byte_range range = s->ranges[s->range++];
        if (s->range > 1) s->bytes_before += s->ranges[s->range - 2].count;
        s->in = s->file + range.start;
        s->in_end = s->in + range.count;
    }
    return s->in < s->in_end;
}

static void refill(ip_inflater *s) {
    while (s->bit_count <= 56 && (s->in < s->in_end || next_range(s))) {
        s->bits |= (uint64_t)*s->in++ << s->bit_count;
        s->bit_count += 8;
    }
}

static void drop(ip_inflater *s, unsigned count) {
    s->bits >>= count;
    s->bit_count -= count;
}

bool ip_inflate_take(ip_inflater *s, unsigned count, uint32_t *value) {
    if (s->bit_count < count) refill(s);
    if (s->bit_count < count) return false;
    *value = low_bits(s->bits, count);
    drop(s, count);
    return true;
}

size_t ip_inflate_used(const ip_inflater *s) {
    if (s->range == 0) return 0;
    size_t read = s->bytes_before + s->ranges[s->range - 1].count - (size_t)(s->in_end - s->in);
    return read - s->bit_count / 8;
}

void ip_inflate_begin(ip_inflater *s, const uint8_t *file, const ip_byte_range *ranges, size_t range_count, uint8_t *out,
                      size_t room) {
    memset(s, 0, offsetof(ip_inflater, lengths));
    s->file = s->in = s->in_end = file;
    s->ranges = ranges;
    s->range_count = range_count;
    s->out = s->out_next = out;
    s->out_end = out + room;
}

ip_inflate_end ip_inflate_zlib_header(ip_inflater *s, size_t *window) {
    uint32_t cmf, flg;
    if (!ip_inflate_take(s, 8, &cmf) || !ip_inflate_take(s, 8, &flg)) return IP_INFLATE_SHORT;
    *window = (size_t)1 << ((cmf >> 4) + 8);
    bool is_right = (cmf & 15) == 8 && cmf >> 4 <= 7 && (cmf << 8 | flg) % 31 == 0 && !(flg & 0x20);
    return is_right ? IP_INFLATE_DONE : IP_INFLATE_DAMAGED;
}

bool ip_inflate_zlib_checksum(ip_inflater *s, uint32_t *checksum) {
    drop(s, s->bit_count & 7);
    if (!ip_inflate_take(s, 32, checksum)) return false;
    *checksum = __builtin_bswap32(*checksum);
    return true;
}

// MARK: tables

typedef enum alphabet { CODE_LENGTHS, LENGTHS, DISTANCES } alphabet;

static uint32_t meaning(alphabet of, unsigned symbol) {
    static const uint16_t length_base[29] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const uint8_t length_extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static const uint16_t distance_base[30] = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    if (of == CODE_LENGTHS) return LITERAL | symbol << 16;
    if (of == DISTANCES) {
        if (symbol >= 30) return REFUSED;
        return (uint32_t)distance_base[symbol] << 16 | (symbol < 4 ? 0 : symbol / 2 - 1);
    }
    if (symbol < 256) return LITERAL | symbol << 16;
    if (symbol == 256) return SPECIAL | END;
    if (symbol >= 286) return REFUSED;
    return (uint32_t)length_base[symbol - 257] << 16 | length_extra[symbol - 257];
}

// The next code of that length, its first bit lowest; 0 behind the last.
static uint32_t next_code(uint32_t code, unsigned length) {
    uint32_t bit = 1u << (length - 1);
    while (code & bit) bit >>= 1;
    return bit ? (code & (bit - 1)) | bit : 0;
}

typedef struct code_shape {
    uint16_t count[16];
    unsigned longest;
} code_shape;

// False where the lengths describe no code: too many of a length, or too few without being the one code of one bit, or
// none, that zlib lets pass.
static bool is_code(code_shape *shape, alphabet of, const uint8_t *lengths, unsigned symbol_count) {
    memset(shape, 0, sizeof *shape);
    for (unsigned i = 0; i < symbol_count; i++) shape->count[lengths[i]]++;
    shape->count[0] = 0;
    int left = 1;
    for (unsigned length = 1; length < 16; length++) {
        left = (left << 1) - shape->count[length];
        if (left < 0) return false;
        if (shape->count[length]) shape->longest = length;
    }
    return left == 0 || (of != CODE_LENGTHS && shape->longest <= 1);
}

static bool build(uint32_t *table, unsigned table_bits, size_t capacity, alphabet of, const uint8_t *lengths,
                  unsigned symbol_count) {
    code_shape shape;
    if (!is_code(&shape, of, lengths, symbol_count)) return false;
    uint16_t sorted[LENGTH_SYMBOLS], at[17] = {0};
    for (unsigned length = 1; length < 16; length++) at[length + 1] = (uint16_t)(at[length] + shape.count[length]);
    for (unsigned i = 0; i < symbol_count; i++) {
        if (lengths[i]) sorted[at[lengths[i]]++] = (uint16_t)i;
    }
    uint32_t size = 1u << table_bits, code = 0, prefix = UINT32_MAX, start = 0, end = size;
    unsigned sub_bits = 0, next = 0;
    // Where one bit is no code at all, or only its 0 is.
    if (shape.longest <= 1) {
        for (uint32_t i = 0; i < size; i++) table[i] = REFUSED | 0x101;
    }
    for (unsigned length = 1; length <= shape.longest; length++) {
        for (unsigned left = shape.count[length]; left > 0; left--) {
            uint32_t entry = meaning(of, sorted[next++]);
            if (length <= table_bits) {
                entry += length * 0x101;
                for (uint32_t i = code; i < size; i += 1u << length) table[i] = entry;
            } else {
                if ((code & (size - 1)) != prefix) {
                    prefix = code & (size - 1);
                    sub_bits = length - table_bits;
                    uint32_t filled = left;
                    while (filled < 1u << sub_bits) {
                        sub_bits++;
                        filled = (filled << 1) + shape.count[table_bits + sub_bits];
                    }
                    start = end;
                    end += 1u << sub_bits;
                    if (end > capacity) return false;
                    table[prefix] = start << 16 | SPECIAL | SUBTABLE | sub_bits << 8 | table_bits;
                }
                entry += (length - table_bits) * 0x101;
                for (uint32_t i = code >> table_bits; i < 1u << sub_bits; i += 1u << (length - table_bits)) {
                    table[start + i] = entry;
                }
            }
            code = next_code(code, length);
        }
    }
    return true;
}

static void fixed_tables(ip_inflater *s) {
    uint8_t lengths[LENGTH_SYMBOLS];
    for (int i = 0; i < LENGTH_SYMBOLS; i++) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    build(s->lengths, IP_LENGTH_BITS, IP_LENGTH_ENTRIES, LENGTHS, lengths, LENGTH_SYMBOLS);
    memset(lengths, 5, DISTANCE_SYMBOLS);
    build(s->distances, IP_DISTANCE_BITS, IP_DISTANCE_ENTRIES, DISTANCES, lengths, DISTANCE_SYMBOLS);
}

static ip_inflate_end read_lengths(ip_inflater *s, const uint32_t *codes, uint8_t *lengths, uint32_t count) {
    for (uint32_t i = 0; i < count;) {
        if (s->bit_count < 16) refill(s);
        uint32_t entry = codes[s->bits & 127], value, symbol = entry >> 16;
        if (taken_bits(entry) > s->bit_count) return IP_INFLATE_SHORT;
        drop(s, taken_bits(entry));
        if (symbol < 16) {
            lengths[i++] = (uint8_t)symbol;
            continue;
        }
        if (symbol == 16 && i == 0) return IP_INFLATE_DAMAGED;
        uint8_t repeated = symbol == 16 ? lengths[i - 1] : 0;
        if (!ip_inflate_take(s, symbol == 16 ? 2 : symbol == 17 ? 3 : 7, &value)) return IP_INFLATE_SHORT;
        value += symbol == 18 ? 11 : 3;
        if (i + value > count) return IP_INFLATE_DAMAGED;
        while (value-- > 0) lengths[i++] = repeated;
    }
    return IP_INFLATE_DONE;
}

static ip_inflate_end dynamic_tables(ip_inflater *s) {
    static const uint8_t order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint32_t length_count, distance_count, code_count, value, codes[128];
    if (!ip_inflate_take(s, 5, &length_count) || !ip_inflate_take(s, 5, &distance_count) ||
        !ip_inflate_take(s, 4, &code_count)) {
        return IP_INFLATE_SHORT;
    }
    length_count += 257, distance_count += 1, code_count += 4;
    if (length_count > 286 || distance_count > 30) return IP_INFLATE_DAMAGED;
    uint8_t lengths[286 + 30] = {0};
    for (uint32_t i = 0; i < code_count; i++) {
        if (!ip_inflate_take(s, 3, &value)) return IP_INFLATE_SHORT;
        lengths[order[i]] = (uint8_t)value;
    }
    if (!build(codes, 7, 128, CODE_LENGTHS, lengths, 19)) return IP_INFLATE_DAMAGED;
    memset(lengths, 0, sizeof lengths);
    ip_inflate_end end = read_lengths(s, codes, lengths, length_count + distance_count);
    if (end) return end;
    if (lengths[256] == 0) return IP_INFLATE_DAMAGED;
    bool is_right =
        build(s->lengths, IP_LENGTH_BITS, IP_LENGTH_ENTRIES, LENGTHS, lengths, length_count) &&
        build(s->distances, IP_DISTANCE_BITS, IP_DISTANCE_ENTRIES, DISTANCES, lengths + length_count, distance_count);
    return is_right ? IP_INFLATE_DONE : IP_INFLATE_DAMAGED;
}

// MARK: blocks

static bool has_room(ip_inflater *s) { return s->out_next < s->out_end || (s->make_room && s->make_room(s)); }

static ip_inflate_end stored_block(ip_inflater *s) {
    uint32_t length, complement, byte;
    drop(s, s->bit_count & 7);
    if (!ip_inflate_take(s, 16, &length) || !ip_inflate_take(s, 16, &complement)) return IP_INFLATE_SHORT;
    if (length != (~complement & 0xFFFF)) return IP_INFLATE_DAMAGED;
    for (; length > 0 && s->bit_count > 0; length--) {
        if (!has_room(s)) return IP_INFLATE_STOPPED;
        ip_inflate_take(s, 8, &byte);
        *s->out_next++ = (uint8_t)byte;
    }
    while (length > 0) {
        if (s->in == s->in_end && !next_range(s)) return IP_INFLATE_SHORT;
        if (!has_room(s)) return IP_INFLATE_STOPPED;
        size_t count = length, input = (size_t)(s->in_end - s->in), room = (size_t)(s->out_end - s->out_next);
        if (count > input) count = input;
        if (count > room) count = room;
        memcpy(s->out_next, s->in, count);
        s->out_next += count;
        s->in += count;
        length -= (uint32_t)count;
    }
    return IP_INFLATE_DONE;
}

typedef enum step { GOES_ON, BLOCK_ENDS, STEP_SHORT, STEP_DAMAGED, STEP_STOPPED } step;

// The next entry, of the first table or a second; false where the input ends within its code.
static bool next_entry(ip_inflater *s, const uint32_t *table, unsigned table_bits, uint32_t *entry) {
    refill(s);
    *entry = table[low_bits(s->bits, table_bits)];
    if (*entry & SUBTABLE) {
        if (s->bit_count < table_bits) return false;
        drop(s, table_bits);
        *entry = table[(*entry >> 16) + low_bits(s->bits, code_bits(*entry))];
    }
    return taken_bits(*entry) <= s->bit_count;
}

// One symbol, wherever input or room end.
static step careful_step(ip_inflater *s) {
    uint32_t entry;
    if (!next_entry(s, s->lengths, IP_LENGTH_BITS, &entry)) return STEP_SHORT;
    if (entry & LITERAL) {
        if (!has_room(s)) return STEP_STOPPED;
        *s->out_next++ = (uint8_t)(entry >> 16);
        drop(s, taken_bits(entry));
        return GOES_ON;
    }
    uint32_t length = value_with_extra(entry, s->bits);
    drop(s, taken_bits(entry));
    if (entry & SPECIAL) return entry & END ? BLOCK_ENDS : STEP_DAMAGED;
    if (!next_entry(s, s->distances, IP_DISTANCE_BITS, &entry)) return STEP_SHORT;
    if (entry & SPECIAL) return STEP_DAMAGED;
    size_t distance = value_with_extra(entry, s->bits);
    drop(s, taken_bits(entry));
    if (distance > (size_t)(s->out_next - s->out)) return STEP_DAMAGED;
    if (distance > s->farthest) s->farthest = distance;
    for (; length > 0; length--) {
        if (!has_room(s)) return STEP_STOPPED;
        s->out_next[0] = s->out_next[-(ptrdiff_t)distance];
        s->out_next++;
    }
    return GOES_ON;
}

ALWAYS_INLINE uint64_t load(const uint8_t *from) {
    uint64_t word;
    memcpy(&word, from, 8);
    return word;
}

ALWAYS_INLINE void store(uint8_t *to, uint64_t word) { memcpy(to, &word, 8); }

// May write up to 31 bytes too many.
ALWAYS_INLINE void copy_match(uint8_t *to, size_t distance, uint32_t length) {
    const uint8_t *from = to - distance;
    uint8_t *end = to + length;
    if (distance >= 8) {
        store(to, load(from));
        store(to + 8, load(from + 8));
        for (to += 16, from += 16; to < end; to += 16, from += 16) {
            store(to, load(from));
            store(to + 8, load(from + 8));
        }
    } else if (distance == 1) {
        uint64_t word = from[0] * (uint64_t)0x0101010101010101;
        for (; to < end; to += 16) {
            store(to, word);
            store(to + 8, word);
        }
    } else {
        // Of each word as many bytes are right as the distance has; the next one begins behind them.
        for (; to < end; to += distance, from += distance) store(to, load(from));
    }
}

// Symbols while input and room are far from their ends, without looking at either.
ALWAYS_INLINE step fast_steps(ip_inflater *s) {
    if (s->in_end - s->in < FAST_INPUT || s->out_end - s->out_next < FAST_OUTPUT) return GOES_ON;
    const uint8_t *in = s->in, *last_in = s->in_end - FAST_INPUT;
    uint8_t *out = s->out_next, *last_out = s->out_end - FAST_OUTPUT;
    const uint32_t *lengths = s->lengths, *distances = s->distances;
    const uint64_t mask = (1u << IP_LENGTH_BITS) - 1;
    uint64_t bits = s->bits;
    unsigned count = s->bit_count;
    size_t farthest = s->farthest;
    step end = GOES_ON;
    // Bits above `count` are already those that come next, so that adding them once more changes nothing. Of `count` itself
    // only the lowest 8 bits count, so that nothing has to be cut off an entry that is subtracted.
#define REFILL() (bits |= load(in) << (count & 63), in += 7 - (count >> 3 & 7), count |= 56)
#define TAKE(entry) (bits >>= (entry) & 63, count -= (entry))
    REFILL();
    uint32_t entry = lengths[bits & mask];
    while (in <= last_in && out <= last_out) {
        if (entry & LITERAL) {
            // 56 bits are three codes of at most 11, and what it takes to look up a fourth.
            TAKE(entry);
            *out++ = (uint8_t)(entry >> 16);
            entry = lengths[bits & mask];
            if (entry & LITERAL) {
                TAKE(entry);
                *out++ = (uint8_t)(entry >> 16);
                entry = lengths[bits & mask];
                if (entry & LITERAL) {
                    TAKE(entry);
                    *out++ = (uint8_t)(entry >> 16);
                    REFILL();
                    entry = lengths[bits & mask];
                    continue;
                }
            }
            REFILL();
        }
        if (entry & SPECIAL) {
            if (entry & SUBTABLE) {
                uint32_t start = entry >> 16, width = code_bits(entry);
                TAKE(entry);
                entry = lengths[start + low_bits(bits, width)];
            }
            if (entry & LITERAL) {
                TAKE(entry);
                *out++ = (uint8_t)(entry >> 16);
                REFILL();
                entry = lengths[bits & mask];
                continue;
            }
            if (entry & SPECIAL) {
                TAKE(entry);
                end = entry & END ? BLOCK_ENDS : STEP_DAMAGED;
                break;
            }
        }
        // At most 20 bits, and 28 for the distance.
        uint32_t length = value_with_extra(entry, bits);
        TAKE(entry);
        entry = distances[bits & ((1u << IP_DISTANCE_BITS) - 1)];
        if (entry & SPECIAL) {
            if (entry & SUBTABLE) {
                uint32_t start = entry >> 16, width = code_bits(entry);
                TAKE(entry);
                entry = distances[start + low_bits(bits, width)];
            }
            if (entry & SPECIAL) {
                end = STEP_DAMAGED;
                break;
            }
        }
        size_t distance = value_with_extra(entry, bits);
        TAKE(entry);
        if (distance > (size_t)(out - s->out)) {
            end = STEP_DAMAGED;
            break;
        }
        if (distance > farthest) farthest = distance;
        REFILL();
        entry = lengths[bits & mask];
        copy_match(out, distance, length);
        out += length;
    }
#undef REFILL
#undef TAKE
    count &= 63;
    s->in = in;
    s->out_next = out;
    s->bits = bits & (((uint64_t)1 << count) - 1);
    s->bit_count = count;
    s->farthest = farthest;
    return end;
}

#if defined(__x86_64__)
// Shifts by what a register holds take a third of the time there.
__attribute__((target("bmi,bmi2"))) static step fast_steps_bmi2(ip_inflater *s) { return fast_steps(s); }
#endif
static step fast_steps_plain(ip_inflater *s) { return fast_steps(s); }

static ip_inflate_end coded_block(ip_inflater *s) {
    step (*fast)(ip_inflater *) = fast_steps_plain;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi2")) fast = fast_steps_bmi2;
#endif
    while (true) {
        step found = fast(s);
        if (found == GOES_ON) found = careful_step(s);
        switch (found) {
        case GOES_ON: continue;
        case BLOCK_ENDS: return IP_INFLATE_DONE;
        case STEP_SHORT: return IP_INFLATE_SHORT;
        case STEP_DAMAGED: return IP_INFLATE_DAMAGED;
        case STEP_STOPPED: return IP_INFLATE_STOPPED;
        }
    }
}

ip_inflate_end ip_inflate_blocks(ip_inflater *s) {
    uint32_t is_last, kind;
    do {
        if (!ip_inflate_take(s, 1, &is_last) || !ip_inflate_take(s, 2, &kind)) return IP_INFLATE_SHORT;
        ip_inflate_end end = IP_INFLATE_DONE;
        if (kind == 0) {
            end = stored_block(s);
        } else if (kind == 3) {
            end = IP_INFLATE_DAMAGED;
        } else {
            if (kind == 1) fixed_tables(s);
            if (kind == 2) end = dynamic_tables(s);
            if (!end) end = coded_block(s);
        }
        if (end) return end;
    } while (!is_last);
    return IP_INFLATE_DONE;
}
