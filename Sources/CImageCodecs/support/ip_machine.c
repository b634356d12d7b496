#define _GNU_SOURCE
#include "ip_machine.h"

#include <unistd.h>
#if defined(__linux__)
#include <sched.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

int32_t ip_processor_count(void) {
#if defined(__linux__)
    cpu_set_t allowed;
    // Fails on machines of more processors than the set has bits; then the online ones count.
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0 && CPU_COUNT(&allowed) > 0) return CPU_COUNT(&allowed);
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int32_t)online : 1;
}

void ip_share_heap(void) {
#if defined(__GLIBC__)
    mallopt(M_ARENA_MAX, 2);
    // Otherwise glibc raises it to 32 MiB once something large was freed, and files then leave holes in the heap: a batch of
    // 64 photos of 12 MP kept 129 to 206 MB with two workers, and keeps 61 so.
    mallopt(M_MMAP_THRESHOLD, 2 << 20);
#endif
}
