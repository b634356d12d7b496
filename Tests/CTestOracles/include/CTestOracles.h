// What the tests hold the library's coefficients against: plain code over libjpeg that shares nothing with CImageCodecs.
#ifndef CTESTORACLES_H
#define CTESTORACLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// How a test JPEG is made. Its samples are waves, an edge and noise that depend on the seed alone.
typedef struct oracle_recipe {
    int32_t width, height;
    int32_t component_count;     // 1 gray, 2 of unknown meaning, 3 YCbCr, 4 CMYK
    int32_t horizontal[4], vertical[4];
    int32_t quality;
    int32_t restart_interval;    // in MCUs; 0: none
    bool is_progressive, is_arithmetic, has_optimal_tables;
    bool separates_components;   // a scan for each, sequential
    uint32_t seed;
} oracle_recipe;

// A whole file, or NULL where libjpeg refuses the recipe. Free with oracle_free_bytes.
uint8_t *_Nullable oracle_encode(const oracle_recipe *recipe, size_t *byte_count);
void oracle_free_bytes(uint8_t *_Nullable bytes);

typedef struct oracle_component {
    int32_t identifier, horizontal, vertical;
    int32_t columns, rows;                  // in blocks, padding left out
    uint16_t quantization[64];
    int16_t *_Nullable coefficients;        // columns x rows x 64
} oracle_component;

typedef struct oracle_picture {
    int32_t width, height, component_count;
    bool is_progressive, is_arithmetic;
    bool has_jfif, has_adobe;
    int32_t adobe_transform, density_x, density_y;
    int32_t restart_interval;               // of the first scan
    int32_t warning_count;
    oracle_component components[4];
} oracle_picture;

// All coefficients of a file, or NULL where libjpeg ends in an error. Free with oracle_free_picture.
oracle_picture *_Nullable oracle_read(const uint8_t *bytes, size_t byte_count);
void oracle_free_picture(oracle_picture *_Nullable picture);

// Whether the Exif orientation's turn loses nothing of a picture of these sides and this MCU.
bool oracle_is_exact(const oracle_picture *picture, int32_t orientation);

// NULL where `turned` is `source` turned by the Exif orientation, coefficient by coefficient, tables and factors with it;
// otherwise what differs first. A picture that lost whole MCUs at a moved edge is accepted where `trims` is set.
const char *_Nullable oracle_difference(
    const oracle_picture *source, const oracle_picture *turned, int32_t orientation, bool trims);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
