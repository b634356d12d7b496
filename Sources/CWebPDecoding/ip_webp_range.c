#include "ip_webp.h"

// BT.601 as VP8 has it: 219 steps of luma above 16, 224 of chroma about 128; JFIF has all 256 of both.
static uint8_t stretched(int sample, bool is_chroma)
{
    int steps = is_chroma ? 224 : 219;
    int from = is_chroma ? 128 : 16;
    int to = is_chroma ? 128 : 0;
    int scaled = (sample - from) * 255;
    int rounded = scaled >= 0 ? (2 * scaled + steps) / (2 * steps) : -((2 * -scaled + steps) / (2 * steps));
    int value = to + rounded;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

void ip_webp_stretch_range(uint8_t *samples, size_t count, bool is_chroma)
{
    uint8_t table[256];
    for (int sample = 0; sample < 256; sample++) table[sample] = stretched(sample, is_chroma);
    for (size_t index = 0; index < count; index++) samples[index] = table[samples[index]];
}
