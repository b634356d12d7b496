// Inflate (RFC 1951) with the strictness of zlib, which is what PNG readers have; libdeflate and ISA-L let pass what those
// refuse: length symbols 286 and 287, distance symbols 30 and 31, code lengths that run over their end, incomplete codes.
#ifndef IP_INFLATE_H
#define IP_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ip_png_check.h"

enum {
    IP_INFLATE_WINDOW = 32 << 10,  // how far back a match may reach
    IP_LENGTH_BITS = 11,           // codes up to this length are decoded by one table look-up
    IP_DISTANCE_BITS = 8,
    // What tables of 288 and 32 codes of 15 bits take at most, by zlib's examples/enough.c.
    IP_LENGTH_ENTRIES = 2342,
    IP_DISTANCE_ENTRIES = 402,
};

typedef enum ip_inflate_end {
    IP_INFLATE_DONE = 0,
    IP_INFLATE_SHORT,    // the input ends early
    IP_INFLATE_DAMAGED,  // what comes next means nothing
    IP_INFLATE_STOPPED,  // there is more than room for it
} ip_inflate_end;

typedef struct ip_inflater {
    const uint8_t *file;
    const ip_byte_range *ranges;
    size_t range_count, range;  // those behind `range` were not begun
    const uint8_t *in, *in_end;
    size_t bytes_before;        // of the ranges before this one
    uint64_t bits;
    unsigned bit_count;

    // Matches reach back to `out`; at `out_end` more room is asked for, which may move all three.
    uint8_t *out, *out_next, *out_end;
    bool (*make_room)(struct ip_inflater *inflater);  // NULL where there is none
    void *owner;
    size_t farthest;  // the longest distance of a match so far
    uint32_t lengths[IP_LENGTH_ENTRIES], distances[IP_DISTANCE_ENTRIES];
} ip_inflater;

// To inflate what `ranges` of the file hold, one behind the other, into `room` bytes.
void ip_inflate_begin(ip_inflater *inflater, const uint8_t *file, const ip_byte_range *ranges, size_t range_count,
                      uint8_t *out, size_t room);

// All blocks up to the last. What came out before a fault stays.
ip_inflate_end ip_inflate_blocks(ip_inflater *inflater);

// Takes up to 32 bits of what the blocks stand between; false at the end.
bool ip_inflate_take(ip_inflater *inflater, unsigned count, uint32_t *value);

// The two bytes before a zlib stream's blocks; `window` is what they promise. False where it is none, or wants a dictionary.
ip_inflate_end ip_inflate_zlib_header(ip_inflater *inflater, size_t *window);

// The Adler-32 behind them.
bool ip_inflate_zlib_checksum(ip_inflater *inflater, uint32_t *checksum);

// Bytes of the input up to the last bit that was taken.
size_t ip_inflate_used(const ip_inflater *inflater);

#endif
