// Mutations that know what a PNG and a JPEG are made of. Changing bytes anywhere breaks a length, a checksum or a zlib
// stream nearly every time, and then only the refusal of that is tried.
#include "CLibFuzzer.h"

#include <libdeflate.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// A chunk or segment with its head, or the data behind a start of scan, which has no head.
typedef struct {
    uint8_t *bytes;
    size_t count, head_count, tail_count;
} part;

enum { part_limit = 512, inflated_limit = 1 << 20 };

typedef struct {
    part parts[part_limit];
    size_t count;
    bool is_png;
} file_parts;

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t byte_count, size_t capacity);

static size_t big_endian(const uint8_t *bytes, int count) {
    size_t value = 0;
    for (int index = 0; index < count; index++) value = value << 8 | bytes[index];
    return value;
}

static void put_big_endian(uint8_t *bytes, size_t value, int count) {
    for (int index = 0; index < count; index++) bytes[index] = (uint8_t)(value >> 8 * (count - 1 - index));
}

static void add(file_parts *file, uint8_t *bytes, size_t count, size_t head_count, size_t tail_count) {
    file->parts[file->count++] = (part){bytes, count, head_count, tail_count};
}

// What cannot be read as chunks any more is the last part, without head.
static void split_png(file_parts *file, uint8_t *bytes, size_t byte_count) {
    size_t start = 8;
    while (start + 12 <= byte_count && file->count + 1 < part_limit) {
        size_t length = big_endian(bytes + start, 4);
        if (length > byte_count - start - 12) break;
        add(file, bytes + start, length + 12, 8, 4);
        start += length + 12;
    }
    if (start < byte_count) add(file, bytes + start, byte_count - start, 0, 0);
}

// Up to the next marker that is neither a stuffed 0xFF nor a restart.
static size_t scan_count(const uint8_t *bytes, size_t byte_count) {
    for (size_t index = 0; index + 1 < byte_count; index++) {
        bool is_marker = bytes[index] == 0xFF && bytes[index + 1] != 0 && bytes[index + 1] != 0xFF;
        if (is_marker && (bytes[index + 1] & 0xF8) != 0xD0) return index;
    }
    return byte_count;
}

static void split_jpeg(file_parts *file, uint8_t *bytes, size_t byte_count) {
    size_t start = 2;
    while (start + 4 <= byte_count && file->count + 2 < part_limit && bytes[start] == 0xFF && bytes[start + 1] != 0xD9) {
        size_t length = big_endian(bytes + start + 2, 2);
        if (length < 2 || length > byte_count - start - 2) break;
        bool is_scan = bytes[start + 1] == 0xDA;
        add(file, bytes + start, length + 2, 4, 0);
        start += length + 2;
        size_t count = is_scan ? scan_count(bytes + start, byte_count - start) : 0;
        if (count) add(file, bytes + start, count, 0, 0);
        start += count;
    }
    if (start < byte_count) add(file, bytes + start, byte_count - start, 0, 0);
}

static bool split(file_parts *file, uint8_t *bytes, size_t byte_count) {
    file->count = 0;
    file->is_png = byte_count > 8 && !memcmp(bytes, "\x89PNG", 4);
    if (file->is_png) split_png(file, bytes, byte_count);
    else if (byte_count > 4 && bytes[0] == 0xFF && bytes[1] == 0xD8) split_jpeg(file, bytes, byte_count);
    return file->count > 0;
}

static void mend_checksum(part chunk) {
    put_big_endian(chunk.bytes + chunk.count - 4, fuzz_crc32(chunk.bytes + 4, chunk.count - 8), 4);
}

// Puts new content between a part's head and tail, and length and checksum in order. 0 where it does not fit.
static size_t replace(uint8_t *file, size_t byte_count, size_t capacity, part old, const uint8_t *content, size_t count) {
    size_t old_count = old.count - old.head_count - old.tail_count;
    size_t longest = old.head_count == 4 ? 65533 : capacity;
    if (count > longest || byte_count - old_count + count > capacity) return 0;
    uint8_t *start = old.bytes + old.head_count, *behind = start + old_count;
    memmove(start + count, behind, (size_t)(file + byte_count - behind));
    memcpy(start, content, count);
    old.count = old.head_count + count + old.tail_count;
    if (old.head_count == 4) put_big_endian(old.bytes + 2, count + 2, 2);
    if (old.head_count == 8) {
        put_big_endian(old.bytes, count, 4);
        mend_checksum(old);
    }
    return byte_count - old_count + count;
}

static size_t mutate_content(uint8_t *file, size_t byte_count, size_t capacity, part old) {
    size_t count = old.count - old.head_count - old.tail_count;
    size_t room = count + 4096;
    uint8_t *content = malloc(room);
    memcpy(content, old.bytes + old.head_count, count);
    size_t mutated = replace(file, byte_count, capacity, old, content, LLVMFuzzerMutate(content, count, room));
    free(content);
    return mutated;
}

// Image data and profiles and texts are compressed: changes what is compressed.
static size_t mutate_inflated(uint8_t *file, size_t byte_count, size_t capacity, part old, size_t stream_start) {
    static uint8_t inflated[inflated_limit], deflated[inflated_limit + 65536];
    size_t head = old.head_count + stream_start, count = old.count - head - old.tail_count, inflated_count = 0;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    enum libdeflate_result result = libdeflate_zlib_decompress(
        decompressor, old.bytes + head, count, inflated, inflated_limit / 2, &inflated_count);
    libdeflate_free_decompressor(decompressor);
    if (result != LIBDEFLATE_SUCCESS) return 0;
    inflated_count = LLVMFuzzerMutate(inflated, inflated_count, inflated_limit / 2);
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
    memcpy(deflated, old.bytes + old.head_count, stream_start);
    size_t deflated_count = libdeflate_zlib_compress(
        compressor, inflated, inflated_count, deflated + stream_start, sizeof deflated - stream_start);
    libdeflate_free_compressor(compressor);
    return deflated_count ? replace(file, byte_count, capacity, old, deflated, stream_start + deflated_count) : 0;
}

// Where a zlib stream begins in a chunk's data; past its end where it has none.
static size_t stream_start(part chunk) {
    size_t count = chunk.count - chunk.head_count - chunk.tail_count;
    const uint8_t *type = chunk.bytes + 4, *data = chunk.bytes + 8;
    if (!memcmp(type, "IDAT", 4)) return 0;
    if (memcmp(type, "iCCP", 4) && memcmp(type, "zTXt", 4)) return count;
    const uint8_t *end = memchr(data, 0, count);
    return end ? (size_t)(end - data) + 2 : count;
}

static size_t mutate_compressed(uint8_t *file, size_t byte_count, size_t capacity, part old) {
    if (old.head_count != 8) return 0;
    size_t start = stream_start(old);
    return start + old.head_count + old.tail_count < old.count ? mutate_inflated(file, byte_count, capacity, old, start) : 0;
}

// Twice the same behind each other, or none of it.
static size_t repeat_or_drop(uint8_t *file, size_t byte_count, size_t capacity, part old, bool repeats) {
    uint8_t *behind = old.bytes + old.count;
    size_t rest = (size_t)(file + byte_count - behind);
    if (!repeats) {
        memmove(old.bytes, behind, rest);
        return byte_count - old.count;
    }
    if (byte_count + old.count > capacity) return 0;
    memmove(behind + old.count, behind, rest);
    memcpy(behind, old.bytes, old.count);
    return byte_count + old.count;
}

static size_t swap_with_next(size_t byte_count, part first, part second) {
    uint8_t *copy = malloc(first.count);
    memcpy(copy, first.bytes, first.count);
    memmove(first.bytes, second.bytes, second.count);
    memcpy(first.bytes + second.count, copy, first.count);
    free(copy);
    return byte_count;
}

// One chunk's data as two chunks of its type.
static size_t divide(uint8_t *file, size_t byte_count, size_t capacity, part old, size_t at) {
    size_t count = old.count - 12;
    if (old.head_count != 8 || count < 2 || byte_count + 12 > capacity) return 0;
    uint8_t *cut = old.bytes + 8 + 1 + at % (count - 1);
    memmove(cut + 12, cut, (size_t)(file + byte_count - cut));
    memcpy(cut + 8, old.bytes + 4, 4);
    part first = {old.bytes, (size_t)(cut + 4 - old.bytes), 8, 4}, second = {cut + 4, old.count + 12 - first.count, 8, 4};
    put_big_endian(first.bytes, first.count - 12, 4);
    put_big_endian(second.bytes, second.count - 12, 4);
    mend_checksum(first);
    mend_checksum(second);
    return byte_count + 12;
}

static size_t mutate_part(uint8_t *bytes, size_t byte_count, size_t capacity, const file_parts *file, unsigned int seed) {
    size_t index = seed / 64 % file->count;
    part chosen = file->parts[index];
    switch (seed / 8 % 8) {
    case 0: return repeat_or_drop(bytes, byte_count, capacity, chosen, seed / 64 / file->count % 2);
    case 1: return index + 1 < file->count ? swap_with_next(byte_count, chosen, file->parts[index + 1]) : 0;
    case 2: return divide(bytes, byte_count, capacity, chosen, seed / 64);
    case 3:
    case 4: return mutate_compressed(bytes, byte_count, capacity, chosen);
    default: return mutate_content(bytes, byte_count, capacity, chosen);
    }
}

// One time in eight bytes anywhere, and what they break stays broken; three times the checksums of a PNG are mended; else
// one part is changed, and what stands around it made to agree.
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t byte_count, size_t capacity, unsigned int seed) {
    file_parts file;
    if (seed % 8 > 3 && split(&file, bytes, byte_count)) {
        size_t mutated = mutate_part(bytes, byte_count, capacity, &file, seed);
        if (mutated) return mutated;
    }
    size_t mutated = LLVMFuzzerMutate(bytes, byte_count, capacity);
    if (seed % 8 && split(&file, bytes, mutated) && file.is_png) {
        for (size_t index = 0; index < file.count; index++) {
            if (file.parts[index].head_count) mend_checksum(file.parts[index]);
        }
    }
    return mutated;
}
