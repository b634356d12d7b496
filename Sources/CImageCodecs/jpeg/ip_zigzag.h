// The order in which coefficients are coded. Private to CImageCodecs.
#ifndef IP_ZIGZAG_H
#define IP_ZIGZAG_H

#include <stdint.h>

// Natural position of zigzag position k (T.81, figure A.6), and back.
extern const uint8_t ip_zigzag_to_natural[64];
extern const uint8_t ip_natural_to_zigzag[64];

#endif
