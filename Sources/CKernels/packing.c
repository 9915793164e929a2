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
