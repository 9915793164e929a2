// Products with a factor that is packed once: panels of 64 outputs, four of the widest registers, and in a panel one line
// of 256 bytes a step of the depth, so that the innermost loop reads nothing but whole lines in their order. A step is one
// float, two bfloat16 or four bytes; a line holds it for each of the 64 outputs.
#include "exponential.h"
#include "kernels.h"
#include <math.h>

#define PANEL KERNEL_PANEL
#define ROWS 6 // with 4 registers of outputs each they leave just room for a line of the factor

size_t kernel_depth_of_step(enum kernel_precision precision) {
  return precision == KERNEL_FLOAT32 ? 1 : precision == KERNEL_BFLOAT16 ? 2 : 4;
}

static uint16_t to_bfloat16(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  if ((bits & 0x7FFFFFFF) > 0x7F800000) return (uint16_t)(bits >> 16 | 64); // NaN stays one
  return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

static float from_bfloat16(uint16_t x) {
  const uint32_t bits = (uint32_t)x << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// Adding 1.5 · 2^23 rounds to the nearest whole number, the lowest bits of which are then the float's.
INLINE int8_t rounded(float x) {
  const float sum = x + 12582912.0f;
  int32_t bits;
  memcpy(&bits, &sum, sizeof bits);
  return (int8_t)bits;
}

INLINE void pack(enum kernel_precision precision, struct kernel_matrix w, void *panels, float *scales) {
  const size_t group = precision == KERNEL_FLOAT32 ? 1 : precision == KERNEL_BFLOAT16 ? 2 : 4;
  const size_t steps = (w.columns + group - 1) / group;
  for (size_t first = 0; first < w.rows; first += PANEL) {
    const size_t count = w.rows - first < PANEL ? w.rows - first : PANEL;
    float factors[PANEL];
    for (size_t o = 0; precision == KERNEL_INT8 && o < count; o++) {
      float most = 0;
      for (size_t k = 0; k < w.columns; k++)
        most = fmaxf(most, fabsf(w.base[(first + o) * w.row_stride + k * w.column_stride]));
      factors[o] = most > 0 ? 127 / most : 0;
      scales[first + o] = most / 127;
    }
    for (size_t step = 0; step < steps; step++)
      for (size_t j = 0; j < group; j++) {
        const size_t k = step * group + j, line = (first / PANEL * steps + step) * PANEL;
        const float *column = w.base + first * w.row_stride + k * w.column_stride;
        const size_t filled = k < w.columns ? count : 0;
        for (size_t o = 0; o < PANEL; o++) {
          const float value = o < filled ? column[o * w.row_stride] : 0;
          switch (precision) {
          case KERNEL_FLOAT32: ((float *)panels)[line + o] = value; break;
          case KERNEL_BFLOAT16: ((uint16_t *)panels)[(line + o) * 2 + j] = to_bfloat16(value); break;
          case KERNEL_INT8:
            ((uint8_t *)panels)[(line + o) * 4 + j] = (uint8_t)(128 + (o < filled ? rounded(value * factors[o]) : 0));
          }
        }
      }
  }
}

KERNEL void kernel_pack(enum kernel_precision precision, struct kernel_matrix w, void *panels, float *scales) {
  switch (precision) {
  case KERNEL_FLOAT32: pack(KERNEL_FLOAT32, w, panels, scales); break;
  case KERNEL_BFLOAT16: pack(KERNEL_BFLOAT16, w, panels, scales); break;
  case KERNEL_INT8: pack(KERNEL_INT8, w, panels, scales); break;
  }
}

INLINE float unpacked(struct kernel_factor w, size_t output, size_t k) {
  const size_t group = kernel_depth_of_step(w.precision);
  const size_t place = (output / PANEL * w.steps + k / group) * PANEL + output % PANEL;
  switch (w.precision) {
  case KERNEL_FLOAT32: return ((const float *)w.panels)[place];
  case KERNEL_BFLOAT16: return from_bfloat16(((const uint16_t *)w.panels)[place * 2 + k % 2]);
  case KERNEL_INT8: return w.scales[output] * (float)(((const uint8_t *)w.panels)[place * 4 + k % 4] - 128);
  }
  return 0;
}

void kernel_unpack(struct kernel_factor w, size_t first, size_t depth, float *weight) {
  for (size_t o = 0; o < w.outputs; o++)
    for (size_t k = 0; k < depth; k++) weight[o * depth + k] = unpacked(w, o, first + k);
}

// The sums of 64 products for each of the step's places in the depth.
INLINE void gradient_of_step(enum kernel_precision precision, const void *line, const float *dy, float *dx) {
  const size_t group = kernel_depth_of_step(precision);
  for (size_t j = 0; j < group; j++) {
    float sums[LANES] = {0};
    for (size_t i = 0; i < PANEL; i += LANES)
      for (size_t lane = 0; lane < LANES; lane++) {
        const size_t place = (i + lane) * group + j;
        const float value = precision == KERNEL_FLOAT32    ? ((const float *)line)[place]
                            : precision == KERNEL_BFLOAT16 ? from_bfloat16(((const uint16_t *)line)[place])
                                                           : (float)(((const uint8_t *)line)[place] - 128);
        sums[lane] += dy[i + lane] * value;
      }
    for (size_t width = LANES / 2; width > 0; width /= 2)
      for (size_t i = 0; i < width; i++) sums[i] += sums[i + width];
    dx[j] += sums[0];
  }
}

KERNEL void kernel_gradient_of_row(struct kernel_factor w, const float *dy, float *dx) {
  for (size_t first = 0; first < w.outputs; first += PANEL) {
    float part[PANEL] = {0};
    for (size_t i = 0; i < PANEL && first + i < w.outputs; i++)
      part[i] = dy[first + i] * (w.precision == KERNEL_INT8 ? w.scales[first + i] : 1);
    const char *line = (const char *)w.panels + first * w.steps * 4;
    for (size_t step = 0; step < w.steps; step++, line += PANEL * 4)
      switch (w.precision) {
      case KERNEL_FLOAT32: gradient_of_step(KERNEL_FLOAT32, line, part, dx + step); break;
      case KERNEL_BFLOAT16: gradient_of_step(KERNEL_BFLOAT16, line, part, dx + step * 2); break;
      case KERNEL_INT8: gradient_of_step(KERNEL_INT8, line, part, dx + step * 4); break;
      }
  }
}

// MARK: - Rows

KERNEL void kernel_prepare_rows(enum kernel_precision precision, const float *x, size_t rows, size_t depth, size_t stride,
                                struct kernel_rows prepared) {
  const size_t group = kernel_depth_of_step(precision), padded = (depth + group - 1) / group * group;
  for (size_t row = 0; row < rows; row++, x += stride) {
    if (precision == KERNEL_BFLOAT16) {
      uint16_t *y = (uint16_t *)prepared.values + row * padded;
      for (size_t i = 0; i < depth; i++) y[i] = to_bfloat16(x[i]);
      if (padded > depth) y[depth] = 0;
      continue;
    }
    float best[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= depth; i += LANES)
      for (size_t lane = 0; lane < LANES; lane++) {
        const float magnitude = x[i + lane] < 0 ? -x[i + lane] : x[i + lane];
        best[lane] = magnitude > best[lane] ? magnitude : best[lane];
      }
    for (; i < depth; i++) best[0] = fabsf(x[i]) > best[0] ? fabsf(x[i]) : best[0];
    for (size_t lane = 1; lane < LANES; lane++) best[0] = best[lane] > best[0] ? best[lane] : best[0];
    const float factor = best[0] > 0 ? 127 / best[0] : 0;
    int8_t *y = (int8_t *)prepared.values + row * padded;
    int32_t sum = 0;
    for (i = 0; i < depth; i++) {
      y[i] = rounded(x[i] * factor);
      sum += y[i];
    }
    for (; i < padded; i++) y[i] = 0;
    prepared.scales[row] = best[0] / 127;
    prepared.sums[row] = sum;
  }
}

// MARK: - The product

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

// MARK: - Attention

// Packs rows whose steps are words: converted one row at a time, which is quicker than a number at a time from down a column.
KERNEL void pack_rows(struct kernel_factor w, struct kernel_matrix rows, const void *scratch) {
  int32_t *panel = (int32_t *)w.panels;
  for (size_t first = 0; first < rows.rows; first += PANEL, panel += w.steps * PANEL) {
    const size_t count = rows.rows - first < PANEL ? rows.rows - first : PANEL;
    const float *base = rows.base + first * rows.row_stride;
    struct kernel_rows words = {count, rows.row_stride, (void *)base, NULL, NULL};
    if (w.precision != KERNEL_FLOAT32) {
      words = (struct kernel_rows){count, w.steps, (void *)scratch, NULL, NULL};
      kernel_prepare_rows(w.precision, base, count, rows.columns, rows.row_stride, words);
    }
    for (size_t o = 0; o < PANEL; o++)
      for (size_t step = 0; step < w.steps; step++)
        panel[step * PANEL + o] = o < count ? ((const int32_t *)words.values)[o * words.stride + step] : 0;
  }
}

#define BLOCK 48 // queries at a time, so that their probabilities stay in the cache

size_t kernel_attend_scratch(enum kernel_precision precision, size_t keys, size_t width) {
  const size_t group = kernel_depth_of_step(precision), panels = (keys + PANEL - 1) / PANEL;
  const size_t width_steps = (width + group - 1) / group, key_steps = (keys + group - 1) / group;
  return PANEL * (panels * width_steps + (width + PANEL - 1) / PANEL * key_steps) + BLOCK * (width_steps + keys + key_steps);
}

void kernel_attend(enum kernel_precision precision, struct kernel_matrix queries, struct kernel_matrix keys,
                   struct kernel_matrix values, float scale, float *context, size_t stride, float *scratch) {
  const size_t group = kernel_depth_of_step(precision), width = queries.columns, count = keys.rows;
  struct kernel_factor key_factor = {precision, count, (width + group - 1) / group, scratch, NULL};
  scratch += (count + PANEL - 1) / PANEL * PANEL * key_factor.steps;
  struct kernel_factor value_factor = {precision, width, (count + group - 1) / group, scratch, NULL};
  scratch += (width + PANEL - 1) / PANEL * PANEL * value_factor.steps;
  pack_rows(key_factor, keys, value_factor.panels);
  const struct kernel_matrix transposed = {values.base, values.columns, values.rows, values.column_stride,
                                           values.row_stride};
  kernel_pack(precision, transposed, (void *)value_factor.panels, NULL);
  float *scores = scratch, *prepared = scratch + BLOCK * count;
  for (size_t first = 0; first < queries.rows; first += BLOCK) {
    const size_t rows = queries.rows - first < BLOCK ? queries.rows - first : BLOCK;
    const float *base = queries.base + first * queries.row_stride;
    struct kernel_rows x = {rows, queries.row_stride, (void *)base, NULL, NULL};
    struct kernel_rows p = {rows, count, scores, NULL, NULL};
    if (precision != KERNEL_FLOAT32) {
      x = (struct kernel_rows){rows, key_factor.steps, prepared, NULL, NULL};
      p = (struct kernel_rows){rows, value_factor.steps, prepared + BLOCK * key_factor.steps, NULL, NULL};
      kernel_prepare_rows(precision, base, rows, width, queries.row_stride, x);
    }
    kernel_multiply_packed(x, key_factor, NULL, -1, false, scores, count);
    kernel_softmax(scores, rows, count, count, scale);
    if (precision != KERNEL_FLOAT32) kernel_prepare_rows(precision, scores, rows, count, count, p);
    kernel_multiply_packed(p, value_factor, NULL, -1, false, context + first * stride, stride);
  }
}
