#include "ip_webp.h"

// With the trait off the target is built all the same, and there may be no libwebp.
#ifdef IP_WITH_WEBP

#include <string.h>
#include <webp/decode.h>

// Between two looks at the cancel flag.
enum { STEP_BYTES = 1 << 16 };

static void set_buffer(WebPDecBuffer *buffer, const ip_webp_output *output)
{
    buffer->is_external_memory = 1;
    buffer->width = (int)output->width;
    buffer->height = (int)output->height;
    if (!output->is_planar) {
        buffer->colorspace = output->has_alpha ? MODE_RGBA : MODE_RGB;
        buffer->u.RGBA.rgba = output->planes[0];
        buffer->u.RGBA.stride = (int)output->strides[0];
        buffer->u.RGBA.size = output->strides[0] * output->height;
        return;
    }
    size_t chroma_rows = (output->height + 1) / 2;
    buffer->colorspace = output->has_alpha ? MODE_YUVA : MODE_YUV;
    WebPYUVABuffer *planes = &buffer->u.YUVA;
    planes->y = output->planes[0];
    planes->u = output->planes[1];
    planes->v = output->planes[2];
    planes->a = output->has_alpha ? output->planes[3] : NULL;
    planes->y_stride = (int)output->strides[0];
    planes->u_stride = (int)output->strides[1];
    planes->v_stride = (int)output->strides[2];
    planes->a_stride = output->has_alpha ? (int)output->strides[3] : 0;
    planes->y_size = output->strides[0] * output->height;
    planes->u_size = output->strides[1] * chroma_rows;
    planes->v_size = output->strides[2] * chroma_rows;
    planes->a_size = output->has_alpha ? output->strides[3] * output->height : 0;
}

static ip_status report(ip_context *context, VP8StatusCode status, uint32_t rows, uint32_t height)
{
    switch (status) {
    case VP8_STATUS_OK:
        return IP_OK;
    case VP8_STATUS_OUT_OF_MEMORY:
        return ip_fail(context, IP_OUT_OF_MEMORY, "libwebp could not have what it asked for");
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
        return ip_fail(context, IP_TRUNCATED, "the image data ends after row %u of %u", rows, height);
    case VP8_STATUS_BITSTREAM_ERROR:
        return ip_fail(context, IP_MALFORMED, "the image data is damaged after row %u of %u", rows, height);
    // Its own writing of rows gave up, which it does where alpha does not decode.
    case VP8_STATUS_USER_ABORT:
        return ip_fail(context, IP_MALFORMED, "the alpha data is damaged after row %u of %u", rows, height);
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return ip_fail(context, IP_UNSUPPORTED, "A feature of WebP's image data that libwebp does not know");
    default:
        return ip_fail(context, IP_INTERNAL, "libwebp answers %d", (int)status);
    }
}

ip_status ip_webp_decode(
    ip_context *context, const uint8_t *data, size_t size, const ip_webp_output *output, uint32_t *row_count)
{
    WebPDecoderConfig config;
    *row_count = 0;
    if (!WebPInitDecoderConfig(&config)) {
        return ip_fail(context, IP_INTERNAL, "libwebp is not of the version that this was built for");
    }
    set_buffer(&config.output, output);
    if (output->is_scaled) {
        config.options.use_scaling = 1;
        config.options.scaled_width = (int)output->width;
        config.options.scaled_height = (int)output->height;
    }
    WebPIDecoder *decoder = WebPIDecode(NULL, 0, &config);
    if (decoder == NULL) return ip_fail(context, IP_OUT_OF_MEMORY, "a decoder of libwebp");
    VP8StatusCode status = VP8_STATUS_SUSPENDED;
    for (size_t given = 0; status == VP8_STATUS_SUSPENDED && given < size;) {
        if (ip_is_cancelled(context)) {
            WebPIDelete(decoder);
            return ip_fail(context, IP_CANCELLED, "cancelled");
        }
        given = size - given < 2 * STEP_BYTES ? size : given + STEP_BYTES;
        status = WebPIUpdate(decoder, data, given);
    }
    int left, top, width, height;
    if (WebPIDecodedArea(decoder, &left, &top, &width, &height) != NULL) *row_count = (uint32_t)height;
    if (status == VP8_STATUS_OK) *row_count = output->height;
    WebPIDelete(decoder);
    return report(context, status, *row_count, output->height);
}

int32_t ip_webp_version(void) { return WebPGetDecoderVersion(); }

#else

// A translation unit has to have something in it.
typedef int ip_without_webp;

#endif
