#include "packed.h"
#include <math.h>

size_t kernel_depth_of_step(enum kernel_precision precision) {
  return precision == KERNEL_FLOAT32 ? 1 : precision == KERNEL_BFLOAT16 ? 2 : 4;
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
        most = fmaxf(most, fabsf(w.base[(first + o) * w.row_stride + k]));
      factors[o] = most > 0 ? 127 / most : 0;
      scales[first + o] = most / 127;
    }
    for (size_t step = 0; step < steps; step++)
      for (size_t j = 0; j < group; j++) {
        const size_t k = step * group + j, line = (first / PANEL * steps + step) * PANEL;
        const float *column = w.base + first * w.row_stride + k;
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

#if defined(__x86_64__)
#include <immintrin.h>

// words[o][step] = lines[step][o], 16 of each.
__attribute__((target("avx512f"))) static void transpose_wide(const int32_t *lines, int32_t *words) {
  __m512i row[16], half[16];
  for (int i = 0; i < 16; i++) row[i] = _mm512_loadu_si512(lines + i * PANEL);
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
  for (int i = 0; i < 8; i++) {
    _mm512_storeu_si512(words + 16 * i, _mm512_shuffle_i32x4(half[i], half[i + 8], 0x88));
    _mm512_storeu_si512(words + 16 * (i + 8), _mm512_shuffle_i32x4(half[i], half[i + 8], 0xDD));
  }
}
#endif

static void transpose(const int32_t *lines, int32_t *words, size_t steps) {
#if defined(__x86_64__)
  if (steps == 16 && __builtin_cpu_supports("avx512f")) return transpose_wide(lines, words);
#endif
  for (size_t o = 0; o < 16; o++)
    for (size_t step = 0; step < steps; step++) words[o * 16 + step] = lines[step * PANEL + o];
}

// Sixteen steps of one output as floats.
INLINE void expand(enum kernel_precision precision, const int32_t *words, float scale, float *restrict y, size_t count) {
  switch (precision) {
  case KERNEL_FLOAT32: memcpy(y, words, count * sizeof(float)); break;
  case KERNEL_BFLOAT16:
    for (size_t k = 0; k < count; k++) y[k] = from_bfloat16(((const uint16_t *)words)[k]);
    break;
  case KERNEL_INT8:
    for (size_t k = 0; k < count; k++) y[k] = scale * (float)(((const uint8_t *)words)[k] - 128);
  }
}

KERNEL void kernel_unpack(struct kernel_factor w, size_t first, size_t depth, float *weight, size_t stride) {
  const size_t group = kernel_depth_of_step(w.precision);
  int32_t words[16 * 16];
  for (size_t o = 0; o < w.outputs; o += 16)
    for (size_t k = 0; k < depth; k += 16 * group) {
      const size_t step = (first + k) / group, steps = w.steps - step < 16 ? w.steps - step : 16;
      transpose((const int32_t *)w.panels + (o / PANEL * w.steps + step) * PANEL + o % PANEL, words, steps);
      const size_t count = depth - k < 16 * group ? depth - k : 16 * group;
      for (size_t i = 0; i < 16 && o + i < w.outputs; i++)
        expand(w.precision, words + 16 * i, w.precision == KERNEL_INT8 ? w.scales[o + i] : 1,
               weight + (o + i) * stride + k, count);
    }
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

KERNEL void kernel_gradient_of_row(struct kernel_factor w, const float *dy, size_t first_step, size_t steps, float *dx) {
  for (size_t first = 0; first < w.outputs; first += PANEL) {
    float part[PANEL] = {0};
    for (size_t i = 0; i < PANEL && first + i < w.outputs; i++)
      part[i] = dy[first + i] * (w.precision == KERNEL_INT8 ? w.scales[first + i] : 1);
    const char *line = (const char *)w.panels + (first * w.steps + first_step * PANEL) * 4;
    for (size_t step = first_step; step < first_step + steps; step++, line += PANEL * 4)
      switch (w.precision) {
      case KERNEL_FLOAT32: gradient_of_step(KERNEL_FLOAT32, line, part, dx + step); break;
      case KERNEL_BFLOAT16: gradient_of_step(KERNEL_BFLOAT16, line, part, dx + step * 2); break;
      case KERNEL_INT8: gradient_of_step(KERNEL_INT8, line, part, dx + step * 4); break;
      }
  }
}

// MARK: - Rows

INLINE void round_row(const float *restrict x, uint16_t *restrict y, size_t depth) {
  for (size_t i = 0; i < depth; i++) y[i] = to_bfloat16(x[i]);
  if (depth % 2) y[depth] = 0;
}

INLINE void quantize_row(const float *restrict x, int8_t *restrict y, size_t depth, float *scale, int32_t *sum) {
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
  int32_t total = 0;
  for (i = 0; i < depth; i++) {
    const int8_t value = rounded(x[i] * factor);
    y[i] = value;
    total += value;
  }
  for (; i % 4 != 0; i++) y[i] = 0;
  *scale = best[0] / 127;
  *sum = total;
}

KERNEL void kernel_prepare_rows(enum kernel_precision precision, const float *x, size_t rows, size_t depth, size_t stride,
                                struct kernel_rows prepared) {
  const size_t group = kernel_depth_of_step(precision), padded = (depth + group - 1) / group * group;
  for (size_t row = 0; row < rows; row++, x += stride)
    if (precision == KERNEL_BFLOAT16)
      round_row(x, (uint16_t *)prepared.values + row * padded, depth);
    else
      quantize_row(x, (int8_t *)prepared.values + row * padded, depth, prepared.scales + row, prepared.sums + row);
}
