#include "ip_bytes.h"

#include <libdeflate.h>
#include <stdbool.h>

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
