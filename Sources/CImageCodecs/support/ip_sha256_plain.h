// What ip_sha256 is held against. Private to CImageCodecs.
#ifndef IP_SHA256_PLAIN_H
#define IP_SHA256_PLAIN_H

#include <stddef.h>
#include <stdint.h>

void ip_sha256_plain(const uint8_t *data, size_t byte_count, uint8_t *digest);

#endif
