// Profiles and texts: zlib streams that do not say what they inflate to.
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "ip_memory.h"
#include "ip_bytes.h"
#include "ip_inflate.h"

typedef struct growing {
    uint8_t *memory;
    size_t room, limit;
    bool ran_out;
} growing;

// Starts small and grows by eight, so that a bomb costs little more than the limit.
static bool grow(ip_inflater *inflater) {
    growing *to = inflater->owner;
    size_t held = to->room, room = held < to->limit / 8 ? held * 8 : to->limit;
    if (room <= held) return false;
    uint8_t *memory = ip_allocate(room);
    to->ran_out = !memory;
    if (!memory) return false;
    memcpy(memory, to->memory, held);
    ip_free(to->memory);
    *to = (growing){.memory = memory, .room = room, .limit = to->limit};
    inflater->out = memory;
    inflater->out_next = memory + held;
    inflater->out_end = memory + room;
    return true;
}

static bool inflate_all(ip_inflater *inflater, size_t stream_count, bool *is_exact) {
    size_t window;
    uint32_t checksum;
    if (ip_inflate_zlib_header(inflater, &window) || ip_inflate_blocks(inflater)) return false;
    if (!ip_inflate_zlib_checksum(inflater, &checksum)) return false;
    *is_exact = ip_inflate_used(inflater) == stream_count && inflater->farthest <= window;
    return checksum == libdeflate_adler32(1, inflater->out, (size_t)(inflater->out_next - inflater->out));
}

uint8_t *ip_inflate_bounded(ip_context *context, const uint8_t *stream, size_t stream_count, size_t limit,
                            size_t *inflated_count, bool *is_exact) {
    enum { FIRST = 64 << 10 };
    ip_byte_range range = {.start = 0, .count = stream_count};
    growing to = {.room = limit < FIRST ? limit : FIRST, .limit = limit};
    ip_inflater *inflater = malloc(sizeof *inflater);
    to.memory = inflater ? ip_allocate(to.room) : NULL;
    to.ran_out = !to.memory;
    bool is_whole = false;
    if (to.memory) {
        ip_inflate_begin(inflater, stream, &range, 1, to.memory, to.room);
        inflater->make_room = grow;
        inflater->owner = &to;
        is_whole = inflate_all(inflater, stream_count, is_exact);
        *inflated_count = (size_t)(inflater->out_next - inflater->out);
    }
    free(inflater);
    if (is_whole) return to.memory;
    ip_free(to.memory);
    if (to.ran_out) ip_fail(context, IP_OUT_OF_MEMORY, "room to inflate %zu bytes of metadata", stream_count);
    else ip_fail(context, IP_MALFORMED, "%zu bytes do not inflate, or to more than %zu", stream_count, limit);
    return NULL;
}
