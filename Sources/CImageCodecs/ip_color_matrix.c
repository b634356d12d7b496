// Curves and a matrix: table-driven in 8 bits, in floating point of a fixed order in 16.
#include "ip_color_matrix.h"

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

// How many units of linear light make 1: the largest power of two whose sums of three contributions fit 16 bits.
static int32_t linear_units(const double *matrix, double black) {
    double reach = 0;
    for (int row = 0; row < 3; row++) {
        double highest = 0, lowest = -black;
        for (int column = 0; column < 3; column++) {
            double value = matrix[3 * row + column];
            if (value > 0) highest += value; else lowest += value;
        }
        reach = fmax(reach, fmax(highest, -lowest) / (1 - black));
    }
    if (!(reach < 1e9)) return 0;
    int32_t units = IP_ENCODE_8;
    while (units >= 2048 && reach * units > 32700) units /= 2;
    return units >= 2048 ? units : 0;
}

static bool prepare8(ip_color_matrix *color, const double *linear, const double *matrix, double black) {
    int32_t units = linear_units(matrix, black);
    if (!units) return false;
    color->last_index = (int16_t)(units - 1);
    double scale = units / (1 - black);
    for (int channel = 0; channel < 3; channel++) {
        for (int sample = 0; sample < 256; sample++) {
            double light = linear[channel * IP_COLOR_SAMPLES_8 + sample];
            for (int row = 0; row < 3; row++) {
                double part = matrix[3 * row + channel] * light - black / 3;
                color->contribution[channel][sample][row] = (int16_t)lrint(part * scale);
            }
        }
    }
    for (int32_t index = 0; index < units; index++) {
        color->encode[index] = (uint8_t)(encode_srgb((double)index / units) * 255 + 0.5);
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
    free(color->linear);
    free(color->encode16);
    free(color);
}

typedef int16_t lanes16 __attribute__((vector_size(16)));
typedef uint64_t lanes64 __attribute__((vector_size(16)));

static inline lanes16 two_entries(const int16_t (*table)[4], uint8_t first, uint8_t second) {
    uint64_t low, high;
    memcpy(&low, table[first], 8);
    memcpy(&high, table[second], 8);
    return (lanes16)(lanes64){low, high};
}

// Invariant: every lane of the sum is within 16 bits (linear_units), and within 0...last_index once clipped.
static inline __attribute__((always_inline)) void convert_pixels8(
    const ip_color_matrix *color, uint8_t *red, uint8_t *green, uint8_t *blue, size_t count, size_t stride) {
    const uint8_t *encode = color->encode;
    const lanes16 zero = {0};
    const lanes16 last = zero + color->last_index;
    size_t index = 0;
    for (; index + 2 <= count; index += 2) {
        size_t first = index * stride, second = first + stride;
        lanes16 linear = two_entries(color->contribution[0], red[first], red[second])
            + two_entries(color->contribution[1], green[first], green[second])
            + two_entries(color->contribution[2], blue[first], blue[second]);
        linear = __builtin_elementwise_min(__builtin_elementwise_max(linear, zero), last);
        lanes64 pair = (lanes64)linear;
        uint64_t low = pair[0], high = pair[1];
        red[first] = encode[low & 0xFFFF];
        green[first] = encode[low >> 16 & 0xFFFF];
        blue[first] = encode[low >> 32 & 0xFFFF];
        red[second] = encode[high & 0xFFFF];
        green[second] = encode[high >> 16 & 0xFFFF];
        blue[second] = encode[high >> 32 & 0xFFFF];
    }
    if (index < count) {
        size_t at = index * stride;
        uint8_t *samples[3] = {&red[at], &green[at], &blue[at]};
        const int16_t *parts[3];
        for (int channel = 0; channel < 3; channel++) parts[channel] = color->contribution[channel][*samples[channel]];
        for (int channel = 0; channel < 3; channel++) {
            int32_t linear = parts[0][channel] + parts[1][channel] + parts[2][channel];
            *samples[channel] = encode[linear < 0 ? 0 : linear > color->last_index ? color->last_index : linear];
        }
    }
}

void ip_color_matrix_pixels8(
    const ip_color_matrix *color, uint8_t *red, uint8_t *green, uint8_t *blue, size_t count, size_t stride) {
    // A stride that the compiler knows costs no multiplication.
    switch (stride) {
    case 1: convert_pixels8(color, red, green, blue, count, 1); break;
    case 3: convert_pixels8(color, red, green, blue, count, 3); break;
    default: convert_pixels8(color, red, green, blue, count, stride); break;
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
            ip_color_matrix_pixels8(color, row, row + 1, row + 2, width, (size_t)channels);
        }
    }
}
