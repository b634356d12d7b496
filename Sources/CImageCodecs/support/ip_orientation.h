// What an Exif orientation asks for: the one table of it. Private to CImageCodecs.
#ifndef IP_ORIENTATION_H
#define IP_ORIENTATION_H

#include <stdbool.h>
#include <stdint.h>

// How the stored image is read to write the upright one (Exif 2.32, Orientation).
typedef struct ip_orientation {
    bool swaps_axes;              // upright rows are stored columns
    bool reverses_x, reverses_y;  // stored columns come from the right, stored rows from below
} ip_orientation;

// Of 1...8; anything else is 1.
static inline ip_orientation ip_orientation_of(uint32_t exif) {
    static const ip_orientation orientations[9] = {
        {false, false, false}, {false, false, false}, {false, true, false}, {false, true, true}, {false, false, true},
        {true, false, false},  {true, false, true},   {true, true, true},   {true, true, false},
    };
    return orientations[exif <= 8 ? exif : 1];
}

#endif
