#include "CLibFuzzer.h"

uint32_t fuzz_crc32(const uint8_t *bytes, size_t byte_count) {
    uint32_t crc = ~0u;
    for (size_t index = 0; index < byte_count; index++) {
        crc ^= bytes[index];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}
