// A declaration here that differs from the one of CImageCodecs is an error.
#include "CImageCodecsTesting.h"

#include "ip_instructions.h"
#include "ip_orient_plain.h"
#include "ip_png_kernels.h"
#include "ip_sha256_plain.h"
