#ifdef IP_WITH_HEIF

#include "ip_heif_decoder.h"

#include <stdlib.h>
#include <string.h>

struct ip_heif_decoder {
    ip_hevc *hevc;
    ip_av1 *av1;
};

ip_heif_decoder *ip_heif_decoder_create(ip_heif_codec codec) {
    ip_heif_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) return NULL;
    if (codec == IP_HEIF_HEVC) decoder->hevc = ip_hevc_create();
    else decoder->av1 = ip_av1_create();
    if (decoder->hevc || decoder->av1) return decoder;
    free(decoder);
    return NULL;
}

void ip_heif_decoder_free(ip_heif_decoder *decoder) {
    if (!decoder) return;
    ip_hevc_free(decoder->hevc);
    ip_av1_free(decoder->av1);
    free(decoder);
}

ip_status ip_heif_decode(
    ip_context *context, ip_heif_decoder *decoder, const ip_heif_coded *coded, ip_heif_planes *planes) {
    ip_context_reset(context);
    *planes = (ip_heif_planes){0};
    if (decoder->hevc) return ip_hevc_decode(context, decoder->hevc, coded, planes);
    return ip_av1_decode(context, decoder->av1, coded, planes);
}

bool ip_heif_is_of_form(ip_context *context, ip_heif_form made, ip_heif_form expected) {
    if (made.width == expected.width && made.height == expected.height && made.chroma == expected.chroma &&
        made.depth == expected.depth)
        return true;
    ip_fail(
        context, IP_MALFORMED,
        "a coded picture of %dx%d, %d bits and chroma format %d, where its headers say %dx%d, %d bits and chroma format %d",
        (int)made.width, (int)made.height, (int)made.depth, (int)made.chroma, (int)expected.width, (int)expected.height,
        (int)expected.depth, (int)expected.chroma);
    return false;
}

void ip_heif_copy(const ip_heif_planes *planes, ip_heif_form form, const ip_heif_room *room) {
    size_t sample_bytes = form.depth > 8 ? 2 : 1;
    for (int plane = 0; plane < 3; plane++) {
        if (!planes->samples[plane] || !room->samples[plane]) continue;
        size_t width = (size_t)form.width, height = (size_t)form.height;
        if (plane > 0 && form.chroma != 3) width = (width + 1) / 2;
        if (plane > 0 && form.chroma == 1) height = (height + 1) / 2;
        for (size_t row = 0; row < height; row++)
            memcpy(
                room->samples[plane] + row * room->row_bytes[plane], planes->samples[plane] + row * planes->row_bytes[plane],
                width * sample_bytes);
    }
}

#endif
