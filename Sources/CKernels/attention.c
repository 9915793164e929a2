#include "packed.h"

// Packs rows whose steps are words: converted one row at a time, which is quicker than a number at a time from down a column.
static KERNEL void pack_rows(struct kernel_factor w, struct kernel_matrix rows, const void *scratch) {
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

// Packs columns: a line takes the rows of its step side by side.
static KERNEL void pack_columns(struct kernel_factor w, struct kernel_matrix rows) {
  for (size_t first = 0; first < w.outputs; first += PANEL) {
    const size_t count = w.outputs - first < PANEL ? w.outputs - first : PANEL;
    for (size_t step = 0; step < w.steps; step++) {
      void *line = (char *)w.panels + (first * w.steps + step * PANEL) * 4;
      const float *row = rows.base + step * (w.precision == KERNEL_FLOAT32 ? 1 : 2) * rows.row_stride + first;
      if (w.precision == KERNEL_FLOAT32) {
        memcpy(line, row, count * sizeof(float));
        continue;
      }
      const bool isPair = 2 * step + 1 < rows.rows;
      uint32_t *restrict words = (uint32_t *)line;
      const float *restrict one = row, *restrict two = isPair ? row + rows.row_stride : row;
      for (size_t o = 0; o < count; o++)
        words[o] = to_bfloat16(one[o]) | (isPair ? (uint32_t)to_bfloat16(two[o]) << 16 : 0);
    }
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
  pack_columns(value_factor, values);
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
