// Refuses one allocation of the codecs, or all from one on. Linux with glibc only, and not under a sanitizer, which has
// an allocator of its own.
#ifndef CALLOCATIONFAULTS_H
#define CALLOCATIONFAULTS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int64_t asked;       // allocations that the codecs asked for
    int64_t refused;     // how many of them were
    int64_t left;        // how many are still there
} faults_record;

// Whether allocations can be refused in this build.
bool faults_available(void);

// From now on allocations are counted, and number `first` of them (from 1) is refused; all after it too where `all_after`.
void faults_begin(int64_t first, bool all_after);

// From now on nothing is refused any more, and still counted.
void faults_allow(void);

// Ends the counting; what is still there is counted as of now.
faults_record faults_end(void);

// The library that was refused first; empty for the executable, which holds CImageCodecs.
const char *_Nonnull faults_refused_to(void);

#endif
