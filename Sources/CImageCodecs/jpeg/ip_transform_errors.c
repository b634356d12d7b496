// What libjpeg says about a picture, sorted by what it means for us.
#include "ip_transform_state.h"

#include <stdarg.h>

void ip_transform_escape(ip_transform *transform, ip_status status, const char *format, ...) {
    // The first cause is the one to tell.
    if (transform->context->status == IP_OK) {
        transform->context->status = status;
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(transform->context->message, IP_MESSAGE_BYTES, format, arguments);
        va_end(arguments);
    }
    longjmp(transform->escape, 1);
}

static ip_status status_of(const ip_transform *transform, int code) {
    switch (code) {
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
        return IP_UNSUPPORTED;
    case JERR_OUT_OF_MEMORY:
        return IP_OUT_OF_MEMORY;
    default:
        return transform->has_input_end ? IP_TRUNCATED : IP_MALFORMED;
    }
}

static void error_exit(j_common_ptr codec) {
    ip_transform *transform = codec->client_data;
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    ip_transform_escape(transform, status_of(transform, codec->err->msg_code), "%s", text);
}

// Remembers where the first scan ends early; an error unless the caller takes what there is.
void ip_transform_cut(ip_transform *transform) {
    const struct jpeg_decompress_struct *source = &transform->source;
    if (transform->is_cut) return;
    transform->is_cut = true;
    transform->missing_rows = source->total_iMCU_rows - source->input_iMCU_row;
    const char *where = transform->has_input_end ? "the file ends" : "the data ends at a marker";
    if (!transform->accepts_truncated) {
        ip_transform_escape(transform, IP_TRUNCATED, "%s in scan %d: %u of its %u rows of MCUs are missing", where,
                            source->input_scan_number, transform->missing_rows, source->total_iMCU_rows);
    }
    ip_warn(transform->context, "%s in scan %d: %u of its %u rows of MCUs are missing", where, source->input_scan_number,
            transform->missing_rows, source->total_iMCU_rows);
}

static void count_warning(ip_transform *transform, const char *text) {
    ip_warn(transform->context, "%s", text);
    if (ip_has_too_many_warnings(transform->context)) ip_transform_escape(transform, IP_LIMIT_EXCEEDED, "warnings");
}

static void emit_message(j_common_ptr codec, int level) {
    ip_transform *transform = codec->client_data;
    // Levels from 0 are trace messages. What follows a cut is its consequence and says nothing new.
    // A JFIF of another version than 1 decodes like any.
    if (level >= 0 || transform->is_cut || codec->err->msg_code == JWRN_JFIF_MAJOR) return;
    if (codec->err->msg_code == JWRN_HIT_MARKER && codec->is_decompressor) {
        // At a restart marker that belongs there the decoder starts afresh; at any other the rest of the scan is missing.
        int marker = transform->source.unread_marker;
        bool restarts = marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7 && transform->source.restart_interval != 0;
        if (!restarts) {
            ip_transform_cut(transform);
            return;
        }
    }
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    count_warning(transform, text);
}

static void print_nothing(j_common_ptr codec) { (void)codec; }

static void monitor(j_common_ptr codec) {
    ip_transform *transform = codec->client_data;
    ip_context *context = transform->context;
    if (ip_is_cancelled(context)) {
        ip_transform_escape(transform, IP_CANCELLED, "cancelled");
    }
    if (!codec->is_decompressor) return;
    const struct jpeg_decompress_struct *source = &transform->source;
    if (context->max_scans != 0 && source->input_scan_number > context->max_scans) {
        context->limit = context->max_scans;
        context->actual = source->input_scan_number;
        ip_transform_escape(transform, IP_LIMIT_EXCEEDED, "scans");
    }
    // The arithmetic decoder reads zeros behind the end and never says so.
    bool is_inside = source->input_scan_number > 0 && source->input_iMCU_row < source->total_iMCU_rows;
    if (source->arith_code && transform->has_input_end && is_inside) ip_transform_cut(transform);
}

void ip_transform_install_errors(ip_transform *transform) {
    jpeg_std_error(&transform->errors);
    transform->errors.error_exit = error_exit;
    transform->errors.emit_message = emit_message;
    transform->errors.output_message = print_nothing;
    transform->progress.progress_monitor = monitor;
}
