// What a transform keeps between its operations. Private to CImageCodecs.
#ifndef IP_TRANSFORM_STATE_H
#define IP_TRANSFORM_STATE_H

#include "ip_jpeg_error.h"
#include "ip_transform.h"
#include "ip_transform_blocks.h"

enum {
    IP_WINDOW_ROWS = MAX_SAMP_FACTOR, // of blocks: what an MCU can be high
};

// One component's coefficients. The turned blocks lie densely in `blocks`, row by row. While several scans are still being
// read, the same memory holds the source's blocks with the padding the decoder asks for.
typedef struct ip_plane {
    struct ip_transform *owner;
    JDIMENSION source_columns, source_rows; // with padding
    JDIMENSION kept_columns, kept_rows;     // of them, in the output
    JDIMENSION columns, rows;               // of the output
    JBLOCK *blocks;
    JBLOCK *band;                           // the source rows of blocks that are being decoded, where there is one scan
    JDIMENSION band_start, band_rows;       // which rows are in the band and not turned yet
    ip_octet magnitudes[2];
    struct ip_packed_block *packed;         // instead, in the same order
    struct ip_packed_block *staged;         // and in the source's, while they are decoded
    JBLOCKROW window[IP_WINDOW_ROWS];       // the rows that libjpeg looks at
} ip_plane;

struct ip_transform {
    ip_jpeg_error error;  // of both codecs; first: see there

    // What is read.
    struct {
        struct jpeg_decompress_struct codec;
        ip_jpeg_source bytes;
        void (*finish_input_pass)(j_decompress_ptr codec);  // libjpeg's own
        bool accepts_truncated;
        bool streams;         // one scan holds everything: blocks are turned while they are decoded
        JDIMENSION missing_rows;
        size_t surplus_byte_count;  // behind the last code of the only scan, where that was seen
        int32_t restart_interval, restart_rows;
        void *scan_state;     // of the packed decoder, allocated once
    } source;

    // Where its blocks go.
    struct {
        ip_turn turn;
        ip_signs signs;
        bool trims, is_exact;
        JDIMENSION width, height;  // turned
    } geometry;

    // The blocks.
    struct {
        ip_plane planes[MAX_COMPONENTS];
        int requested_planes;
        JBLOCK *memory;
        size_t capacity, byte_count;   // of the memory, and of it in use
        uint8_t *visited;              // in `memory`, behind the planes: a bit a block
        bool are_read;                 // all of them: a write may follow
        bool is_packed;                // they are in the planes' packed blocks and in packed_values
        uint16_t *packed_values;
        uint32_t packed_value_count;
        JBLOCK *expanded;              // blocks for libjpeg's encoder, made of packed ones
    } coefficients;

    // What is written.
    struct {
        struct jpeg_compress_struct codec;
        struct jpeg_destination_mgr manager;
        const ip_transform_target *wanted;
        jpeg_scan_info scans[6 * MAX_COMPS_IN_SCAN];
        void *packed_encoder;          // allocated once
        uint8_t *spill;
        size_t spill_capacity, spilled;
        size_t full_byte_count;        // in buffers that are already full
        uint8_t *region;               // the one being filled
        size_t region_byte_count;
        bool is_counting;
        uint8_t scratch[4096];
    } output;
};

// Replaces libjpeg's virtual arrays of blocks by ours.
void ip_transform_install_source_arrays(ip_transform *transform);
void ip_transform_install_target_arrays(ip_transform *transform);

// Frees coefficient memory that is too much to keep.
void ip_transform_give_back(ip_transform *transform);

// What all horizontal and all vertical sampling factors have in common: divided by it they say the same, with smaller MCUs.
void ip_shared_sampling(const jpeg_component_info *components, int count, int *columns, int *rows);

// Has libjpeg's reading of scans warn of bytes that it drops; nothing without its internal header.
void ip_transform_watch_scans(ip_transform *transform);

// Finds the geometry of the turned picture, or escapes.
void ip_transform_measure(ip_transform *transform);

// Takes the memory for blocks, or escapes.
void ip_transform_lay_out_blocks(ip_transform *transform);

// Takes the memory for packed coefficients of so many entropy-coded bytes; false where that is over the limit.
bool ip_transform_lay_out_packed(ip_transform *transform, size_t entropy_byte_count);

// Where the source's block (row, column) stands in the turned plane.
static inline size_t ip_turned_index(const ip_plane *plane, ip_turn turn, JDIMENSION row, JDIMENSION column) {
    JDIMENSION x = turn.transposes ? row : column;
    JDIMENSION y = turn.transposes ? column : row;
    if (turn.mirrors_x) x = plane->columns - 1 - x;
    if (turn.mirrors_y) y = plane->rows - 1 - y;
    return (size_t)y * plane->columns + x;
}

// Puts bytes into the output.
void ip_transform_put(ip_transform *transform, const uint8_t *bytes, size_t byte_count);

// Turns what is left to be turned once everything is decoded.
void ip_transform_settle(ip_transform *transform);

#endif
