// The Huffman tables of T.81 Annex K. Private to CImageCodecs.
#ifndef IP_TRANSFORM_TABLES_H
#define IP_TRANSFORM_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

// Whether each table that a sequential picture's one scan used is Annex K's for its slot.
bool ip_has_standard_tables(const struct jpeg_decompress_struct *source);

#endif
