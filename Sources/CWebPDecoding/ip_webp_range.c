#include "ip_webp.h"

// BT.601 as VP8 has it: 219 steps of luma above 16, 224 of chroma about 128; JFIF has all 256 of both. In 16 bits of fraction the
// factors 255/219 and 255/224 are exact enough that every sample comes out as the quotient rounds.
enum { LUMA_FACTOR = 76309, CHROMA_FACTOR = 74606, HALF = 1 << 15 };

static inline uint8_t clamped(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

void ip_webp_stretch_range(uint8_t *to, const uint8_t *from, size_t count, bool is_chroma)
{
    if (is_chroma) {
        for (size_t index = 0; index < count; index++) {
            to[index] = clamped(128 + (((from[index] - 128) * CHROMA_FACTOR + HALF) >> 16));
        }
    } else {
        for (size_t index = 0; index < count; index++) {
            to[index] = clamped(((from[index] - 16) * LUMA_FACTOR + HALF) >> 16);
        }
    }
}

size_t ip_webp_count_outside(const uint8_t *luma, size_t count)
{
    size_t outside = 0;
    for (size_t index = 0; index < count; index++) outside += (uint8_t)(luma[index] - 8) > 243 - 8;
    return outside;
}
