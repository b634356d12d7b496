// The writing half: the turned coefficients into a JPEG file.
#include "ip_transform_packed.h"

#include <stdlib.h>

// MARK: - Output into memory

static void begin_region(ip_transform *transform, uint8_t *region, size_t byte_count) {
    transform->output.region = region;
    transform->output.region_byte_count = byte_count;
    transform->output.manager.next_output_byte = region;
    transform->output.manager.free_in_buffer = byte_count;
}

static void init_output(j_compress_ptr target) {
    ip_transform *transform = target->client_data;
    const ip_transform_target *wanted = transform->output.wanted;
    size_t room = wanted->capacity < wanted->limit ? wanted->capacity : wanted->limit;
    transform->output.full_byte_count = transform->output.spilled = 0;
    transform->output.is_counting = false;
    begin_region(transform, wanted->bytes, room);
    // libjpeg wants at least one free byte at all times.
    if (room == 0) target->dest->empty_output_buffer(target);
}

// Room behind what was spilled so far; twice as much every time.
static void grow_spill(ip_transform *transform, size_t room) {
    size_t wanted = transform->output.spill_capacity == 0 ? 1 << 16 : transform->output.spill_capacity * 2;
    size_t capacity = wanted - transform->output.spilled < room ? wanted : transform->output.spilled + room;
    uint8_t *spill = realloc(transform->output.spill, capacity);
    if (spill == NULL) ip_jpeg_stop(&transform->error, IP_OUT_OF_MEMORY, "%zu bytes for the output", capacity);
    transform->output.spill = spill;
    transform->output.spill_capacity = capacity;
    begin_region(transform, spill + transform->output.spilled, capacity - transform->output.spilled);
}

// The whole region is full, whatever next_output_byte says: that is libjpeg's contract.
static boolean empty_output(j_compress_ptr target) {
    ip_transform *transform = target->client_data;
    const ip_transform_target *wanted = transform->output.wanted;
    transform->output.full_byte_count += transform->output.region_byte_count;
    bool was_spill = !transform->output.is_counting && transform->output.full_byte_count > wanted->capacity;
    if (was_spill) transform->output.spilled += transform->output.region_byte_count;
    if (transform->output.full_byte_count < wanted->limit) {
        grow_spill(transform, wanted->limit - transform->output.full_byte_count);
        return TRUE;
    }
    // At the limit exactly the file may be complete, so what follows goes to a scratch buffer first.
    if (transform->output.is_counting && !wanted->counts_beyond_limit) {
        ip_jpeg_stop(&transform->error, IP_OUTPUT_FULL, "the output has more than %zu bytes", wanted->limit);
    }
    transform->output.is_counting = true;
    begin_region(transform, transform->output.scratch, sizeof transform->output.scratch);
    return TRUE;
}

static void end_output(j_compress_ptr target) {
    ip_transform *transform = target->client_data;
    size_t used = transform->output.region_byte_count - transform->output.manager.free_in_buffer;
    transform->output.full_byte_count += used;
    bool was_spill = !transform->output.is_counting && transform->output.full_byte_count > transform->output.wanted->capacity;
    if (was_spill) transform->output.spilled += used;
}

void ip_transform_put(ip_transform *transform, const uint8_t *bytes, size_t byte_count) {
    struct jpeg_destination_mgr *output = &transform->output.manager;
    while (byte_count > 0) {
        size_t part = byte_count < output->free_in_buffer ? byte_count : output->free_in_buffer;
        memcpy(output->next_output_byte, bytes, part);
        output->next_output_byte += part;
        output->free_in_buffer -= part;
        bytes += part;
        byte_count -= part;
        if (output->free_in_buffer == 0) output->empty_output_buffer(&transform->output.codec);
    }
}

const uint8_t *ip_transform_spill(const ip_transform *transform) { return transform->output.spill; }

// MARK: - Parameters

static bool is_same_table(const JQUANT_TBL *one, const JQUANT_TBL *other) {
    return one != NULL && other != NULL && memcmp(one->quantval, other->quantval, sizeof one->quantval) == 0;
}

// A file may define a table anew between scans. Each component's own is known from its first scan, so every distinct one
// gets a slot; four components can need no more than the four there are.
static void settle_quantization(ip_transform *transform) {
    struct jpeg_decompress_struct *source = &transform->source.codec;
    JQUANT_TBL tables[NUM_QUANT_TBLS];
    bool is_taken[NUM_QUANT_TBLS] = {false};
    for (int index = 0; index < source->num_components; index++) {
        jpeg_component_info *component = &source->comp_info[index];
        int slot = component->quant_tbl_no;
        for (int tried = 0; tried < NUM_QUANT_TBLS; tried++, slot = (slot + 1) % NUM_QUANT_TBLS) {
            if (!is_taken[slot] || is_same_table(&tables[slot], component->quant_table)) break;
        }
        component->quant_tbl_no = slot;
        tables[slot] = *component->quant_table;
        is_taken[slot] = true;
    }
    for (int slot = 0; slot < NUM_QUANT_TBLS; slot++) {
        if (!is_taken[slot]) continue;
        if (source->quant_tbl_ptrs[slot] == NULL) source->quant_tbl_ptrs[slot] = jpeg_alloc_quant_table((j_common_ptr)source);
        *source->quant_tbl_ptrs[slot] = tables[slot];
    }
}

static void transpose_table(JQUANT_TBL *table) {
    for (int row = 0; row < DCTSIZE; row++) {
        for (int column = 0; column < row; column++) {
            UINT16 value = table->quantval[row * DCTSIZE + column];
            table->quantval[row * DCTSIZE + column] = table->quantval[column * DCTSIZE + row];
            table->quantval[column * DCTSIZE + row] = value;
        }
    }
}

static void divide_sampling(struct jpeg_compress_struct *target) {
    int columns, rows;
    ip_shared_sampling(target->comp_info, target->num_components, &columns, &rows);
    for (int index = 0; index < target->num_components; index++) {
        target->comp_info[index].h_samp_factor /= columns;
        target->comp_info[index].v_samp_factor /= rows;
    }
}

// Components that share an identifier were paired with those of the scan in their order, and get 1, 2, 3 and 4.
static void part_identifiers(struct jpeg_compress_struct *target) {
    bool is_shared = false;
    for (int index = 0; index < target->num_components; index++) {
        for (int other = 0; other < index; other++) {
            is_shared |= target->comp_info[index].component_id == target->comp_info[other].component_id;
        }
    }
    for (int index = 0; is_shared && index < target->num_components; index++) target->comp_info[index].component_id = index + 1;
}

static void turn_parameters(ip_transform *transform) {
    struct jpeg_compress_struct *target = &transform->output.codec;
    target->image_width = transform->geometry.width;
    target->image_height = transform->geometry.height;
#if JPEG_LIB_VERSION >= 70
    target->jpeg_width = transform->geometry.width;
    target->jpeg_height = transform->geometry.height;
#endif
    part_identifiers(target);
    // Of one component they come to 1 x 1: they say nothing there, and some readers stumble over any other.
    divide_sampling(target);
    if (!transform->geometry.turn.transposes) return;
    for (int index = 0; index < target->num_components; index++) {
        jpeg_component_info *component = &target->comp_info[index];
        int factor = component->h_samp_factor;
        component->h_samp_factor = component->v_samp_factor;
        component->v_samp_factor = factor;
    }
    for (int slot = 0; slot < NUM_QUANT_TBLS; slot++) {
        if (target->quant_tbl_ptrs[slot] != NULL) transpose_table(target->quant_tbl_ptrs[slot]);
    }
}

// MARK: - Scans

static bool is_too_wide_to_interleave(const struct jpeg_compress_struct *target) {
    int blocks = 0;
    for (int index = 0; index < target->num_components; index++) {
        blocks += target->comp_info[index].h_samp_factor * target->comp_info[index].v_samp_factor;
    }
    return target->num_components > 1 && blocks > C_MAX_BLOCKS_IN_MCU;
}

static void add_scans(ip_transform *transform, int first, int last, int high, int low) {
    for (int index = 0; index < transform->output.codec.num_components; index++) {
        jpeg_scan_info *scan = &transform->output.scans[transform->output.codec.num_scans++];
        *scan = (jpeg_scan_info){.comps_in_scan = 1, .component_index = {index}, .Ss = first, .Se = last, .Ah = high, .Al = low};
    }
}

// A scan a component, where an MCU of them all would have more blocks than the standard permits.
static void separate_scans(ip_transform *transform, bool is_progressive) {
    transform->output.codec.num_scans = 0;
    transform->output.codec.scan_info = transform->output.scans;
    if (is_progressive) {
        add_scans(transform, 0, 0, 0, 1);
        add_scans(transform, 1, 5, 0, 2);
        add_scans(transform, 6, 63, 0, 2);
        add_scans(transform, 1, 63, 2, 1);
        add_scans(transform, 0, 0, 1, 0);
        add_scans(transform, 1, 63, 1, 0);
    } else {
        add_scans(transform, 0, 63, 0, 0);
    }
}

static bool has_large_dc(const ip_transform *transform) {
    uint16_t bits = 0;
    for (int index = 0; index < transform->output.codec.num_components; index++) bits |= transform->coefficients.planes[index].magnitudes[0][0];
    return bits >> 10 != 0;
}

static void choose_coding(ip_transform *transform, ip_coding coding) {
    struct jpeg_compress_struct *target = &transform->output.codec;
    bool is_progressive = coding == IP_CODING_PROGRESSIVE;
    target->arith_code = FALSE;
    // Only while it gathers statistics does libjpeg check that a difference of DC values can be coded at all.
    target->optimize_coding = coding != IP_CODING_STANDARD || has_large_dc(transform);
    if (is_too_wide_to_interleave(target)) {
        separate_scans(transform, is_progressive);
    } else if (is_progressive) {
        jpeg_simple_progression(target);
    }
    // What was a whole number of rows of MCUs stays that number of rows, whatever a row's length is now.
    target->restart_in_rows = transform->source.restart_rows;
    target->restart_interval = transform->source.restart_rows == 0 ? (unsigned)transform->source.restart_interval : 0;
}

// MARK: - Writing

// An AC coefficient beyond 10 bits has no code (T.81, table F.2), and libjpeg's fast encoders would write nonsense for it.
static void check_magnitudes(ip_transform *transform) {
    for (int index = 0; index < transform->source.codec.num_components; index++) {
        const ip_plane *plane = &transform->coefficients.planes[index];
        uint16_t bits = 0;
        for (int lane = 0; lane < 8; lane++) {
            bits |= plane->magnitudes[1][lane];
            if (lane > 0) bits |= plane->magnitudes[0][lane];
        }
        if (bits >> 10 == 0) continue;
        ip_jpeg_stop(&transform->error, IP_MALFORMED, "component %d has DCT coefficients of more than 10 bits", index + 1);
    }
}

static void open_target(ip_transform *transform) {
    struct jpeg_compress_struct *target = &transform->output.codec;
    target->err = &transform->error.manager;
    target->client_data = transform;
    jpeg_create_compress(target);
    target->progress = &transform->error.progress;
    transform->output.manager.init_destination = init_output;
    transform->output.manager.empty_output_buffer = empty_output;
    transform->output.manager.term_destination = end_output;
    target->dest = &transform->output.manager;
    ip_transform_install_target_arrays(transform);
}

static void close_target(ip_transform *transform) {
    jpeg_destroy_compress(&transform->output.codec);
    memset(&transform->output.codec, 0, sizeof transform->output.codec);
}

static void write_picture(ip_transform *transform) {
    struct jpeg_compress_struct *target = &transform->output.codec;
    const ip_transform_target *wanted = transform->output.wanted;
    check_magnitudes(transform);
    settle_quantization(transform);
    jpeg_copy_critical_parameters(&transform->source.codec, target);
    turn_parameters(transform);
    choose_coding(transform, wanted->coding);
    if (transform->coefficients.is_packed && wanted->coding != IP_CODING_PROGRESSIVE && target->num_scans == 0) {
        ip_packed_encode(transform);
        return;
    }
    if (transform->coefficients.is_packed && transform->coefficients.expanded == NULL) ip_packed_expand(transform);
    target->write_JFIF_header = FALSE;
    target->write_Adobe_marker = FALSE;
    jvirt_barray_ptr arrays[MAX_COMPONENTS];
    for (int index = 0; index < target->num_components; index++) arrays[index] = (jvirt_barray_ptr)&transform->coefficients.planes[index];
    jpeg_write_coefficients(target, arrays);
    ip_transform_put(transform, wanted->header, wanted->header_byte_count);
    jpeg_finish_compress(target);
}

ip_status ip_transform_write(
    ip_transform *transform, ip_context *context, const ip_transform_target *wanted, ip_transform_written *written) {
    if (!transform->coefficients.are_read) return ip_fail(context, IP_INTERNAL, "nothing was read that could be written");
    transform->error.context = context;
    transform->output.wanted = wanted;
    if (setjmp(transform->error.jump) != 0) {
        close_target(transform);
        return context->status;
    }
    open_target(transform);
    write_picture(transform);
    close_target(transform);
    written->byte_count = transform->output.full_byte_count;
    written->spilled_byte_count = transform->output.spilled;
    if (written->byte_count > wanted->limit) {
        return ip_fail(context, IP_OUTPUT_FULL, "the output has %zu bytes, and %zu are permitted", written->byte_count, wanted->limit);
    }
    return context->status;
}
