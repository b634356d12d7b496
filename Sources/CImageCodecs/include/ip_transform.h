// JPEG in the DCT domain: read the coefficients, turned on the way in, and write them with a coding of the caller's choice.
#ifndef IP_TRANSFORM_H
#define IP_TRANSFORM_H

#include "ip_context.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// Codec state and coefficient memory, used again from image to image. One operation at a time.
typedef struct ip_transform ip_transform;

// NULL where memory ran out. Free with ip_transform_destroy.
ip_transform *_Nullable ip_transform_create(void);
void ip_transform_destroy(ip_transform *_Nullable transform);

typedef enum ip_coding {
    IP_CODING_STANDARD = 0,    // sequential, the Huffman tables of T.81 Annex K: one pass
    IP_CODING_OPTIMAL = 1,     // sequential, tables made for the picture: two passes
    IP_CODING_PROGRESSIVE = 2, // libjpeg's default script
} ip_coding;

typedef struct ip_transform_source {
    const uint8_t *bytes;  // a whole JPEG file
    size_t byte_count;
    int32_t orientation;   // Exif's 1...8: what must be done to stand upright
    bool trims;            // give up partial MCUs at edges that cannot be moved, instead of failing
    bool accepts_truncated;
    bool is_reference;     // leave everything to libjpeg, where there is a faster way to the same bytes
} ip_transform_source;

// What was read, once it is turned.
typedef struct ip_transform_picture {
    int32_t width, height;
    int32_t missing_mcu_rows;     // of the first scan that ends early; 0: nothing is missing
    int32_t restart_interval;     // of the source, in MCUs
    int32_t restart_rows;         // the same in whole rows of MCUs, where it is that; else 0
    bool is_progressive;
    bool has_standard_tables;     // every table that the source used is Annex K's
    bool is_exact;                // false where edges were trimmed
    size_t coefficient_byte_count;
} ip_transform_picture;

// Decodes `source` into the transform's memory, turned. The bytes are not needed afterwards.
//
// IP_TRUNCATED where data is missing and that is not accepted; IP_LIMIT_EXCEEDED of memory before allocating, of scans
// and warnings while reading; IP_INTERNAL where the geometry is not exact and trimming is off.
ip_status ip_transform_read(
    ip_transform *transform, ip_context *context, const ip_transform_source *source, ip_transform_picture *picture);

typedef struct ip_transform_target {
    ip_coding coding;
    const uint8_t *header;      // marker segments to put right behind SOI, as they are
    size_t header_byte_count;
    uint8_t *bytes;             // where the file goes
    size_t capacity;            // bytes there; what does not fit is kept in the transform: ip_transform_spill
    size_t limit;               // the file may have so many bytes at most
    bool counts_beyond_limit;   // go on without storing, so that written_byte_count tells the size there would have been
} ip_transform_target;

typedef struct ip_transform_written {
    size_t byte_count;          // of the whole file
    size_t spilled_byte_count;  // of them not in `bytes`
} ip_transform_written;

// Writes what ip_transform_read read, as often as wanted. IP_OUTPUT_FULL where the file would be larger than the limit.
ip_status ip_transform_write(
    ip_transform *transform, ip_context *context, const ip_transform_target *target, ip_transform_written *written);

// The bytes of the last write that went over the target's capacity; valid until the next operation.
const uint8_t *_Nullable ip_transform_spill(const ip_transform *transform);

// Ends the picture: memory beyond a steady state's worth goes back to the system.
void ip_transform_finish(ip_transform *transform);

// Turns one block of 64 coefficients, rows of frequencies from the top, as `orientation` turns the picture.
void ip_turn_block(const int16_t *source, int16_t *target, int32_t orientation);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#endif
