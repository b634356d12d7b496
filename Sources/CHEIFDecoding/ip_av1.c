#ifdef IP_WITH_HEIF

#include "ip_heif_decoder.h"

#include <dav1d/dav1d.h>
#include <stdlib.h>

struct ip_av1 {
    Dav1dContext *decoder;  // NULL until the first picture, whose settings it has
    Dav1dPicture picture;
    int32_t operating_point, layer;
    int64_t max_frame_pixels;
};

ip_av1 *ip_av1_create(void) { return calloc(1, sizeof(ip_av1)); }

static void close_decoder(ip_av1 *av1) {
    dav1d_picture_unref(&av1->picture);
    if (av1->decoder) dav1d_close(&av1->decoder);
}

void ip_av1_free(ip_av1 *av1) {
    if (!av1) return;
    close_decoder(av1);
    free(av1);
}

static bool open_decoder(ip_av1 *av1, const ip_heif_coded *coded) {
    if (av1->decoder && av1->operating_point == coded->operating_point && av1->layer == coded->layer &&
        av1->max_frame_pixels == coded->max_frame_pixels)
        return true;
    close_decoder(av1);
    Dav1dSettings settings;
    dav1d_default_settings(&settings);
    settings.n_threads = 1;
    settings.max_frame_delay = 1;
    settings.all_layers = coded->layer >= 0;
    settings.operating_point = coded->operating_point;
    settings.frame_size_limit = coded->max_frame_pixels < UINT32_MAX ? (unsigned)coded->max_frame_pixels : UINT32_MAX;
    settings.logger.callback = NULL;
    if (dav1d_open(&av1->decoder, &settings) < 0) return false;
    av1->operating_point = coded->operating_point;
    av1->layer = coded->layer;
    av1->max_frame_pixels = coded->max_frame_pixels;
    return true;
}

// dav1d may keep a reference to data that it was sent, so it is flushed before the caller's memory goes. The bytes are the
// caller's all along.
static void leave_bytes(const uint8_t *bytes, void *cookie) {
    (void)bytes;
    (void)cookie;
}

// Whether this is the picture that is wanted.
static bool is_shown(const ip_av1 *av1) {
    return av1->layer < 0 || av1->picture.frame_hdr->spatial_id == av1->layer;
}

// Sends what is left of the data and asks for pictures until there is the right one.
static int next_picture(ip_context *context, ip_av1 *av1, Dav1dData *data) {
    int result = 0;
    // A call without a picture drains the decoder; the next one has what was waiting for another layer.
    for (int idle = 0; idle < 3;) {
        if (ip_is_cancelled(context)) return DAV1D_ERR(EAGAIN);
        if (data->sz > 0) {
            result = dav1d_send_data(av1->decoder, data);
            if (result < 0 && result != DAV1D_ERR(EAGAIN)) return result;
        }
        result = dav1d_get_picture(av1->decoder, &av1->picture);
        if (result == 0 && is_shown(av1)) return 0;
        if (result == 0) dav1d_picture_unref(&av1->picture);
        else if (result != DAV1D_ERR(EAGAIN)) return result;
        if (result != 0 && data->sz == 0) idle++;
    }
    return DAV1D_ERR(EAGAIN);
}

static ip_status fail(ip_context *context, int result) {
    if (ip_is_cancelled(context)) return ip_fail(context, IP_CANCELLED, "cancelled");
    if (result == DAV1D_ERR(ENOMEM)) return ip_fail(context, IP_OUT_OF_MEMORY, "an AV1 picture");
    if (result == DAV1D_ERR(EAGAIN)) return ip_fail(context, IP_TRUNCATED, "an AV1 picture that ends before it is whole");
    if (result == DAV1D_ERR(ERANGE))
        return ip_fail(context, IP_MALFORMED, "an AV1 picture that is larger than its headers say");
    return ip_fail(context, IP_MALFORMED, "AV1 data that the decoder refuses (%d)", -result);
}

static ip_status decode_unit(ip_context *context, ip_av1 *av1, const uint8_t *bytes, size_t count) {
    Dav1dData data = {0};
    int result = dav1d_data_wrap(&data, bytes, count, leave_bytes, NULL);
    if (result == 0) result = next_picture(context, av1, &data);
    if (data.sz > 0) dav1d_data_unref(&data);
    dav1d_flush(av1->decoder);
    return result == 0 ? IP_OK : fail(context, result);
}

ip_status ip_av1_decode(ip_context *context, ip_av1 *av1, const ip_heif_coded *coded, ip_heif_planes *planes) {
    if (!open_decoder(av1, coded)) return ip_fail(context, IP_OUT_OF_MEMORY, "an AV1 decoder");
    dav1d_picture_unref(&av1->picture);
    ip_heif_unit unit = coded->units[0];
    if (decode_unit(context, av1, coded->bytes + unit.offset, unit.count) != IP_OK) return context->status;
    const Dav1dPicture *picture = &av1->picture;
    ip_heif_form made = {picture->p.w, picture->p.h, (int32_t)picture->p.layout, picture->p.bpc};
    if (!ip_heif_is_of_form(context, made, coded->form)) return context->status;
    for (int plane = 0; plane < (made.chroma == 0 ? 1 : 3); plane++) {
        planes->samples[plane] = picture->data[plane];
        planes->row_bytes[plane] = (size_t)picture->stride[plane > 0];
    }
    return IP_OK;
}

const char *ip_av1_version(void) { return dav1d_version(); }

#endif
