// Curves and a matrix: table-driven in 8 bits, in floating point of a fixed order in 16.
#include "ip_color_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A multiplication and an addition fused would round once where others round twice: other bytes on other machines.
#pragma STDC FP_CONTRACT OFF

// IEC 61966-2-1.
static double encode_srgb(double linear) {
    if (!(linear > 0)) return 0;
    if (linear >= 1) return 1;
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
}

// The room that sums of contributions take, in units of linear light.
typedef struct reach {
    int32_t units;   // of linear light that make 1; 0 where even the fewest do not fit
    int32_t lowest;  // the smallest sum, 0 or less
    int32_t count;   // of different sums
} reach;

// With 16,384 units a step near black is a fifth of a level. Fewer are for spaces so wide that sums do not fit 16 bits.
static reach reach_of(const double *matrix, double black) {
    double highest = 1, lowest = 0;
    for (int row = 0; row < 3; row++) {
        double high = -black, low = -black;
        for (int column = 0; column < 3; column++) {
            double value = matrix[3 * row + column];
            if (value > 0) high += value; else low += value;
        }
        highest = fmax(highest, high / (1 - black));
        lowest = fmin(lowest, low / (1 - black));
    }
    for (int32_t units = 16384; units >= 1024; units /= 2) {
        // Three roundings of half a unit at either end.
        if ((highest - lowest) * units + 8 > 65535) continue;
        int32_t first = (int32_t)floor(lowest * units) - 3;
        return (reach){units, first, (int32_t)ceil(highest * units) + 3 - first};
    }
    return (reach){0, 0, 0};
}

// Invariant: a part of an entry, a part of a sum of three, and its place in the table are within 0...reach.count - 1. The
// bias of a channel is its own lowest contribution, and the first channel takes what is left of the lowest sum.
static bool prepare8(ip_color_matrix *color, const double *linear, const double *matrix, double black) {
    reach reach = reach_of(matrix, black);
    color->encode = reach.units ? malloc((size_t)reach.count) : NULL;
    if (!color->encode) return false;
    double scale = reach.units / (1 - black);
    for (int row = 0; row < 3; row++) {
        int64_t bias_left = -reach.lowest;
        for (int channel = 2; channel >= 0; channel--) {
            double factor = matrix[3 * row + channel] * scale, shift = -black / 3 * scale;
            int64_t bias = channel ? -lrint(fmin(0, factor) + shift) : bias_left;
            bias_left -= bias;
            for (int sample = 0; sample < 256; sample++) {
                double light = linear[channel * IP_COLOR_SAMPLES_8 + sample];
                int64_t part = lrint(factor * light + shift) + bias;
                color->contribution[channel][sample] |= (uint64_t)(part < 0 ? 0 : part) << (16 * row);
            }
        }
    }
    for (int32_t index = 0; index < reach.count; index++) {
        double light = (double)(index + reach.lowest) / reach.units;
        color->encode[index] = (uint8_t)(encode_srgb(light) * 255 + 0.5);
    }
    return true;
}

static bool prepare16(ip_color_matrix *color, const double *linear, const double *matrix, double black) {
    color->linear = malloc(3 * IP_COLOR_SAMPLES_16 * sizeof(float));
    color->encode16 = malloc((IP_ENCODE_16 + 1) * sizeof(float));
    if (!color->linear || !color->encode16) return false;
    for (int index = 0; index < 9; index++) color->matrix[index] = (float)(matrix[index] / (1 - black));
    color->offset = (float)(-black / (1 - black));
    for (int index = 0; index < 3 * IP_COLOR_SAMPLES_16; index++) color->linear[index] = (float)linear[index];
    for (int index = 0; index <= IP_ENCODE_16; index++) {
        color->encode16[index] = (float)(encode_srgb((double)index / IP_ENCODE_16) * 65535);
    }
    return true;
}

ip_color_matrix *ip_color_matrix_create(
    const double *linear, const double *matrix, double black, int32_t bytes_per_sample) {
    ip_color_matrix *color = calloc(1, sizeof *color);
    if (!color) return NULL;
    color->bytes_per_sample = bytes_per_sample;
    bool is_ready = bytes_per_sample == 1 ? prepare8(color, linear, matrix, black)
                                          : prepare16(color, linear, matrix, black);
    if (is_ready) return color;
    ip_color_matrix_free(color);
    return NULL;
}

void ip_color_matrix_free(ip_color_matrix *color) {
    if (!color) return;
    free(color->encode);
    free(color->linear);
    free(color->encode16);
    free(color);
}

static inline uint64_t linear_sum(const ip_color_matrix *color, uint32_t red, uint32_t green, uint32_t blue) {
    return color->contribution[0][red & 255] + color->contribution[1][green & 255] + color->contribution[2][blue & 255];
}

static inline uint8_t encoded(const uint8_t *encode, uint64_t sum, int row) { return encode[sum >> 16 * row & 0xFFFF]; }

// One row of four sums as four bytes: stores are what this loop would otherwise wait for.
static inline uint32_t encoded_four(const uint8_t *encode, const uint64_t sums[4], int row) {
    return encoded(encode, sums[0], row) | (uint32_t)encoded(encode, sums[1], row) << 8
        | (uint32_t)encoded(encode, sums[2], row) << 16 | (uint32_t)encoded(encode, sums[3], row) << 24;
}

void ip_color_matrix_rows8(
    const ip_color_matrix *color, uint8_t *red, uint8_t *green, uint8_t *blue, size_t count) {
    const uint8_t *encode = color->encode;
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        uint32_t r, g, b;
        memcpy(&r, red + i, 4);
        memcpy(&g, green + i, 4);
        memcpy(&b, blue + i, 4);
        uint64_t sums[4];
        // Taken apart and put together alike, so that the byte order does not matter.
        for (int k = 0; k < 4; k++) sums[k] = linear_sum(color, r >> 8 * k, g >> 8 * k, b >> 8 * k);
        r = encoded_four(encode, sums, 0);
        g = encoded_four(encode, sums, 1);
        b = encoded_four(encode, sums, 2);
        memcpy(red + i, &r, 4);
        memcpy(green + i, &g, 4);
        memcpy(blue + i, &b, 4);
    }
    for (; i < count; i++) {
        uint64_t sum = linear_sum(color, red[i], green[i], blue[i]);
        red[i] = encoded(encode, sum, 0);
        green[i] = encoded(encode, sum, 1);
        blue[i] = encoded(encode, sum, 2);
    }
}

static void convert_row8(const ip_color_matrix *color, uint8_t *pixel, size_t width, int32_t channels) {
    const uint8_t *encode = color->encode;
    for (size_t x = 0; x < width; x++, pixel += channels) {
        uint64_t sum = linear_sum(color, pixel[0], pixel[1], pixel[2]);
        pixel[0] = encoded(encode, sum, 0);
        pixel[1] = encoded(encode, sum, 1);
        pixel[2] = encoded(encode, sum, 2);
    }
}

static inline float linear16(const float *curve, uint16_t sample) {
    float position = (float)sample * ((IP_COLOR_SAMPLES_16 - 1) / 65535.0f);
    int32_t index = (int32_t)position;
    if (index > IP_COLOR_SAMPLES_16 - 2) index = IP_COLOR_SAMPLES_16 - 2;
    return curve[index] + (curve[index + 1] - curve[index]) * (position - (float)index);
}

static inline uint16_t encode16(const float *table, float linear) {
    if (!(linear > 0)) return 0;
    if (linear >= 1) return 65535;
    float position = linear * IP_ENCODE_16;
    int32_t index = (int32_t)position;
    return (uint16_t)(table[index] + (table[index + 1] - table[index]) * (position - (float)index) + 0.5f);
}

static void convert_row16(const ip_color_matrix *color, uint16_t *pixel, size_t width, int32_t channels) {
    const float *m = color->matrix;
    for (size_t x = 0; x < width; x++, pixel += channels) {
        float red = linear16(color->linear, pixel[0]);
        float green = linear16(color->linear + IP_COLOR_SAMPLES_16, pixel[1]);
        float blue = linear16(color->linear + 2 * IP_COLOR_SAMPLES_16, pixel[2]);
        for (int row = 0; row < 3; row++) {
            float sum = m[3 * row] * red + m[3 * row + 1] * green + m[3 * row + 2] * blue + color->offset;
            pixel[row] = encode16(color->encode16, sum);
        }
    }
}

void ip_color_matrix_convert(
    const ip_color_matrix *color, void *pixels, size_t row_bytes, size_t width, size_t height, int32_t channels) {
    for (size_t y = 0; y < height; y++) {
        uint8_t *row = (uint8_t *)pixels + y * row_bytes;
        if (color->bytes_per_sample == 2) {
            convert_row16(color, (uint16_t *)(void *)row, width, channels);
        } else {
            convert_row8(color, row, width, channels);
        }
    }
}
