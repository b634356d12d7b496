// Coefficients in a packed form, for the commonest JPEG: one sequential Huffman scan. Private to CImageCodecs.
//
// A turn changes neither the size class of a coefficient nor the number of its bits: a mirrored one has its bits inverted,
// a transposed one stands elsewhere on its diagonal of the zigzag. So nothing is ever extended to a number: what the
// decoder finds is what the encoder writes. A 12 MP photo of 3.7 MB takes some 14 MB so, instead of 36 MB of blocks.
#ifndef IP_TRANSFORM_PACKED_H
#define IP_TRANSFORM_PACKED_H

#include <stdint.h>
#include <string.h>

#include "ip_bits.h"
#include "ip_zigzag.h"
#include "ip_transform_state.h"

// A block; its coefficients are turned.
typedef struct ip_packed_block {
    uint64_t nonzero;   // bit k: the coefficient at zigzag position k; bit 0 is unused
    uint32_t first;     // its first coefficient in ip_transform.packed_values
    int16_t dc;
} ip_packed_block;

// A coefficient: its size class in the top 4 bits; below, from the top, as many bits as T.81, F.1.2.2 appends to the code,
// and zeros.
typedef uint16_t ip_packed_value;
enum { IP_PACKED_SIZE_SHIFT = 12, IP_PACKED_BITS = (1 << IP_PACKED_SIZE_SHIFT) - 1 };

static inline int32_t ip_packed_number(ip_packed_value value) {
    int size = value >> IP_PACKED_SIZE_SHIFT, bits = (value & IP_PACKED_BITS) >> (IP_PACKED_SIZE_SHIFT - size);
    return size == 0 || bits >> (size - 1) != 0 ? bits : bits - (1 << size) + 1;
}

// Decodes the scan that libjpeg has just read the header of. False, with nothing consumed, where anything about it is not
// plain: then libjpeg has to say what the picture is, or what is wrong with it.
bool ip_packed_decode(ip_transform *transform);

// Writes a whole file from packed coefficients, with the bytes that libjpeg would write. `target` is configured.
void ip_packed_encode(ip_transform *transform);

// Unpacks all blocks into the layout that libjpeg's encoder is given, for what ip_packed_encode does not do.
void ip_packed_expand(ip_transform *transform);

#endif
