// Products with a factor that is packed once: panels of 64 outputs, four of the widest registers, and in a panel one line
// of 256 bytes a step of the depth, so that the innermost loop reads nothing but whole lines in their order. A step is one
// float, two bfloat16 or four bytes; a line holds it for each of the 64 outputs.
#include "packed.h"

// A tile of the product, by the loop that the fast ones are measured against.
static void plain_tile(struct kernel_factor w, struct kernel_rows x, size_t row, size_t rows, const void *panel,
                       const float *scales, float *y, size_t stride) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < PANEL; c++) {
      float sum = 0;
      int32_t whole = 0;
      for (size_t step = 0; step < w.steps; step++) {
        const size_t place = step * PANEL + c, from = (row + r) * x.stride + step;
        switch (w.precision) {
        case KERNEL_FLOAT32: sum += ((const float *)x.values)[from] * ((const float *)panel)[place]; break;
        case KERNEL_BFLOAT16:
          for (size_t j = 0; j < 2; j++)
            sum += from_bfloat16(((const uint16_t *)x.values)[from * 2 + j]) *
                   from_bfloat16(((const uint16_t *)panel)[place * 2 + j]);
          break;
        case KERNEL_INT8:
          for (size_t j = 0; j < 4; j++)
            whole += ((const int8_t *)x.values)[from * 4 + j] * ((const uint8_t *)panel)[place * 4 + j];
        }
      }
      if (w.precision == KERNEL_INT8)
        sum = (float)(whole - 128 * x.sums[row + r]) * (x.scales[row + r] * scales[c]);
      y[r * stride + c] = sum;
    }
}

#if defined(__x86_64__)
#include <immintrin.h>
#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx512bf16")))
#define FAST_TILES 1

// sum + the products of a step's line with the step of one row.
INLINE WIDE __m512 added(enum kernel_precision precision, __m512 sum, __m512i line, int32_t x) {
  switch (precision) {
  case KERNEL_FLOAT32:
    return _mm512_fmadd_ps(_mm512_castsi512_ps(_mm512_set1_epi32(x)), _mm512_castsi512_ps(line), sum);
  case KERNEL_BFLOAT16: return _mm512_dpbf16_ps(sum, (__m512bh)_mm512_set1_epi32(x), (__m512bh)line);
  case KERNEL_INT8:
    return _mm512_castsi512_ps(_mm512_dpbusd_epi32(_mm512_castps_si512(sum), line, _mm512_set1_epi32(x)));
  }
  return sum;
}

INLINE WIDE void wide_tile(enum kernel_precision precision, size_t registers, size_t rows, const int32_t *x,
                           size_t x_stride, const int32_t *x_sums, const float *x_scales, const int32_t *panel,
                           size_t steps, const float *scales, float *y, size_t stride) {
  __m512 sums[ROWS][4];
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < registers; c++) sums[r][c] = _mm512_setzero_ps();
  for (size_t step = 0; step < steps; step++, panel += PANEL) {
    __m512i line[4];
    for (size_t c = 0; c < registers; c++) line[c] = _mm512_loadu_si512(panel + 16 * c);
    for (size_t r = 0; r < rows; r++)
      for (size_t c = 0; c < registers; c++) sums[r][c] = added(precision, sums[r][c], line[c], x[r * x_stride + step]);
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < registers; c++) {
      if (precision == KERNEL_INT8) {
        const __m512i surplus = _mm512_set1_epi32(128 * x_sums[r]);
        const __m512 whole = _mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_castps_si512(sums[r][c]), surplus));
        const __m512 scale = _mm512_mul_ps(_mm512_set1_ps(x_scales[r]), _mm512_loadu_ps(scales + 16 * c));
        sums[r][c] = _mm512_mul_ps(whole, scale);
      }
      _mm512_storeu_ps(y + r * stride + 16 * c, sums[r][c]);
    }
}

#define ARGUMENTS x, x_stride, x_sums, x_scales, panel, steps, scales, y, stride
#define TILES(name, precision, registers)                                                                                   \
  static WIDE void name(size_t rows, const int32_t *x, size_t x_stride, const int32_t *x_sums, const float *x_scales,       \
                        const int32_t *panel, size_t steps, const float *scales, float *y, size_t stride) {                 \
    switch (rows) {                                                                                                         \
    case 1: wide_tile(precision, registers, 1, ARGUMENTS); break;                                                           \
    case 2: wide_tile(precision, registers, 2, ARGUMENTS); break;                                                           \
    case 3: wide_tile(precision, registers, 3, ARGUMENTS); break;                                                           \
    case 4: wide_tile(precision, registers, 4, ARGUMENTS); break;                                                           \
    case 5: wide_tile(precision, registers, 5, ARGUMENTS); break;                                                           \
    default: wide_tile(precision, registers, ROWS, ARGUMENTS);                                                              \
    }                                                                                                                       \
  }
TILES(float32_tile, KERNEL_FLOAT32, 4)
TILES(bfloat16_tile, KERNEL_BFLOAT16, 4)
TILES(int8_tile, KERNEL_INT8, 4)
// For at most 32 outputs: a head of a small model.
TILES(narrow_float32_tile, KERNEL_FLOAT32, 2)
TILES(narrow_bfloat16_tile, KERNEL_BFLOAT16, 2)
#endif

bool kernel_multiplies_fast(enum kernel_precision precision) {
#ifdef FAST_TILES
  const bool isWide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl");
  switch (precision) {
  case KERNEL_FLOAT32: return isWide;
  case KERNEL_BFLOAT16: return isWide && __builtin_cpu_supports("avx512bf16");
  case KERNEL_INT8: return isWide && __builtin_cpu_supports("avx512vnni");
  }
#endif
  return false;
}

static void tile(struct kernel_factor w, struct kernel_rows x, size_t row, size_t rows, const void *panel, bool plain,
                 bool isNarrow, const float *scales, float *y, size_t stride) {
#ifdef FAST_TILES
  if (!plain) {
    const int32_t *values = (const int32_t *)x.values + row * x.stride;
    switch (w.precision) {
    case KERNEL_FLOAT32:
      return (isNarrow ? narrow_float32_tile : float32_tile)(rows, values, x.stride, NULL, NULL, panel, w.steps, NULL, y,
                                                             stride);
    case KERNEL_BFLOAT16:
      return (isNarrow ? narrow_bfloat16_tile : bfloat16_tile)(rows, values, x.stride, NULL, NULL, panel, w.steps, NULL, y,
                                                               stride);
    case KERNEL_INT8:
      return int8_tile(rows, values, x.stride, x.sums + row, x.scales + row, panel, w.steps, scales, y, stride);
    }
  }
#endif
  plain_tile(w, x, row, rows, panel, scales, y, stride);
}

void kernel_multiply_packed(struct kernel_rows x, struct kernel_factor w, const float *bias, int activation, bool plain,
                            float *y, size_t stride) {
  plain = plain || !kernel_multiplies_fast(w.precision);
  const size_t blocks = (x.count + ROWS - 1) / ROWS;
  for (size_t first = 0; first < w.outputs; first += PANEL) {
    const size_t columns = w.outputs - first < PANEL ? w.outputs - first : PANEL;
    const char *panel = (const char *)w.panels + first * w.steps * 4;
    const float *scales = w.scales ? w.scales + first : NULL;
    for (size_t block = 0; block < blocks; block++) {
      const size_t row = x.count * block / blocks, rows = x.count * (block + 1) / blocks - row;
      float *out = y + row * stride + first;
      if (columns == PANEL) {
        tile(w, x, row, rows, panel, plain, false, scales, out, stride);
      } else {
        float whole[ROWS * PANEL];
        tile(w, x, row, rows, panel, plain, columns <= PANEL / 2, scales, whole, PANEL);
        for (size_t r = 0; r < rows; r++) memcpy(out + r * stride, whole + r * PANEL, columns * sizeof(float));
      }
      if (!bias) continue;
      if (activation < 0)
        kernel_add_bias(out, bias + first, rows, columns, stride);
      else
        kernel_add_bias_activate(out, bias + first, rows, columns, stride, (enum kernel_activation)activation);
    }
  }
}

