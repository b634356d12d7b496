// What the two codecs have in common.
#ifndef IP_HEIF_DECODER_H
#define IP_HEIF_DECODER_H

#include "ip_heif_decode.h"

typedef struct ip_hevc ip_hevc;
typedef struct ip_av1 ip_av1;

ip_hevc *ip_hevc_create(void);
void ip_hevc_free(ip_hevc *hevc);
ip_status ip_hevc_decode(ip_context *context, ip_hevc *hevc, const ip_heif_coded *coded, ip_heif_planes *planes);

ip_av1 *ip_av1_create(void);
void ip_av1_free(ip_av1 *av1);
ip_status ip_av1_decode(ip_context *context, ip_av1 *av1, const ip_heif_coded *coded, ip_heif_planes *planes);

// Whether a decoded picture is what its headers said; otherwise a failure is told.
bool ip_heif_is_of_form(ip_context *context, ip_heif_form made, ip_heif_form expected);

#endif
