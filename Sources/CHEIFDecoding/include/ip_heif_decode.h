// Decoding of one coded picture after the other. What is decoded was read before: its size, depth and chroma format are those of
// its parameter sets, and a picture of any other is refused.
#ifndef IP_HEIF_DECODE_H
#define IP_HEIF_DECODE_H

#include "ip_context.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef enum ip_heif_codec {
    IP_HEIF_HEVC = 0,
    IP_HEIF_AV1 = 1,
} ip_heif_codec;

// What a picture is made of.
typedef struct ip_heif_form {
    int32_t width, height;  // of luma
    int32_t chroma;         // 0: none, 1: 4:2:0, 2: 4:2:2, 3: 4:4:4
    int32_t depth;          // bits a sample; more than 8 stand in words of 16 bits in the machine's order
} ip_heif_form;

// Where one NAL unit, or a run of OBUs, lies in a buffer.
typedef struct ip_heif_unit {
    size_t offset, count;
} ip_heif_unit;

// One coded picture. `units` of HEVC are its NAL units without start codes or lengths, parameter sets first.
typedef struct ip_heif_coded {
    const uint8_t *bytes;
    const ip_heif_unit *units;
    int32_t unit_count;
    ip_heif_form form;
    int32_t operating_point;  // of AV1
    int32_t layer;            // of AV1: the spatial layer to show, -1 for the highest
    int64_t max_frame_pixels; // of AV1: what its sequence header permits
} ip_heif_coded;

// The samples of a picture or of some of its rows; missing planes are NULL.
typedef struct ip_heif_planes {
    const uint8_t *_Nullable samples[3];
    size_t row_bytes[3];
} ip_heif_planes;

// Places to which planes are copied.
typedef struct ip_heif_room {
    uint8_t *_Nullable samples[3];
    size_t row_bytes[3];
} ip_heif_room;

// A decoder of one codec with the picture that it decoded last. For one thread at a time.
typedef struct ip_heif_decoder ip_heif_decoder;

// NULL where memory ran out. Free with ip_heif_decoder_free.
ip_heif_decoder *_Nullable ip_heif_decoder_create(ip_heif_codec codec);
void ip_heif_decoder_free(ip_heif_decoder *_Nullable decoder);

// Decodes a picture; `planes` are valid until the next call with this decoder. Costs what the codec takes: some 30 ns a pixel.
// Returns IP_OK; IP_MALFORMED, IP_TRUNCATED, IP_UNSUPPORTED, IP_OUT_OF_MEMORY with a message.
ip_status ip_heif_decode(
    ip_context *context, ip_heif_decoder *decoder, const ip_heif_coded *coded, ip_heif_planes *planes);

// The versions of the libraries that run, libde265 and dav1d, such as "1.0.11".
const char *ip_hevc_version(void);
const char *ip_av1_version(void);

// Copies a decoded picture to where its samples have room, which is one address and one distance of rows a plane.
void ip_heif_copy(const ip_heif_planes *planes, ip_heif_form form, const ip_heif_room *room);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
