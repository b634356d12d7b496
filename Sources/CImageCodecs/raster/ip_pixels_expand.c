#include <string.h>

#include "ip_pixels.h"

static inline uint32_t packed_sample(const uint8_t *row, uint32_t x, uint32_t bits) {
    uint64_t bit = (uint64_t)x * bits;
    return (uint32_t)(row[bit >> 3] >> (8 - bits - (bit & 7))) & ((1u << bits) - 1);
}

static inline uint16_t big_endian(const uint8_t *from) { return (uint16_t)(from[0] << 8 | from[1]); }

static void expand_palette(const uint8_t *from, const ip_pixels_expansion *expansion, uint32_t width, uint8_t *to) {
    uint32_t bits = expansion->bit_depth;
    for (uint32_t x = 0; x < width; x++) {
        const uint8_t *color = expansion->palette[bits == 8 ? from[x] : packed_sample(from, x, bits)];
        switch (expansion->channels) {
        case 1: *to++ = color[0]; break;
        case 2: *to++ = color[0], *to++ = color[3]; break;
        case 3: memcpy(to, color, 3), to += 3; break;
        default: memcpy(to, color, 4), to += 4; break;
        }
    }
}

// Gray of up to 8 bits: 0 stays 0 and the largest sample becomes 255.
static void expand_gray(const uint8_t *from, const ip_pixels_expansion *expansion, uint32_t width, uint8_t *to) {
    uint32_t bits = expansion->bit_depth, scale = 255 / ((1u << bits) - 1);
    for (uint32_t x = 0; x < width; x++) {
        uint32_t sample = bits == 8 ? from[x] : packed_sample(from, x, bits);
        *to++ = (uint8_t)(sample * scale);
        if (expansion->channels == 2) *to++ = sample == expansion->key[0] ? 0 : 255;
    }
}

static void expand_rgb(const uint8_t *from, const ip_pixels_expansion *expansion, uint32_t width, uint8_t *to) {
    const uint16_t *key = expansion->key;
    for (uint32_t x = 0; x < width; x++, from += 3, to += 4) {
        memcpy(to, from, 3);
        to[3] = from[0] == key[0] && from[1] == key[1] && from[2] == key[2] ? 0 : 255;
    }
}

static void expand_deep(const uint8_t *from, const ip_pixels_expansion *expansion, uint32_t width, uint16_t *to) {
    uint32_t stored = expansion->has_key ? expansion->channels - 1 : expansion->channels;
    for (uint32_t x = 0; x < width; x++, from += 2 * stored) {
        bool is_key = expansion->has_key;
        for (uint32_t channel = 0; channel < stored; channel++) {
            uint16_t sample = big_endian(from + 2 * channel);
            if (expansion->has_key) is_key = is_key && sample == expansion->key[channel];
            *to++ = sample;
        }
        if (expansion->has_key) *to++ = is_key ? 0 : 65535;
    }
}

// One gray sample becomes three, in place and from the end, as the row grows to the right.
static void repeat_gray(uint8_t *row, uint32_t width, uint32_t channels, size_t sample) {
    uint32_t stored = channels - 2;
    for (uint32_t x = width; x-- > 0;) {
        uint8_t pixel[4];
        uint8_t *to = row + (size_t)x * channels * sample;
        memcpy(pixel, row + (size_t)x * stored * sample, stored * sample);
        for (uint32_t channel = 0; channel < channels; channel++)
            memcpy(to + channel * sample, pixel + (channel < 3 ? 0 : sample), sample);
    }
}

static void expand_stored(const uint8_t *from, const ip_pixels_expansion *expansion, uint32_t width, uint8_t *to) {
    if (expansion->bit_depth == 16) expand_deep(from, expansion, width, (uint16_t *)(void *)to);
    else if (expansion->color_type == 0) expand_gray(from, expansion, width, to);
    else if (expansion->has_key) expand_rgb(from, expansion, width, to);
    else memcpy(to, from, (size_t)width * expansion->channels);
}

static void expand_row(const uint8_t *from, const ip_pixels_expansion *expansion, uint32_t width, uint8_t *to) {
    bool is_gray = expansion->color_type == 0 || expansion->color_type == 4;
    if (expansion->color_type == 3) {
        expand_palette(from, expansion, width, to);
    } else if (is_gray && expansion->channels >= 3) {
        ip_pixels_expansion gray = *expansion;
        gray.channels -= 2;
        expand_stored(from, &gray, width, to);
        repeat_gray(to, width, expansion->channels, expansion->bit_depth == 16 ? 2 : 1);
    } else {
        expand_stored(from, expansion, width, to);
    }
}

void ip_pixels_expand(const ip_pixels *source, const ip_pixels_expansion *expansion, uint32_t first_row,
                      uint32_t row_count, uint8_t *rows, size_t rows_stride) {
    for (uint32_t r = 0; r < row_count; r++)
        expand_row(source->base + (size_t)(first_row + r) * source->stride, expansion, source->width,
                   rows + r * rows_stride);
}

// (color * alpha + background * (255 - alpha)) / 255, rounded; exact for all inputs.
static inline uint8_t blend8(uint32_t color, uint32_t alpha, uint32_t background) {
    return (uint8_t)((color * alpha + background * (255 - alpha) + 127) / 255);
}

static inline uint16_t blend16(uint64_t color, uint64_t alpha, uint64_t background) {
    return (uint16_t)((color * alpha + background * (65535 - alpha) + 32767) / 65535);
}

static void flatten8(uint8_t *row, uint32_t width, uint32_t colors, const uint8_t background[3]) {
    const uint8_t *from = row;
    for (uint32_t x = 0; x < width; x++, from += colors + 1) {
        uint8_t alpha = from[colors];
        for (uint32_t channel = 0; channel < colors; channel++)
            *row++ = alpha == 255 ? from[channel] : blend8(from[channel], alpha, background[channel]);
    }
}

static void flatten16(uint16_t *row, uint32_t width, uint32_t colors, const uint8_t background[3]) {
    const uint16_t *from = row;
    for (uint32_t x = 0; x < width; x++, from += colors + 1) {
        uint16_t alpha = from[colors];
        for (uint32_t channel = 0; channel < colors; channel++)
            *row++ = alpha == 65535 ? from[channel] : blend16(from[channel], alpha, background[channel] * 257u);
    }
}

void ip_pixels_flatten(uint8_t *rows, size_t stride, uint32_t width, uint32_t row_count, uint32_t channels,
                       uint32_t bytes_per_sample, const uint8_t background[3]) {
    for (uint32_t r = 0; r < row_count; r++) {
        uint8_t *row = rows + r * stride;
        if (bytes_per_sample == 1) flatten8(row, width, channels - 1, background);
        else flatten16((uint16_t *)(void *)row, width, channels - 1, background);
    }
}

void ip_pixels_narrow(uint8_t *rows, size_t stride, size_t samples_per_row, uint32_t row_count) {
    for (uint32_t r = 0; r < row_count; r++) {
        uint8_t *row = rows + r * stride;
        // Samples are read before the byte that overwrites them is written; through memcpy, as both are the same memory.
        for (size_t i = 0; i < samples_per_row; i++) {
            uint16_t sample;
            memcpy(&sample, row + 2 * i, 2);
            row[i] = (uint8_t)((sample * 255u + 32895u) >> 16);
        }
    }
}

bool ip_pixels_are_opaque(const uint8_t *rows, size_t stride, uint32_t width, uint32_t row_count, uint32_t channels,
                          uint32_t bytes_per_sample) {
    size_t pixel = (size_t)channels * bytes_per_sample;
    for (uint32_t r = 0; r < row_count; r++) {
        const uint8_t *alpha = rows + r * stride + pixel - bytes_per_sample;
        uint8_t all = 255;
        for (size_t x = 0; x < width; x++) {
            all &= alpha[x * pixel];
            if (bytes_per_sample == 2) all &= alpha[x * pixel + 1];
        }
        if (all != 255) return false;
    }
    return true;
}
