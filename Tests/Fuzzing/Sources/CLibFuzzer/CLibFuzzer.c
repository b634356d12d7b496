#include "CLibFuzzer.h"

#include <string.h>

uint32_t fuzz_crc32(const uint8_t *bytes, size_t byte_count) {
    uint32_t crc = ~0u;
    for (size_t index = 0; index < byte_count; index++) {
        crc ^= bytes[index];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

static void mend_checksums(uint8_t *bytes, size_t byte_count) {
    for (size_t start = 8; start + 12 <= byte_count;) {
        size_t length =
            (size_t)bytes[start] << 24 | (size_t)bytes[start + 1] << 16 | (size_t)bytes[start + 2] << 8 | bytes[start + 3];
        if (length > byte_count - start - 12) return;
        uint32_t crc = fuzz_crc32(bytes + start + 4, length + 4);
        for (int index = 0; index < 4; index++) bytes[start + 8 + length + index] = (uint8_t)(crc >> (24 - 8 * index));
        start += length + 12;
    }
}

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t byte_count, size_t capacity);

// Nearly every mutation of a PNG breaks a checksum, and then only the refusal of that is tried: most are mended.
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t byte_count, size_t capacity, unsigned int seed) {
    size_t mutated = LLVMFuzzerMutate(bytes, byte_count, capacity);
    if (seed % 8 && mutated > 8 && !memcmp(bytes, "\x89PNG", 4)) mend_checksums(bytes, mutated);
    return mutated;
}
