#include "ip_bytes.h"

#include <libdeflate.h>
#include <stdbool.h>

#include "ip_memory.h"

#if defined(__x86_64__)
#include <immintrin.h>

// Both leave `i` at the first byte that they did not look at, or at the marker that they found.
static bool find_sse2(const uint8_t *bytes, size_t *i, size_t byte_count) {
    const __m128i ff = _mm_set1_epi8((char)0xFF), zero = _mm_setzero_si128();
    for (; *i + 33 <= byte_count; *i += 32) {
        const __m128i *at = (const __m128i *)(bytes + *i), *next = (const __m128i *)(bytes + *i + 1);
        __m128i a = _mm_andnot_si128(_mm_cmpeq_epi8(_mm_loadu_si128(next), zero), _mm_cmpeq_epi8(_mm_loadu_si128(at), ff));
        __m128i b = _mm_andnot_si128(_mm_cmpeq_epi8(_mm_loadu_si128(next + 1), zero), _mm_cmpeq_epi8(_mm_loadu_si128(at + 1), ff));
        uint32_t found = (uint32_t)_mm_movemask_epi8(a) | (uint32_t)_mm_movemask_epi8(b) << 16;
        if (!found) continue;
        *i += (size_t)__builtin_ctz(found);
        return true;
    }
    return false;
}

__attribute__((target("avx2"))) static bool find_avx2(const uint8_t *bytes, size_t *i, size_t byte_count) {
    const __m256i ff = _mm256_set1_epi8((char)0xFF), zero = _mm256_setzero_si256();
    for (; *i + 65 <= byte_count; *i += 64) {
        const __m256i *at = (const __m256i *)(bytes + *i), *next = (const __m256i *)(bytes + *i + 1);
        // The processor's own prefetcher stops at page borders; half a page ahead keeps it going.
        _mm_prefetch((const char *)at + 2048, _MM_HINT_T0);
        __m256i a = _mm256_andnot_si256(_mm256_cmpeq_epi8(_mm256_loadu_si256(next), zero), _mm256_cmpeq_epi8(_mm256_loadu_si256(at), ff));
        __m256i b = _mm256_andnot_si256(_mm256_cmpeq_epi8(_mm256_loadu_si256(next + 1), zero), _mm256_cmpeq_epi8(_mm256_loadu_si256(at + 1), ff));
        if (_mm256_testz_si256(_mm256_or_si256(a, b), _mm256_or_si256(a, b))) continue;
        uint64_t found = (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
        *i += (size_t)__builtin_ctzll(found);
        return true;
    }
    return false;
}
#endif

size_t ip_find_marker(const uint8_t *bytes, size_t from, size_t byte_count) {
    size_t i = from;
#if defined(__x86_64__)
    // SSE2 is part of x86-64; what AVX2 leaves at the end goes through it too.
    if (__builtin_cpu_supports("avx2") && find_avx2(bytes, &i, byte_count)) return i;
    if (find_sse2(bytes, &i, byte_count)) return i;
#endif
    for (; i + 1 < byte_count; i++) {
        if (bytes[i] == 0xFF && bytes[i + 1] != 0x00) return i;
    }
    return byte_count;
}

uint32_t ip_crc32(const uint8_t *bytes, size_t byte_count) { return libdeflate_crc32(0, bytes, byte_count); }

uint8_t *ip_inflate_bounded(
    ip_context *context, const uint8_t *stream, size_t stream_count, size_t limit, size_t *inflated_count) {
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor) {
        ip_fail(context, IP_OUT_OF_MEMORY, "a decompressor for %zu bytes of metadata", stream_count);
        return NULL;
    }
    uint8_t *inflated = NULL;
    // libdeflate wants all the room at once: start small and grow by eight, so that a bomb costs little more than `limit`.
    for (size_t room = 64 << 10;; room = room < limit / 8 ? room * 8 : limit) {
        if (room > limit) room = limit;
        inflated = ip_allocate(room);
        if (!inflated) {
            ip_fail(context, IP_OUT_OF_MEMORY, "%zu bytes to inflate metadata", room);
            break;
        }
        enum libdeflate_result result =
            libdeflate_zlib_decompress(decompressor, stream, stream_count, inflated, room, inflated_count);
        if (result == LIBDEFLATE_SUCCESS) break;
        ip_free(inflated);
        inflated = NULL;
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room >= limit) {
            ip_fail(context, IP_MALFORMED, "%zu bytes do not inflate, or to more than %zu", stream_count, limit);
            break;
        }
    }
    libdeflate_free_decompressor(decompressor);
    return inflated;
}
