#include "ip_jpeg_encode.h"

#include "ip_jpeg_error.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_STRIP_ROWS = MAX_SAMP_FACTOR * DCTSIZE,
    FIRST_OUTPUT_BYTES = 1 << 16,
    ICC_HEADER_BYTES = 14,
    ICC_PART_BYTES = 65533 - ICC_HEADER_BYTES,
};

struct ip_jpeg_encoder {
    ip_jpeg_error error;  // first: see there
    struct jpeg_compress_struct codec;
    struct jpeg_destination_mgr destination;
    bool is_open;
    uint8_t *output;      // kept from picture to picture
    size_t capacity, max_bytes;
    JSAMPROW rows[IP_JPEG_MAX_COMPONENTS][MAX_STRIP_ROWS];
    JSAMPARRAY planes[IP_JPEG_MAX_COMPONENTS];
    jpeg_scan_info scans[IP_JPEG_MAX_COMPONENTS];
    JHUFF_TBL standard_dc[2], standard_ac[2];  // T.81 annex K
};

// MARK: the destination: a buffer that grows up to the budget

static ip_jpeg_encoder *encoder_of(j_compress_ptr codec) { return (ip_jpeg_encoder *)codec->err; }

static void point_at_room(ip_jpeg_encoder *encoder, size_t used) {
    encoder->destination.next_output_byte = encoder->output + used;
    encoder->destination.free_in_buffer = encoder->capacity - used;
}

// One byte more than the budget: so that an output of exactly max_bytes does not count as full.
static size_t room_limit(const ip_jpeg_encoder *encoder) { return encoder->max_bytes + 1; }

static bool grow_output(ip_jpeg_encoder *encoder, size_t capacity) {
    uint8_t *output = realloc(encoder->output, capacity);
    if (!output) return false;
    encoder->output = output;
    encoder->capacity = capacity;
    return true;
}

static void begin_output(j_compress_ptr codec) {
    ip_jpeg_encoder *encoder = encoder_of(codec);
    if (encoder->capacity < FIRST_OUTPUT_BYTES && !grow_output(encoder, FIRST_OUTPUT_BYTES)) {
        ip_jpeg_stop(&encoder->error, IP_OUT_OF_MEMORY, "%d bytes for output", FIRST_OUTPUT_BYTES);
    }
    point_at_room(encoder, 0);
    if (encoder->capacity > room_limit(encoder)) encoder->destination.free_in_buffer = room_limit(encoder);
}

// libjpeg calls this with the buffer full, whatever its own counters say.
static boolean extend_output(j_compress_ptr codec) {
    ip_jpeg_encoder *encoder = encoder_of(codec);
    size_t used = encoder->capacity < room_limit(encoder) ? encoder->capacity : room_limit(encoder);
    if (used >= room_limit(encoder)) {
        ip_jpeg_stop(&encoder->error, IP_OUTPUT_FULL, "more than %zu bytes", encoder->max_bytes);
    }
    size_t wanted = used < room_limit(encoder) / 2 ? used * 2 : room_limit(encoder);
    if (!grow_output(encoder, wanted)) ip_jpeg_stop(&encoder->error, IP_OUT_OF_MEMORY, "%zu bytes for output", wanted);
    point_at_room(encoder, used);
    return TRUE;
}

static void end_output(j_compress_ptr codec) { (void)codec; }

// MARK: handles

// A fresh codec has the tables of annex K. They are kept because optimising one picture overwrites them, and libjpeg
// does not bring them back for the next.
static bool remember_standard_tables(ip_jpeg_encoder *encoder) {
    j_compress_ptr codec = &encoder->codec;
    ip_context unused = {0};
    encoder->error.context = &unused;
    if (setjmp(encoder->error.jump)) return false;
    codec->in_color_space = JCS_YCbCr;
    codec->input_components = 3;
    jpeg_set_defaults(codec);
    for (int i = 0; i < 2; i++) {
        encoder->standard_dc[i] = *codec->dc_huff_tbl_ptrs[i];
        encoder->standard_ac[i] = *codec->ac_huff_tbl_ptrs[i];
    }
    encoder->error.context = NULL;
    return true;
}

static void restore_standard_tables(ip_jpeg_encoder *encoder) {
    for (int i = 0; i < 2; i++) {
        *encoder->codec.dc_huff_tbl_ptrs[i] = encoder->standard_dc[i];
        *encoder->codec.ac_huff_tbl_ptrs[i] = encoder->standard_ac[i];
    }
}

ip_jpeg_encoder *ip_jpeg_encoder_create(void) {
    ip_jpeg_encoder *encoder = calloc(1, sizeof *encoder);
    if (!encoder) return NULL;
    ip_context unused = {0};
    ip_jpeg_error_install(&encoder->error);
    encoder->codec.err = &encoder->error.manager;
    encoder->error.context = &unused;
    if (setjmp(encoder->error.jump)) {
        jpeg_destroy_compress(&encoder->codec);
        free(encoder);
        return NULL;
    }
    jpeg_create_compress(&encoder->codec);
    encoder->error.context = NULL;
    encoder->destination = (struct jpeg_destination_mgr){
        .init_destination = begin_output,
        .empty_output_buffer = extend_output,
        .term_destination = end_output,
    };
    encoder->codec.dest = &encoder->destination;
    encoder->codec.progress = &encoder->error.progress;
    if (remember_standard_tables(encoder)) return encoder;
    ip_jpeg_encoder_destroy(encoder);
    return NULL;
}

void ip_jpeg_encoder_destroy(ip_jpeg_encoder *encoder) {
    if (!encoder) return;
    jpeg_destroy_compress(&encoder->codec);
    free(encoder->output);
    free(encoder);
}

static ip_status abandon(ip_jpeg_encoder *encoder) {
    jpeg_abort_compress(&encoder->codec);
    encoder->is_open = false;
    return encoder->error.context->status;
}

// MARK: headers

// Tables of the caller's, in the slots that libjpeg gives luma and chroma.
static void set_huffman_codes(j_compress_ptr codec, const ip_huffman_code *codes) {
    for (int i = 0; i < 4; i++) {
        if (!codes[i].symbol_count) continue;
        JHUFF_TBL *table = i % 2 == 0 ? codec->dc_huff_tbl_ptrs[i / 2] : codec->ac_huff_tbl_ptrs[i / 2];
        memcpy(table->bits, codes[i].counts, sizeof table->bits);
        memcpy(table->huffval, codes[i].symbols, sizeof table->huffval);
        table->sent_table = FALSE;
    }
}

static J_COLOR_SPACE space_of(ip_jpeg_color color) {
    switch (color) {
    case IP_JPEG_GRAY: return JCS_GRAYSCALE;
    case IP_JPEG_YCBCR: return JCS_YCbCr;
    case IP_JPEG_RGB: return JCS_RGB;
    case IP_JPEG_CMYK: return JCS_CMYK;
    case IP_JPEG_YCCK: return JCS_YCCK;
    default: return JCS_UNKNOWN;
    }
}

static int components_of(J_COLOR_SPACE space) {
    if (space == JCS_GRAYSCALE) return 1;
    return space == JCS_CMYK || space == JCS_YCCK ? 4 : 3;
}

// libjpeg multiplies a step by 8 and divides by it in 16 bits.
static UINT16 usable_step(uint16_t step) { return step < 1 ? 1 : step > 8191 ? 8191 : step; }

// Equal tables share a slot: a table is written once.
static void set_table(j_compress_ptr codec, int index, const uint16_t *quantization) {
    UINT16 steps[DCTSIZE2];
    for (int i = 0; i < DCTSIZE2; i++) steps[i] = usable_step(quantization[i]);
    int slot = 0;
    for (; slot < index; slot++) {
        const JQUANT_TBL *table = codec->quant_tbl_ptrs[slot];
        if (table && memcmp(table->quantval, steps, sizeof steps) == 0) break;
    }
    if (!codec->quant_tbl_ptrs[slot]) codec->quant_tbl_ptrs[slot] = jpeg_alloc_quant_table((j_common_ptr)codec);
    memcpy(codec->quant_tbl_ptrs[slot]->quantval, steps, sizeof steps);
    codec->quant_tbl_ptrs[slot]->sent_table = FALSE;
    codec->comp_info[index].quant_tbl_no = slot;
}

static void set_components(j_compress_ptr codec, const ip_jpeg_format *format) {
    for (int i = 0; i < codec->num_components; i++) {
        bool is_single = codec->num_components == 1;  // its factors mean nothing, and 1 is what every reader takes
        codec->comp_info[i].h_samp_factor = is_single ? 1 : format->planes[i].horizontal_sampling;
        codec->comp_info[i].v_samp_factor = is_single ? 1 : format->planes[i].vertical_sampling;
        set_table(codec, i, format->planes[i].quantization);
    }
}

// An MCU has at most ten blocks; where the factors ask for more, each component gets a scan of its own.
static void set_scans(ip_jpeg_encoder *encoder, bool is_progressive) {
    j_compress_ptr codec = &encoder->codec;
    int blocks = 0;
    for (int i = 0; i < codec->num_components; i++) {
        blocks += codec->comp_info[i].h_samp_factor * codec->comp_info[i].v_samp_factor;
    }
    if (is_progressive && blocks <= C_MAX_BLOCKS_IN_MCU) jpeg_simple_progression(codec);
    if (blocks <= C_MAX_BLOCKS_IN_MCU) return;
    for (int i = 0; i < codec->num_components; i++) {
        encoder->scans[i] = (jpeg_scan_info){.comps_in_scan = 1, .component_index = {i}, .Ss = 0, .Se = DCTSIZE2 - 1};
    }
    codec->scan_info = encoder->scans;
    codec->num_scans = codec->num_components;
}

static void write_profile(j_compress_ptr codec, const uint8_t *profile, size_t byte_count) {
    size_t parts = (byte_count + ICC_PART_BYTES - 1) / ICC_PART_BYTES;
    if (parts > 255) ip_jpeg_stop(&encoder_of(codec)->error, IP_UNSUPPORTED, "A profile of %zu bytes in a JPEG", byte_count);
    for (size_t part = 0; part < parts; part++) {
        size_t first = part * ICC_PART_BYTES;
        size_t count = byte_count - first < ICC_PART_BYTES ? byte_count - first : ICC_PART_BYTES;
        jpeg_write_m_header(codec, JPEG_APP0 + 2, (unsigned)(count + ICC_HEADER_BYTES));
        static const char name[12] = "ICC_PROFILE";
        for (size_t i = 0; i < sizeof name; i++) jpeg_write_m_byte(codec, name[i]);
        jpeg_write_m_byte(codec, (int)part + 1);
        jpeg_write_m_byte(codec, (int)parts);
        for (size_t i = 0; i < count; i++) jpeg_write_m_byte(codec, profile[first + i]);
    }
}

static void configure(ip_jpeg_encoder *encoder, const ip_jpeg_format *format) {
    j_compress_ptr codec = &encoder->codec;
    J_COLOR_SPACE space = space_of(format->color);
    codec->image_width = (JDIMENSION)format->width;
    codec->image_height = (JDIMENSION)format->height;
    codec->in_color_space = space;
    codec->input_components = components_of(space);
    jpeg_set_defaults(codec);
    jpeg_set_colorspace(codec, space);
    restore_standard_tables(encoder);
    set_components(codec, format);
    codec->scan_info = NULL;
    codec->num_scans = 0;
    set_scans(encoder, format->is_progressive);
    if (format->huffman_codes) set_huffman_codes(codec, format->huffman_codes);
    codec->raw_data_in = TRUE;
    codec->optimize_coding = format->optimizes_huffman;
    codec->restart_interval = (unsigned)format->restart_interval;
    codec->dct_method = JDCT_ISLOW;
}

// MARK: operations

int32_t ip_jpeg_plane_side(int32_t picture_side, int32_t sampling, int32_t max_sampling) {
    return (int32_t)(((int64_t)picture_side * sampling + max_sampling - 1) / max_sampling);
}

void ip_jpeg_standard_quantization(int32_t quality, bool is_chroma, uint16_t table[64]) {
    // T.81, tables K.1 and K.2, row by row.
    static const uint8_t standard[2][DCTSIZE2] = {
        {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
         14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
         18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
         49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99},
        {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
         24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
         99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
         99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99},
    };
    int scale = quality < 50 ? 5000 / (quality < 1 ? 1 : quality) : 200 - 2 * (quality > 100 ? 100 : quality);
    for (int i = 0; i < DCTSIZE2; i++) {
        int value = (standard[is_chroma][i] * scale + 50) / 100;
        table[i] = (uint16_t)(value < 1 ? 1 : value > 255 ? 255 : value);
    }
}

ip_status ip_jpeg_encoder_open(ip_jpeg_encoder *encoder, ip_context *context, const ip_jpeg_format *format,
                               size_t max_bytes) {
    j_compress_ptr codec = &encoder->codec;
    encoder->error.context = context;
    encoder->max_bytes = max_bytes < SIZE_MAX / 2 ? max_bytes : SIZE_MAX / 2;
    jpeg_abort_compress(codec);
    if (setjmp(encoder->error.jump)) return abandon(encoder);

    if (space_of(format->color) == JCS_UNKNOWN) {
        ip_jpeg_stop(&encoder->error, IP_INTERNAL, "no colour space %d to encode in", (int)format->color);
    }
    configure(encoder, format);
    jpeg_start_compress(codec, TRUE);
    if (format->icc_profile) write_profile(codec, format->icc_profile, format->icc_byte_count);
    encoder->is_open = true;
    return context->status;
}

// The encoder's last blocks of a row may stick out of the plane by up to seven samples.
static void pad_row(uint8_t *row, int32_t width) {
    int32_t rest = -width & (DCTSIZE - 1);
    memset(row + width, row[width - 1], (size_t)rest);
}

// Points at the rows of a strip; those below the plane are its last row again.
static void collect_rows(ip_jpeg_encoder *encoder, int index, uint8_t *plane, size_t stride, int32_t first) {
    const jpeg_component_info *component = &encoder->codec.comp_info[index];
    int32_t width = ip_jpeg_plane_side((int32_t)encoder->codec.image_width, component->h_samp_factor,
                                       encoder->codec.max_h_samp_factor);
    int32_t height = ip_jpeg_plane_side((int32_t)encoder->codec.image_height, component->v_samp_factor,
                                        encoder->codec.max_v_samp_factor);
    int32_t count = component->v_samp_factor * DCTSIZE;
    for (int32_t y = 0; y < count; y++) {
        int32_t within = first + y < height ? y : height - 1 - first;
        encoder->rows[index][y] = plane + (size_t)within * stride;
        if (within == y) pad_row(encoder->rows[index][y], width);
    }
    encoder->planes[index] = encoder->rows[index];
}

ip_status ip_jpeg_encoder_write_strip(ip_jpeg_encoder *encoder, ip_context *context, uint8_t *const planes[],
                                      const size_t strides[]) {
    j_compress_ptr codec = &encoder->codec;
    if (!encoder->is_open || codec->next_scanline >= codec->image_height) {
        return ip_fail(context, IP_INTERNAL, "no strip is left to write");
    }
    encoder->error.context = context;
    if (setjmp(encoder->error.jump)) return abandon(encoder);

    JDIMENSION height = (JDIMENSION)(codec->max_v_samp_factor * DCTSIZE);
    int32_t strip = (int32_t)(codec->next_scanline / height);
    for (int i = 0; i < codec->num_components; i++) {
        collect_rows(encoder, i, planes[i], strides[i], strip * codec->comp_info[i].v_samp_factor * DCTSIZE);
    }
    jpeg_write_raw_data(codec, encoder->planes, height);
    return context->status;
}

ip_status ip_jpeg_encoder_finish(ip_jpeg_encoder *encoder, ip_context *context, const uint8_t **bytes,
                                 size_t *byte_count) {
    if (!encoder->is_open) return ip_fail(context, IP_INTERNAL, "no picture was begun");
    encoder->error.context = context;
    if (setjmp(encoder->error.jump)) return abandon(encoder);

    jpeg_finish_compress(&encoder->codec);
    encoder->is_open = false;
    *bytes = encoder->output;
    *byte_count = (size_t)(encoder->destination.next_output_byte - encoder->output);
    if (*byte_count > encoder->max_bytes) return ip_fail(context, IP_OUTPUT_FULL, "%zu bytes", *byte_count);
    return context->status;
}
