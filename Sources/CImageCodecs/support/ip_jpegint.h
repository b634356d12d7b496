// Whether libjpeg-turbo's internal header may be used. Private to CImageCodecs.
//
// Its structures are no interface and change from one release to the next, so it serves only for the releases that the
// tests have run with. Everywhere else libjpeg reads every scan by itself, and nothing but time is lost.
#ifndef IP_JPEGINT_H
#define IP_JPEGINT_H

#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

// As LIBJPEG_TURBO_VERSION_NUMBER counts; both included.
#define IP_JPEGINT_FIRST 2001005
#define IP_JPEGINT_LAST 2001005
#define IP_JPEGINT_RANGE "2.1.5"

// IP_USES_JPEGINT is the switch in Package.swift. Debian has the header beside the public one.
#if defined(IP_USES_JPEGINT) && defined(LIBJPEG_TURBO_VERSION_NUMBER)
#if LIBJPEG_TURBO_VERSION_NUMBER >= IP_JPEGINT_FIRST && LIBJPEG_TURBO_VERSION_NUMBER <= IP_JPEGINT_LAST
#if __has_include(<jpegint.h>)
#define IP_HAS_JPEGINT 1
#endif
#endif
#endif

#endif
