// The reading half: a JPEG file's coefficients into the transform's memory, turned.
#include "ip_transform_packed.h"
#include "ip_transform_tables.h"

#include <stdlib.h>

#include "ip_memory.h"

// MARK: - The handle

ip_transform *ip_transform_create(void) {
    ip_transform *transform = calloc(1, sizeof *transform);
    if (transform != NULL) ip_transform_install_errors(transform);
    return transform;
}

void ip_transform_destroy(ip_transform *transform) {
    if (transform == NULL) return;
    jpeg_destroy_decompress(&transform->source);
    jpeg_destroy_compress(&transform->target);
    ip_free(transform->memory);
    free(transform->spill);
    free(transform->scan_state);
    free(transform->packed_encoder);
    ip_free(transform->expanded);
    free(transform);
}

void ip_transform_finish(ip_transform *transform) {
    transform->has_picture = false;
    // A codec object keeps tables from picture to picture, so each picture gets a fresh one.
    jpeg_destroy_decompress(&transform->source);
    memset(&transform->source, 0, sizeof transform->source);
    free(transform->spill);
    transform->spill = NULL;
    transform->spill_capacity = transform->spilled = 0;
    ip_free(transform->expanded);
    transform->expanded = NULL;
    ip_transform_give_back(transform);
}

// MARK: - Input from memory

static void ignore_source(j_decompress_ptr source) { (void)source; }

// The input is whole from the start, so this is its end: pretend an EOI there.
static boolean fill_input(j_decompress_ptr source) {
    static const JOCTET end_of_image[2] = {0xFF, JPEG_EOI};
    ip_transform *transform = source->client_data;
    transform->has_input_end = true;
    source->src->next_input_byte = end_of_image;
    source->src->bytes_in_buffer = sizeof end_of_image;
    return TRUE;
}

static void skip_input(j_decompress_ptr source, long byte_count) {
    if (byte_count <= 0) return;
    if ((size_t)byte_count > source->src->bytes_in_buffer) {
        fill_input(source);
        return;
    }
    source->src->next_input_byte += byte_count;
    source->src->bytes_in_buffer -= (size_t)byte_count;
}

static void open_source(ip_transform *transform, const ip_transform_source *wanted) {
    struct jpeg_decompress_struct *source = &transform->source;
    source->err = &transform->errors;
    source->client_data = transform;
    jpeg_create_decompress(source);
    source->progress = &transform->progress;
    transform->input.init_source = ignore_source;
    transform->input.fill_input_buffer = fill_input;
    transform->input.skip_input_data = skip_input;
    transform->input.resync_to_restart = jpeg_resync_to_restart;
    transform->input.term_source = ignore_source;
    transform->input.next_input_byte = wanted->bytes;
    transform->input.bytes_in_buffer = wanted->byte_count;
    source->src = &transform->input;
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
    JDIMENSION interval = transform->source.restart_interval;
    JDIMENSION per_row = first_scan_mcus_per_row(&transform->source);
    picture->restart_interval = (int32_t)interval;
    picture->restart_rows = interval % per_row == 0 ? (int32_t)(interval / per_row) : 0;
    transform->restart_interval = picture->restart_interval;
    transform->restart_rows = picture->restart_rows;
}

static void read_header(ip_transform *transform) {
    struct jpeg_decompress_struct *source = &transform->source;
    jpeg_read_header(source, TRUE);
    if (source->num_components > MAX_COMPS_IN_SCAN) {
        ip_transform_escape(transform, IP_UNSUPPORTED, "a JPEG of %d components", source->num_components);
    }
    if (source->data_precision != 8) {
        ip_transform_escape(transform, IP_UNSUPPORTED, "a JPEG of %d bits", source->data_precision);
    }
    transform->streams = !jpeg_has_multiple_scans(source);
}

// The commonest files take the short way.
static bool reads_packed(ip_transform *transform, const ip_transform_source *wanted) {
    if (wanted->is_reference || !transform->streams || transform->source.arith_code) return false;
    if (!ip_transform_lay_out_packed(transform, transform->input.bytes_in_buffer)) return false;
    return ip_packed_decode(transform);
}

static void read_blocks(ip_transform *transform) {
    ip_transform_lay_out_blocks(transform);
    jpeg_read_coefficients(&transform->source);
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
    struct jpeg_decompress_struct *source = &transform->source;
    for (int index = 0; index < source->num_components; index++) {
        // A component's table is latched when its first scan begins.
        bool is_absent = source->comp_info[index].quant_table == NULL;
        if (is_absent) {
            ip_transform_escape(transform, transform->has_input_end ? IP_TRUNCATED : IP_MALFORMED,
                                "no scan has component %d of %d", index + 1, source->num_components);
        }
        bool is_coarse = source->progressive_mode && !has_all_bits(source->coef_bits[index]);
        if (!is_coarse || transform->is_cut) continue;
        if (transform->has_input_end && !transform->accepts_truncated) {
            ip_transform_escape(transform, IP_TRUNCATED, "the file ends after scan %d, and later ones that refine it are missing",
                                source->input_scan_number);
        }
        ip_warn(transform->context, "the last of %d scans leaves component %d unrefined", source->input_scan_number, index + 1);
    }
}

static void check_end(ip_transform *transform) {
    if (!transform->has_input_end || transform->is_cut) return;
    // An arithmetic decoder reads zeros behind the end, which may or may not be what was there.
    if (transform->source.arith_code && !transform->accepts_truncated) {
        ip_transform_escape(transform, IP_TRUNCATED, "the file has no end-of-image marker, and arithmetic coding does not tell "
                            "whether anything is missing before it");
    }
    ip_warn(transform->context, "the end-of-image marker is missing");
}

static void begin(ip_transform *transform, ip_context *context, const ip_transform_source *wanted) {
    ip_transform_finish(transform);
    transform->context = context;
    transform->turn = ip_turn_of(wanted->orientation);
    transform->signs = ip_signs_of(transform->turn);
    transform->trims = wanted->trims;
    transform->accepts_truncated = wanted->accepts_truncated;
    transform->is_exact = true;
    transform->has_input_end = transform->is_cut = false;
    transform->missing_rows = 0;
    transform->requested_planes = 0;
}

ip_status ip_transform_read(
    ip_transform *transform, ip_context *context, const ip_transform_source *wanted, ip_transform_picture *picture) {
    begin(transform, context, wanted);
    if (setjmp(transform->escape) != 0) {
        ip_transform_finish(transform);
        return context->status;
    }
    open_source(transform, wanted);
    read_header(transform);
    note_restarts(transform, picture);
    ip_transform_measure(transform);
    transform->is_packed = reads_packed(transform, wanted);
    if (!transform->is_packed) read_blocks(transform);
    check_scans(transform);
    check_end(transform);

    picture->width = (int32_t)transform->width;
    picture->height = (int32_t)transform->height;
    picture->missing_mcu_rows = (int32_t)transform->missing_rows;
    picture->is_progressive = transform->source.progressive_mode;
    picture->has_standard_tables = transform->streams && ip_has_standard_tables(&transform->source);
    picture->is_exact = transform->is_exact;
    picture->coefficient_byte_count = transform->used_byte_count;
    transform->has_picture = true;
    return context->status;
}
