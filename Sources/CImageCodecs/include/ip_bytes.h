// Walking over file bytes at memory speed.
#ifndef IP_BYTES_H
#define IP_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ip_context.h"

// Offset of the next marker in entropy-coded JPEG data: the first 0xFF at or after `from` that is followed by a byte other
// than 0x00. byte_count where there is none; a last byte of 0xFF counts as none.
size_t ip_find_marker(const uint8_t *_Nonnull bytes, size_t from, size_t byte_count);

// CRC-32 as PNG and zlib define it.
uint32_t ip_crc32(const uint8_t *_Nonnull bytes, size_t byte_count);

// Inflates a zlib stream whose size is not known, as strictly as image data. Returns memory to be freed with ip_free and sets
// *inflated_count, and *is_exact to whether the stream takes all bytes and promises the window that it needs; NULL where it
// is damaged or inflates to more than `limit` bytes (IP_MALFORMED), or memory ran out (IP_OUT_OF_MEMORY).
uint8_t *_Nullable ip_inflate_bounded(ip_context *_Nonnull context, const uint8_t *_Nonnull stream, size_t stream_count,
                                      size_t limit, size_t *_Nonnull inflated_count, bool *_Nonnull is_exact);

#endif
