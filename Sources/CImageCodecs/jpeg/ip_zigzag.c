#include "ip_zigzag.h"

const uint8_t ip_zigzag_to_natural[64] = {IP_ZIGZAG_POSITIONS};
