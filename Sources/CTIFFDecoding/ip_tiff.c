#include "ip_tiff.h"

#ifdef IP_WITH_TIFF

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#if TIFFLIB_VERSION < 20221213
#error "libtiff 4.5 or later is needed, whose handles have error handlers of their own; or build without the trait TIFF"
#endif

struct ip_tiff {
    ip_tiff_layout layout;
    size_t max_allocation;
    TIFF *handle;
    const uint8_t *bytes;
    size_t byte_count;
    uint64_t position;
    char message[IP_TIFF_TEXT_BYTES];
    char warnings[IP_TIFF_WARNINGS_KEPT][IP_TIFF_TEXT_BYTES];
    size_t warning_count;
};

static int note_error(TIFF *handle, void *user, const char *module, const char *format, va_list arguments) {
    (void)handle;
    (void)module;
    ip_tiff *tiff = user;
    vsnprintf(tiff->message, sizeof tiff->message, format, arguments);
    return 1;
}

static int note_warning(TIFF *handle, void *user, const char *module, const char *format, va_list arguments) {
    (void)handle;
    (void)module;
    ip_tiff *tiff = user;
    if (tiff->warning_count < IP_TIFF_WARNINGS_KEPT)
        vsnprintf(tiff->warnings[tiff->warning_count], IP_TIFF_TEXT_BYTES, format, arguments);
    tiff->warning_count += 1;
    return 1;
}

static tmsize_t read_bytes(thandle_t user, void *out, tmsize_t count) {
    ip_tiff *tiff = user;
    if (count <= 0 || tiff->position >= tiff->byte_count) return 0;
    size_t left = tiff->byte_count - (size_t)tiff->position;
    size_t taken = (size_t)count < left ? (size_t)count : left;
    memcpy(out, tiff->bytes + tiff->position, taken);
    tiff->position += taken;
    return (tmsize_t)taken;
}

static tmsize_t write_bytes(thandle_t user, void *bytes, tmsize_t count) {
    (void)user;
    (void)bytes;
    (void)count;
    return -1;
}

static toff_t seek_bytes(thandle_t user, toff_t offset, int origin) {
    ip_tiff *tiff = user;
    uint64_t start = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? tiff->position : tiff->byte_count;
    if (offset > UINT64_MAX - start) return (toff_t)-1;
    tiff->position = start + offset;
    return tiff->position;
}

static int close_bytes(thandle_t user) {
    (void)user;
    return 0;
}

static toff_t size_of_bytes(thandle_t user) { return ((ip_tiff *)user)->byte_count; }

// libtiff reads a mapped file in place and does not write to it: what it changes, it copies first.
static int map_bytes(thandle_t user, void **base, toff_t *count) {
    ip_tiff *tiff = user;
    *base = (void *)(uintptr_t)tiff->bytes;
    *count = tiff->byte_count;
    return 1;
}

static void unmap_bytes(thandle_t user, void *base, toff_t count) {
    (void)user;
    (void)base;
    (void)count;
}

ip_tiff *ip_tiff_create(ip_tiff_layout layout, size_t max_allocation) {
    ip_tiff *tiff = calloc(1, sizeof *tiff);
    if (!tiff) return NULL;
    tiff->layout = layout;
    tiff->max_allocation = max_allocation;
    return tiff;
}

void ip_tiff_destroy(ip_tiff *tiff) {
    if (!tiff) return;
    if (tiff->handle) TIFFClose(tiff->handle);
    free(tiff);
}

static uint32_t field32(TIFF *handle, uint32_t tag, uint32_t missing) {
    uint32_t value = 0;
    return TIFFGetField(handle, tag, &value) ? value : missing;
}

static uint16_t field16(TIFF *handle, uint32_t tag) {
    uint16_t value = 0;
    return TIFFGetFieldDefaulted(handle, tag, &value) ? value : 0;
}

// Whether libtiff has read in the directory what the caller has.
static bool agrees(TIFF *handle, const ip_tiff_layout *layout) {
    bool is_tiled = TIFFIsTiled(handle);
    uint32_t rows = is_tiled ? 0 : field32(handle, TIFFTAG_ROWSPERSTRIP, layout->height);
    if (rows > layout->height) rows = layout->height;
    return field32(handle, TIFFTAG_IMAGEWIDTH, 0) == layout->width && field32(handle, TIFFTAG_IMAGELENGTH, 0) == layout->height
        && is_tiled == (layout->tile_width != 0)
        && (!is_tiled
            || (field32(handle, TIFFTAG_TILEWIDTH, 0) == layout->tile_width
                && field32(handle, TIFFTAG_TILELENGTH, 0) == layout->tile_height))
        && rows == layout->rows_per_strip
        && (is_tiled ? TIFFNumberOfTiles(handle) : TIFFNumberOfStrips(handle)) == layout->chunk_count
        && field16(handle, TIFFTAG_BITSPERSAMPLE) == layout->bits_per_sample
        && field16(handle, TIFFTAG_SAMPLESPERPIXEL) == layout->samples_per_pixel
        && field16(handle, TIFFTAG_COMPRESSION) == layout->compression
        && field16(handle, TIFFTAG_PHOTOMETRIC) == layout->photometric
        // Of one sample it does not matter.
        && (layout->samples_per_pixel == 1
            || (field16(handle, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE) == layout->is_planar);
}

static ip_tiff_status open_file(ip_tiff *tiff, const uint8_t *bytes, size_t byte_count) {
    if (tiff->handle && tiff->bytes == bytes && tiff->byte_count == byte_count) return IP_TIFF_OK;
    if (tiff->handle) TIFFClose(tiff->handle);
    tiff->handle = NULL;
    tiff->bytes = bytes;
    tiff->byte_count = byte_count;
    tiff->position = 0;
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options) return IP_TIFF_DAMAGED;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)tiff->max_allocation);
    TIFFOpenOptionsSetErrorHandlerExtR(options, note_error, tiff);
    TIFFOpenOptionsSetWarningHandlerExtR(options, note_warning, tiff);
    // A strip stays as the file has it, however large.
    tiff->handle = TIFFClientOpenExt(
        "image", "rc", tiff, read_bytes, write_bytes, seek_bytes, close_bytes, size_of_bytes, map_bytes, unmap_bytes, options);
    TIFFOpenOptionsFree(options);
    if (!tiff->handle) return IP_TIFF_DAMAGED;
    if (!agrees(tiff->handle, &tiff->layout)) {
        TIFFClose(tiff->handle);
        tiff->handle = NULL;
        return IP_TIFF_DISAGREES;
    }
    // Rows as they are stored: the caller orients.
    TIFFSetField(tiff->handle, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    if (tiff->layout.is_jpeg_ycbcr) TIFFSetField(tiff->handle, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    return IP_TIFF_OK;
}

ip_tiff_status ip_tiff_read_row(
    ip_tiff *tiff, const uint8_t *bytes, size_t byte_count, uint32_t row, uint16_t plane, uint8_t *out, size_t out_bytes) {
    ip_tiff_status status = open_file(tiff, bytes, byte_count);
    if (status != IP_TIFF_OK) return status;
    if (TIFFScanlineSize64(tiff->handle) != out_bytes || row >= tiff->layout.height) return IP_TIFF_DISAGREES;
    memset(out, 0, out_bytes);
    return TIFFReadScanline(tiff->handle, out, row, plane) == 1 ? IP_TIFF_OK : IP_TIFF_DAMAGED;
}

// Bytes of a strip, which may be the last of its plane.
static size_t strip_bytes(const ip_tiff *tiff, uint32_t index) {
    const ip_tiff_layout *layout = &tiff->layout;
    uint32_t strips = (uint32_t)(((uint64_t)layout->height + layout->rows_per_strip - 1) / layout->rows_per_strip);
    uint32_t left = layout->height - index % strips * layout->rows_per_strip;
    uint32_t rows = left < layout->rows_per_strip ? left : layout->rows_per_strip;
    return rows * (size_t)TIFFScanlineSize64(tiff->handle);
}

ip_tiff_status ip_tiff_read_chunk(
    ip_tiff *tiff, const uint8_t *bytes, size_t byte_count, uint32_t index, uint8_t *out, size_t out_bytes) {
    ip_tiff_status status = open_file(tiff, bytes, byte_count);
    if (status != IP_TIFF_OK) return status;
    bool is_tiled = tiff->layout.tile_width != 0;
    uint64_t whole = is_tiled ? TIFFTileSize64(tiff->handle) : tiff->layout.rows_per_strip * TIFFScanlineSize64(tiff->handle);
    if (whole != out_bytes || index >= tiff->layout.chunk_count) return IP_TIFF_DISAGREES;
    memset(out, 0, out_bytes);
    size_t needed = is_tiled ? out_bytes : strip_bytes(tiff, index);
    tmsize_t count = is_tiled ? TIFFReadEncodedTile(tiff->handle, index, out, (tmsize_t)needed)
                              : TIFFReadEncodedStrip(tiff->handle, index, out, (tmsize_t)needed);
    return count == (tmsize_t)needed ? IP_TIFF_OK : IP_TIFF_DAMAGED;
}

ip_tiff_status ip_tiff_read_rgba(
    ip_tiff *tiff, const uint8_t *bytes, size_t byte_count, uint32_t column, uint32_t row, uint32_t *out, size_t out_pixels) {
    ip_tiff_status status = open_file(tiff, bytes, byte_count);
    if (status != IP_TIFF_OK) return status;
    const ip_tiff_layout *layout = &tiff->layout;
    bool is_tiled = layout->tile_width != 0;
    uint64_t width = is_tiled ? layout->tile_width : layout->width;
    uint64_t height = is_tiled ? layout->tile_height : layout->rows_per_strip;
    if (width * height != out_pixels || row >= layout->height || column >= layout->width) return IP_TIFF_DISAGREES;
    memset(out, 0, out_pixels * sizeof *out);
    int is_read = is_tiled ? TIFFReadRGBATileExt(tiff->handle, column, row, out, 1) : TIFFReadRGBAStripExt(tiff->handle, row, out, 1);
    return is_read ? IP_TIFF_OK : IP_TIFF_DAMAGED;
}

const char *ip_tiff_message(const ip_tiff *tiff) { return tiff->message; }

size_t ip_tiff_warning_count(const ip_tiff *tiff) { return tiff->warning_count; }

const char *ip_tiff_warning(const ip_tiff *tiff, size_t index) {
    return index < IP_TIFF_WARNINGS_KEPT ? tiff->warnings[index] : "";
}

// "LIBTIFF, Version 4.5.0" and a copyright on the next line.
const char *ip_tiff_version(void) {
    static const char prefix[] = "LIBTIFF, Version ";
    const char *text = TIFFGetVersion();
    return strncmp(text, prefix, sizeof prefix - 1) == 0 ? text + sizeof prefix - 1 : text;
}

#endif
