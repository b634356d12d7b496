// Reads the MCUs of a picture in libjpeg's place, in two thirds of the time. Private to CImageCodecs.
#ifndef IP_JPEG_ENTROPY_H
#define IP_JPEG_ENTROPY_H

#include <stdbool.h>

#include "ip_huffman_decode.h"

// One block of an MCU.
typedef struct ip_entropy_block {
    const decoding_table *dc_table, *ac_table;
    int component;
} ip_entropy_block;

typedef struct ip_jpeg_entropy {
    boolean (*libjpeg_decode_mcu)(j_decompress_ptr codec, JBLOCKROW *blocks);
    bool (*read_mcu)(struct ip_jpeg_entropy *scan, JBLOCKROW *blocks);
    const JOCTET *start;    // of the entropy-coded data
    size_t byte_count;      // from there to the end of the file
    uint64_t mcus_read;
    uint32_t restart_interval, until_restart, restarts;
    int block_count;        // of an MCU
    ip_entropy_block blocks[D_MAX_BLOCKS_IN_MCU];
    int32_t dc[MAX_COMPS_IN_SCAN];
    decoding_table dc_tables[NUM_HUFF_TBLS], ac_tables[NUM_HUFF_TBLS];
    bit_feed feed;
} ip_jpeg_entropy;

// To be called when jpeg_start_decompress has been, before anything is read: where the picture is one plain scan,
// coefficients are read by us from now on. Whatever is not plain goes back to libjpeg, from the first MCU on, which then says
// what is wrong with it; what comes out is the same in either case.
//
// `scan` must stay where it is until the picture is read; `codec->client_data` points at it.
void ip_jpeg_entropy_take_over(ip_jpeg_entropy *scan, j_decompress_ptr codec);

#endif
