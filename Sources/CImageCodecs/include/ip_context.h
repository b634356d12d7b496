// What every operation is given and what it reports: limits and a cancel flag in, status, message and warnings out.
#ifndef IP_CONTEXT_H
#define IP_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// By whose fault an operation ended; ImagePrepError has a case for each.
typedef enum ip_status {
    IP_OK = 0,
    IP_MALFORMED = 1,       // the input breaks its format's rules
    IP_TRUNCATED = 2,       // the input ends before the image does
    IP_UNSUPPORTED = 3,     // a legal feature that this library, or the codec as built, does not do
    IP_LIMIT_EXCEEDED = 4,  // a limit of this context was reached; limit_kind says which, limit and actual have the numbers
    IP_OUT_OF_MEMORY = 5,
    IP_OUTPUT_FULL = 6,     // the output would be larger than the room given for it
    IP_CANCELLED = 7,
    IP_INTERNAL = 8,        // a bug of this project
} ip_status;

// Which of a context's limits.
typedef enum ip_limit_kind {
    IP_LIMIT_MEMORY = 0,    // max_memory_bytes
    IP_LIMIT_SCANS = 1,     // max_scans
    IP_LIMIT_WARNINGS = 2,  // max_warnings
} ip_limit_kind;

enum { IP_MESSAGE_BYTES = 256, IP_WARNINGS_KEPT = 20, IP_WARNING_BYTES = 128 };

// One operation's limits and report. Zero-initialise, set the limits, pass it in; a context may be used again after
// ip_context_reset. Not thread-safe: one operation at a time.
typedef struct ip_context {
    // In: nonzero there stops the operation with IP_CANCELLED at the next row of blocks or chunk. May be NULL.
    const volatile int32_t *_Nullable cancel_flag;
    int32_t max_scans;         // progressive scans of a JPEG; 0: no limit
    int32_t max_warnings;      // from a codec before it counts as an error; negative: no limit
    uint64_t max_memory_bytes; // the codec's own working memory; 0: no limit

    // Out.
    ip_status status;
    int32_t warning_count;     // all of them
    ip_limit_kind limit_kind;  // where status is IP_LIMIT_EXCEEDED, as are the two below
    int64_t limit, actual;
    char message[IP_MESSAGE_BYTES];                         // NUL-terminated UTF-8; empty where status is IP_OK
    char warnings[IP_WARNINGS_KEPT][IP_WARNING_BYTES];      // the first of them, NUL-terminated
} ip_context;

// Clears the report and keeps the limits.
void ip_context_reset(ip_context *context);

// Sets status and message unless an earlier failure is already there (the first cause is the one to tell). Returns status.
ip_status ip_fail(ip_context *context, ip_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

// The same with IP_LIMIT_EXCEEDED, which limit it is, and the two numbers.
ip_status ip_fail_at_limit(ip_context *context, ip_limit_kind kind, int64_t limit, int64_t actual);

// Counts a warning and keeps its text while there is room.
void ip_warn(ip_context *context, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Whether there are more warnings than the context takes.
bool ip_has_too_many_warnings(const ip_context *context);

// Whether the caller asked to stop. Loops over rows of blocks or chunks ask it; it costs one relaxed load.
bool ip_is_cancelled(const ip_context *context);

// Raises or lowers a flag that ip_is_cancelled may be reading on another thread.
void ip_set_flag(volatile int32_t *flag, int32_t value);
int32_t ip_read_flag(const volatile int32_t *flag);

// The message and warning texts as pointers: Swift sees a C array of arrays as a tuple, which it cannot index.
const char *ip_context_message(const ip_context *context);
const char *_Nullable ip_context_warning(const ip_context *context, int32_t index);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
