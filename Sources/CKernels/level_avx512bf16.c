// AVX-512 with VNNI and BF16 (Cooper Lake, Sapphire Rapids, Zen 4): the tile of AVX-512, and `vdpbf16ps`, which adds two
// products of bfloat16 numbers to a float32 sum.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16"))), apply_to = function)

#define WIDTH 16
#define REGISTERS 4
#include "tile.h"

INLINE words added(enum kernel_precision precision, words sum, words line, int32_t x) {
  (void)precision;
  return (words)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_epi32(x), (__m512bh)line);
}

static void bfloat16_tile(const struct tile *t) { multiply_whole_tile(KERNEL_BFLOAT16, t); }

const struct level level_avx512bf16 = {.panel_width = 64, .steps = 512,
                                       .tiles = {avx512_float32_tile, bfloat16_tile, avx512vnni_int8_tile},
                                       .transpose = avx512_transpose};
#pragma clang attribute pop
#endif
