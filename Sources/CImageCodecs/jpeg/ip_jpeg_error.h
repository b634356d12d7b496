// What the JPEG operations share: libjpeg's errors turned into an ip_context's, and a cancel check. Private to C.
#ifndef IP_JPEG_ERROR_H
#define IP_JPEG_ERROR_H

#include "ip_context.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

// Fields were renamed when scaling became possible per axis; libjpeg-turbo keeps both axes equal.
#if JPEG_LIB_VERSION >= 70
#define IP_DCT_SIZE(component) ((component)->DCT_h_scaled_size)
#define IP_MIN_DCT_SIZE(codec) ((codec)->min_DCT_h_scaled_size)
#else
#define IP_DCT_SIZE(component) ((component)->DCT_scaled_size)
#define IP_MIN_DCT_SIZE(codec) ((codec)->min_DCT_scaled_size)
#endif

// Must be the first member of a codec handle whose codec's `err` points at `errors`: libjpeg hands back only that pointer.
typedef struct ip_jpeg_fence {
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf jump;               // armed anew by each exported function, never used after it returned
    ip_context *context;        // of the operation that runs
    void (*on_warning)(j_common_ptr codec, int code);  // may be NULL; called before the warning is counted
    bool ran_dry;               // the source had no byte more while one was wanted
} ip_jpeg_fence;

// Fills in the error manager and makes the codec use it. `fence` must not move afterwards.
void ip_jpeg_fence_install(ip_jpeg_fence *fence, j_common_ptr codec);

// Stops the operation: never returns.
void ip_jpeg_stop(ip_jpeg_fence *fence, ip_status status, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

// Stops the operation with IP_LIMIT_EXCEEDED and the two numbers: never returns. `kind` is "scans".
void ip_jpeg_stop_at_limit(ip_jpeg_fence *fence, const char *kind, int64_t limit, int64_t actual)
    __attribute__((noreturn));

#endif
