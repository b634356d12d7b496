#include "ip_memory.h"

#include <stdint.h>
#include <stdlib.h>

void *ip_allocate(size_t byte_count) {
    if (byte_count > SIZE_MAX / 2) return NULL;
    // aligned_alloc wants a multiple of the alignment.
    size_t padded = (byte_count + IP_SLACK + IP_ALIGNMENT - 1) / IP_ALIGNMENT * IP_ALIGNMENT;
    return aligned_alloc(IP_ALIGNMENT, padded);
}

void ip_free(void *memory) { free(memory); }
