// Attention of one head of one text, in blocks of queries whose probabilities stay in the cache.
#include "level.h"
#include <math.h>

#define BLOCK 48

// Rows of scores are padded to whole lanes, which are whole tiles at every level.
INLINE size_t padded(size_t keys) { return (keys + LANES - 1) / LANES * LANES; }
INLINE size_t in_panels(size_t outputs, size_t panel) { return (outputs + panel - 1) / panel * panel; }
INLINE size_t in_steps(enum kernel_precision precision, size_t depth) {
  const size_t group = kernel_depth_of_step(precision);
  return (depth + group - 1) / group;
}

// Scores, `count` a row in whole lanes, become exp(scale · (score − max)), as half words if `rounded` has room for them. The
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

// y = x, each row multiplied by its factor.
static KERNEL void scale_rows(const float *x, const float *restrict factors, size_t rows, size_t columns, size_t stride, float *y,
                              size_t y_stride) {
  for (size_t row = 0; row < rows; row++, x += stride, y += y_stride) {
#pragma clang loop vectorize(assume_safety) // x is y, or elsewhere
    for (size_t i = 0; i < columns; i++) y[i] = x[i] * factors[row];
  }
}

// A head with its keys packed, and the probabilities of a block of queries.
struct head {
  struct kernel_matrix queries;
  struct kernel_factor keys; // [keys in whole lanes, width]
  size_t key_count;
  struct kernel_distance_bias bias;
  float scale, *mask, *scores, *prepared, factors[BLOCK];
};

static size_t scratch_of_head(enum kernel_level level, enum kernel_precision precision, size_t keys, size_t width) {
  return in_panels(padded(keys), kernel_panel_width(level)) * in_steps(precision, width) + padded(keys) +
         BLOCK * (padded(keys) + in_steps(precision, width));
}

// - Parameter pack_scratch: a panel of keys; not used in float32.
// - Returns: the scratch that is left.
static float *prepare_head(struct head *head, enum kernel_level level, enum kernel_precision precision,
                           struct kernel_matrix queries, struct kernel_matrix keys, float scale,
                           struct kernel_distance_bias bias, float *scratch, float *pack_scratch) {
  const size_t panel = kernel_panel_width(level), steps = in_steps(precision, queries.columns), whole = padded(keys.rows);
  const size_t packed = in_panels(keys.rows, panel) * steps, length = in_panels(whole, panel) * steps;
  kernel_pack(level, precision, keys, scratch, NULL, pack_scratch);
  if (packed < length) memset(scratch + packed, 0, (length - packed) * sizeof(float));
  head->queries = queries;
  head->keys = (struct kernel_factor){level, precision, whole, steps, scratch, NULL};
  head->key_count = keys.rows;
  head->scale = scale;
  head->bias = bias;
  head->mask = scratch + length;
  head->scores = head->mask + whole;
  head->prepared = head->scores + BLOCK * whole;
  for (size_t i = 0; i < whole; i++) head->mask[i] = i < keys.rows ? 0 : -INFINITY; // masks a row's padding
  return head->prepared + BLOCK * steps;
}

static void find_scores(struct head *head, size_t first, size_t rows) {
  const struct kernel_matrix q = head->queries;
  const enum kernel_precision precision = head->keys.precision;
  float *base = (float *)q.base + first * q.row_stride;
  struct kernel_rows x = {rows, q.row_stride, 1, base, NULL, NULL, NULL};
  if (precision != KERNEL_FLOAT32) {
    x = (struct kernel_rows){rows, head->keys.steps, 1, head->prepared, NULL, NULL, NULL};
    kernel_prepare_rows(precision, (struct kernel_matrix){base, rows, q.columns, q.row_stride, 1}, x);
  }
  kernel_multiply_packed(x, head->keys, false, head->mask, -1, false, head->scores, head->keys.outputs);
}

static void find_exponentials(struct head *head, size_t first, size_t rows, half_word *rounded) {
  find_scores(head, first, rows);
  if (head->bias.base) {
    const struct kernel_distance_bias bias = {head->bias.base, head->bias.positions + first};
    // The exponentials multiply by the scale.
    kernel_add_distance_bias(head->scores, rows, head->key_count, head->keys.outputs, bias, 1 / head->scale);
  }
  exponentials(head->scores, rows, head->keys.outputs, head->scale, rounded, head->factors);
}

size_t kernel_attend_scratch(enum kernel_level level, enum kernel_precision precision, size_t keys, size_t width) {
  return scratch_of_head(level, precision, keys, width) + BLOCK * padded(keys) +
         in_panels(width, kernel_panel_width(level)) * in_steps(precision, keys);
}

void kernel_attend(enum kernel_level level, enum kernel_precision precision, struct kernel_matrix queries,
                   struct kernel_matrix keys, struct kernel_matrix values, float scale, struct kernel_distance_bias bias,
                   float *context, size_t stride, float *scratch) {
  const size_t width = queries.columns, count = keys.rows, whole = padded(count);
  if (count == 0) {
    for (size_t row = 0; row < queries.rows; row++) memset(context + row * stride, 0, width * sizeof(float));
    return;
  }
  float *rounded = scratch, *value_panels = rounded + BLOCK * whole;
  const struct kernel_factor value_factor = {level, precision, width, in_steps(precision, count), value_panels, NULL};
  const struct kernel_matrix transposed = {values.base, width, count, 1, values.row_stride};
  struct head head;
  prepare_head(&head, level, precision, queries, keys, scale, bias,
               value_panels + in_panels(width, kernel_panel_width(level)) * value_factor.steps, value_panels);
  kernel_pack(level, precision, transposed, value_panels, NULL, NULL);
  for (size_t first = 0; first < queries.rows; first += BLOCK) {
    const size_t rows = queries.rows - first < BLOCK ? queries.rows - first : BLOCK;
    struct kernel_rows weights = {rows, whole, 1, head.scores, NULL, NULL, NULL};
    if (precision != KERNEL_FLOAT32)
      weights = (struct kernel_rows){rows, in_steps(precision, whole), 1, rounded, NULL, NULL, NULL};
    find_exponentials(&head, first, rows, precision == KERNEL_FLOAT32 ? NULL : weights.values);
    float *out = context + first * stride;
    kernel_multiply_packed(weights, value_factor, false, NULL, -1, false, out, stride);
    scale_rows(out, head.factors, rows, width, stride, out, stride);
  }
}

size_t kernel_value_gradient_scratch(enum kernel_level level, enum kernel_precision precision, size_t keys, size_t width) {
  const size_t panel = kernel_panel_width(level), steps = in_steps(precision, BLOCK);
  const size_t weights = precision == KERNEL_FLOAT32 ? 0 : in_panels(keys, panel) * steps;
  const size_t key_panel = panel * in_steps(precision, width);
  return scratch_of_head(level, precision, keys, width) + BLOCK * width + in_panels(width, panel) * steps + weights + key_panel;
}

void kernel_value_gradient(enum kernel_level level, enum kernel_precision precision, struct kernel_matrix queries,
                           struct kernel_matrix keys, struct kernel_matrix context_gradient, float scale,
                           struct kernel_distance_bias bias, float *gradient, size_t stride, float *scratch) {
  const size_t width = queries.columns, count = keys.rows, whole = padded(count), panel = kernel_panel_width(level);
  for (size_t row = 0; queries.rows == 0 && row < count; row++) memset(gradient + row * stride, 0, width * sizeof(float));
  if (count == 0) return;
  float *scaled = scratch, *panels = scaled + BLOCK * width;
  float *weights = panels + in_panels(width, panel) * in_steps(precision, BLOCK);
  float *key_panel = weights + (precision == KERNEL_FLOAT32 ? 0 : in_panels(count, panel) * in_steps(precision, BLOCK));
  struct head head;
  prepare_head(&head, level, precision, queries, keys, scale, bias, key_panel + panel * in_steps(precision, width), key_panel);
  for (size_t first = 0; first < queries.rows; first += BLOCK) {
    const size_t rows = queries.rows - first < BLOCK ? queries.rows - first : BLOCK, steps = in_steps(precision, rows);
    find_exponentials(&head, first, rows, NULL);
    const struct kernel_matrix dy = context_gradient;
    scale_rows(dy.base + first * dy.row_stride, head.factors, rows, width, dy.row_stride, scaled, width);
    kernel_pack(level, precision, (struct kernel_matrix){scaled, width, rows, 1, width}, panels, NULL, NULL);
    const struct kernel_factor w = {level, precision, width, steps, panels, NULL};
    if (precision == KERNEL_FLOAT32) {
      const struct kernel_rows x = {count, 1, whole, head.scores, NULL, NULL, NULL};
      kernel_multiply_packed(x, w, first > 0, NULL, -1, false, gradient, stride);
      continue;
    }
    // The exponentials of pairs of queries stand together in panels of keys.
    kernel_pack(level, precision, (struct kernel_matrix){head.scores, count, rows, 1, whole}, weights, NULL, NULL);
    for (size_t key = 0; key < count; key += panel) {
      const struct kernel_rows x = {count - key < panel ? count - key : panel, 1, panel, weights + key * steps, NULL, NULL, NULL};
      kernel_multiply_packed(x, w, first > 0, NULL, -1, false, gradient + key * stride, stride);
    }
  }
}

size_t kernel_contributions_scratch(enum kernel_level level, size_t keys, size_t width) {
  return scratch_of_head(level, KERNEL_FLOAT32, keys, width);
}

void kernel_contributions(enum kernel_level level, struct kernel_matrix query, struct kernel_matrix gradient,
                          struct kernel_matrix keys, struct kernel_matrix values, float scale,
                          struct kernel_distance_bias bias, float *scores, float *scratch) {
  if (keys.rows == 0) return;
  struct head head;
  prepare_head(&head, level, KERNEL_FLOAT32, query, keys, scale, bias, scratch, NULL);
  find_exponentials(&head, 0, 1, NULL);
  for (size_t i = 0; i < keys.rows; i++) scores[i] = head.scores[i] * head.factors[0];
  prepare_head(&head, level, KERNEL_FLOAT32, gradient, values, scale, bias, scratch, NULL);
  find_scores(&head, 0, 1);
  for (size_t i = 0; i < keys.rows; i++) scores[i] *= head.scores[i];
}
