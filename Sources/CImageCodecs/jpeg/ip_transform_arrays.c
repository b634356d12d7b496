// The coefficient memory behind libjpeg's virtual arrays: one block of it, laid out as the output wants it.
//
// Where one scan holds the whole picture, the decoder works on a band of a few rows that stays in the cache, and each band
// is turned into its place once it is complete: blocks move once and nothing of the picture's size has to be cleared.
// Where several scans build the picture up, it is decoded in the source's layout and then turned in place.
#include "ip_transform_state.h"

#include <stdlib.h>

#include "ip_memory.h"
#include "ip_transform_packed.h"

// MARK: - Turning

static void turn_row(ip_plane *plane, const JBLOCK *blocks, JDIMENSION row) {
    const ip_turn turn = plane->owner->geometry.turn;
    const ip_signs signs = plane->owner->geometry.signs;
    if (row >= plane->kept_rows) return;
    ip_octet magnitudes[2] = {plane->magnitudes[0], plane->magnitudes[1]};
    size_t first = ip_turned_index(plane, turn, row, 0);
    // Unsigned wrap-around makes a negative step of a positive one.
    size_t step = plane->kept_columns > 1 ? ip_turned_index(plane, turn, row, 1) - first : 0;
    for (JDIMENSION column = 0; column < plane->kept_columns; column++, first += step) {
        if (turn.transposes) {
            ip_turn_octets(blocks[column], plane->blocks[first], true, &signs, magnitudes);
        } else {
            ip_turn_octets(blocks[column], plane->blocks[first], false, &signs, magnitudes);
        }
    }
    plane->magnitudes[0] = magnitudes[0];
    plane->magnitudes[1] = magnitudes[1];
}

static void turn_band(ip_plane *plane) {
    for (JDIMENSION row = 0; row < plane->band_rows; row++) {
        turn_row(plane, plane->band + (size_t)row * plane->source_columns, plane->band_start + row);
    }
    plane->band_start += plane->band_rows;
    plane->band_rows = 0;
}

// Moves the kept blocks of a padded layout together.
static void drop_padding(ip_plane *plane) {
    if (plane->kept_columns == plane->source_columns) return;
    for (JDIMENSION row = 1; row < plane->kept_rows; row++) {
        memmove(plane->blocks + (size_t)row * plane->kept_columns, plane->blocks + (size_t)row * plane->source_columns,
                plane->kept_columns * sizeof(JBLOCK));
    }
}

// Turns a plane within its own memory by following the cycles of the permutation; `visited` has a bit a block, all clear.
static void turn_in_place(ip_plane *plane, uint8_t *visited) {
    const ip_turn turn = plane->owner->geometry.turn;
    const ip_signs *signs = &plane->owner->geometry.signs;
    size_t count = (size_t)plane->kept_rows * plane->kept_columns;
    for (size_t start = 0; start < count; start++) {
        if (visited[start / 8] >> start % 8 & 1) continue;
        _Alignas(16) JBLOCK carried, met;
        ip_turn_octets(plane->blocks[start], carried, turn.transposes, signs, plane->magnitudes);
        size_t place = start;
        for (;;) {
            place = ip_turned_index(
                plane, turn, (JDIMENSION)(place / plane->kept_columns), (JDIMENSION)(place % plane->kept_columns));
            visited[place / 8] |= (uint8_t)(1 << place % 8);
            if (place == start) break;
            ip_turn_octets(plane->blocks[place], met, turn.transposes, signs, plane->magnitudes);
            memcpy(plane->blocks[place], carried, sizeof(JBLOCK));
            memcpy(carried, met, sizeof(JBLOCK));
        }
        memcpy(plane->blocks[start], carried, sizeof(JBLOCK));
    }
}

void ip_transform_settle(ip_transform *transform) {
    for (int index = 0; index < transform->source.codec.num_components; index++) {
        ip_plane *plane = &transform->coefficients.planes[index];
        if (transform->source.streams) {
            turn_band(plane);
        } else {
            drop_padding(plane);
            memset(transform->coefficients.visited, 0, ((size_t)plane->kept_rows * plane->kept_columns + 7) / 8);
            turn_in_place(plane, transform->coefficients.visited);
        }
    }
}

void ip_turn_block(const int16_t *source, int16_t *target, int32_t orientation) {
    ip_turn turn = ip_turn_of(orientation);
    ip_signs signs = ip_signs_of(turn);
    ip_octet magnitudes[2] = {{0}, {0}};
    ip_turn_octets(source, target, turn.transposes, &signs, magnitudes);
}

// MARK: - Layout

// The side without its partial MCU, where that stands at an edge that the turn moves.
static JDIMENSION kept_side(ip_transform *transform, JDIMENSION side, int mcu_side, bool is_reversed, const char *name) {
    JDIMENSION partial = side % (JDIMENSION)mcu_side;
    if (!is_reversed || partial == 0) return side;
    if (!transform->geometry.trims || partial == side) {
        ip_jpeg_stop(&transform->error, IP_INTERNAL, "a %s of %u pixels cannot be turned by MCUs of %d", name, side, mcu_side);
    }
    transform->geometry.is_exact = false;
    return side - partial;
}

static JDIMENSION rounded_up(JDIMENSION value, int multiple) {
    return (value + (JDIMENSION)multiple - 1) / (JDIMENSION)multiple * (JDIMENSION)multiple;
}

static JDIMENSION blocks_of(JDIMENSION side, int factor, int greatest_factor) {
    uint64_t unit = 8 * (uint64_t)greatest_factor;
    return (JDIMENSION)(((uint64_t)side * (uint64_t)factor + unit - 1) / unit);
}

static uint64_t source_blocks(const ip_plane *plane) {
    return (uint64_t)plane->source_columns * plane->source_rows;
}

static uint64_t turned_blocks(const ip_plane *plane) { return (uint64_t)plane->columns * plane->rows; }

// Enough for the steady state of any phone photo (85 MP in 4:2:0); more is taken anew for each picture that needs it.
enum { KEPT_BYTES = 256 << 20 };

void ip_transform_give_back(ip_transform *transform) {
    if (transform->coefficients.capacity <= KEPT_BYTES) return;
    ip_free(transform->coefficients.memory);
    transform->coefficients.memory = NULL;
    transform->coefficients.capacity = 0;
}

static void take_memory(ip_transform *transform, uint64_t byte_count) {
    ip_context *context = transform->error.context;
    if (context->max_memory_bytes != 0 && byte_count > context->max_memory_bytes) {
        ip_jpeg_stop_at_limit(&transform->error, IP_LIMIT_MEMORY, (int64_t)context->max_memory_bytes, (int64_t)byte_count);
    }
    transform->coefficients.byte_count = (size_t)byte_count;
    if (byte_count <= transform->coefficients.capacity) return;
    ip_free(transform->coefficients.memory);
    transform->coefficients.capacity = 0;
    transform->coefficients.memory = byte_count < SIZE_MAX ? ip_allocate((size_t)byte_count) : NULL;
    if (transform->coefficients.memory == NULL) {
        ip_jpeg_stop(&transform->error, IP_OUT_OF_MEMORY, "%llu bytes for coefficients", (unsigned long long)byte_count);
    }
    transform->coefficients.capacity = (size_t)byte_count;
}

static void measure_plane(ip_transform *transform, int index, JDIMENSION kept_width, JDIMENSION kept_height) {
    const struct jpeg_decompress_struct *source = &transform->source.codec;
    const jpeg_component_info *component = &source->comp_info[index];
    ip_plane *plane = &transform->coefficients.planes[index];
    memset(plane, 0, sizeof *plane);
    plane->owner = transform;
    plane->source_columns = rounded_up(component->width_in_blocks, component->h_samp_factor);
    plane->source_rows = rounded_up(component->height_in_blocks, component->v_samp_factor);
    plane->kept_columns = blocks_of(kept_width, component->h_samp_factor, source->max_h_samp_factor);
    plane->kept_rows = blocks_of(kept_height, component->v_samp_factor, source->max_v_samp_factor);
    plane->columns = transform->geometry.turn.transposes ? plane->kept_rows : plane->kept_columns;
    plane->rows = transform->geometry.turn.transposes ? plane->kept_columns : plane->kept_rows;
}

static int common_divisor(int one, int other) {
    while (other != 0) {
        int rest = one % other;
        one = other;
        other = rest;
    }
    return one;
}

void ip_shared_sampling(const jpeg_component_info *components, int count, int *columns, int *rows) {
    *columns = *rows = 0;
    for (int index = 0; index < count; index++) {
        *columns = common_divisor(components[index].h_samp_factor, *columns);
        *rows = common_divisor(components[index].v_samp_factor, *rows);
    }
}

void ip_transform_measure(ip_transform *transform) {
    struct jpeg_decompress_struct *source = &transform->source.codec;
    ip_turn turn = transform->geometry.turn;
    int shared_columns, shared_rows;
    ip_shared_sampling(source->comp_info, source->num_components, &shared_columns, &shared_rows);
    // A single component is never interleaved, so its MCU is one block whatever its factors say.
    int mcu_width = source->num_components == 1 ? 8 : 8 * source->max_h_samp_factor / shared_columns;
    int mcu_height = source->num_components == 1 ? 8 : 8 * source->max_v_samp_factor / shared_rows;
    bool reverses_x = turn.transposes ? turn.mirrors_y : turn.mirrors_x;
    bool reverses_y = turn.transposes ? turn.mirrors_x : turn.mirrors_y;
    JDIMENSION kept_width = kept_side(transform, source->image_width, mcu_width, reverses_x, "width");
    JDIMENSION kept_height = kept_side(transform, source->image_height, mcu_height, reverses_y, "height");
    transform->geometry.width = turn.transposes ? kept_height : kept_width;
    transform->geometry.height = turn.transposes ? kept_width : kept_height;

    for (int index = 0; index < source->num_components; index++) {
        measure_plane(transform, index, kept_width, kept_height);
    }
}

bool ip_transform_lay_out_packed(ip_transform *transform, size_t entropy_byte_count) {
    uint64_t blocks = 0;
    for (int index = 0; index < transform->source.codec.num_components; index++) blocks += turned_blocks(&transform->coefficients.planes[index]);
    // A coefficient takes two bits at least, but for one MCU of ten blocks that may be read past the end before that is
    // noticed. What is not touched of all this is never resident.
    enum { VALUES_PAST_END = 10 * 64 };
    uint64_t values = 4 * (uint64_t)entropy_byte_count < 63 * blocks ? 4 * (uint64_t)entropy_byte_count : 63 * blocks;
    uint64_t byte_count = (2 * blocks + 16) * sizeof(ip_packed_block) + (values + VALUES_PAST_END) * sizeof(ip_packed_value);
    uint64_t limit = transform->error.context->max_memory_bytes;
    if ((limit != 0 && byte_count > limit) || values > UINT32_MAX) return false;
    take_memory(transform, byte_count);
    ip_packed_block *next = (ip_packed_block *)transform->coefficients.memory;
    for (int index = 0; index < transform->source.codec.num_components; index++) {
        ip_plane *plane = &transform->coefficients.planes[index];
        plane->packed = next;
        plane->staged = next + blocks + 16;
        next += turned_blocks(plane);
    }
    // The encoder looks at headers that are a little ahead of it.
    memset(next, 0, 16 * sizeof *next);
    next += 16 + blocks;
    transform->coefficients.packed_values = (ip_packed_value *)next;
    return true;
}

void ip_transform_lay_out_blocks(ip_transform *transform) {
    const struct jpeg_decompress_struct *source = &transform->source.codec;
    uint64_t blocks = 0, most_blocks = 0;
    for (int index = 0; index < source->num_components; index++) {
        ip_plane *plane = &transform->coefficients.planes[index];
        uint64_t band = (uint64_t)plane->source_columns * (uint64_t)source->comp_info[index].v_samp_factor;
        blocks += transform->source.streams ? turned_blocks(plane) + band : source_blocks(plane);
        if (source_blocks(plane) > most_blocks) most_blocks = source_blocks(plane);
    }
    uint64_t visited_byte_count = transform->source.streams ? 0 : (most_blocks + 7) / 8;
    take_memory(transform, blocks * sizeof(JBLOCK) + visited_byte_count);

    JBLOCK *next = transform->coefficients.memory;
    for (int index = 0; index < source->num_components; index++) {
        ip_plane *plane = &transform->coefficients.planes[index];
        plane->blocks = next;
        next += transform->source.streams ? turned_blocks(plane) : source_blocks(plane);
        if (!transform->source.streams) continue;
        plane->band = next;
        next += (size_t)plane->source_columns * (size_t)source->comp_info[index].v_samp_factor;
    }
    transform->coefficients.visited = (uint8_t *)next;
    // The decoder adds to what is there; bands are cleared one by one.
    if (!transform->source.streams) memset(transform->coefficients.memory, 0, blocks * sizeof(JBLOCK));
}

// MARK: - libjpeg's memory manager

static jvirt_barray_ptr request_plane(
    j_common_ptr codec, int pool, boolean clears, JDIMENSION columns, JDIMENSION rows, JDIMENSION most_rows) {
    ip_transform *transform = codec->client_data;
    // For its own output libjpeg would look at `most_rows` at once, which coefficients alone never need.
    (void)pool, (void)clears, (void)most_rows;
    ip_plane *plane = &transform->coefficients.planes[transform->coefficients.requested_planes++];
    if (columns != plane->source_columns || rows != plane->source_rows) {
        ip_jpeg_stop(&transform->error, IP_INTERNAL, "libjpeg wants %u x %u blocks where %u x %u were expected", columns, rows,
                            plane->source_columns, plane->source_rows);
    }
    return (jvirt_barray_ptr)plane;
}

static void check_window(ip_plane *plane, JDIMENSION row_count) {
    if (row_count <= IP_WINDOW_ROWS) return;
    ip_jpeg_stop(&plane->owner->error, IP_INTERNAL, "libjpeg wants %u rows of blocks at once", row_count);
}

// Rows of the source for the decoder.
static JBLOCKARRAY access_source_rows(
    j_common_ptr codec, jvirt_barray_ptr array, JDIMENSION first, JDIMENSION count, boolean writes) {
    (void)codec, (void)writes;
    ip_plane *plane = (ip_plane *)array;
    check_window(plane, count);
    JBLOCK *rows = plane->blocks + (size_t)first * plane->source_columns;
    if (plane->owner->source.streams) {
        turn_band(plane);
        rows = plane->band;
        memset(rows, 0, (size_t)count * plane->source_columns * sizeof(JBLOCK));
        // A second scan over a picture that one scan completed is no part of it: it is decoded into the band and forgotten.
        plane->band_rows = first == plane->band_start ? count : 0;
    }
    for (JDIMENSION row = 0; row < count; row++) plane->window[row] = rows + (size_t)row * plane->source_columns;
    return plane->window;
}

// Rows of the turned picture for the encoder.
static JBLOCKARRAY access_turned_rows(
    j_common_ptr codec, jvirt_barray_ptr array, JDIMENSION first, JDIMENSION count, boolean writes) {
    (void)codec, (void)writes;
    ip_plane *plane = (ip_plane *)array;
    check_window(plane, count);
    for (JDIMENSION index = 0; index < count; index++) {
        // The encoder may ask for rows of the last MCU that are not there, and does not look at them.
        JDIMENSION row = first + index < plane->rows ? first + index : plane->rows - 1;
        plane->window[index] = plane->blocks + (size_t)row * plane->columns;
    }
    return plane->window;
}

void ip_transform_install_source_arrays(ip_transform *transform) {
    transform->source.codec.mem->request_virt_barray = request_plane;
    transform->source.codec.mem->access_virt_barray = access_source_rows;
}

void ip_transform_install_target_arrays(ip_transform *transform) {
    transform->output.codec.mem->access_virt_barray = access_turned_rows;
}
