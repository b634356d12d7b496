// Colour: a path of our own for what curves and a matrix describe, and Little CMS for everything else.
// Every conversion is to sRGB, relative colorimetric with black point compensation.
#ifndef IP_COLOR_H
#define IP_COLOR_H

#include "ip_context.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// base to the power of exponent, from the C library; here because ImagePrep imports no other C.
double ip_power(double base, double exponent);
double ip_exponential(double exponent);

// MARK: - Curves and a matrix

enum {
    IP_COLOR_SAMPLES_8 = 256,    // of each curve, for samples of 8 bits: one for each
    IP_COLOR_SAMPLES_16 = 4097,  // of each curve, for samples of 16 bits: straight lines lie between them
};

// Tables for one RGB space and one depth. Immutable once made, so threads may share it.
typedef struct ip_color_matrix ip_color_matrix;

// linear holds the three curves one after the other, evenly spaced over 0...1, IP_COLOR_SAMPLES_8 or _16 each as
// bytes_per_sample is 1 or 2. matrix (row-major) leads from linear light to linear sRGB, and `black` is the luminance that
// black point compensation moves to 0. NULL where memory ran out or the matrix amplifies beyond the range of the tables (15 x).
// Free with ip_color_matrix_free.
ip_color_matrix *_Nullable ip_color_matrix_create(
    const double *linear, const double *matrix, double black, int32_t bytes_per_sample);
void ip_color_matrix_free(ip_color_matrix *_Nullable color);

// Converts interleaved RGB (channels 3) or RGB and one more that stays as it is (channels 4), in place. 16-bit samples are
// in the machine's byte order, and row_bytes is a multiple of 2 for them.
void ip_color_matrix_convert(
    const ip_color_matrix *color, void *pixels, size_t row_bytes, size_t width, size_t height, int32_t channels);

// MARK: - High dynamic range

enum { IP_COLOR_TONE_STEPS = 4096 };  // straight lines of a table over a root of light

// Tables for one transfer function, one set of primaries and one peak. Immutable once made, so threads may share it.
typedef struct ip_color_tone ip_color_tone;

// linear: the light of every sample, 256 of 8 bits or 65,536 of 16, of which 1 is the peak. system_gamma: NULL, or the factor that
// leads from a scene's light to a display's, by the fourth root of the luminance that `weights` make of it. roll_off: the factor
// that leads to light of which 1 is white, by the fourth root of the largest channel. Both have IP_COLOR_TONE_STEPS + 1 entries,
// evenly spaced over 0...1. matrix (row-major) leads to linear sRGB. NULL where memory ran out. Free with ip_color_tone_free.
ip_color_tone *_Nullable ip_color_tone_create(
    const double *linear, const double *_Nullable system_gamma, const double *weights, const double *roll_off,
    const double *matrix, int32_t bytes_per_sample);
void ip_color_tone_free(ip_color_tone *_Nullable tone);

// As ip_color_matrix_convert.
void ip_color_tone_convert(
    const ip_color_tone *tone, void *pixels, size_t row_bytes, size_t width, size_t height, int32_t channels);

// MARK: - Little CMS

// What goes in; out come sRGB samples of the same depth, without the alpha.
typedef enum ip_color_layout {
    IP_COLOR_GRAY = 1,
    IP_COLOR_RGB = 3,
    IP_COLOR_RGBA = 4,
    IP_COLOR_CMYK = 5,  // CMYK as Adobe stores it in JPEG and libjpeg hands it out: 255 is no ink. 8 bits only.
} ip_color_layout;

// A conversion by Little CMS with a context of its own; not thread-safe, one for each worker.
typedef struct ip_color_profile ip_color_profile;

// Reads a profile and prepares the conversion. NULL with a reason in `context` where Little CMS refuses the profile or it
// does not fit the layout. Free with ip_color_profile_free.
ip_color_profile *_Nullable ip_color_profile_create(
    ip_context *context, const uint8_t *profile, size_t profile_bytes, ip_color_layout layout,
    int32_t bytes_per_sample);
void ip_color_profile_free(ip_color_profile *_Nullable color);

// From rows of the layout to rows of RGB; for RGBA, output is RGBA too and may be the input, whose alpha then stays.
ip_status ip_color_profile_convert(
    ip_context *context, ip_color_profile *color, const void *input, size_t input_row_bytes, void *output,
    size_t output_row_bytes, size_t width, size_t height);

// Whether Little CMS can use the profile, without the cost of preparing tables: IP_OK and, for IP_COLOR_RGB and
// IP_COLOR_GRAY, the largest difference that conversion makes to a sample in levels of 8 bits; otherwise IP_MALFORMED and
// the reason.
ip_status ip_color_profile_probe(
    ip_context *context, const uint8_t *profile, size_t profile_bytes, ip_color_layout layout,
    double *largest_difference);

// MARK: - Planes

// What converts the pixels between planes: one of the two, which must outlive what uses it.
typedef struct ip_color_pixels {
    const ip_color_matrix *_Nullable matrix;  // of 8 bits
    ip_color_profile *_Nullable profile;      // of IP_COLOR_RGB and 8 bits
} ip_color_pixels;

// A conversion of planes that goes on from strip to strip, with the rows that it needs in between.
typedef struct ip_color_planar ip_color_planar;

// For pictures of YCbCr as JFIF defines it, `width` luma samples wide, with one chroma sample for so many luma samples
// (1...4). NULL where memory ran out. Free with ip_color_planar_free.
ip_color_planar *_Nullable ip_color_planar_create(
    ip_color_pixels pixels, size_t width, int32_t horizontal, int32_t vertical);
void ip_color_planar_free(ip_color_planar *_Nullable planar);

// Some rows of the three planes, from and to; both may be the same memory. Chroma has ceil(width / horizontal) columns and
// ceil(luma_rows / vertical) rows; luma_rows is a multiple of `vertical` except at the picture's end.
typedef struct ip_color_strip {
    const uint8_t *_Nonnull from[3];
    size_t from_row_bytes[3];
    uint8_t *_Nonnull to[3];
    size_t to_row_bytes[3];
    size_t luma_rows;
    // The first chroma rows of the strip below, before conversion; NULL at the picture's end.
    const uint8_t *_Nullable blue_below, *_Nullable red_below;
} ip_color_strip;

// Converts the next strip, from top to bottom. Chroma is interpolated as decoders do it, colour is converted at the
// resolution of luma, and each stored chroma sample moves by the mean change of the pixels it covers, which leaves detail
// that interpolating and averaging would blur. Returns IP_OK or IP_CANCELLED.
ip_status ip_color_planar_convert(ip_context *context, ip_color_planar *planar, const ip_color_strip *strip);

// Interleaved 8-bit RGB to three planes of YCbCr of the same resolution.
void ip_color_rgb_to_planes(
    const uint8_t *rgb, size_t rgb_row_bytes, uint8_t *const _Nonnull planes[_Nonnull 3],
    const size_t plane_row_bytes[_Nonnull 3], size_t width, size_t height);

// Three planes of RGB of the same resolution, in place.
ip_status ip_color_convert_rgb_planes(
    ip_context *context, ip_color_pixels pixels, uint8_t *const _Nonnull planes[_Nonnull 3],
    const size_t plane_row_bytes[_Nonnull 3], size_t width, size_t height);

// MARK: - Without a profile

// CMYK without a profile, stored as IP_COLOR_CMYK: R = C K / 255 of the stored values, and so on, rounded.
void ip_color_ink_to_rgb(
    const uint8_t *ink, size_t ink_row_bytes, uint8_t *rgb, size_t rgb_row_bytes, size_t width, size_t height);

// MARK: - One channel

// Replaces the first of `channels` samples (1: gray, 2: gray and alpha) by table[sample], in place. The table has 256
// entries of 8 bits or 65,536 of 16.
void ip_color_gray_convert8(
    const uint8_t *table, uint8_t *pixels, size_t row_bytes, size_t width, size_t height, int32_t channels);
void ip_color_gray_convert16(
    const uint16_t *table, uint16_t *pixels, size_t row_bytes, size_t width, size_t height, int32_t channels);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
