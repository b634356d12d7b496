#define _GNU_SOURCE  // dl_iterate_phdr
#include "CAllocationFaults.h"

#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__linux__) && defined(__GLIBC__) && !defined(SANITIZED)

#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <string.h>

// glibc's own names of what is replaced here, for the executable and every library that it loads.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

enum { OBJECTS_MOST = 16, TABLE = 1 << 14 };

typedef struct {
    uintptr_t start, end;
    const char *name;
} object;

static object objects[OBJECTS_MOST];
static int object_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool counting, refusing_after;
static int64_t refuse_first;
static faults_record record;
static const char *refused_to = "";
// Addresses of what the codecs hold: open addressing, 1 where something was taken out.
static uintptr_t held[TABLE];

static bool is_codec(const char *name) {
    static const char *const names[] = {"libjpeg", "libpng", "liblcms2", "libdeflate", "libisal", "libexif", "libz."};
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        if (strstr(name, names[index])) return true;
    }
    return false;
}

// The executable is the first, by an empty name. Swift's allocations are asked for by its runtime, another library.
static int note_object(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size;
    (void)unused;
    if ((info->dlpi_name[0] && !is_codec(info->dlpi_name)) || object_count == OBJECTS_MOST) return 0;
    for (int index = 0; index < info->dlpi_phnum && object_count < OBJECTS_MOST; index++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[index];
        if (header->p_type != PT_LOAD || !(header->p_flags & PF_X)) continue;
        uintptr_t start = info->dlpi_addr + header->p_vaddr;
        objects[object_count++] = (object){start, start + header->p_memsz, info->dlpi_name};
    }
    return 0;
}

static const char *asker_name(const void *address) {
    for (int index = 0; index < object_count; index++) {
        if ((uintptr_t)address - objects[index].start < objects[index].end - objects[index].start) {
            return objects[index].name;
        }
    }
    return NULL;
}

static uintptr_t *slot_of(uintptr_t address, bool free_one) {
    for (size_t probe = address >> 4, left = TABLE; left > 0; probe++, left--) {
        uintptr_t *slot = &held[probe % TABLE];
        if (*slot == address || *slot == 0 || (free_one && *slot == 1)) return slot;
    }
    return NULL;
}

static void forget(void *memory) {
    if (!counting || !memory) return;
    pthread_mutex_lock(&lock);
    uintptr_t *slot = slot_of((uintptr_t)memory, false);
    if (slot && *slot == (uintptr_t)memory) {
        *slot = 1;
        record.left--;
    }
    pthread_mutex_unlock(&lock);
}

static void *keep(void *memory, const void *asker) {
    if (!counting || !memory || !asker_name(asker)) return memory;
    pthread_mutex_lock(&lock);
    uintptr_t *slot = slot_of((uintptr_t)memory, true);
    if (slot) *slot = (uintptr_t)memory;
    record.left++;
    pthread_mutex_unlock(&lock);
    return memory;
}

static bool refuses(const void *asker) {
    const char *name = counting ? asker_name(asker) : NULL;
    if (!name) return false;
    pthread_mutex_lock(&lock);
    int64_t number = ++record.asked;
    bool refused = refuse_first > 0 && (refusing_after ? number >= refuse_first : number == refuse_first);
    if (refused && record.refused++ == 0) refused_to = name;
    pthread_mutex_unlock(&lock);
    if (refused) errno = ENOMEM;
    return refused;
}

void *malloc(size_t size) {
    const void *asker = __builtin_return_address(0);
    return refuses(asker) ? NULL : keep(__libc_malloc(size), asker);
}

void *calloc(size_t count, size_t size) {
    const void *asker = __builtin_return_address(0);
    return refuses(asker) ? NULL : keep(__libc_calloc(count, size), asker);
}

void *realloc(void *memory, size_t size) {
    const void *asker = __builtin_return_address(0);
    if (refuses(asker)) return NULL;
    void *moved = __libc_realloc(memory, size);
    if (!moved && size) return NULL;
    forget(memory);
    return keep(moved, asker);
}

void *memalign(size_t alignment, size_t size) {
    const void *asker = __builtin_return_address(0);
    return refuses(asker) ? NULL : keep(__libc_memalign(alignment, size), asker);
}

void *aligned_alloc(size_t alignment, size_t size) {
    const void *asker = __builtin_return_address(0);
    return refuses(asker) ? NULL : keep(__libc_memalign(alignment, size), asker);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    const void *asker = __builtin_return_address(0);
    void *got = refuses(asker) ? NULL : keep(__libc_memalign(alignment, size), asker);
    if (!got) return ENOMEM;
    *memory = got;
    return 0;
}

void free(void *memory) {
    forget(memory);
    __libc_free(memory);
}

bool faults_available(void) { return true; }

void faults_begin(int64_t first, bool all_after) {
    if (object_count == 0) dl_iterate_phdr(note_object, NULL);
    memset(held, 0, sizeof held);
    record = (faults_record){0, 0, 0};
    refused_to = "";
    refuse_first = first;
    refusing_after = all_after;
    counting = true;
}

void faults_allow(void) { refuse_first = 0; }

faults_record faults_end(void) {
    counting = false;
    return record;
}

const char *faults_refused_to(void) { return refused_to; }

#else

bool faults_available(void) { return false; }

void faults_begin(int64_t first, bool all_after) {
    (void)first;
    (void)all_after;
}

void faults_allow(void) {}

faults_record faults_end(void) { return (faults_record){0, 0, 0}; }

const char *faults_refused_to(void) { return ""; }

#endif
