// Little CMS, fenced: a context of its own for each conversion, errors collected instead of printed.
#include "ip_color_internal.h"

#include <lcms2.h>
#include <lcms2_plugin.h>
#include <math.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// In front of what Little CMS is given, so that all of it can be found again.
typedef struct memory_block {
    _Alignas(max_align_t) struct memory_block *previous;
    struct memory_block *next;
} memory_block;

struct ip_color_profile {
    cmsContext _Nullable little_cms;
    cmsHTRANSFORM _Nullable transform;
    ip_color_layout layout;
    int32_t bytes_per_sample;
    char fault[IP_MESSAGE_BYTES];  // the first that Little CMS told
    // While the transform is made: what Little CMS holds for it, and where to go when there is no more to be had.
    memory_block blocks;
    bool is_escape_armed;
    int32_t blocks_left;
    size_t bytes_left;
    jmp_buf escape;
};

// What making one transform may ask for altogether, given back or not: a bound for time too, as Little CMS walks along lists
// of what it holds. Of the profiles of photos and printers none takes more than 712 blocks, nor more than 2.3 MB and once its
// own size; tables that fill the 16 MiB which a profile may have are within 16 times theirs
// (docs/measurements/robustness.md).
enum { MOST_BLOCKS = 10000, MOST_BYTES = 16 << 20, MOST_BYTES_PER_PROFILE_BYTE = 16 };

enum { RAN_OUT = 1, ASKED_TOO_MUCH = 2 };

static void link_behind(memory_block *head, memory_block *block) {
    block->previous = head;
    block->next = head->next;
    head->next->previous = block;
    head->next = block;
}

static void unlink_block(memory_block *block) {
    block->previous->next = block->next;
    block->next->previous = block->previous;
}

// Little CMS 2.14 goes on with a null pointer where there is no memory for a mutex, among others. So it is never given one
// while it makes a transform: it is left where it stands, and what it held is freed from the list.
static void *refuse(ip_color_profile *color, int reason) {
    if (color && color->is_escape_armed) longjmp(color->escape, reason);
    return NULL;
}

// What belongs to the context alone is not counted.
static bool is_too_much(ip_color_profile *color, size_t byte_count) {
    if (!color || !color->is_escape_armed) return false;
    if (color->blocks_left == 0 || byte_count > color->bytes_left) return true;
    color->blocks_left--;
    color->bytes_left -= byte_count;
    return false;
}

// `old` is NULL or in no list. What belongs to the context alone is in a list of its own, as the context frees it.
static void *reserve_block(cmsContext little_cms, memory_block *old, cmsUInt32Number byte_count) {
    ip_color_profile *color = cmsGetContextUserData(little_cms);
    bool asks_too_much = is_too_much(color, byte_count);
    memory_block *block = asks_too_much ? NULL : realloc(old, sizeof *block + byte_count);
    memory_block *kept = block ? block : old;
    if (kept) {
        kept->previous = kept->next = kept;
        if (color && color->is_escape_armed) link_behind(&color->blocks, kept);
    }
    return block ? block + 1 : refuse(color, asks_too_much ? ASKED_TOO_MUCH : RAN_OUT);
}

static void *reserve(cmsContext little_cms, cmsUInt32Number byte_count) {
    return reserve_block(little_cms, NULL, byte_count);
}

static void *reserve_more(cmsContext little_cms, void *memory, cmsUInt32Number byte_count) {
    memory_block *block = memory ? (memory_block *)memory - 1 : NULL;
    if (block) unlink_block(block);
    return reserve_block(little_cms, block, byte_count);
}

static void give_back(cmsContext little_cms, void *memory) {
    (void)little_cms;
    if (!memory) return;
    memory_block *block = (memory_block *)memory - 1;
    unlink_block(block);
    free(block);
}

static void free_blocks(ip_color_profile *color) {
    while (color->blocks.next != &color->blocks) give_back(NULL, color->blocks.next + 1);
}

static cmsPluginMemHandler memory_functions = {
    .base = {.Magic = cmsPluginMagicNumber, .ExpectedVersion = 2000, .Type = cmsPluginMemHandlerSig},
    .MallocPtr = reserve,
    .FreePtr = give_back,
    .ReallocPtr = reserve_more,
};

static void note_fault(cmsContext little_cms, cmsUInt32Number code, const char *text) {
    (void)code;
    ip_color_profile *color = cmsGetContextUserData(little_cms);
    if (!color || color->fault[0]) return;
    strncpy(color->fault, text, sizeof color->fault - 1);
}

static cmsColorSpaceSignature space_of(ip_color_layout layout) {
    switch (layout) {
    case IP_COLOR_GRAY: return cmsSigGrayData;
    case IP_COLOR_CMYK: return cmsSigCmykData;
    default: return cmsSigRgbData;
    }
}

static cmsUInt32Number input_format(ip_color_layout layout, int32_t bytes_per_sample) {
    cmsUInt32Number bytes = BYTES_SH((cmsUInt32Number)bytes_per_sample);
    switch (layout) {
    case IP_COLOR_GRAY: return COLORSPACE_SH(PT_GRAY) | CHANNELS_SH(1) | bytes;
    case IP_COLOR_CMYK: return COLORSPACE_SH(PT_CMYK) | CHANNELS_SH(4) | FLAVOR_SH(1) | bytes;
    case IP_COLOR_RGBA: return COLORSPACE_SH(PT_RGB) | EXTRA_SH(1) | CHANNELS_SH(3) | bytes;
    default: return COLORSPACE_SH(PT_RGB) | CHANNELS_SH(3) | bytes;
    }
}

static cmsUInt32Number output_format(ip_color_layout layout, int32_t bytes_per_sample) {
    return input_format(layout == IP_COLOR_RGBA ? IP_COLOR_RGBA : IP_COLOR_RGB, bytes_per_sample);
}

// A profile has these beside the tables or the matrix that every reader knows, and a reader may pass them over (ICC.1:2010,
// 8.10.2). Their elements may share their bytes: a profile that is 1 kB in a PNG has Little CMS make thousands of tables.
static void drop_multi_process_elements(cmsHPROFILE profile) {
    static const cmsTagSignature tags[] = {
        cmsSigDToB0Tag, cmsSigDToB1Tag, cmsSigDToB2Tag, cmsSigDToB3Tag,
        cmsSigBToD0Tag, cmsSigBToD1Tag, cmsSigBToD2Tag, cmsSigBToD3Tag,
    };
    for (size_t index = 0; index < sizeof tags / sizeof *tags; index++) cmsWriteTag(profile, tags[index], NULL);
}

static cmsHTRANSFORM create_transform(
    ip_color_profile *color, const uint8_t *profile, size_t profile_bytes, cmsUInt32Number flags) {
    cmsHPROFILE source = cmsOpenProfileFromMemTHR(color->little_cms, profile, (cmsUInt32Number)profile_bytes);
    cmsHPROFILE target = cmsCreate_sRGBProfileTHR(color->little_cms);
    cmsHTRANSFORM transform = NULL;
    if (source) drop_multi_process_elements(source);
    if (source && target) {
        if (cmsGetColorSpace(source) == space_of(color->layout)) {
            transform = cmsCreateTransformTHR(
                color->little_cms, source, input_format(color->layout, color->bytes_per_sample), target,
                output_format(color->layout, color->bytes_per_sample), INTENT_RELATIVE_COLORIMETRIC,
                cmsFLAGS_BLACKPOINTCOMPENSATION | flags);
        } else {
            strncpy(color->fault, "it describes another colour space than the image's", sizeof color->fault - 1);
        }
    }
    // The transform keeps what it needs of both.
    if (source) cmsCloseProfile(source);
    if (target) cmsCloseProfile(target);
    return transform;
}

static ip_color_profile *create(
    ip_context *context, const uint8_t *profile, size_t profile_bytes, ip_color_layout layout,
    int32_t bytes_per_sample, cmsUInt32Number flags) {
    ip_color_profile *color = calloc(1, sizeof *color);
    if (color) {
        color->blocks.previous = color->blocks.next = &color->blocks;
        color->little_cms = cmsCreateContext(&memory_functions, color);
    }
    if (!color || !color->little_cms) {
        ip_color_profile_free(color);
        ip_fail(context, IP_OUT_OF_MEMORY, "a context for colour conversion");
        return NULL;
    }
    color->blocks_left = MOST_BLOCKS;
    color->bytes_left = MOST_BYTES + MOST_BYTES_PER_PROFILE_BYTE * profile_bytes;
    color->layout = layout;
    color->bytes_per_sample = bytes_per_sample;
    cmsSetLogErrorHandlerTHR(color->little_cms, note_fault);
    int refused = setjmp(color->escape);
    if (!refused && profile_bytes <= UINT32_MAX) {
        color->is_escape_armed = true;
        color->transform = create_transform(color, profile, profile_bytes, flags);
    }
    color->is_escape_armed = false;
    if (color->transform) return color;
    if (refused) free_blocks(color);
    if (refused == RAN_OUT)
        ip_fail(context, IP_OUT_OF_MEMORY, "Little CMS's tables for a profile of %zu bytes", profile_bytes);
    else if (refused == ASKED_TOO_MUCH)
        ip_fail(
            context, IP_MALFORMED, "its tables take more than %d pieces of memory, or more than %zu bytes in all",
            MOST_BLOCKS, MOST_BYTES + MOST_BYTES_PER_PROFILE_BYTE * profile_bytes);
    else
        ip_fail(context, IP_MALFORMED, "%s", color->fault[0] ? color->fault : "Little CMS refuses it");
    ip_color_profile_free(color);
    return NULL;
}

ip_color_profile *ip_color_profile_create(
    ip_context *context, const uint8_t *profile, size_t profile_bytes, ip_color_layout layout,
    int32_t bytes_per_sample) {
    // In 16 bits the usual 33 grid points of the prepared table would show, and such images are few.
    cmsUInt32Number flags = bytes_per_sample == 2 ? cmsFLAGS_HIGHRESPRECALC : 0;
    return create(context, profile, profile_bytes, layout, bytes_per_sample, flags);
}

void ip_color_profile_free(ip_color_profile *color) {
    if (!color) return;
    if (color->transform) cmsDeleteTransform(color->transform);
    if (color->little_cms) cmsDeleteContext(color->little_cms);
    free(color);
}

void ip_color_profile_pixels(ip_color_profile *color, const uint8_t *input, uint8_t *output, size_t count) {
    cmsDoTransform(color->transform, input, output, (cmsUInt32Number)count);
}

ip_status ip_color_profile_convert(
    ip_context *context, ip_color_profile *color, const void *input, size_t input_row_bytes, void *output,
    size_t output_row_bytes, size_t width, size_t height) {
    for (size_t y = 0; y < height; y++) {
        if (ip_is_cancelled(context)) return ip_fail(context, IP_CANCELLED, "while colour was converted");
        cmsDoTransform(
            color->transform, (const uint8_t *)input + y * input_row_bytes, (uint8_t *)output + y * output_row_bytes,
            (cmsUInt32Number)width);
    }
    return context->status;
}

enum { PROBE_STEPS = 9, PROBE_COLORS = PROBE_STEPS * PROBE_STEPS * PROBE_STEPS };

// A grid of colours, or the grays.
static void fill_probe(uint16_t *samples, int32_t channels) {
    for (int32_t index = 0; index < PROBE_COLORS; index++) {
        if (channels == 1) {
            samples[index] = (uint16_t)(index * 65535 / (PROBE_COLORS - 1));
            continue;
        }
        int32_t rest = index;
        for (int32_t channel = 0; channel < 3; channel++, rest /= PROBE_STEPS) {
            samples[3 * index + channel] = (uint16_t)(rest % PROBE_STEPS * 65535 / (PROBE_STEPS - 1));
        }
    }
}

static double largest_probe_difference(ip_color_profile *color, int32_t channels) {
    uint16_t before[PROBE_COLORS * 3], after[PROBE_COLORS * 3];
    fill_probe(before, channels);
    cmsDoTransform(color->transform, before, after, PROBE_COLORS);
    int32_t largest = 0;
    for (int32_t index = 0; index < PROBE_COLORS * 3; index++) {
        int32_t difference = abs((int32_t)after[index] - before[channels == 1 ? index / 3 : index]);
        if (difference > largest) largest = difference;
    }
    return largest / 257.0;
}

ip_status ip_color_profile_probe(
    ip_context *context, const uint8_t *profile, size_t profile_bytes, ip_color_layout layout,
    double *largest_difference) {
    int32_t bytes_per_sample = layout == IP_COLOR_CMYK ? 1 : 2;
    ip_color_profile *color =
        create(context, profile, profile_bytes, layout, bytes_per_sample, cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
    *largest_difference = 255;
    if (!color) return context->status;
    if (layout == IP_COLOR_RGB) *largest_difference = largest_probe_difference(color, 3);
    if (layout == IP_COLOR_GRAY) *largest_difference = largest_probe_difference(color, 1);
    ip_color_profile_free(color);
    return context->status;
}
