#include "ip_scan.h"

#include <libdeflate.h>

#include "ip_memory.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

size_t ip_find_marker(const uint8_t *bytes, size_t from, size_t byte_count) {
    size_t i = from;
#if defined(__SSE2__)
    // SSE2 is part of x86-64, so there is nothing to dispatch; 32 bytes a step keep up with main memory.
    const __m128i ff = _mm_set1_epi8((char)0xFF), zero = _mm_setzero_si128();
    for (; i + 33 <= byte_count; i += 32) {
        __m128i a0 = _mm_loadu_si128((const __m128i *)(bytes + i)), a1 = _mm_loadu_si128((const __m128i *)(bytes + i + 1));
        __m128i b0 = _mm_loadu_si128((const __m128i *)(bytes + i + 16)), b1 = _mm_loadu_si128((const __m128i *)(bytes + i + 17));
        __m128i a = _mm_andnot_si128(_mm_cmpeq_epi8(a1, zero), _mm_cmpeq_epi8(a0, ff));
        __m128i b = _mm_andnot_si128(_mm_cmpeq_epi8(b1, zero), _mm_cmpeq_epi8(b0, ff));
        uint32_t found = (uint32_t)_mm_movemask_epi8(a) | (uint32_t)_mm_movemask_epi8(b) << 16;
        if (found) return i + (size_t)__builtin_ctz(found);
    }
#endif
    for (; i + 1 < byte_count; i++) {
        if (bytes[i] == 0xFF && bytes[i + 1] != 0x00) return i;
    }
    return byte_count;
}

uint32_t ip_crc32(const uint8_t *bytes, size_t byte_count) { return libdeflate_crc32(0, bytes, byte_count); }

uint8_t *ip_inflate_bounded(const uint8_t *stream, size_t stream_count, size_t limit, size_t *inflated_count) {
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor) return NULL;
    uint8_t *inflated = NULL;
    // libdeflate wants all the room at once: start small and grow by eight, so that a bomb costs little more than `limit`.
    for (size_t room = 64 << 10;; room = room < limit / 8 ? room * 8 : limit) {
        if (room > limit) room = limit;
        inflated = ip_allocate(room);
        if (!inflated) break;
        enum libdeflate_result result =
            libdeflate_zlib_decompress(decompressor, stream, stream_count, inflated, room, inflated_count);
        if (result == LIBDEFLATE_SUCCESS) break;
        ip_free(inflated);
        inflated = NULL;
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room >= limit) break;
    }
    libdeflate_free_decompressor(decompressor);
    return inflated;
}
