// AVX-VNNI: the registers and tile of AVX2, and `vpdpbusd`, which multiplies unsigned by signed bytes and adds four products
// to a 32-bit sum. Twelve sums hide its five cycles at two a cycle.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)

#define WIDTH 8
#define REGISTERS 2
#include "tile.h"

INLINE words added(enum kernel_precision precision, words sum, words line, int32_t x) {
  (void)precision;
  return (words)_mm256_dpbusd_avx_epi32((__m256i)sum, (__m256i)line, _mm256_set1_epi32(x));
}

static void int8_tile(const struct tile *t) { multiply_whole_tile(KERNEL_INT8, t); }

const struct level level_avxvnni = {.panel_width = 16, .steps = 384,
                                    .tiles = {avx2_float32_tile, NULL, int8_tile}, .transpose = avx2_transpose};
#pragma clang attribute pop
#endif
