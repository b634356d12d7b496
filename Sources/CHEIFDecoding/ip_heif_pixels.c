#ifdef IP_WITH_HEIF

#include "ip_heif_pixels.h"

#include <stdlib.h>
#include <string.h>

// Rows that the conversion works on, of single precision: luma, blue and red, or red, green and blue; alpha; chroma as it comes.
enum { ALPHA = 3, NARROW = 4, ROWS = 5 };

struct ip_heif_conversion {
    ip_heif_meaning meaning;
    int32_t width;
    float *rows[ROWS];
};

ip_heif_conversion *ip_heif_conversion_create(const ip_heif_meaning *meaning, int32_t width) {
    ip_heif_conversion *conversion = calloc(1, sizeof *conversion);
    if (!conversion) return NULL;
    conversion->meaning = *meaning;
    conversion->width = width;
    bool is_whole = true;
    for (int row = 0; row < ROWS; row++) {
        conversion->rows[row] = calloc((size_t)width + 16, sizeof(float));
        is_whole = is_whole && conversion->rows[row];
    }
    if (is_whole) return conversion;
    ip_heif_conversion_free(conversion);
    return NULL;
}

void ip_heif_conversion_free(ip_heif_conversion *conversion) {
    if (!conversion) return;
    for (int row = 0; row < ROWS; row++) free(conversion->rows[row]);
    free(conversion);
}

// MARK: - Reading

// Samples of a row as they are.
static void read_row(const uint8_t *row, int32_t depth, int32_t count, float *out) {
    if (depth <= 8) {
        for (int32_t x = 0; x < count; x++) out[x] = row[x];
    } else {
        const uint16_t *words = (const uint16_t *)(const void *)row;
        for (int32_t x = 0; x < count; x++) out[x] = words[x];
    }
}

static const uint8_t *row_of(const ip_heif_rows *rows, int plane, int32_t row) {
    return rows->planes.samples[plane] + (size_t)row * rows->planes.row_bytes[plane];
}

// Three quarters of the nearer row and a quarter of the other.
static void mix_rows(const uint8_t *near, const uint8_t *far, int32_t depth, int32_t count, float *out) {
    if (depth <= 8) {
        for (int32_t x = 0; x < count; x++) out[x] = .75f * near[x] + .25f * far[x];
    } else {
        const uint16_t *a = (const uint16_t *)(const void *)near, *b = (const uint16_t *)(const void *)far;
        for (int32_t x = 0; x < count; x++) out[x] = .75f * a[x] + .25f * b[x];
    }
}

// From one sample for two columns to one for each: three quarters of the nearer and a quarter of the other.
static void widen_row(const float *restrict narrow, int32_t width, float *restrict out) {
    int32_t count = (width + 1) / 2;
    for (int32_t x = 1; x < count; x++) {
        out[2 * x - 1] = .75f * narrow[x - 1] + .25f * narrow[x];
        out[2 * x] = .75f * narrow[x] + .25f * narrow[x - 1];
    }
    out[0] = narrow[0];
    out[2 * count - 1] = narrow[count - 1];
}

// A row of chroma as wide as luma. Chroma rows are counted from the first that there is.
static void read_chroma(const ip_heif_conversion *conversion, const ip_heif_rows *rows, int plane, int32_t row, float *out) {
    const ip_heif_meaning *meaning = &conversion->meaning;
    int32_t count = meaning->chroma == 3 ? rows->width : (rows->width + 1) / 2;
    float *read = meaning->chroma == 3 ? out : conversion->rows[NARROW];
    if (meaning->chroma == 1) {
        int32_t last = (rows->height + 1) / 2 - 1, first = rows->first_row / 2, near = row / 2;
        int32_t far = row % 2 ? (near < last ? near + 1 : last) : (near > first ? near - 1 : first);
        mix_rows(row_of(rows, plane, near - first), row_of(rows, plane, far - first), meaning->depth, count, read);
    } else {
        read_row(row_of(rows, plane, row - rows->first_row), meaning->depth, count, read);
    }
    if (meaning->chroma != 3) widen_row(read, rows->width, out);
}

// MARK: - The matrix

// Samples to 0...1 for luma and -0.5...0.5 for chroma. Source: ITU-T H.273 (2024), 8.3, equations 20 to 38.
typedef struct scaling {
    float luma_offset, luma_scale, chroma_offset, chroma_scale;
} scaling;

static scaling scaling_of(int32_t depth, bool is_full_range) {
    float unit = (float)(1 << (depth - 8)), most = (float)((1 << depth) - 1), middle = (float)(1 << (depth - 1));
    if (is_full_range) return (scaling){0, 1 / most, middle, 1 / most};
    return (scaling){16 * unit, 1 / (219 * unit), middle, 1 / (224 * unit)};
}

// Without chroma, or where planes are colours already.
static void scale_row(float *row, int32_t count, float offset, float scale) {
    for (int32_t x = 0; x < count; x++) {
        float value = (row[x] - offset) * scale;
        row[x] = value < 0 ? 0 : value > 1 ? 1 : value;
    }
}

static inline float clamped(float value) { return value < 0 ? 0 : value > 1 ? 1 : value; }

// Luma and chroma to red, green and blue, in place; rows[0] becomes red.
static void apply_matrix(const ip_heif_conversion *conversion, int32_t x, int32_t count) {
    const ip_heif_meaning *meaning = &conversion->meaning;
    scaling s = scaling_of(meaning->depth, meaning->is_full_range);
    float red = meaning->red, blue = meaning->blue, green = 1 - red - blue;
    float to_red = 2 * (1 - red) * s.chroma_scale, to_blue = 2 * (1 - blue) * s.chroma_scale;
    float blue_to_green = -to_blue * blue / green, red_to_green = -to_red * red / green;
    float *restrict luma = conversion->rows[0] + x, *restrict cb = conversion->rows[1] + x,
          *restrict cr = conversion->rows[2] + x;
    for (int32_t i = 0; i < count; i++) {
        float y = (luma[i] - s.luma_offset) * s.luma_scale, b = cb[i] - s.chroma_offset, r = cr[i] - s.chroma_offset;
        luma[i] = clamped(y + to_red * r);
        cb[i] = clamped(y + blue_to_green * b + red_to_green * r);
        cr[i] = clamped(y + to_blue * b);
    }
}

// MARK: - Writing

static void write_channel8(const float *restrict row, int32_t count, int32_t channels, uint8_t *restrict out) {
    for (int32_t x = 0; x < count; x++) out[(size_t)x * (size_t)channels] = (uint8_t)(row[x] * 255 + .5f);
}

static void write_channel16(const float *restrict row, int32_t count, int32_t channels, uint16_t *restrict out) {
    for (int32_t x = 0; x < count; x++) out[(size_t)x * (size_t)channels] = (uint16_t)(row[x] * 65535 + .5f);
}

// All channels at once, which is most of what photos need.
static void write_rgb8(const ip_heif_conversion *conversion, int32_t x, int32_t count, uint8_t *restrict out) {
    const float *restrict red = conversion->rows[0] + x, *restrict green = conversion->rows[1] + x,
                *restrict blue = conversion->rows[2] + x;
    for (int32_t i = 0; i < count; i++) {
        out[3 * i] = (uint8_t)(red[i] * 255 + .5f);
        out[3 * i + 1] = (uint8_t)(green[i] * 255 + .5f);
        out[3 * i + 2] = (uint8_t)(blue[i] * 255 + .5f);
    }
}

static void write(const ip_heif_conversion *conversion, int32_t x, int32_t count, void *pixels) {
    const ip_heif_meaning *meaning = &conversion->meaning;
    int32_t channels = meaning->channels;
    if (channels == 3 && meaning->bytes_per_sample == 1) return write_rgb8(conversion, x, count, pixels);
    for (int32_t channel = 0; channel < channels; channel++) {
        bool is_alpha = meaning->alpha_depth > 0 && channel == channels - 1;
        const float *row = conversion->rows[is_alpha ? ALPHA : channel] + x;
        if (meaning->bytes_per_sample == 1) write_channel8(row, count, channels, (uint8_t *)pixels + channel);
        else write_channel16(row, count, channels, (uint16_t *)pixels + channel);
    }
}

// Alpha was multiplied in: what is seen is divided by it again. Where nothing is seen the colour is none.
static void divide_by_alpha(const ip_heif_conversion *conversion, int32_t x, int32_t count, int32_t channels) {
    const float *alpha = conversion->rows[ALPHA];
    for (int32_t channel = 0; channel < channels; channel++) {
        float *row = conversion->rows[channel];
        for (int32_t i = x; i < x + count; i++) row[i] = alpha[i] > 0 ? clamped(row[i] / alpha[i]) : 0;
    }
}

void ip_heif_convert(
    ip_heif_conversion *conversion, const ip_heif_rows *color, const ip_heif_rows *alpha, int32_t row, int32_t x, int32_t count,
    void *pixels) {
    const ip_heif_meaning *meaning = &conversion->meaning;
    int32_t colors = meaning->channels - (meaning->alpha_depth > 0);
    scaling s = scaling_of(meaning->depth, meaning->is_full_range);
    read_row(row_of(color, 0, row - color->first_row), meaning->depth, color->width, conversion->rows[0]);
    if (colors == 1) {
        scale_row(conversion->rows[0] + x, count, s.luma_offset, s.luma_scale);
    } else {
        read_chroma(conversion, color, 1, row, conversion->rows[1]);
        read_chroma(conversion, color, 2, row, conversion->rows[2]);
        if (meaning->is_identity) {
            // Green, blue and red come; red, green and blue go.
            float *green = conversion->rows[0], *blue = conversion->rows[1], *red = conversion->rows[2];
            conversion->rows[0] = red;
            conversion->rows[1] = green;
            conversion->rows[2] = blue;
            for (int k = 0; k < 3; k++) scale_row(conversion->rows[k] + x, count, s.luma_offset, s.luma_scale);
        } else {
            apply_matrix(conversion, x, count);
        }
    }
    if (alpha) {
        scaling a = scaling_of(meaning->alpha_depth, meaning->is_alpha_full_range);
        read_row(row_of(alpha, 0, row - alpha->first_row), meaning->alpha_depth, alpha->width, conversion->rows[ALPHA]);
        scale_row(conversion->rows[ALPHA] + x, count, a.luma_offset, a.luma_scale);
        if (meaning->is_premultiplied) divide_by_alpha(conversion, x, count, colors);
    }
    write(conversion, x, count, pixels);
}

void ip_heif_copy_samples(
    const ip_heif_planes *planes, const ip_heif_samples *samples, const uint8_t *table, uint8_t *out) {
    size_t sample_bytes = samples->depth > 8 ? 2 : 1, count = (size_t)samples->count;
    const uint8_t *from = planes->samples[samples->plane] + (size_t)samples->row * planes->row_bytes[samples->plane] +
                          (size_t)samples->column * sample_bytes;
    if (!table) {
        memcpy(out, from, count);
    } else if (sample_bytes == 1) {
        for (size_t x = 0; x < count; x++) out[x] = table[from[x]];
    } else {
        // A decoder that hands out more bits than it says must not lead out of the table.
        const uint16_t *words = (const uint16_t *)(const void *)from, most = (uint16_t)((1 << samples->depth) - 1);
        for (size_t x = 0; x < count; x++) out[x] = table[words[x] & most];
    }
}

#endif
