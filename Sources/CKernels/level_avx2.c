// AVX2 with FMA: sixteen registers of eight numbers. Six rows of two registers are twelve sums, which hide the four or five
// cycles of a fused multiply-add at two a cycle, and leave room for a line of the panel and a number of a row.
//
// Int8: `vpmaddubsw` multiplies unsigned by signed bytes and adds pairs of products in 16 bits. Those of two steps are added, and
// `vpmaddwd` by ones adds pairs of these sums in 32 bits: five instructions for 64 products. With 16-bit panels, `vpmaddwd` alone
// would take eight and twice the memory. A 16-bit sum would saturate above 32,767, so `kernel_prepare_rows` moves a few bytes of
// each row to extra products: 255 times what stays of one sign then fits. A row with many such bytes is multiplied step by step.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define WIDTH 8
#define REGISTERS 2
#define SPLITS_ROWS
#include "tile.h"

INLINE words added(enum kernel_precision precision, words sum, words line, int32_t x) {
  const __m256i row = _mm256_set1_epi32(x);
  if (precision == KERNEL_FLOAT32)
    return (words)_mm256_fmadd_ps(_mm256_castsi256_ps(row), (__m256)line, (__m256)sum);
  return sum + (words)_mm256_madd_epi16(_mm256_maddubs_epi16((__m256i)line, row), _mm256_set1_epi16(1));
}

INLINE words added_pair(words sum, words first, words second, const word *x) {
  const __m256i products = _mm256_add_epi16(_mm256_maddubs_epi16((__m256i)first, _mm256_set1_epi32(x[0])),
                                            _mm256_maddubs_epi16((__m256i)second, _mm256_set1_epi32(x[1])));
  return sum + (words)_mm256_madd_epi16(products, _mm256_set1_epi16(1));
}

void avx2_float32_tile(const struct tile *t) { multiply_whole_tile(KERNEL_FLOAT32, t); }
static void int8_tile(const struct tile *t) { multiply_whole_tile(KERNEL_INT8, t); }

// An 8 × 8 block.
INLINE void transpose_block(const word *in, size_t in_stride, word *out, size_t out_stride) {
  __m256i row[8], half[8];
  for (int i = 0; i < 8; i++) row[i] = _mm256_loadu_si256((const __m256i *)(in + (size_t)i * in_stride));
  // Pairs of rows, of pairs, of halves, as in a butterfly.
  for (int i = 0; i < 8; i += 2) {
    half[i] = _mm256_unpacklo_epi32(row[i], row[i + 1]);
    half[i + 1] = _mm256_unpackhi_epi32(row[i], row[i + 1]);
  }
  for (int i = 0; i < 8; i += 4)
    for (int j = 0; j < 2; j++) {
      row[i + 2 * j] = _mm256_unpacklo_epi64(half[i + j], half[i + j + 2]);
      row[i + 2 * j + 1] = _mm256_unpackhi_epi64(half[i + j], half[i + j + 2]);
    }
  for (int i = 0; i < 4; i++) {
    _mm256_storeu_si256((__m256i *)(out + (size_t)i * out_stride), _mm256_permute2x128_si256(row[i], row[i + 4], 0x20));
    _mm256_storeu_si256((__m256i *)(out + (size_t)(i + 4) * out_stride), _mm256_permute2x128_si256(row[i], row[i + 4], 0x31));
  }
}

void avx2_transpose(const word *in, size_t in_stride, size_t lines, size_t words, word *out, size_t out_stride) {
  if (lines < 16 || words < 16) return plain_transpose(in, in_stride, lines, words, out, out_stride);
  for (size_t i = 0; i < 16; i += 8)
    for (size_t j = 0; j < 16; j += 8) transpose_block(in + i * in_stride + j, in_stride, out + j * out_stride + i, out_stride);
}

const struct level level_avx2 = {.panel_width = 16, .steps = 384, .splits_rows = true,
                                 .tiles = {avx2_float32_tile, NULL, int8_tile}, .transpose = avx2_transpose};
#pragma clang attribute pop
#endif
