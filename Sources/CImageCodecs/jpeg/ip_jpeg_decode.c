#include "ip_jpeg_decode.h"

#include "ip_jpeg_error.h"
#include "ip_jpeg_entropy.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STRIP_ROWS = MAX_SAMP_FACTOR * DCTSIZE };

struct ip_jpeg_decoder {
    ip_jpeg_fence fence;  // first: see there
    struct jpeg_decompress_struct codec;
    struct jpeg_source_mgr source;
    bool keep_truncated;
    bool is_open;
    int64_t dry_strip;  // the strip during which entropy-coded data ran out; -1: none did
    int dry_scan;       // and the scan
    JSAMPROW rows[IP_JPEG_MAX_COMPONENTS][MAX_STRIP_ROWS];
    JSAMPARRAY planes[IP_JPEG_MAX_COMPONENTS];
    ip_jpeg_scan scan;
};

// MARK: the source: a span of memory, and an end-of-image marker where that is used up

static const JOCTET end_of_image[2] = {0xFF, JPEG_EOI};

static ip_jpeg_decoder *decoder_of(j_decompress_ptr codec) { return (ip_jpeg_decoder *)codec->err; }

static void begin_source(j_decompress_ptr codec) { (void)codec; }

static boolean fill_from_nothing(j_decompress_ptr codec) {
    decoder_of(codec)->fence.ran_dry = true;
    codec->src->next_input_byte = end_of_image;
    codec->src->bytes_in_buffer = sizeof end_of_image;
    return TRUE;
}

static void skip_bytes(j_decompress_ptr codec, long count) {
    if (count <= 0) return;
    if ((size_t)count > codec->src->bytes_in_buffer) {
        fill_from_nothing(codec);
        return;
    }
    codec->src->next_input_byte += count;
    codec->src->bytes_in_buffer -= (size_t)count;
}

// libjpeg warns so when a marker stands where coefficients should: at the end marker, the picture was cut short.
static void note_missing_data(j_common_ptr codec, int code) {
    j_decompress_ptr decompressor = (j_decompress_ptr)codec;
    ip_jpeg_decoder *decoder = decoder_of(decompressor);
    if (code != JWRN_HIT_MARKER || decompressor->unread_marker != JPEG_EOI || decoder->dry_strip >= 0) return;
    decoder->dry_strip = decompressor->input_iMCU_row;
    decoder->dry_scan = decompressor->input_scan_number;
}

// MARK: handles

ip_jpeg_decoder *ip_jpeg_decoder_create(void) {
    ip_jpeg_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    ip_context unused = {0};
    ip_jpeg_fence_install(&decoder->fence, (j_common_ptr)&decoder->codec);
    decoder->fence.context = &unused;
    decoder->fence.on_warning = note_missing_data;
    if (setjmp(decoder->fence.jump)) {
        jpeg_destroy_decompress(&decoder->codec);
        free(decoder);
        return NULL;
    }
    jpeg_create_decompress(&decoder->codec);
    decoder->fence.context = NULL;
    decoder->source = (struct jpeg_source_mgr){
        .init_source = begin_source,
        .fill_input_buffer = fill_from_nothing,
        .skip_input_data = skip_bytes,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = begin_source,
    };
    decoder->codec.src = &decoder->source;
    decoder->codec.progress = &decoder->fence.progress;
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
    return decoder->fence.context->status;
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

// MARK: truncation

// Tells that the picture is not all there, or warns of it, as the caller wished.
__attribute__((format(printf, 2, 3)))
static void report_truncation(ip_jpeg_decoder *decoder, const char *format, ...) {
    char message[IP_WARNING_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (!decoder->keep_truncated) ip_jpeg_stop(&decoder->fence, IP_TRUNCATED, "%s", message);
    ip_warn(decoder->fence.context, "%s", message);
}

static long long rows_before(const struct jpeg_decompress_struct *codec, int64_t strip) {
    long long rows = strip * codec->max_v_samp_factor * DCTSIZE;
    return rows < codec->image_height ? rows : codec->image_height;
}

static void report_missing_rows(ip_jpeg_decoder *decoder) {
    const struct jpeg_decompress_struct *codec = &decoder->codec;
    report_truncation(decoder, "only %lld of %u rows are there", rows_before(codec, decoder->dry_strip),
                      codec->image_height);
}

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
    if (decoder->dry_strip >= 0) {
        report_truncation(decoder, "scan %d breaks off after %lld of %u rows", decoder->dry_scan,
                          rows_before(codec, decoder->dry_strip), codec->image_height);
    } else if (unseen > 0) {
        report_truncation(decoder, "only %d of %d components are there", count - unseen, count);
    } else if (decoder->fence.ran_dry && (missing > 0 || codec->arith_code)) {
        report_truncation(decoder, "only %d of %d coefficients are there in full", count * DCTSIZE2 - missing,
                          count * DCTSIZE2);
    }
}

// MARK: operations

ip_status ip_jpeg_decoder_open(ip_jpeg_decoder *decoder, ip_context *context, const uint8_t *bytes, size_t byte_count,
                               ip_jpeg_layout layout, int32_t scale_eighths, bool keep_truncated,
                               ip_jpeg_header *header) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    decoder->fence.context = context;
    decoder->fence.ran_dry = false;
    decoder->dry_strip = -1;
    decoder->keep_truncated = keep_truncated;
    jpeg_abort_decompress(codec);
    decoder->source.next_input_byte = bytes;
    decoder->source.bytes_in_buffer = byte_count;
    if (setjmp(decoder->fence.jump)) return abandon(decoder);

    jpeg_read_header(codec, TRUE);
    if (codec->num_components > IP_JPEG_MAX_COMPONENTS || codec->jpeg_color_space == JCS_UNKNOWN) {
        ip_jpeg_stop(&decoder->fence, IP_UNSUPPORTED, "A JPEG of %d components", codec->num_components);
    }
    codec->scale_num = (unsigned)scale_eighths;
    codec->scale_denom = DCTSIZE;
    codec->dct_method = JDCT_ISLOW;
    codec->raw_data_out = layout == IP_JPEG_PLANES;
    codec->out_color_space = interleaved_space(color_of(codec));
    jpeg_start_decompress(codec);
    bool several_scans = jpeg_has_multiple_scans(codec);
    if (several_scans) check_scans(decoder);
    else ip_jpeg_scan_take_over(&decoder->scan, codec);
    describe(codec, header);
    decoder->is_open = true;
    return context->status;
}

// Arithmetic decoding reads zeros past the end without a word, so there the source has to tell.
static void check_strip(ip_jpeg_decoder *decoder, int64_t strip) {
    const struct jpeg_decompress_struct *codec = &decoder->codec;
    bool is_last = strip + 1 >= (int64_t)codec->total_iMCU_rows;
    if (codec->arith_code && decoder->fence.ran_dry && !is_last && decoder->dry_strip < 0) decoder->dry_strip = strip;
}

static bool can_read(ip_jpeg_decoder *decoder, ip_context *context, bool planes) {
    const struct jpeg_decompress_struct *codec = &decoder->codec;
    bool ready = decoder->is_open && (bool)codec->raw_data_out == planes && codec->output_scanline < codec->output_height;
    if (!ready) ip_fail(context, IP_INTERNAL, "no strip is left to read");
    return ready;
}

static void finish_read(ip_jpeg_decoder *decoder, int64_t strip, bool was_dry) {
    check_strip(decoder, strip);
    bool several_scans = jpeg_has_multiple_scans(&decoder->codec);
    if (decoder->dry_strip >= 0 && !was_dry && !several_scans) report_missing_rows(decoder);
}

ip_status ip_jpeg_decoder_read_strip(ip_jpeg_decoder *decoder, ip_context *context, uint8_t *const planes[],
                                     const size_t strides[]) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    if (!can_read(decoder, context, true)) return context->status;
    decoder->fence.context = context;
    if (setjmp(decoder->fence.jump)) return abandon(decoder);

    for (int i = 0; i < codec->num_components; i++) {
        const jpeg_component_info *component = &codec->comp_info[i];
        int rows = component->v_samp_factor * IP_DCT_SIZE(component);
        for (int y = 0; y < rows; y++) decoder->rows[i][y] = planes[i] + (size_t)y * strides[i];
        decoder->planes[i] = decoder->rows[i];
    }
    int64_t strip = codec->output_iMCU_row;
    bool was_dry = decoder->dry_strip >= 0;
    jpeg_read_raw_data(codec, decoder->planes, (JDIMENSION)(codec->max_v_samp_factor * IP_MIN_DCT_SIZE(codec)));
    finish_read(decoder, strip, was_dry);
    return context->status;
}

ip_status ip_jpeg_decoder_read_rows(ip_jpeg_decoder *decoder, ip_context *context, uint8_t *rows, size_t stride,
                                    int32_t row_count, int32_t *rows_read) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    *rows_read = 0;
    if (!can_read(decoder, context, false)) return context->status;
    decoder->fence.context = context;
    if (setjmp(decoder->fence.jump)) return abandon(decoder);

    while (*rows_read < row_count && codec->output_scanline < codec->output_height) {
        int64_t strip = codec->output_iMCU_row;
        bool was_dry = decoder->dry_strip >= 0;
        JSAMPROW row = rows + (size_t)*rows_read * stride;
        *rows_read += (int32_t)jpeg_read_scanlines(codec, &row, 1);
        finish_read(decoder, strip, was_dry);
    }
    return context->status;
}
