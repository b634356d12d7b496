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

// Gives back to the system what lies within [from, to) of ip_allocate's memory, in whole large pages and where it can. The
// memory stays, its contents are lost.
void ip_release_pages(void *_Nonnull from, void *_Nonnull to);

#endif
