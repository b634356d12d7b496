#include "ip_machine.h"

#include "ip_jpegint.h"

#include <stdio.h>

#include <isa-l.h>
#include <jpeglib.h>
#include <lcms2.h>
#include <libdeflate.h>
#include <png.h>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

static const char *simd_words(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") ? "x86-64 with AVX2" : "x86-64";
#elif defined(__aarch64__)
    return "arm64";
#else
    return "none";
#endif
}

static const char *scan_reader(void) {
#if defined(IP_HAS_JPEGINT)
    return "plain scans read in its place through jpegint.h of " IP_JPEGINT_RANGE;
#else
    return "which reads all scans, as jpegint.h is not used";
#endif
}

void ip_describe_versions(char *text, size_t capacity) {
    const char *jpeg =
#if defined(LIBJPEG_TURBO_VERSION)
        "libjpeg-turbo " TEXT(LIBJPEG_TURBO_VERSION);
#else
        "libjpeg";
#endif
    unsigned color = (unsigned)cmsGetEncodedCMMversion();
    snprintf(
        text, capacity, "%s (ABI %d), %s\nlibpng %s\nlibdeflate %s\nISA-L %d.%d.%d\nLittle CMS %u.%02u\nlibexif, which tells no version\nkernels for %s", jpeg, JPEG_LIB_VERSION, scan_reader(),
        png_get_libpng_ver(NULL), LIBDEFLATE_VERSION_STRING, ISAL_MAJOR_VERSION,
        ISAL_MINOR_VERSION, ISAL_PATCH_VERSION, color / 1000, color % 1000 / 10, simd_words());
}
