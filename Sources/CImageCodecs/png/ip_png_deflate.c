// Filtered rows to a zlib stream. ISA-L takes half of libdeflate's time for a photo, and gives 2 % more bytes; what compresses
// well, as screenshots do, it makes up to three times as large.
#include <isa-l/igzip_lib.h>

#include "ip_png_codec.h"

enum {
    FAST_LEVEL = 1,
    SMALL_LEVEL = 9,
    SMALLEST_LEVEL = 12,
    ISAL_LEVEL = 3,
    SAMPLES = 8,
    TRIAL_BYTES = 8 << 10,   // of each sample, to tell a photo
    GAIN_BYTES = 64 << 10,   // of each sample, to tell what effort gains
};

// What compresses to less than this share is left to libdeflate: there ISA-L gives 4 to 200 % more bytes, above it 0 to 4.5
// (142 pictures, 35 KB to 54 MB of rows).
static const double photo_share = 0.4;

// ISA-L's state and the room that it asks for.
typedef struct isal_deflater {
    struct isal_zstream stream;
    uint8_t room[ISAL_DEF_LVL3_DEFAULT];
} isal_deflater;

static bool prepare_compressor(ip_png_codec *codec, ip_context *context, int level) {
    if (codec->compressor && codec->compressor_level == level) return true;
    if (codec->compressor) libdeflate_free_compressor(codec->compressor);
    codec->compressor = libdeflate_alloc_compressor(level);
    codec->compressor_level = level;
    if (!codec->compressor) ip_fail(context, IP_OUT_OF_MEMORY, "libdeflate's compressor");
    return codec->compressor != NULL;
}

// 0 where there is too little room.
static size_t deflate_by_isal(ip_png_codec *codec, const uint8_t *bytes, size_t byte_count, uint8_t *output, size_t room) {
    isal_deflater *deflater = (isal_deflater *)(void *)codec->deflater.memory;
    struct isal_zstream *stream = &deflater->stream;
    isal_deflate_init(stream);
    stream->level = ISAL_LEVEL;
    stream->level_buf = deflater->room;
    stream->level_buf_size = sizeof deflater->room;
    stream->gzip_flag = IGZIP_ZLIB;
    stream->end_of_stream = 1;
    stream->flush = NO_FLUSH;
    stream->next_in = (uint8_t *)(uintptr_t)bytes;
    stream->avail_in = (uint32_t)byte_count;
    stream->next_out = output;
    stream->avail_out = room < UINT32_MAX ? (uint32_t)room : UINT32_MAX;
    if (isal_deflate(stream) != COMP_OK || stream->internal_state.state != ZSTATE_END) return 0;
    return stream->total_out;
}

// Of the rows, evenly; 0 where memory ran out.
static size_t sample_bytes(ip_png_codec *codec, int level, size_t most) {
    ip_context context = {0};
    size_t capacity = most + 1024, spacing = codec->filtered_byte_count / SAMPLES, total = 0;
    size_t count = spacing < most ? spacing : most;
    if (count == 0 || !ip_buffer_reserve(&codec->strip, &context, capacity)) return 0;
    if (level != ISAL_LEVEL && !prepare_compressor(codec, &context, level)) return 0;
    for (size_t i = 0; i < SAMPLES; i++) {
        const uint8_t *sample = codec->scratch.memory + i * spacing;
        total += level == ISAL_LEVEL
                     ? deflate_by_isal(codec, sample, count, codec->strip.memory, capacity)
                     : libdeflate_zlib_compress(codec->compressor, sample, count, codec->strip.memory, capacity);
    }
    return total;
}

static bool is_for_isal(ip_png_codec *codec) {
    ip_context context = {0};
    size_t count = codec->filtered_byte_count;
    // A sample of what is smaller would cost as much as it saves.
    if (count < 1 << 20 || count > UINT32_MAX) return false;
    if (!ip_buffer_reserve(&codec->deflater, &context, sizeof(isal_deflater))) return false;
    return (double)sample_bytes(codec, ISAL_LEVEL, TRIAL_BYTES) > photo_share * SAMPLES * TRIAL_BYTES;
}

bool ip_png_deflate(ip_png_codec *codec, ip_context *context, ip_png_effort effort, uint8_t *output, size_t room,
                    size_t *byte_count) {
    static const int levels[] = {[IP_PNG_FAST] = FAST_LEVEL, [IP_PNG_SMALL] = SMALL_LEVEL, [IP_PNG_SMALLEST] = SMALLEST_LEVEL};
    const uint8_t *rows = codec->scratch.memory;
    codec->fast_level = FAST_LEVEL;
    if (effort == IP_PNG_FAST && is_for_isal(codec)) {
        codec->fast_level = ISAL_LEVEL;
        *byte_count = deflate_by_isal(codec, rows, codec->filtered_byte_count, output, room);
    } else {
        if (!prepare_compressor(codec, context, levels[effort])) return false;
        *byte_count = libdeflate_zlib_compress(codec->compressor, rows, codec->filtered_byte_count, output, room);
    }
    if (*byte_count == 0) ip_fail(context, IP_OUTPUT_FULL, "the compressed image has more than %zu bytes", room);
    return *byte_count > 0;
}

double ip_png_gain_of_effort(ip_png_codec *codec) {
    size_t fast = sample_bytes(codec, codec->fast_level, GAIN_BYTES), small = sample_bytes(codec, SMALL_LEVEL, GAIN_BYTES);
    return fast == 0 || small == 0 ? 1 : (double)small / (double)fast;
}
