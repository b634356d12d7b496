// CImageCodecs: the one door to the codec libraries.
//
// Every function is a whole operation, fences its own longjmp, prints nothing and calls nothing back.
// What it has to say it says in the ip_context it was given.
#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

#include "ip_bytes.h"
#include "ip_color.h"
#include "ip_context.h"
#include "ip_exif.h"
#include "ip_jpeg_decode.h"
#include "ip_jpeg_encode.h"
#include "ip_jpeg_estimate.h"
#include "ip_machine.h"
#include "ip_memory.h"
#include "ip_orient.h"
#include "ip_pixels.h"
#include "ip_png.h"
#include "ip_png_check.h"
#include "ip_resample.h"
#include "ip_sha256.h"
#include "ip_transform.h"

#endif
