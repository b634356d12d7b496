#include "ip_context.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ip_context_reset(ip_context *context) {
    context->status = IP_OK;
    context->warning_count = 0;
    context->limit_kind = IP_LIMIT_MEMORY;
    context->limit = 0;
    context->actual = 0;
    context->message[0] = 0;
    // Only as many warnings as were counted are ever read, so the texts need no clearing.
}

ip_status ip_fail(ip_context *context, ip_status status, const char *format, ...) {
    if (context->status != IP_OK) return context->status;
    context->status = status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(context->message, IP_MESSAGE_BYTES, format, arguments);
    va_end(arguments);
    return status;
}

ip_status ip_fail_at_limit(ip_context *context, ip_limit_kind kind, int64_t limit, int64_t actual) {
    static const char *const names[] = {"bytes of memory", "scans", "warnings"};
    if (context->status != IP_OK) return context->status;
    context->limit_kind = kind;
    context->limit = limit;
    context->actual = actual;
    return ip_fail(context, IP_LIMIT_EXCEEDED, "%lld %s where %lld are permitted", (long long)actual, names[kind],
                   (long long)limit);
}

void ip_warn(ip_context *context, const char *format, ...) {
    int32_t index = context->warning_count++;
    if (index >= IP_WARNINGS_KEPT) return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(context->warnings[index], IP_WARNING_BYTES, format, arguments);
    va_end(arguments);
}

bool ip_has_too_many_warnings(const ip_context *context) {
    return context->max_warnings >= 0 && context->warning_count > context->max_warnings;
}

// Relaxed: the flag carries no data, and a row later is soon enough.
bool ip_is_cancelled(const ip_context *context) {
    return context->cancel_flag && ip_read_flag(context->cancel_flag) != 0;
}

void ip_set_flag(volatile int32_t *flag, int32_t value) { __atomic_store_n(flag, value, __ATOMIC_RELAXED); }

int32_t ip_read_flag(const volatile int32_t *flag) { return __atomic_load_n(flag, __ATOMIC_RELAXED); }

const char *ip_context_message(const ip_context *context) { return context->message; }

const char *ip_context_warning(const ip_context *context, int32_t index) {
    bool kept = index >= 0 && index < context->warning_count && index < IP_WARNINGS_KEPT;
    return kept ? context->warnings[index] : NULL;
}
