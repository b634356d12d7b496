// The reference decoder: libpng, row by row, for interlaced images and for everything that the fast path gave up on.
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "ip_png_codec.h"

// libpng is given a file of only what decoding needs: signature, IHDR, PLTE, IDAT. Whatever else stood in the real one
// (text bombs, broken profiles, ten thousand private chunks) it never sees.
typedef struct reader {
    ip_context *context;
    const ip_png_input *input;
    size_t piece;             // 0 signature and IHDR, 1 PLTE, 2... IDAT, and one more for the data of a cut IDAT
    size_t offset;            // in the piece
    uint8_t cut_frame[8];     // length and type of an IDAT that the file ends in, with the length that is there
    uint32_t rows_read, rows_total;  // over all interlacing passes
    bool has_ended;           // libpng asked for more than there is
    bool ran_out;             // of memory
    bool is_complete;         // every row is there, and libpng wanted to inflate what follows
} reader;

enum { SIGNATURE_AND_IHDR_BYTES = 8 + 8 + 13 + 4, CHUNK_FRAME_BYTES = 12 };

typedef struct piece {
    const uint8_t *start;
    size_t count;
} piece;

static piece whole_chunk(const ip_png_input *input, ip_png_chunk chunk) {
    return (piece){input->file + chunk.offset - 8, chunk.byte_count + CHUNK_FRAME_BYTES};
}

// A start of NULL with a count of 1 stands for the end.
static piece piece_at(reader *reader, size_t index) {
    const piece end = {NULL, 1};
    const ip_png_input *input = reader->input;
    if (index == 0) return (piece){input->file, SIGNATURE_AND_IHDR_BYTES};
    if (index == 1) return input->palette.byte_count > 0 ? whole_chunk(input, input->palette) : (piece){NULL, 0};
    size_t last = input->image_data_count - 1;
    ip_png_chunk cut = input->image_data[last];
    if (index - 2 < last || (index - 2 == last && cut.is_complete))
        return whole_chunk(input, input->image_data[index - 2]);
    if (cut.is_complete) return end;
    // libpng asks for as much as the length says, in one piece: with the real length it would get nothing of a cut chunk.
    if (index - 2 == last) {
        ip_write_be32(reader->cut_frame, (uint32_t)cut.byte_count);
        memcpy(reader->cut_frame + 4, "IDAT", 4);
        return (piece){reader->cut_frame, 8};
    }
    return index - 3 == last ? (piece){input->file + cut.offset, cut.byte_count} : end;
}

// Whether every row of every pass came out: then libpng asks only for what stands behind them, of which 4 KB may be 4 MB
// to inflate and to throw away.
static bool is_behind_rows(png_structp png, const ip_png_header *header) {
    if (header->is_interlaced) return png_get_current_pass_number(png) >= PNG_INTERLACE_ADAM7_PASSES;
    return png_get_current_row_number(png) >= header->height;
}

static void read_bytes(png_structp png, png_bytep to, size_t count) {
    reader *reader = png_get_io_ptr(png);
    if (reader->piece > 1 && is_behind_rows(png, &reader->input->header)) {
        reader->is_complete = true;
        png_longjmp(png, 1);
    }
    while (count > 0) {
        piece piece = piece_at(reader, reader->piece);
        if (!piece.start && piece.count > 0) {
            reader->has_ended = true;
            png_error(png, "the image data ends");
        }
        size_t available = piece.count - reader->offset, step = available < count ? available : count;
        if (step > 0) memcpy(to, piece.start + reader->offset, step);
        to += step;
        count -= step;
        reader->offset += step;
        if (reader->offset < piece.count) continue;
        reader->piece++;
        reader->offset = 0;
    }
}

// libpng tells the want of memory in many words, some of them about the file.
static png_voidp reserve(png_structp png, png_alloc_size_t byte_count) {
    png_voidp memory = malloc(byte_count);
    if (!memory) ((reader *)png_get_mem_ptr(png))->ran_out = true;
    return memory;
}

static void give_back(png_structp png, png_voidp memory) {
    (void)png;
    free(memory);
}

static void on_error(png_structp png, png_const_charp message) {
    reader *reader = png_get_error_ptr(png);
    if (reader->ran_out)
        ip_fail(reader->context, IP_OUT_OF_MEMORY, "libpng's state for a PNG of %u rows", reader->rows_total);
    // A zlib stream that ends properly, and too early, is as much a cut as a file that does.
    else if (reader->has_ended || strcmp(message, "Not enough image data") == 0)
        ip_fail(reader->context, IP_TRUNCATED, "the image data ends in row %u of %u", reader->rows_read + 1,
                reader->rows_total);
    else
        ip_fail(reader->context, IP_MALFORMED, "%s, in row %u of %u", message, reader->rows_read + 1,
                reader->rows_total);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
    ip_context *context = ((reader *)png_get_error_ptr(png))->context;
    ip_warn(context, "libpng: %s", message);
    if (!ip_has_too_many_warnings(context)) return;
    ip_fail_at_limit(context, IP_LIMIT_WARNINGS, context->max_warnings, context->warning_count);
    png_longjmp(png, 1);
}

static void set_limits(png_structp png, const ip_png_header *header) {
    png_set_user_limits(png, header->width, header->height);
    png_set_chunk_cache_max(png, 8);
    png_set_chunk_malloc_max(png, 1 << 20);
    // They were checked by now, or the stream's own checksum was where one is wrong.
    png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
    // A window size that the stream's header understates harms nobody: the memory is 32 KiB either way.
    png_set_option(png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
#ifdef PNG_IGNORE_ADLER32
    // Whether libpng looks at the Adler-32 behind the last row depends on how its buffers fall; the CRCs were checked.
    png_set_option(png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#endif
}

static uint32_t pass_rows(const ip_png_header *header, int pass) {
    if (!header->is_interlaced) return header->height;
    // A pass without columns has no rows either.
    if (PNG_PASS_COLS(header->width, pass) == 0) return 0;
    return PNG_PASS_ROWS(header->height, pass);
}

static void read_passes(png_structp png, reader *reader, uint8_t *raster) {
    const ip_png_header *header = &reader->input->header;
    size_t row_stride = 1 + ip_pixels_row_bytes(header->width, ip_png_bits_per_pixel(header));
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++) {
        uint32_t done_before = reader->rows_read;
        for (uint32_t y = 0; y < header->height; y++) {
            if (ip_png_is_cancelled(reader->context)) png_longjmp(png, 1);
            png_read_row(png, raster + y * row_stride + 1, NULL);
            bool is_in_pass = !header->is_interlaced || PNG_ROW_IN_INTERLACE_PASS(y, pass);
            if (is_in_pass && reader->rows_read - done_before < pass_rows(header, pass)) reader->rows_read++;
        }
    }
}

ip_status ip_png_read_rows(ip_png_codec *codec, ip_context *context, const ip_png_input *input) {
    const ip_png_header *header = &input->header;
    reader reader = {.context = context, .input = input};
    for (int pass = 0; pass < (header->is_interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1); pass++)
        reader.rows_total += pass_rows(header, pass);
    // Rows that never come, and the unused bits of last bytes, are zero rather than what the last image left there.
    size_t row_bytes = ip_pixels_row_bytes(header->width, ip_png_bits_per_pixel(header));
    memset(codec->raster.memory, 0, (1 + row_bytes) * header->height);

    png_structp png = png_create_read_struct_2(
        PNG_LIBPNG_VER_STRING, &reader, on_error, on_warning, &reader, reserve, give_back);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_read_struct(&png, NULL, NULL);
        return ip_fail(context, IP_OUT_OF_MEMORY, "libpng's read structure");
    }
    // Nothing that changes after this line is a local variable of this function: reader is only written through pointers.
    if (setjmp(png_jmpbuf(png)) == 0) {
        png_set_read_fn(png, &reader, read_bytes);
        set_limits(png, header);
        png_read_info(png, info);
        read_passes(png, &reader, codec->raster.memory);
    }
    png_destroy_read_struct(&png, &info, NULL);
    if (reader.is_complete && !input->image_data[input->image_data_count - 1].is_complete)
        ip_warn(context, "the end of the image data is missing, but every row is there");
    if (context->status == IP_TRUNCATED && input->renders_truncated && reader.rows_read > 0) {
        context->status = IP_OK;
        context->message[0] = 0;
        ip_warn(context, "the image data ends in row %u of %u; the rest is empty", reader.rows_read + 1, reader.rows_total);
    }
    return context->status;
}
