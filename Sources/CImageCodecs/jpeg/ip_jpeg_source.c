// libjpeg's input from memory.
#include "ip_jpeg_error.h"

// libjpeg decodes an MCU without a look at each code where 512 bytes a block are at hand, and says nothing of bad ones then.
enum { PIECE_BYTES = DCTSIZE2 * 8 - 1 };

static void begin_source(j_decompress_ptr codec) { (void)codec; }

static void give_piece(ip_jpeg_source *source) {
    size_t count = source->withheld_count < PIECE_BYTES ? source->withheld_count : PIECE_BYTES;
    source->manager.next_input_byte = source->withheld;
    source->manager.bytes_in_buffer = count;
    source->withheld += count;
    source->withheld_count -= count;
}

// The input is whole from the start, so where nothing is withheld this is its end: pretend an EOI there.
static boolean fill_input(j_decompress_ptr codec) {
    static const JOCTET end_of_image[2] = {0xFF, JPEG_EOI};
    ip_jpeg_source *source = (ip_jpeg_source *)codec->src;
    if (source->withheld_count > 0) {
        give_piece(source);
        return TRUE;
    }
    ((ip_jpeg_error *)codec->err)->input_ended = true;
    source->manager.next_input_byte = end_of_image;
    source->manager.bytes_in_buffer = sizeof end_of_image;
    return TRUE;
}

static void skip_bytes(j_decompress_ptr codec, long count) {
    if (count <= 0) return;
    size_t left = (size_t)count;
    ip_jpeg_source *source = (ip_jpeg_source *)codec->src;
    while (left > source->manager.bytes_in_buffer && source->withheld_count > 0) {
        left -= source->manager.bytes_in_buffer;
        give_piece(source);
    }
    if (left > source->manager.bytes_in_buffer) {
        fill_input(codec);
        return;
    }
    source->manager.next_input_byte += left;
    source->manager.bytes_in_buffer -= left;
}

void ip_jpeg_source_install(ip_jpeg_source *source, j_decompress_ptr codec) {
    *source = (ip_jpeg_source){
        .manager = {
            .init_source = begin_source,
            .fill_input_buffer = fill_input,
            .skip_input_data = skip_bytes,
            .resync_to_restart = jpeg_resync_to_restart,
            .term_source = begin_source,
        },
    };
    codec->src = &source->manager;
}

void ip_jpeg_source_begin(ip_jpeg_source *source, const uint8_t *bytes, size_t byte_count) {
    source->manager.next_input_byte = bytes;
    source->manager.bytes_in_buffer = byte_count;
    source->withheld_count = 0;
}

void ip_jpeg_source_withhold(ip_jpeg_source *source) {
    if (source->manager.bytes_in_buffer <= PIECE_BYTES) return;
    source->withheld = source->manager.next_input_byte + PIECE_BYTES;
    source->withheld_count = source->manager.bytes_in_buffer - PIECE_BYTES;
    source->manager.bytes_in_buffer = PIECE_BYTES;
}
