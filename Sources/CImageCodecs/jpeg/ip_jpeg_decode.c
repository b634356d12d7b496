#include "ip_jpeg_decode.h"

#include "ip_bytes.h"
#include "ip_jpeg_error.h"
#include "ip_jpeg_entropy.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STRIP_ROWS = MAX_SAMP_FACTOR * DCTSIZE };

struct ip_jpeg_decoder {
    ip_jpeg_error error;  // first: see there
    struct jpeg_decompress_struct codec;
    ip_jpeg_source source;
    bool keep_truncated;
    bool is_open;
    JSAMPROW rows[IP_JPEG_MAX_COMPONENTS][MAX_STRIP_ROWS];
    JSAMPARRAY planes[IP_JPEG_MAX_COMPONENTS];
    ip_jpeg_entropy scan;
};

static ip_jpeg_decoder *decoder_of(j_decompress_ptr codec) { return (ip_jpeg_decoder *)codec->err; }

// MARK: truncation

// Tells that the picture is not all there, or warns of it, as the caller wished.
__attribute__((format(printf, 3, 4)))
static void report_truncation(ip_jpeg_decoder *decoder, ip_status status, const char *format, ...) {
    char message[IP_WARNING_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (!decoder->keep_truncated) ip_jpeg_stop(&decoder->error, status, "%s", message);
    ip_warn(decoder->error.context, "%s", message);
}

static void report_missing_rows(ip_jpeg_decoder *decoder, int64_t strip) {
    const struct jpeg_decompress_struct *codec = &decoder->codec;
    long long rows = strip * codec->max_v_samp_factor * DCTSIZE;
    if (rows > codec->image_height) rows = codec->image_height;
    if (jpeg_has_multiple_scans(&decoder->codec)) {
        report_truncation(decoder, IP_TRUNCATED, "scan %d breaks off after %lld of %u rows", codec->input_scan_number,
                          rows, codec->image_height);
    } else {
        report_truncation(decoder, IP_TRUNCATED, "only %lld of %u rows are there", rows, codec->image_height);
    }
}

static void on_cut(j_decompress_ptr codec) { report_missing_rows(decoder_of(codec), codec->input_iMCU_row); }

// After all scans were read. What a scan did not bring, a later one cannot have brought either.
static void check_scans(ip_jpeg_decoder *decoder) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    int missing = 0, unseen = 0;
    for (int i = 0; i < codec->num_components; i++) {
        unseen += !codec->comp_info[i].quant_table;
        if (!codec->coef_bits) continue;
        for (int k = 0; k < DCTSIZE2; k++) missing += codec->coef_bits[i][k] != 0;
    }
    int count = codec->num_components;
    bool has_ended = decoder->error.input_ended;
    if (decoder->error.is_cut) return;
    if (unseen > 0) {
        report_truncation(decoder, has_ended ? IP_TRUNCATED : IP_MALFORMED, "only %d of %d components are there",
                          count - unseen, count);
    } else if (has_ended && (missing > 0 || codec->arith_code)) {
        report_truncation(decoder, IP_TRUNCATED, "only %d of %d coefficients are there in full",
                          count * DCTSIZE2 - missing, count * DCTSIZE2);
    }
}

// Arithmetic decoders read zeros past the end without a word, so there the source has to tell, and an end marker behind
// the last strip.
static void check_arithmetic_strip(ip_jpeg_decoder *decoder, int64_t strip) {
    const struct jpeg_decompress_struct *codec = &decoder->codec;
    const struct jpeg_source_mgr *source = &decoder->source.manager;
    bool is_last = strip + 1 >= (int64_t)codec->total_iMCU_rows;
    if (decoder->error.is_cut || jpeg_has_multiple_scans(&decoder->codec)) return;
    if (!is_last) {
        if (!decoder->error.input_ended) return;
        decoder->error.is_cut = true;
        report_missing_rows(decoder, strip);
    } else if (decoder->error.input_ended || (codec->unread_marker == 0 &&
               ip_find_marker(source->next_input_byte, 0, source->bytes_in_buffer) == source->bytes_in_buffer)) {
        decoder->error.is_cut = true;
        report_truncation(decoder, IP_TRUNCATED, "the file has no end-of-image marker, and arithmetic coding does not "
                          "tell whether anything is missing before it");
    }
}

// MARK: handles

ip_jpeg_decoder *ip_jpeg_decoder_create(void) {
    ip_jpeg_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    ip_context unused = {0};
    ip_jpeg_error_install(&decoder->error);
    decoder->codec.err = &decoder->error.manager;
    decoder->error.context = &unused;
    decoder->error.on_cut = on_cut;
    if (setjmp(decoder->error.jump)) {
        jpeg_destroy_decompress(&decoder->codec);
        free(decoder);
        return NULL;
    }
    jpeg_create_decompress(&decoder->codec);
    decoder->error.context = NULL;
    ip_jpeg_source_install(&decoder->source, &decoder->codec);
    decoder->codec.progress = &decoder->error.progress;
    return decoder;
}

void ip_jpeg_decoder_destroy(ip_jpeg_decoder *decoder) {
    if (!decoder) return;
    jpeg_destroy_decompress(&decoder->codec);
    free(decoder);
}

static ip_status abandon(ip_jpeg_decoder *decoder) {
    jpeg_abort_decompress(&decoder->codec);
    decoder->is_open = false;
    return decoder->error.context->status;
}

// MARK: what the header says

static ip_jpeg_color color_of(const struct jpeg_decompress_struct *codec) {
    switch (codec->jpeg_color_space) {
    case JCS_GRAYSCALE: return IP_JPEG_GRAY;
    case JCS_YCbCr: return IP_JPEG_YCBCR;
    case JCS_RGB: return IP_JPEG_RGB;
    case JCS_CMYK: return IP_JPEG_CMYK;
    case JCS_YCCK: return IP_JPEG_YCCK;
    default: return IP_JPEG_UNKNOWN;
    }
}

static J_COLOR_SPACE interleaved_space(ip_jpeg_color color) {
    switch (color) {
    case IP_JPEG_GRAY: return JCS_GRAYSCALE;
    case IP_JPEG_YCBCR:
    case IP_JPEG_RGB: return JCS_RGB;
    case IP_JPEG_CMYK:
    case IP_JPEG_YCCK: return JCS_CMYK;
    default: return JCS_UNKNOWN;
    }
}

// The numbers of codes of each length suffice to know the tables of annex K: no encoder derives those by counting.
static bool has_standard_huffman(const struct jpeg_decompress_struct *codec) {
    static const UINT8 luma_ac[17] = {0, 0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D};
    const JHUFF_TBL *table = codec->ac_huff_tbl_ptrs[0];
    return table && memcmp(table->bits, luma_ac, sizeof luma_ac) == 0;
}

static void describe_component(const struct jpeg_decompress_struct *codec, const jpeg_component_info *from,
                               ip_jpeg_component *to) {
    to->horizontal_sampling = from->h_samp_factor;
    to->vertical_sampling = from->v_samp_factor;
    to->width = (int32_t)from->downsampled_width;
    to->height = (int32_t)from->downsampled_height;
    int32_t blocks = from->h_samp_factor;
    int32_t width_in_blocks = (int32_t)from->width_in_blocks;
    to->padded_width = (width_in_blocks + blocks - 1) / blocks * blocks * IP_DCT_SIZE(from);
    to->strip_rows = from->v_samp_factor * IP_DCT_SIZE(from);
    double size = IP_DCT_SIZE(from);
    to->horizontal_extent = codec->image_width * size * from->h_samp_factor / (codec->max_h_samp_factor * DCTSIZE);
    to->vertical_extent = codec->image_height * size * from->v_samp_factor / (codec->max_v_samp_factor * DCTSIZE);
    to->quantization_slot = from->quant_tbl_no;
    const JQUANT_TBL *table = from->quant_table ? from->quant_table : codec->quant_tbl_ptrs[from->quant_tbl_no & 3];
    for (int i = 0; i < DCTSIZE2; i++) to->quantization[i] = table ? table->quantval[i] : 1;
}

static void describe(const struct jpeg_decompress_struct *codec, ip_jpeg_header *header) {
    memset(header, 0, sizeof *header);
    header->width = (int32_t)codec->image_width;
    header->height = (int32_t)codec->image_height;
    header->scaled_width = (int32_t)codec->output_width;
    header->scaled_height = (int32_t)codec->output_height;
    header->strip_count = (int32_t)codec->total_iMCU_rows;
    header->strip_height = codec->max_v_samp_factor * IP_MIN_DCT_SIZE(codec);
    header->component_count = codec->num_components;
    header->max_horizontal_sampling = codec->max_h_samp_factor;
    header->max_vertical_sampling = codec->max_v_samp_factor;
    header->output_channels = codec->output_components;
    header->color = color_of(codec);
    header->is_progressive = codec->progressive_mode;
    header->is_inverted = codec->saw_Adobe_marker;
    header->has_standard_huffman = has_standard_huffman(codec);
    for (int i = 0; i < codec->num_components; i++) {
        describe_component(codec, &codec->comp_info[i], &header->components[i]);
    }
}

// MARK: operations

ip_status ip_jpeg_decoder_open(ip_jpeg_decoder *decoder, ip_context *context, const uint8_t *bytes, size_t byte_count,
                               ip_jpeg_layout layout, int32_t scale_eighths, bool keep_truncated,
                               ip_jpeg_header *header) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    ip_jpeg_error_begin(&decoder->error, context);
    decoder->keep_truncated = keep_truncated;
    jpeg_abort_decompress(codec);
    ip_jpeg_source_begin(&decoder->source, bytes, byte_count);
    if (setjmp(decoder->error.jump)) return abandon(decoder);

    jpeg_read_header(codec, TRUE);
    if (codec->num_components > IP_JPEG_MAX_COMPONENTS || codec->jpeg_color_space == JCS_UNKNOWN) {
        ip_jpeg_stop(&decoder->error, IP_UNSUPPORTED, "A JPEG of %d components", codec->num_components);
    }
    codec->scale_num = (unsigned)scale_eighths;
    codec->scale_denom = DCTSIZE;
    codec->dct_method = JDCT_ISLOW;
    codec->raw_data_out = layout == IP_JPEG_PLANES;
    codec->out_color_space = interleaved_space(color_of(codec));
    jpeg_start_decompress(codec);
    bool several_scans = jpeg_has_multiple_scans(codec);
    if (several_scans) check_scans(decoder);
    else ip_jpeg_entropy_take_over(&decoder->scan, codec);
    describe(codec, header);
    decoder->is_open = true;
    return context->status;
}

static bool can_read(ip_jpeg_decoder *decoder, ip_context *context, bool planes) {
    const struct jpeg_decompress_struct *codec = &decoder->codec;
    bool ready = decoder->is_open && (bool)codec->raw_data_out == planes && codec->output_scanline < codec->output_height;
    if (!ready) ip_fail(context, IP_INTERNAL, "no strip is left to read");
    return ready;
}

ip_status ip_jpeg_decoder_read_strip(ip_jpeg_decoder *decoder, ip_context *context, uint8_t *const planes[],
                                     const size_t strides[]) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    if (!can_read(decoder, context, true)) return context->status;
    decoder->error.context = context;
    if (setjmp(decoder->error.jump)) return abandon(decoder);

    for (int i = 0; i < codec->num_components; i++) {
        const jpeg_component_info *component = &codec->comp_info[i];
        int rows = component->v_samp_factor * IP_DCT_SIZE(component);
        for (int y = 0; y < rows; y++) decoder->rows[i][y] = planes[i] + (size_t)y * strides[i];
        decoder->planes[i] = decoder->rows[i];
    }
    int64_t strip = codec->output_iMCU_row;
    jpeg_read_raw_data(codec, decoder->planes, (JDIMENSION)(codec->max_v_samp_factor * IP_MIN_DCT_SIZE(codec)));
    if (codec->arith_code) check_arithmetic_strip(decoder, strip);
    return context->status;
}

ip_status ip_jpeg_decoder_read_rows(ip_jpeg_decoder *decoder, ip_context *context, uint8_t *rows, size_t stride,
                                    int32_t row_count, int32_t *rows_read) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    *rows_read = 0;
    if (!can_read(decoder, context, false)) return context->status;
    decoder->error.context = context;
    if (setjmp(decoder->error.jump)) return abandon(decoder);

    while (*rows_read < row_count && codec->output_scanline < codec->output_height) {
        int64_t strip = codec->output_iMCU_row;
        JSAMPROW row = rows + (size_t)*rows_read * stride;
        *rows_read += (int32_t)jpeg_read_scanlines(codec, &row, 1);
        if (codec->arith_code) check_arithmetic_strip(decoder, strip);
    }
    return context->status;
}
