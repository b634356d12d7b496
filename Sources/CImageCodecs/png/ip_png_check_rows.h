// What the two ways of checking image data share.
#ifndef IP_PNG_CHECK_ROWS_H
#define IP_PNG_CHECK_ROWS_H

#include "ip_png_check.h"

// Where rows begin in the raw data: each with its filter byte, pass by pass (seven passes with interlacing).
typedef struct ip_row_walk {
    uint64_t row_count[7], row_bytes[7];  // row_bytes without the filter byte
    int pass;
    uint64_t row;
    uint64_t next_filter;  // offset of the next row's filter byte
} ip_row_walk;

// Returns the bytes that all rows take.
uint64_t ip_row_walk_begin(ip_row_walk *walk, ip_png_layout layout);

// Looks at the filter bytes among the `count` raw bytes that begin at offset `from`. False at one above 4, left in *filter.
bool ip_row_walk_check(ip_row_walk *walk, const uint8_t *raw, uint64_t from, size_t count, uint64_t *filter);

// The patient way: inflates through a sliding window and says where and how the data fails. Sets everything in `report` but
// the CRCs; expected_count is set already.
ip_status ip_inflate_sliding(ip_context *context, const uint8_t *file, const ip_byte_range *ranges, size_t range_count,
                             ip_row_walk *walk, ip_image_data_report *report);

#endif
