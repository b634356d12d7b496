#include "CTestOracles.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

typedef struct guard {
    struct jpeg_error_mgr errors;
    jmp_buf escape;
} guard;

static void fail(j_common_ptr codec) { longjmp(((guard *)codec->err)->escape, 1); }
static void count(j_common_ptr codec, int level) {
    if (level < 0) codec->err->num_warnings++;
}
static void ignore(j_common_ptr codec) { (void)codec; }

static struct jpeg_error_mgr *guarded(guard *state) {
    jpeg_std_error(&state->errors);
    state->errors.error_exit = fail;
    state->errors.emit_message = count;
    state->errors.output_message = ignore;
    return &state->errors;
}

// MARK: - Making files

static uint8_t sample(const oracle_recipe *recipe, int x, int y, int channel) {
    uint32_t hash = recipe->seed * 2654435761u + (uint32_t)(x * 7919 + y * 104729 + channel * 1299709);
    hash ^= hash >> 15;
    hash *= 2246822519u;
    hash ^= hash >> 13;
    double wave = 60 * sin(0.19 * x + 0.05 * y + channel) + 30 * cos(0.31 * y - 0.07 * x);
    double edge = 3 * x > 2 * y + 20 ? 25 : -25;
    double value = 128 + wave + edge + (double)(hash % 41) - 20;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void configure(struct jpeg_compress_struct *codec, const oracle_recipe *recipe, jpeg_scan_info *scans) {
    static const J_COLOR_SPACE spaces[5] = {JCS_UNKNOWN, JCS_GRAYSCALE, JCS_UNKNOWN, JCS_YCbCr, JCS_CMYK};
    codec->image_width = (JDIMENSION)recipe->width;
    codec->image_height = (JDIMENSION)recipe->height;
    codec->input_components = recipe->component_count;
    codec->in_color_space = spaces[recipe->component_count];
    jpeg_set_defaults(codec);
    jpeg_set_colorspace(codec, spaces[recipe->component_count]);
    jpeg_set_quality(codec, recipe->quality, TRUE);
    codec->arith_code = recipe->is_arithmetic;
    codec->optimize_coding = recipe->has_optimal_tables;
    codec->restart_interval = (unsigned)recipe->restart_interval;
    for (int index = 0; index < recipe->component_count; index++) {
        codec->comp_info[index].h_samp_factor = recipe->horizontal[index];
        codec->comp_info[index].v_samp_factor = recipe->vertical[index];
        scans[index] = (jpeg_scan_info){.comps_in_scan = 1, .component_index = {index}, .Se = 63};
    }
    if (recipe->is_progressive) jpeg_simple_progression(codec);
    if (!recipe->separates_components) return;
    codec->scan_info = scans;
    codec->num_scans = recipe->component_count;
}

uint8_t *oracle_encode(const oracle_recipe *recipe, size_t *byte_count) {
    struct jpeg_compress_struct codec = {0};
    guard state;
    // libjpeg frees no buffer that it was given, and takes another where this one is too small.
    unsigned long length = 1 << 16;
    unsigned char *const given = malloc(length);
    unsigned char *buffer = given;
    uint8_t *volatile row = malloc((size_t)recipe->width * 4 + 64);
    codec.err = guarded(&state);
    if (setjmp(state.escape) != 0) {
        jpeg_destroy_compress(&codec);
        free(row);
        free(given);
        return NULL;
    }
    jpeg_create_compress(&codec);
    jpeg_mem_dest(&codec, &buffer, &length);
    jpeg_scan_info scans[4];
    configure(&codec, recipe, scans);
    jpeg_start_compress(&codec, TRUE);
    for (int y = 0; y < recipe->height; y++) {
        for (int x = 0; x < recipe->width; x++) {
            for (int channel = 0; channel < recipe->component_count; channel++) {
                row[x * recipe->component_count + channel] = sample(recipe, x, y, channel);
            }
        }
        JSAMPROW line = row;
        jpeg_write_scanlines(&codec, &line, 1);
    }
    jpeg_finish_compress(&codec);
    *byte_count = length;
    jpeg_destroy_compress(&codec);
    free(row);
    if (buffer != given) free(given);
    return buffer;
}

void oracle_free_bytes(uint8_t *bytes) { free(bytes); }

// MARK: - Reading coefficients

static void copy_component(struct jpeg_decompress_struct *codec, jvirt_barray_ptr array, int index, oracle_component *component) {
    jpeg_component_info *info = &codec->comp_info[index];
    component->identifier = info->component_id;
    component->horizontal = info->h_samp_factor;
    component->vertical = info->v_samp_factor;
    component->columns = (int32_t)info->width_in_blocks;
    component->rows = (int32_t)info->height_in_blocks;
    for (int k = 0; k < 64 && info->quant_table != NULL; k++) component->quantization[k] = info->quant_table->quantval[k];
    size_t row_bytes = (size_t)component->columns * sizeof(JBLOCK);
    component->coefficients = malloc(row_bytes * (size_t)component->rows);
    for (int row = 0; row < component->rows; row++) {
        JBLOCKARRAY blocks = codec->mem->access_virt_barray((j_common_ptr)codec, array, (JDIMENSION)row, 1, FALSE);
        memcpy((char *)component->coefficients + (size_t)row * row_bytes, blocks[0], row_bytes);
    }
}

oracle_picture *oracle_read(const uint8_t *bytes, size_t byte_count) {
    struct jpeg_decompress_struct codec = {0};
    guard state;
    oracle_picture *volatile picture = calloc(1, sizeof(oracle_picture));
    codec.err = guarded(&state);
    if (setjmp(state.escape) != 0) {
        jpeg_destroy_decompress(&codec);
        oracle_free_picture(picture);
        return NULL;
    }
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, (unsigned char *)bytes, (unsigned long)byte_count);
    jpeg_read_header(&codec, TRUE);
    picture->width = (int32_t)codec.image_width;
    picture->height = (int32_t)codec.image_height;
    picture->component_count = codec.num_components <= 4 ? codec.num_components : 4;
    picture->is_progressive = codec.progressive_mode;
    picture->is_arithmetic = codec.arith_code;
    picture->has_jfif = codec.saw_JFIF_marker;
    picture->has_adobe = codec.saw_Adobe_marker;
    picture->adobe_transform = codec.Adobe_transform;
    picture->density_x = codec.X_density;
    picture->density_y = codec.Y_density;
    picture->restart_interval = (int32_t)codec.restart_interval;
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(&codec);
    for (int index = 0; index < picture->component_count; index++) {
        copy_component(&codec, arrays[index], index, &picture->components[index]);
    }
    picture->warning_count = (int32_t)codec.err->num_warnings;
    jpeg_destroy_decompress(&codec);
    return picture;
}

void oracle_free_picture(oracle_picture *picture) {
    if (picture == NULL) return;
    for (int index = 0; index < 4; index++) free(picture->components[index].coefficients);
    free(picture);
}

// MARK: - Turning, the plain way

static bool swaps(int32_t orientation) { return orientation >= 5; }

// Whether the stored x or y axis runs backwards in the upright picture (Exif 2.32, 4.6.4).
static bool reverses_x(int32_t o) { return o == 2 || o == 3 || o == 7 || o == 8; }
static bool reverses_y(int32_t o) { return o == 3 || o == 4 || o == 6 || o == 7; }

static void mcu(const oracle_picture *picture, int32_t *width, int32_t *height) {
    int32_t h = 1, v = 1;
    for (int index = 0; picture->component_count > 1 && index < picture->component_count; index++) {
        if (picture->components[index].horizontal > h) h = picture->components[index].horizontal;
        if (picture->components[index].vertical > v) v = picture->components[index].vertical;
    }
    *width = 8 * h;
    *height = 8 * v;
}

bool oracle_is_exact(const oracle_picture *picture, int32_t orientation) {
    int32_t width, height;
    mcu(picture, &width, &height);
    return !(reverses_x(orientation) && picture->width % width != 0)
        && !(reverses_y(orientation) && picture->height % height != 0);
}

// A block of the source that ends up at the turned (x, y), and its coefficient at the turned frequency (u, v).
static int16_t expected(const oracle_component *source, int columns, int rows, int32_t o, int x, int y, int u, int v) {
    int sx = swaps(o) ? y : x, sy = swaps(o) ? x : y;
    int su = swaps(o) ? v : u, sv = swaps(o) ? u : v;
    int16_t sign = 1;
    if (reverses_x(o)) sx = columns - 1 - sx, sign = su % 2 ? -sign : sign;
    if (reverses_y(o)) sy = rows - 1 - sy, sign = sv % 2 ? -sign : sign;
    return (int16_t)(sign * source->coefficients[((size_t)sy * source->columns + sx) * 64 + sv * 8 + su]);
}

static const char *component_difference(
    const oracle_component *source, const oracle_component *turned, int32_t o, bool is_only, bool trims) {
    if (source->identifier != turned->identifier) return "component identifier";
    int h = swaps(o) ? source->vertical : source->horizontal, v = swaps(o) ? source->horizontal : source->vertical;
    if (is_only) h = v = 1;
    if (turned->horizontal != h || turned->vertical != v) return "sampling factors";
    for (int k = 0; k < 64; k++) {
        int from = swaps(o) ? k % 8 * 8 + k / 8 : k;
        if (turned->quantization[k] != source->quantization[from]) return "quantization table";
    }
    int columns = swaps(o) ? turned->rows : turned->columns, rows = swaps(o) ? turned->columns : turned->rows;
    bool fits = trims ? columns <= source->columns && rows <= source->rows
                      : columns == source->columns && rows == source->rows;
    if (!fits) return "number of blocks";
    for (int y = 0; y < turned->rows; y++) {
        for (int x = 0; x < turned->columns; x++) {
            const int16_t *block = turned->coefficients + ((size_t)y * turned->columns + x) * 64;
            for (int k = 0; k < 64; k++) {
                if (block[k] != expected(source, columns, rows, o, x, y, k % 8, k / 8)) return "coefficient";
            }
        }
    }
    return NULL;
}

static int32_t kept(int32_t side, int32_t mcu_side, bool is_reversed, bool trims) {
    return is_reversed && trims ? side - side % mcu_side : side;
}

const char *oracle_difference(const oracle_picture *source, const oracle_picture *turned, int32_t o, bool trims) {
    if (source->component_count != turned->component_count) return "number of components";
    int32_t mcu_width, mcu_height;
    mcu(source, &mcu_width, &mcu_height);
    int32_t width = kept(source->width, mcu_width, reverses_x(o), trims);
    int32_t height = kept(source->height, mcu_height, reverses_y(o), trims);
    if (turned->width != (swaps(o) ? height : width) || turned->height != (swaps(o) ? width : height)) return "size";
    for (int index = 0; index < source->component_count; index++) {
        const char *difference = component_difference(
            &source->components[index], &turned->components[index], o, source->component_count == 1, trims);
        if (difference != NULL) return difference;
    }
    return NULL;
}
