// Memory for pixels: aligned for SIMD, with room to read past the end of a row, and NULL instead of an abort.
#ifndef IP_MEMORY_H
#define IP_MEMORY_H

#include <stddef.h>

enum {
    IP_ALIGNMENT = 64,  // a cache line, and the widest SIMD load
    IP_SLACK = 64,      // bytes after the end that a kernel may read and write without harm
};

// Uninitialised memory aligned to IP_ALIGNMENT with IP_SLACK bytes behind it, or NULL. Free with ip_free.
void *_Nullable ip_allocate(size_t byte_count);
void ip_free(void *_Nullable memory);

#endif
