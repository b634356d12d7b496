// Other readers of what we read ourselves, to compare with.
#ifndef CFUZZORACLES_H
#define CFUZZORACLES_H

#include <stddef.h>
#include <stdint.h>

// The Orientation of IFD0 of a TIFF structure as libexif reads it; -1 where it finds none of type SHORT.
int fuzz_libexif_orientation(const uint8_t *_Nonnull payload, size_t payload_count);

#endif
