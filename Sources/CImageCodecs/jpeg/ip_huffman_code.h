// Makes Huffman codes from counts. Internal to CImageCodecs.
#ifndef IP_HUFFMAN_CODE_H
#define IP_HUFFMAN_CODE_H

#include "ip_jpeg_estimate.h"

// The best code of at most 16 bits for symbols with these counts, but for a hair; symbols that count 0 get none. No code is
// all ones, as T.81 demands.
void ip_make_huffman_code(const double counts[256], ip_huffman_code *code);

// The bits that symbols with these counts take.
double ip_huffman_bits(const ip_huffman_code *code, const double counts[256]);

#endif
