// What the machine has.
#ifndef IP_MACHINE_H
#define IP_MACHINE_H

#include <stddef.h>
#include <stdint.h>

// Processors that this process may run on: of its affinity mask where the system has one. At least 1.
// In C because glibc shows sched_getaffinity only under _GNU_SOURCE, which Swift's module of it does not set.
int32_t ip_processor_count(void);

// Limits glibc to two heap arenas; does nothing elsewhere. To be called before the first thread is started.
void ip_share_heap(void);

// Lines with the codec libraries' versions and the instructions that our kernels use here, cut to `capacity` with its NUL.
void ip_describe_versions(char *_Nonnull text, size_t capacity);

#endif
