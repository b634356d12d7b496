// Bytes that stand behind the last code of a scan or of a restart interval. libjpeg has read up to eight of them ahead into
// its bit buffer, and drops those without a word.
#include "ip_jpegint.h"
#include "ip_transform_state.h"

#if defined(IP_HAS_JPEGINT)
#include <jpegint.h>

// How jdhuff.c and jdphuff.c begin the state of their decoders, in the releases that ip_jpegint.h names.
typedef struct huffman_decoder {
    struct jpeg_entropy_decoder pub;
    size_t bits;
    int bit_count;
} huffman_decoder;

static void finish_pass(j_decompress_ptr codec) {
    ip_transform *transform = codec->client_data;
    // Before restart markers, in all intervals of the scan.
    long count = (long)codec->marker->discarded_bytes;
    const huffman_decoder *decoder = (const huffman_decoder *)codec->entropy;
    // Where data was missing the decoder has filled its buffer up with zeros.
    if (!codec->arith_code && !decoder->pub.insufficient_data) count += decoder->bit_count / 8;
    codec->marker->discarded_bytes = 0;
    if (count > 0 && !transform->error.is_cut) {
        ip_warn(transform->error.context, "%ld byte%s of scan %d behind the last code before a marker", count, count == 1 ? "" : "s",
                codec->input_scan_number);
    }
    transform->source.finish_input_pass(codec);
}

void ip_transform_watch_scans(ip_transform *transform) {
    struct jpeg_input_controller *controller = transform->source.codec.inputctl;
    transform->source.finish_input_pass = controller->finish_input_pass;
    controller->finish_input_pass = finish_pass;
}

#else

void ip_transform_watch_scans(ip_transform *transform) { (void)transform; }

#endif
