// The reading half: a JPEG file's coefficients into the transform's memory, turned.
#include "ip_transform_packed.h"
#include "ip_transform_tables.h"

#include <stdlib.h>

#include "ip_memory.h"

// MARK: - Truncation

// Remembers how much the first scan that is cut lacks; an error unless the caller takes what there is.
static void on_cut(j_decompress_ptr source) {
    ip_transform *transform = source->client_data;
    JDIMENSION missing = source->total_iMCU_rows - source->input_iMCU_row;
    const char *where = transform->error.input_ended ? "the file ends" : "the data ends at a marker";
    transform->source.missing_rows = missing;
    if (!transform->source.accepts_truncated) {
        ip_jpeg_stop(&transform->error, IP_TRUNCATED, "%s in scan %d: %u of its %u rows of MCUs are missing", where,
                     source->input_scan_number, missing, source->total_iMCU_rows);
    }
    ip_warn(transform->error.context, "%s in scan %d: %u of its %u rows of MCUs are missing", where,
            source->input_scan_number, missing, source->total_iMCU_rows);
}

// MARK: - The handle

ip_transform *ip_transform_create(void) {
    ip_transform *transform = calloc(1, sizeof *transform);
    if (transform == NULL) return NULL;
    ip_jpeg_error_install(&transform->error);
    transform->error.on_cut = on_cut;
    return transform;
}

void ip_transform_destroy(ip_transform *transform) {
    if (transform == NULL) return;
    jpeg_destroy_decompress(&transform->source.codec);
    jpeg_destroy_compress(&transform->output.codec);
    ip_free(transform->coefficients.memory);
    free(transform->output.spill);
    free(transform->source.scan_state);
    free(transform->output.packed_encoder);
    ip_free(transform->coefficients.expanded);
    free(transform);
}

void ip_transform_finish(ip_transform *transform) {
    transform->coefficients.are_read = false;
    // A codec object keeps tables from picture to picture, so each picture gets a fresh one.
    jpeg_destroy_decompress(&transform->source.codec);
    memset(&transform->source.codec, 0, sizeof transform->source.codec);
    free(transform->output.spill);
    transform->output.spill = NULL;
    transform->output.spill_capacity = transform->output.spilled = 0;
    ip_free(transform->coefficients.expanded);
    transform->coefficients.expanded = NULL;
    ip_transform_give_back(transform);
}

static void open_source(ip_transform *transform, const ip_transform_source *wanted) {
    struct jpeg_decompress_struct *source = &transform->source.codec;
    source->err = &transform->error.manager;
    source->client_data = transform;
    jpeg_create_decompress(source);
    source->progress = &transform->error.progress;
    ip_jpeg_source_install(&transform->source.bytes, source);
    ip_jpeg_source_begin(&transform->source.bytes, wanted->bytes, wanted->byte_count);
    ip_transform_install_source_arrays(transform);
}

// MARK: - Reading

// How many MCUs the first scan has in a row: what its restart interval counts.
static JDIMENSION first_scan_mcus_per_row(const struct jpeg_decompress_struct *source) {
    if (source->comps_in_scan == 1) return source->cur_comp_info[0]->width_in_blocks;
    JDIMENSION mcu_width = 8 * (JDIMENSION)source->max_h_samp_factor;
    return (source->image_width + mcu_width - 1) / mcu_width;
}

static void note_restarts(ip_transform *transform, ip_transform_picture *picture) {
    JDIMENSION interval = transform->source.codec.restart_interval;
    JDIMENSION per_row = first_scan_mcus_per_row(&transform->source.codec);
    picture->restart_interval = (int32_t)interval;
    picture->restart_rows = interval % per_row == 0 ? (int32_t)(interval / per_row) : 0;
    transform->source.restart_interval = picture->restart_interval;
    transform->source.restart_rows = picture->restart_rows;
}

static void read_header(ip_transform *transform) {
    struct jpeg_decompress_struct *source = &transform->source.codec;
    jpeg_read_header(source, TRUE);
    if (source->num_components > MAX_COMPS_IN_SCAN) {
        ip_jpeg_stop(&transform->error, IP_UNSUPPORTED, "a JPEG of %d components", source->num_components);
    }
    if (source->data_precision != 8) {
        ip_jpeg_stop(&transform->error, IP_UNSUPPORTED, "a JPEG of %d bits", source->data_precision);
    }
    transform->source.streams = !jpeg_has_multiple_scans(source);
}

// The commonest files take the short way.
static bool reads_packed(ip_transform *transform, const ip_transform_source *wanted) {
    if (wanted->is_reference || !transform->source.streams || transform->source.codec.arith_code) return false;
    if (!ip_transform_lay_out_packed(transform, transform->source.bytes.manager.bytes_in_buffer)) return false;
    return ip_packed_decode(transform);
}

static void read_blocks(ip_transform *transform, const ip_transform_source *wanted) {
    ip_transform_lay_out_blocks(transform);
    // The faster way has seen that something is wrong, or is none for such a picture.
    if (!wanted->is_reference && !transform->source.codec.progressive_mode) ip_jpeg_source_withhold(&transform->source.bytes);
    ip_transform_watch_scans(transform);
    jpeg_read_coefficients(&transform->source.codec);
    ip_transform_settle(transform);
}

// Whether every coefficient of a progressive component came with all its bits.
static bool has_all_bits(const int *bits) {
    for (int index = 0; index < DCTSIZE2; index++) {
        if (bits[index] != 0) return false;
    }
    return true;
}

// Scans that are missing altogether leave no trace in the entropy decoder's warnings.
static void check_scans(ip_transform *transform) {
    struct jpeg_decompress_struct *source = &transform->source.codec;
    for (int index = 0; index < source->num_components; index++) {
        // A component's table is latched when its first scan begins.
        bool is_absent = source->comp_info[index].quant_table == NULL;
        if (is_absent) {
            ip_jpeg_stop(&transform->error, transform->error.input_ended ? IP_TRUNCATED : IP_MALFORMED,
                                "no scan has component %d of %d", index + 1, source->num_components);
        }
        bool is_coarse = source->progressive_mode && !has_all_bits(source->coef_bits[index]);
        if (!is_coarse || transform->error.is_cut) continue;
        if (transform->error.input_ended && !transform->source.accepts_truncated) {
            ip_jpeg_stop(&transform->error, IP_TRUNCATED, "the file ends after scan %d, and later ones that refine it are missing",
                                source->input_scan_number);
        }
        // Otherwise it is only less sharp than it was meant to be, which the headers told already.
    }
}

static void check_surplus(ip_transform *transform) {
    if (transform->source.surplus_byte_count == 0 || transform->error.context->warning_count > 0) return;
    ip_warn(transform->error.context, "%zu bytes stand behind the last code of the scan", transform->source.surplus_byte_count);
}

static void check_end(ip_transform *transform) {
    if (!transform->error.input_ended || transform->error.is_cut) return;
    // An arithmetic decoder reads zeros behind the end, which may or may not be what was there.
    if (transform->source.codec.arith_code && !transform->source.accepts_truncated) {
        ip_jpeg_stop(&transform->error, IP_TRUNCATED, "the file has no end-of-image marker, and arithmetic coding does not tell "
                            "whether anything is missing before it");
    }
    ip_warn(transform->error.context, "the end-of-image marker is missing");
}

static void begin(ip_transform *transform, ip_context *context, const ip_transform_source *wanted) {
    ip_transform_finish(transform);
    ip_jpeg_error_begin(&transform->error, context);
    transform->geometry.turn = ip_turn_of(wanted->orientation);
    transform->geometry.signs = ip_signs_of(transform->geometry.turn);
    transform->geometry.trims = wanted->trims;
    transform->source.accepts_truncated = wanted->accepts_truncated;
    transform->geometry.is_exact = true;
    transform->source.missing_rows = 0;
    transform->source.surplus_byte_count = 0;
    transform->coefficients.requested_planes = 0;
}

ip_status ip_transform_read(
    ip_transform *transform, ip_context *context, const ip_transform_source *wanted, ip_transform_picture *picture) {
    begin(transform, context, wanted);
    if (setjmp(transform->error.jump) != 0) {
        ip_transform_finish(transform);
        return context->status;
    }
    open_source(transform, wanted);
    read_header(transform);
    note_restarts(transform, picture);
    ip_transform_measure(transform);
    transform->coefficients.is_packed = reads_packed(transform, wanted);
    if (!transform->coefficients.is_packed) read_blocks(transform, wanted);
    check_scans(transform);
    check_surplus(transform);
    check_end(transform);

    picture->width = (int32_t)transform->geometry.width;
    picture->height = (int32_t)transform->geometry.height;
    picture->missing_mcu_rows = (int32_t)transform->source.missing_rows;
    picture->is_progressive = transform->source.codec.progressive_mode;
    picture->has_standard_tables = transform->source.streams && ip_has_standard_tables(&transform->source.codec);
    picture->is_exact = transform->geometry.is_exact;
    picture->coefficient_byte_count = transform->coefficients.byte_count;
    transform->coefficients.are_read = true;
    return context->status;
}
