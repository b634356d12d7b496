#include "ip_jpeg_error.h"

#include <stdarg.h>
#include <string.h>

void ip_jpeg_stop(ip_jpeg_fence *fence, ip_status status, const char *format, ...) {
    char message[IP_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    ip_fail(fence->context, status, "%s", message);
    longjmp(fence->jump, 1);
}

void ip_jpeg_stop_at_limit(ip_jpeg_fence *fence, const char *kind, int64_t limit, int64_t actual) {
    fence->context->limit = limit;
    fence->context->actual = actual;
    ip_jpeg_stop(fence, IP_LIMIT_EXCEEDED, "%s", kind);
}

// Whose fault a fatal error of libjpeg is.
static ip_status status_of(int code, bool ran_dry) {
    switch (code) {
    case JERR_OUT_OF_MEMORY:
        return IP_OUT_OF_MEMORY;
    case JERR_EMPTY_IMAGE:  // height 0: the lines are counted by a DNL segment behind the first scan
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_ARITH_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:
    case JERR_COMPONENT_COUNT:
    case JERR_NOT_COMPILED:
        return IP_UNSUPPORTED;
    case JERR_BAD_LIB_VERSION:
    case JERR_BAD_STRUCT_SIZE:
    case JERR_BAD_STATE:
    case JERR_BAD_POOL_ID:
    case JERR_BAD_BUFFER_MODE:
        return IP_INTERNAL;
    default:
        return ran_dry ? IP_TRUNCATED : IP_MALFORMED;
    }
}

static void on_error(j_common_ptr codec) {
    ip_jpeg_fence *fence = (ip_jpeg_fence *)codec->err;
    char message[JMSG_LENGTH_MAX];
    fence->errors.format_message(codec, message);
    int code = fence->errors.msg_code;
    if (code == JERR_EMPTY_IMAGE) {
        ip_jpeg_stop(fence, IP_UNSUPPORTED, "A JPEG of height or width 0 (its lines counted by a DNL segment)");
    }
    if (fence->ran_dry && code == JERR_NO_IMAGE) {
        ip_jpeg_stop(fence, IP_TRUNCATED, "the file ends before the first scan");
    }
    ip_jpeg_stop(fence, status_of(code, fence->ran_dry), "%s", message);
}

static void on_message(j_common_ptr codec, int level) {
    if (level >= 0) return;  // a trace of what is fine
    ip_jpeg_fence *fence = (ip_jpeg_fence *)codec->err;
    ip_context *context = fence->context;
    if (fence->errors.msg_code == JWRN_JFIF_MAJOR) return;  // a JFIF of another version than 1 decodes like any
    if (fence->on_warning) fence->on_warning(codec, fence->errors.msg_code);
    if (context->warning_count < IP_WARNINGS_KEPT) {
        char message[JMSG_LENGTH_MAX];
        fence->errors.format_message(codec, message);
        ip_warn(context, "%s", message);
    } else {
        ip_warn(context, "%s", "");  // only counted: a text for each of a million would cost more than decoding
    }
    if (ip_has_too_many_warnings(context)) ip_jpeg_stop(fence, IP_LIMIT_EXCEEDED, "warnings");
}

// Never printed: whatever is to be said is in the context.
static void print_nothing(j_common_ptr codec) { (void)codec; }

// libjpeg calls this once a row of MCUs, and while it reads scans ahead.
static void on_progress(j_common_ptr codec) {
    ip_jpeg_fence *fence = (ip_jpeg_fence *)codec->err;
    ip_context *context = fence->context;
    if (context->cancel_flag && ip_read_flag(context->cancel_flag)) ip_jpeg_stop(fence, IP_CANCELLED, "cancelled");
    if (codec->is_decompressor && context->max_scans > 0) {
        int scan = ((j_decompress_ptr)codec)->input_scan_number;
        if (scan > context->max_scans) ip_jpeg_stop_at_limit(fence, "scans", context->max_scans, scan);
    }
}

void ip_jpeg_fence_install(ip_jpeg_fence *fence, j_common_ptr codec) {
    codec->err = jpeg_std_error(&fence->errors);
    fence->errors.error_exit = on_error;
    fence->errors.emit_message = on_message;
    fence->errors.output_message = print_nothing;
    fence->progress.progress_monitor = on_progress;
}
