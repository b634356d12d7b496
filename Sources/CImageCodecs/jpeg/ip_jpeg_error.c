#include "ip_jpeg_error.h"

#include <stdarg.h>
#include <string.h>

void ip_jpeg_stop(ip_jpeg_error *error, ip_status status, const char *format, ...) {
    char message[IP_MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    ip_fail(error->context, status, "%s", message);
    longjmp(error->jump, 1);
}

void ip_jpeg_stop_at_limit(ip_jpeg_error *error, ip_limit_kind kind, int64_t limit, int64_t actual) {
    ip_fail_at_limit(error->context, kind, limit, actual);
    longjmp(error->jump, 1);
}

// MARK: whose fault an error is

static bool has_rows_to_count(j_common_ptr codec) {
    if (!codec->is_decompressor) return false;
    j_decompress_ptr source = (j_decompress_ptr)codec;
    return source->image_height == 0 && source->image_width > 0 && source->num_components > 0;
}

// The one table for all routes.
static ip_status status_of(j_common_ptr codec, bool input_ended) {
    switch (codec->err->msg_code) {
    case JERR_OUT_OF_MEMORY:
        return IP_OUT_OF_MEMORY;
    case JERR_EMPTY_IMAGE:
        // Height 0 is legal: a DNL segment behind the first scan counts the lines. Width 0 is not, nor is no component.
        return has_rows_to_count(codec) ? IP_UNSUPPORTED : IP_MALFORMED;
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_ARITH_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:    // T.81 permits 65,535 pixels a side, libjpeg 65,500
    case JERR_COMPONENT_COUNT:  // T.81 permits 255 components, libjpeg 10
    case JERR_NOT_COMPILED:
        return IP_UNSUPPORTED;
    case JERR_BAD_LIB_VERSION:
    case JERR_BAD_STRUCT_SIZE:
    case JERR_BAD_STATE:
    case JERR_BAD_POOL_ID:
    case JERR_BAD_BUFFER_MODE:
        return IP_INTERNAL;
    default:
        return input_ended ? IP_TRUNCATED : IP_MALFORMED;
    }
}

static void on_error(j_common_ptr codec) {
    ip_jpeg_error *error = (ip_jpeg_error *)codec->err;
    char message[JMSG_LENGTH_MAX];
    error->manager.format_message(codec, message);
    int code = error->manager.msg_code;
    ip_status status = status_of(codec, error->input_ended);
    if (code == JERR_EMPTY_IMAGE && status == IP_UNSUPPORTED) {
        ip_jpeg_stop(error, status, "A JPEG of height 0 (its lines counted by a DNL segment)");
    }
    if (error->input_ended && (code == JERR_NO_IMAGE || code == JERR_SOF_NO_SOS)) {
        ip_jpeg_stop(error, status, "the file ends before the first scan");
    }
    ip_jpeg_stop(error, status, "%s", message);
}

// MARK: warnings

void ip_jpeg_cut(j_decompress_ptr codec) {
    ip_jpeg_error *error = (ip_jpeg_error *)codec->err;
    if (error->is_cut) return;
    error->is_cut = true;
    error->on_cut(codec);
}

// At a restart marker that belongs there the decoder starts afresh; at any other the rest of the scan is missing.
static bool stands_at_restart(const struct jpeg_decompress_struct *codec) {
    int marker = codec->unread_marker;
    return marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7 && codec->restart_interval != 0;
}

static void count_warning(j_common_ptr codec) {
    ip_jpeg_error *error = (ip_jpeg_error *)codec->err;
    ip_context *context = error->context;
    if (context->warning_count < IP_WARNINGS_KEPT) {
        char message[JMSG_LENGTH_MAX];
        error->manager.format_message(codec, message);
        ip_warn(context, "%s", message);
    } else {
        ip_warn(context, "%s", "");  // only counted: a text for each of a million would cost more than decoding
    }
    if (!ip_has_too_many_warnings(context)) return;
    ip_jpeg_stop_at_limit(error, IP_LIMIT_WARNINGS, context->max_warnings, context->warning_count);
}

static void on_message(j_common_ptr codec, int level) {
    ip_jpeg_error *error = (ip_jpeg_error *)codec->err;
    int code = error->manager.msg_code;
    // Levels from 0 are traces of what is fine. What follows a cut is its consequence and says nothing new. A JFIF of
    // another version than 1 decodes like any.
    if (level >= 0 || error->is_cut || code == JWRN_JFIF_MAJOR) return;
    // libjpeg warns so where a marker stands in the place of coefficients.
    bool is_cut = code == JWRN_HIT_MARKER && codec->is_decompressor && !stands_at_restart((j_decompress_ptr)codec);
    if (is_cut) ip_jpeg_cut((j_decompress_ptr)codec);
    else count_warning(codec);
}

// Never printed: whatever is to be said is in the context.
static void print_nothing(j_common_ptr codec) { (void)codec; }

// MARK: progress

// Arithmetic decoders read zeros behind the end and never say so.
static bool reads_behind_end(const ip_jpeg_error *error, const struct jpeg_decompress_struct *codec) {
    bool is_inside = codec->input_scan_number > 0 && codec->input_iMCU_row < codec->total_iMCU_rows;
    return codec->arith_code && error->input_ended && is_inside;
}

// libjpeg calls this once a row of MCUs, and while it reads scans ahead.
static void on_progress(j_common_ptr codec) {
    ip_jpeg_error *error = (ip_jpeg_error *)codec->err;
    ip_context *context = error->context;
    if (ip_is_cancelled(context)) ip_jpeg_stop(error, IP_CANCELLED, "cancelled");
    if (!codec->is_decompressor) return;
    j_decompress_ptr source = (j_decompress_ptr)codec;
    int scan = source->input_scan_number;
    if (context->max_scans > 0 && scan > context->max_scans) {
        ip_jpeg_stop_at_limit(error, IP_LIMIT_SCANS, context->max_scans, scan);
    }
    if (reads_behind_end(error, source)) ip_jpeg_cut(source);
}

void ip_jpeg_error_install(ip_jpeg_error *error) {
    jpeg_std_error(&error->manager);
    error->manager.error_exit = on_error;
    error->manager.emit_message = on_message;
    error->manager.output_message = print_nothing;
    error->progress.progress_monitor = on_progress;
}

void ip_jpeg_error_begin(ip_jpeg_error *error, ip_context *context) {
    error->context = context;
    error->input_ended = error->is_cut = false;
}
