// libjpeg's errors as an ip_context's, with the same status on every route; its warnings, its limits and a cancel check.
// Private to CImageCodecs.
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

// Must be the first member of a handle; the `err` of its codecs points here, as libjpeg hands back only that pointer.
typedef struct ip_jpeg_error {
    struct jpeg_error_mgr manager;
    struct jpeg_progress_mgr progress;
    jmp_buf jump;         // armed anew by each exported function, never used after it returned
    ip_context *context;  // of the operation that runs
    bool input_ended;     // the source had no byte more while one was wanted
    bool is_cut;          // a scan ends before its image does
    // Called once, where a scan turns out to be cut: it stops the operation or warns. NULL in an encoder.
    void (*on_cut)(j_decompress_ptr codec);
} ip_jpeg_error;

// Fills in the managers. A codec's `err` is to point at the one before it is created, its `progress` at the other once it
// is; `error` must not move afterwards.
void ip_jpeg_error_install(ip_jpeg_error *error);

// Begins an operation on another input.
void ip_jpeg_error_begin(ip_jpeg_error *error, ip_context *context);

// Notes that the running scan ends here, before its image does; what libjpeg warns of afterwards is a consequence of that.
void ip_jpeg_cut(j_decompress_ptr codec);

// Stops the operation: never returns.
void ip_jpeg_stop(ip_jpeg_error *error, ip_status status, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));

// Stops the operation with IP_LIMIT_EXCEEDED and the two numbers: never returns.
void ip_jpeg_stop_at_limit(ip_jpeg_error *error, ip_limit_kind kind, int64_t limit, int64_t actual)
    __attribute__((noreturn));

// Reads from a span of memory, and an end-of-image marker where that is used up, which `input_ended` then tells.
typedef struct ip_jpeg_source {
    struct jpeg_source_mgr manager;  // first, as libjpeg knows it alone
    const uint8_t *withheld;         // what libjpeg gets once it has read what it has
    size_t withheld_count;
} ip_jpeg_source;

// The codec's `err` is an ip_jpeg_error.
void ip_jpeg_source_install(ip_jpeg_source *source, j_decompress_ptr codec);

// Another input.
void ip_jpeg_source_begin(ip_jpeg_source *source, const uint8_t *bytes, size_t byte_count);

// From here on libjpeg gets pieces so small that it looks at every code, and warns of bad ones: half as fast again.
void ip_jpeg_source_withhold(ip_jpeg_source *source);

#endif
