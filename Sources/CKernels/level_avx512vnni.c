// AVX-512 with VNNI (Cascade Lake, Ice Lake): the tile of AVX-512, and `vpdpbusd`, which multiplies unsigned by signed bytes
// and adds four products to a 32-bit sum.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))), apply_to = function)

#define WIDTH 16
#define REGISTERS 4
#include "tile.h"

INLINE words added(enum kernel_precision precision, words sum, words line, int32_t x) {
  (void)precision;
  return (words)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)line, _mm512_set1_epi32(x));
}

void avx512vnni_int8_tile(const struct tile *t) { multiply_whole_tile(KERNEL_INT8, t); }

const struct level level_avx512vnni = {.panel_width = 64, .steps = 512,
                                       .tiles = {avx512_float32_tile, NULL, avx512vnni_int8_tile},
                                       .transpose = avx512_transpose};
#pragma clang attribute pop
#endif
