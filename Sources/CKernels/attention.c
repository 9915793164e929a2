#include "level.h"
#include <math.h>

#define BLOCK 48 // queries at a time, so that their probabilities stay in the cache

// Rows of scores are whole tiles wide, half a panel or a panel, so that they are written as tiles and read in whole lanes.
INLINE size_t padded(size_t keys) { return (keys + LANES - 1) / LANES * LANES; }

// Rounded up to whole panels.
INLINE size_t in_panels(size_t outputs, size_t panel) { return (outputs + panel - 1) / panel * panel; }

size_t kernel_attend_scratch(enum kernel_level level, enum kernel_precision precision, size_t keys, size_t width) {
  const size_t group = kernel_depth_of_step(precision), panel = kernel_panel_width(level);
  const size_t width_steps = (width + group - 1) / group, key_steps = (keys + group - 1) / group;
  return in_panels(padded(keys), panel) * width_steps + in_panels(width, panel) * key_steps + padded(keys) +
         BLOCK * (width_steps + 2 * padded(keys));
}

// Scores, `count` a row in whole lanes, become exp(scale · (score − max)), as half words if `halves` has room for them. The
// shorter context is multiplied by each row's 1 / Σ instead.
static KERNEL void exponentials(float *restrict x, size_t rows, size_t count, float scale, half_word *restrict rounded,
                                float *restrict factors) {
  const float scale_of_two = scale * 1.44269504f; // e^x = 2^(x · log₂ e)
  for (size_t row = 0; row < rows; row++, x += count) {
    float best[LANES], sums[LANES] = {0};
    memcpy(best, x, sizeof best);
    for (size_t i = LANES; i < count; i += LANES)
      for (size_t lane = 0; lane < LANES; lane++) best[lane] = x[i + lane] > best[lane] ? x[i + lane] : best[lane];
    const float shift = maximum_of_lanes(best); // the largest exponent becomes 0: no overflow
    for (size_t i = 0; i < count; i += LANES)
      for (size_t lane = 0; lane < LANES; lane++)
        sums[lane] += x[i + lane] = power_of_two((x[i + lane] - shift) * scale_of_two);
    factors[row] = 1.0f / sum_of_lanes(sums);
    if (!rounded) continue;
    for (size_t i = 0; i < count; i += LANES)
      for (size_t lane = 0; lane < LANES; lane++) rounded[i + lane] = to_bfloat16(x[i + lane]);
    rounded += count;
  }
}

// Each row of x is multiplied by its factor.
static KERNEL void scale_rows(float *restrict x, const float *restrict factors, size_t rows, size_t columns, size_t stride) {
  for (size_t row = 0; row < rows; row++, x += stride)
    for (size_t i = 0; i < columns; i++) x[i] *= factors[row];
}

void kernel_attend(enum kernel_level level, enum kernel_precision precision, struct kernel_matrix queries,
                   struct kernel_matrix keys, struct kernel_matrix values, float scale, float *context, size_t stride,
                   float *scratch) {
  const size_t group = kernel_depth_of_step(precision), panel = kernel_panel_width(level);
  const size_t width = queries.columns, count = keys.rows;
  if (count == 0) {
    for (size_t row = 0; row < queries.rows; row++) memset(context + row * stride, 0, width * sizeof(float));
    return;
  }
  const size_t whole = padded(count), key_steps = (count + group - 1) / group;
  const struct kernel_factor key_factor = {level, precision, whole, (width + group - 1) / group, scratch, NULL};
  float *value_panels = scratch + in_panels(whole, panel) * key_factor.steps;
  const struct kernel_factor value_factor = {level, precision, width, key_steps, value_panels, NULL};
  float *mask = value_panels + in_panels(width, panel) * key_steps, *scores = mask + whole;
  float *prepared = scores + BLOCK * whole, *rounded = prepared + BLOCK * key_factor.steps;
  const struct kernel_matrix transposed = {values.base, width, count, 1, values.row_stride};
  kernel_pack(level, precision, keys, scratch, NULL, value_panels); // at most a panel of keys, in the space of the values
  const size_t packed = in_panels(count, panel) * key_factor.steps;
  if (packed < in_panels(whole, panel) * key_factor.steps)
    memset(scratch + packed, 0, (in_panels(whole, panel) * key_factor.steps - packed) * sizeof(float));
  kernel_pack(level, precision, transposed, value_panels, NULL, NULL);
  for (size_t i = 0; i < whole; i++) mask[i] = i < count ? 0 : -INFINITY; // masks a row's padding
  for (size_t first = 0; first < queries.rows; first += BLOCK) {
    const size_t rows = queries.rows - first < BLOCK ? queries.rows - first : BLOCK;
    float *base = (float *)queries.base + first * queries.row_stride;
    struct kernel_rows x = {rows, queries.row_stride, 1, base, NULL, NULL, NULL};
    struct kernel_rows weights = {rows, whole, 1, scores, NULL, NULL, NULL};
    if (precision != KERNEL_FLOAT32) {
      x = (struct kernel_rows){rows, key_factor.steps, 1, prepared, NULL, NULL, NULL};
      weights = (struct kernel_rows){rows, whole / group, 1, rounded, NULL, NULL, NULL};
      kernel_prepare_rows(precision, (struct kernel_matrix){base, rows, width, queries.row_stride, 1}, x);
    }
    kernel_multiply_packed(x, key_factor, false, mask, -1, false, scores, whole);
    float factors[BLOCK], *out = context + first * stride;
    exponentials(scores, rows, whole, scale, precision == KERNEL_FLOAT32 ? NULL : weights.values, factors);
    kernel_multiply_packed(weights, value_factor, false, NULL, -1, false, out, stride);
    scale_rows(out, factors, rows, width, stride);
  }
}
