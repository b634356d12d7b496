#ifdef IP_WITH_HEIF

#include "ip_heif_decoder.h"

#include <libde265/de265.h>
#include <stdlib.h>

// Which form the picture in work has, for the allocator, which libde265 calls from within.
struct ip_hevc {
    de265_decoder_context *decoder;
    ip_heif_form form;
};

// libde265 1.0 has no limits of its own: a parameter set that says more than the one that was read gets no memory.
static int get_buffer(
    de265_decoder_context *decoder, struct de265_image_spec *spec, struct de265_image *image, void *user_data) {
    const ip_hevc *hevc = user_data;
    // Coded sizes are multiples of the smallest coding block, which has 64 samples a side at most.
    if (spec->width > hevc->form.width + 64 || spec->height > hevc->form.height + 64) return 0;
    return de265_get_default_image_allocation_functions()->get_buffer(decoder, spec, image, NULL);
}

static void release_buffer(de265_decoder_context *decoder, struct de265_image *image, void *user_data) {
    (void)user_data;
    de265_get_default_image_allocation_functions()->release_buffer(decoder, image, NULL);
}

static bool open_decoder(ip_hevc *hevc) {
    hevc->decoder = de265_new_decoder();
    if (!hevc->decoder) return false;
    struct de265_image_allocation allocation = {get_buffer, release_buffer};
    de265_set_image_allocation_functions(hevc->decoder, &allocation, hevc);
    return true;
}

ip_hevc *ip_hevc_create(void) {
    ip_hevc *hevc = calloc(1, sizeof *hevc);
    if (!hevc) return NULL;
    de265_set_verbosity(0);
    if (open_decoder(hevc)) return hevc;
    free(hevc);
    return NULL;
}

void ip_hevc_free(ip_hevc *hevc) {
    if (!hevc) return;
    if (hevc->decoder) de265_free_decoder(hevc->decoder);
    free(hevc);
}

// What went wrong once leaves a state that nobody should trust with the next picture.
static ip_status fail(ip_context *context, ip_hevc *hevc, de265_error error) {
    de265_free_decoder(hevc->decoder);
    hevc->decoder = NULL;
    ip_status status = error == DE265_ERROR_OUT_OF_MEMORY || error == DE265_ERROR_IMAGE_BUFFER_FULL ? IP_OUT_OF_MEMORY
        : error == DE265_ERROR_NOT_IMPLEMENTED_YET                                                 ? IP_UNSUPPORTED
                                                                                                   : IP_MALFORMED;
    return ip_fail(context, status, "HEVC: %s", de265_get_error_text(error));
}

static ip_status push(ip_context *context, ip_hevc *hevc, const ip_heif_coded *coded) {
    for (int32_t index = 0; index < coded->unit_count; index++) {
        ip_heif_unit unit = coded->units[index];
        if (unit.count > INT32_MAX) return ip_fail(context, IP_MALFORMED, "an HEVC unit of %zu bytes", unit.count);
        de265_error error = de265_push_NAL(hevc->decoder, coded->bytes + unit.offset, (int)unit.count, 0, NULL);
        if (error != DE265_OK) return fail(context, hevc, error);
    }
    de265_error error = de265_flush_data(hevc->decoder);
    return error == DE265_OK ? IP_OK : fail(context, hevc, error);
}

static void note_warnings(ip_context *context, ip_hevc *hevc) {
    de265_error warning;
    while ((warning = de265_get_warning(hevc->decoder)) != DE265_OK)
        ip_warn(context, "HEVC: %s", de265_get_error_text(warning));
}

ip_status ip_hevc_decode(ip_context *context, ip_hevc *hevc, const ip_heif_coded *coded, ip_heif_planes *planes) {
    hevc->form = coded->form;
    if (hevc->decoder) de265_release_next_picture(hevc->decoder);
    else if (!open_decoder(hevc)) return ip_fail(context, IP_OUT_OF_MEMORY, "an HEVC decoder");
    if (push(context, hevc, coded) != IP_OK) return context->status;
    const struct de265_image *image = NULL;
    int more = 1;
    while (!image && more) {
        if (ip_is_cancelled(context)) return ip_fail(context, IP_CANCELLED, "cancelled");
        more = 0;
        de265_error error = de265_decode(hevc->decoder, &more);
        if (error != DE265_OK && error != DE265_ERROR_WAITING_FOR_INPUT_DATA) return fail(context, hevc, error);
        image = de265_peek_next_picture(hevc->decoder);
        if (error == DE265_ERROR_WAITING_FOR_INPUT_DATA) break;
    }
    note_warnings(context, hevc);
    if (!image) return fail(context, hevc, DE265_ERROR_NO_INITIAL_SLICE_HEADER);
    ip_heif_form made = {
        de265_get_image_width(image, 0), de265_get_image_height(image, 0), (int32_t)de265_get_chroma_format(image),
        de265_get_bits_per_pixel(image, 0)};
    if (!ip_heif_is_of_form(context, made, coded->form)) return context->status;
    for (int plane = 0; plane < (made.chroma == 0 ? 1 : 3); plane++) {
        int row_bytes = 0;
        planes->samples[plane] = de265_get_image_plane(image, plane, &row_bytes);
        planes->row_bytes[plane] = (size_t)row_bytes;
    }
    return IP_OK;
}

const char *ip_hevc_version(void) { return de265_get_version(); }

#endif
