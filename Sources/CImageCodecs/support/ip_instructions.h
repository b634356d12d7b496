// Whether kernels may use instructions that not every machine has. Private to CImageCodecs.
#ifndef IP_INSTRUCTIONS_H
#define IP_INSTRUCTIONS_H

#include <stdbool.h>

// For tests: whether the calling thread is to do without such instructions from now on.
void ip_hide_instructions(bool hides);

bool ip_are_instructions_hidden(void);

static inline bool ip_has_avx2(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && !ip_are_instructions_hidden();
#else
    return false;
#endif
}

#endif
