// High dynamic range to sRGB: light by a table, a roll-off that keeps hues, a matrix, sRGB's curve by a table.
#include "ip_color.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// A multiplication and an addition fused would round once where others round twice: other bytes on other machines.
#pragma STDC FP_CONTRACT OFF

struct ip_color_tone {
    int32_t bytes_per_sample;
    bool has_system_gamma;
    float weights[3], matrix[9];
    float *linear;                             // one for each sample
    float system_gamma[IP_COLOR_TONE_STEPS + 2];  // one more than the last line begins at
    float roll_off[IP_COLOR_TONE_STEPS + 2];
    float encode[IP_COLOR_TONE_STEPS + 2];
};

// IEC 61966-2-1.
static double encode_srgb(double linear) {
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
}

static void copy_steps(float *to, const double *from) {
    for (int index = 0; index <= IP_COLOR_TONE_STEPS; index++) to[index] = (float)from[index];
    to[IP_COLOR_TONE_STEPS + 1] = to[IP_COLOR_TONE_STEPS];
}

ip_color_tone *ip_color_tone_create(
    const double *linear, const double *system_gamma, const double *weights, const double *roll_off, const double *matrix,
    int32_t bytes_per_sample) {
    ip_color_tone *tone = calloc(1, sizeof *tone);
    if (!tone) return NULL;
    size_t count = bytes_per_sample == 1 ? 256 : 65536;
    tone->linear = malloc(count * sizeof(float));
    if (!tone->linear) {
        free(tone);
        return NULL;
    }
    tone->bytes_per_sample = bytes_per_sample;
    for (size_t index = 0; index < count; index++) tone->linear[index] = (float)linear[index];
    tone->has_system_gamma = system_gamma != NULL;
    if (system_gamma) copy_steps(tone->system_gamma, system_gamma);
    copy_steps(tone->roll_off, roll_off);
    for (int index = 0; index < 3; index++) tone->weights[index] = (float)weights[index];
    for (int index = 0; index < 9; index++) tone->matrix[index] = (float)matrix[index];
    for (int index = 0; index <= IP_COLOR_TONE_STEPS + 1; index++) {
        double root = fmin(1, (double)index / IP_COLOR_TONE_STEPS);
        tone->encode[index] = (float)encode_srgb(root * root);
    }
    return tone;
}

void ip_color_tone_free(ip_color_tone *tone) {
    if (!tone) return;
    free(tone->linear);
    free(tone);
}

// `root` is 0...1.
static inline float at(const float *steps, float root) {
    float place = root * IP_COLOR_TONE_STEPS;
    int32_t index = (int32_t)place;
    return steps[index] + (steps[index + 1] - steps[index]) * (place - (float)index);
}

static inline float clipped(float value) { return value > 0 ? value < 1 ? value : 1 : 0; }

// The steps of both tables are even in the fourth root, which takes no more than two square roots.
static inline float fourth_root(float value) { return sqrtf(sqrtf(clipped(value))); }

static inline void convert_pixel(const ip_color_tone *tone, float rgb[3]) {
    float factor = 1;
    if (tone->has_system_gamma) {
        float luminance = tone->weights[0] * rgb[0] + tone->weights[1] * rgb[1] + tone->weights[2] * rgb[2];
        factor = at(tone->system_gamma, fourth_root(luminance));
    }
    float largest = rgb[0] > rgb[1] ? rgb[0] : rgb[1];
    if (rgb[2] > largest) largest = rgb[2];
    factor *= at(tone->roll_off, fourth_root(largest * factor));
    float red = rgb[0] * factor, green = rgb[1] * factor, blue = rgb[2] * factor;
    for (int row = 0; row < 3; row++) {
        const float *m = tone->matrix + 3 * row;
        rgb[row] = at(tone->encode, sqrtf(clipped(m[0] * red + m[1] * green + m[2] * blue)));
    }
}

static void convert_row8(const ip_color_tone *tone, uint8_t *pixel, size_t width, int32_t channels) {
    for (size_t x = 0; x < width; x++, pixel += channels) {
        float rgb[3] = {tone->linear[pixel[0]], tone->linear[pixel[1]], tone->linear[pixel[2]]};
        convert_pixel(tone, rgb);
        for (int channel = 0; channel < 3; channel++) pixel[channel] = (uint8_t)(rgb[channel] * 255 + 0.5f);
    }
}

static void convert_row16(const ip_color_tone *tone, uint16_t *pixel, size_t width, int32_t channels) {
    for (size_t x = 0; x < width; x++, pixel += channels) {
        float rgb[3] = {tone->linear[pixel[0]], tone->linear[pixel[1]], tone->linear[pixel[2]]};
        convert_pixel(tone, rgb);
        for (int channel = 0; channel < 3; channel++) pixel[channel] = (uint16_t)(rgb[channel] * 65535 + 0.5f);
    }
}

void ip_color_tone_convert(
    const ip_color_tone *tone, void *pixels, size_t row_bytes, size_t width, size_t height, int32_t channels) {
    for (size_t y = 0; y < height; y++) {
        char *row = (char *)pixels + y * row_bytes;
        if (tone->bytes_per_sample == 1) convert_row8(tone, (uint8_t *)row, width, channels);
        else convert_row16(tone, (uint16_t *)(void *)row, width, channels);
    }
}
