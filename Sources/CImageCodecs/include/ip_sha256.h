// SHA-256 (FIPS 180-4), for reports: by the processor's own instructions where it has them.
#ifndef IP_SHA256_H
#define IP_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { IP_SHA256_BYTES = 32 };

void ip_sha256(const uint8_t *_Nullable data, size_t byte_count, uint8_t *_Nonnull digest);

#endif
