// libFuzzer as a library: its header is C++ only.
#ifndef CLIBFUZZER_H
#define CLIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *_Nonnull argc, char *_Nonnull *_Nonnull *_Nonnull argv,
                        int (*_Nonnull callback)(const uint8_t *_Nullable bytes, size_t byte_count));

// CRC-32 as PNG has it.
uint32_t fuzz_crc32(const uint8_t *_Nullable bytes, size_t byte_count);

#endif
