// libjpeg's input from memory.
#include "ip_jpeg_error.h"

static void begin_source(j_decompress_ptr codec) { (void)codec; }

// The input is whole from the start, so this is its end: pretend an EOI there.
static boolean fill_from_nothing(j_decompress_ptr codec) {
    static const JOCTET end_of_image[2] = {0xFF, JPEG_EOI};
    ((ip_jpeg_error *)codec->err)->input_ended = true;
    codec->src->next_input_byte = end_of_image;
    codec->src->bytes_in_buffer = sizeof end_of_image;
    return TRUE;
}

static void skip_bytes(j_decompress_ptr codec, long count) {
    if (count <= 0) return;
    if ((size_t)count > codec->src->bytes_in_buffer) {
        fill_from_nothing(codec);
        return;
    }
    codec->src->next_input_byte += count;
    codec->src->bytes_in_buffer -= (size_t)count;
}

void ip_jpeg_source_install(struct jpeg_source_mgr *source, j_decompress_ptr codec) {
    *source = (struct jpeg_source_mgr){
        .init_source = begin_source,
        .fill_input_buffer = fill_from_nothing,
        .skip_input_data = skip_bytes,
        .resync_to_restart = jpeg_resync_to_restart,
        .term_source = begin_source,
    };
    codec->src = source;
}
