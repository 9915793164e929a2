// AVX-512 with bytes and words (Skylake): 32 registers of sixteen numbers. Six rows of four registers are 24 sums, and leave
// just room for a line of the panel. Int8 takes the instructions of AVX2 in twice their width.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl"))), apply_to = function)

#define WIDTH 16
#define REGISTERS 4
#define SPLITS_ROWS
#include "tile.h"

INLINE words added(enum kernel_precision precision, words sum, words line, int32_t x) {
  const __m512i row = _mm512_set1_epi32(x);
  if (precision == KERNEL_FLOAT32)
    return (words)_mm512_fmadd_ps(_mm512_castsi512_ps(row), (__m512)line, (__m512)sum);
  return sum + (words)_mm512_madd_epi16(_mm512_maddubs_epi16((__m512i)line, row), _mm512_set1_epi16(1));
}

INLINE words added_pair(words sum, words first, words second, const word *x) {
  const __m512i products = _mm512_add_epi16(_mm512_maddubs_epi16((__m512i)first, _mm512_set1_epi32(x[0])),
                                            _mm512_maddubs_epi16((__m512i)second, _mm512_set1_epi32(x[1])));
  return sum + (words)_mm512_madd_epi16(products, _mm512_set1_epi16(1));
}

void avx512_float32_tile(const struct tile *t) { multiply_whole_tile(KERNEL_FLOAT32, t); }
static void int8_tile(const struct tile *t) { multiply_whole_tile(KERNEL_INT8, t); }

void avx512_transpose(const word *in, size_t in_stride, size_t lines, size_t words, word *out, size_t out_stride) {
  const __mmask16 there = (__mmask16)((1u << words) - 1);
  __m512i row[16], half[16];
  for (size_t i = 0; i < 16; i++)
    row[i] = i < lines ? _mm512_maskz_loadu_epi32(there, in + i * in_stride) : _mm512_setzero_si512();
  // Pairs of rows, of pairs, of quarters, of halves, as in a butterfly.
  for (int i = 0; i < 16; i += 2) {
    half[i] = _mm512_unpacklo_epi32(row[i], row[i + 1]);
    half[i + 1] = _mm512_unpackhi_epi32(row[i], row[i + 1]);
  }
  for (int i = 0; i < 16; i += 4)
    for (int j = 0; j < 2; j++) {
      row[i + 2 * j] = _mm512_unpacklo_epi64(half[i + j], half[i + j + 2]);
      row[i + 2 * j + 1] = _mm512_unpackhi_epi64(half[i + j], half[i + j + 2]);
    }
  for (int i = 0; i < 4; i++) {
    half[i] = _mm512_shuffle_i32x4(row[i], row[i + 4], 0x88);
    half[i + 4] = _mm512_shuffle_i32x4(row[i], row[i + 4], 0xDD);
    half[i + 8] = _mm512_shuffle_i32x4(row[i + 8], row[i + 12], 0x88);
    half[i + 12] = _mm512_shuffle_i32x4(row[i + 8], row[i + 12], 0xDD);
  }
  for (size_t i = 0; i < 8; i++) {
    if (i < words) _mm512_storeu_si512(out + i * out_stride, _mm512_shuffle_i32x4(half[i], half[i + 8], 0x88));
    if (i + 8 < words) _mm512_storeu_si512(out + (i + 8) * out_stride, _mm512_shuffle_i32x4(half[i], half[i + 8], 0xDD));
  }
}

// 512 steps of a panel fit into the second cache beside those of the rows.
const struct level level_avx512 = {.panel_width = 64, .steps = 512, .splits_rows = true,
                                   .tiles = {avx512_float32_tile, NULL, int8_tile}, .transpose = avx512_transpose};
#pragma clang attribute pop
#endif
