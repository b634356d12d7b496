// Halves of a raster that is being turned. A column has a pixel in every row, so that nothing of a raster can go before its
// last column was read; parted into left and right, half of it can go at once.
#include <string.h>

#include "ip_memory.h"
#include "ip_orientation.h"
#include "ip_png_codec.h"

// Below this the pages that could go are not worth copying the pixels.
enum { LEAST_BYTES = 4 << 20 };

bool ip_png_part_raster(ip_png_codec *codec, const ip_pixels *pixels, uint32_t orientation, uint32_t row_multiple,
                        uint8_t *filtered_end, ip_png_halves *halves) {
    size_t pixel = pixels->bits_per_pixel / 8, height = pixels->height;
    uint32_t first = pixels->width / 2 / row_multiple * row_multiple;
    ip_orientation turn = ip_orientation_of(orientation);
    if (!turn.swaps_axes || pixel == 0 || first == 0 || height * pixels->stride < LEAST_BYTES) return false;
    uint32_t second = pixels->width - first;
    size_t first_bytes = first * pixel, second_bytes = second * pixel;
    uint8_t *moved = filtered_end - height * first_bytes, *kept = codec->raster.memory;
    for (size_t y = 0; y < height; y++) {
        const uint8_t *row = pixels->base + y * pixels->stride;
        memcpy(moved + y * first_bytes, row + (turn.reverses_x ? second_bytes : 0), first_bytes);
        // Rows only move forward: what is overwritten was read, in this row or before.
        memmove(kept + y * second_bytes, row + (turn.reverses_x ? 0 : first_bytes), second_bytes);
    }
    ip_release_pages(kept + height * second_bytes + IP_SLACK, kept + codec->raster.capacity);
    halves->first = (ip_pixels){.base = moved, .stride = first_bytes, .width = first, .height = pixels->height,
                                .bits_per_pixel = pixels->bits_per_pixel};
    halves->second = (ip_pixels){.base = kept, .stride = second_bytes, .width = second, .height = pixels->height,
                                 .bits_per_pixel = pixels->bits_per_pixel};
    halves->first_rows = first;
    return true;
}
