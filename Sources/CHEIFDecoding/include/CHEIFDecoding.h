// The coded pictures of HEIC and AVIF: HEVC by libde265 and AV1 by dav1d, one thread each, and planes to pixels.
#ifndef CHEIFDECODING_H
#define CHEIFDECODING_H

#include "ip_heif_decode.h"
#include "ip_heif_pixels.h"

#endif
