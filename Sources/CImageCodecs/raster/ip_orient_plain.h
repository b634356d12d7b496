// What ip_orient_rows is held against. Private to CImageCodecs.
#ifndef IP_ORIENT_PLAIN_H
#define IP_ORIENT_PLAIN_H

#include <stddef.h>
#include <stdint.h>

// The same, one sample after another.
void ip_orient_rows_plain(const uint8_t *source, size_t source_stride, int32_t width, int32_t height, int32_t first_row,
                          int32_t row_count, int32_t orientation, uint8_t *destination, size_t destination_stride);

#endif
