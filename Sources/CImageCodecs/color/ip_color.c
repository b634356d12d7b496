#include "ip_color.h"

#include <math.h>

double ip_power(double base, double exponent) { return pow(base, exponent); }
double ip_exponential(double exponent) { return exp(exponent); }

void ip_color_gray_convert8(
    const uint8_t *table, uint8_t *pixels, size_t row_bytes, size_t width, size_t height, int32_t channels) {
    for (size_t y = 0; y < height; y++) {
        uint8_t *row = pixels + y * row_bytes;
        for (size_t x = 0; x < width; x++) row[x * channels] = table[row[x * channels]];
    }
}

void ip_color_gray_convert16(
    const uint16_t *table, uint16_t *pixels, size_t row_bytes, size_t width, size_t height, int32_t channels) {
    for (size_t y = 0; y < height; y++) {
        uint16_t *row = pixels + y * (row_bytes / 2);
        for (size_t x = 0; x < width; x++) row[x * channels] = table[row[x * channels]];
    }
}

void ip_color_ink_to_rgb(
    const uint8_t *ink, size_t ink_row_bytes, uint8_t *rgb, size_t rgb_row_bytes, size_t width, size_t height) {
    for (size_t y = 0; y < height; y++) {
        const uint8_t *from = ink + y * ink_row_bytes;
        uint8_t *to = rgb + y * rgb_row_bytes;
        for (size_t x = 0; x < width; x++) {
            for (size_t c = 0; c < 3; c++) {
                to[3 * x + c] = (uint8_t)((from[4 * x + c] * from[4 * x + 3] + 127) / 255);
            }
        }
    }
}
