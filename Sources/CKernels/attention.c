#include "packed.h"

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
  float *value_panels = scratch + (count + PANEL - 1) / PANEL * PANEL * key_factor.steps;
  struct kernel_factor value_factor = {precision, width, (count + group - 1) / group, value_panels, NULL};
  float *scores = value_panels + (width + PANEL - 1) / PANEL * PANEL * value_factor.steps;
  float *prepared = scores + BLOCK * count;
  const struct kernel_matrix transposed = {values.base, width, count, 1, values.row_stride};
  kernel_pack(precision, keys, scratch, NULL, value_panels); // at most 64 keys of the width fit where the values will be
  kernel_pack(precision, transposed, value_panels, NULL, NULL);
  for (size_t first = 0; first < queries.rows; first += BLOCK) {
    const size_t rows = queries.rows - first < BLOCK ? queries.rows - first : BLOCK;
    const float *base = queries.base + first * queries.row_stride;
    const struct kernel_matrix block = {base, rows, width, queries.row_stride, 1}, p = {scores, rows, count, count, 1};
    struct kernel_rows x = {rows, queries.row_stride, 1, (void *)base, NULL, NULL};
    struct kernel_rows weights = {rows, count, 1, scores, NULL, NULL};
    if (precision != KERNEL_FLOAT32) {
      x = (struct kernel_rows){rows, key_factor.steps, 1, prepared, NULL, NULL};
      weights = (struct kernel_rows){rows, value_factor.steps, 1, prepared + BLOCK * key_factor.steps, NULL, NULL};
      kernel_prepare_rows(precision, block, x);
    }
    kernel_multiply_packed(x, key_factor, false, NULL, -1, false, scores, count);
    kernel_softmax(scores, rows, count, count, scale);
    if (precision != KERNEL_FLOAT32) kernel_prepare_rows(precision, p, weights);
    kernel_multiply_packed(weights, value_factor, false, NULL, -1, false, context + first * stride, stride);
  }
}
