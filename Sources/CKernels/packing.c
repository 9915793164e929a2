#include "level.h"
#include <math.h>

size_t kernel_depth_of_step(enum kernel_precision precision) {
  return precision == KERNEL_FLOAT32 ? 1 : precision == KERNEL_BFLOAT16 ? 2 : 4;
}

INLINE void round_row(const float *restrict x, half_word *restrict y, size_t depth) {
  size_t i = 0;
  for (; i + LANES <= depth; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++) y[i + lane] = to_bfloat16(x[i + lane]);
  for (; i < depth; i++) y[i] = to_bfloat16(x[i]);
  if (depth % 2) y[depth] = 0;
}

INLINE int32_t quantize_row(const float *restrict x, int8_t *restrict y, size_t depth, float *scale) {
  float best[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= depth; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++) {
      const float magnitude = __builtin_elementwise_abs(x[i + lane]);
      best[lane] = magnitude > best[lane] ? magnitude : best[lane];
    }
  for (; i < depth; i++) best[0] = fabsf(x[i]) > best[0] ? fabsf(x[i]) : best[0];
  const float largest = maximum_of_lanes(best), factor = largest > 0 ? 127 / largest : 0;
  uint32_t total = 0;
  for (i = 0; i < depth; i++) {
    const uint32_t bits = nearest(x[i] * factor);
    y[i] = (int8_t)bits;
    total += (bits ^ 128) & 255; // as stored, from 0 on
  }
  for (; i % 4 != 0; i++) y[i] = 0;
  *scale = largest / 127;
  return (int32_t)(total - 128 * (uint32_t)depth);
}

size_t kernel_extras(enum kernel_level level, enum kernel_precision precision, size_t steps) {
  return precision == KERNEL_INT8 && level_of(level)->splits_rows ? EXTRAS(steps) : 0;
}

// For each sign and each 16-bit lane, bytes of a pair of steps move to extra products until those that stay sum to 128 at most:
// then 255 times that sum, the most that their products with unsigned bytes can be, fits into 16 bits. In an extra word one byte
// of each lane is zero.
static int32_t *split_pair(word *pair, int32_t step, int32_t *extra) {
  int8_t bytes[8], moved[2][8] = {{0}};
  memcpy(bytes, pair, sizeof bytes);
  for (int lane = 0; lane < 4; lane += 2)
    for (int sign = -1; sign <= 1; sign += 2)
      for (;;) {
        int sum = 0, largest = lane;
        for (int i = lane; i < 8; i += i % 2 ? 3 : 1) {
          const int value = sign * bytes[i];
          sum += value > 0 ? value : 0;
          if (value > sign * bytes[largest]) largest = i;
        }
        if (sum <= 128) break;
        moved[largest % 2][largest] = bytes[largest];
        bytes[largest] = 0;
      }
  memcpy(pair, bytes, sizeof bytes);
  for (int i = 0; i < 4; i++) {
    word value;
    memcpy(&value, moved[i % 2] + i / 2 * 4, sizeof value);
    if (value == 0) continue;
    extra[0] = step + i / 2;
    extra[1] = value;
    extra += 2;
  }
  return extra;
}

typedef int16_t pairs32 __attribute__((ext_vector_type(32)));
typedef uint64_t groups8 __attribute__((ext_vector_type(8)));

// For eight pairs of steps, whether bytes of one sign sum to more than 128 in a lane.
INLINE void find_excess(const word *steps, uint64_t *excess) {
  pairs32 x;
  memcpy(&x, steps, sizeof x);
  const pairs32 low = x << 8 >> 8, high = x >> 8, zero = 0;
  const pairs32 positive = __builtin_elementwise_max(low, zero) + __builtin_elementwise_max(high, zero);
  const pairs32 negative = positive - low - high;
  groups8 p, n;
  memcpy(&p, &positive, sizeof p);
  memcpy(&n, &negative, sizeof n);
  const groups8 most = 0x7F7F7F7F; // 32,767 − 128 for each lane
  const groups8 found = ((((p + (p >> 32)) & 0xFFFFFFFF) + most) | (((n + (n >> 32)) & 0xFFFFFFFF) + most)) & 0x80008000;
  memcpy(excess, &found, sizeof found);
}

// Moves one byte of each lane whose two bytes sum to more than 128; bytes of different signs never do.
static int32_t *split_steps(word *row, size_t steps, int32_t *extra) {
  for (size_t step = 0; step < steps; step++) {
    word moved = 0;
    for (int i = 0; i < 32; i += 16) {
      const int32_t sum = (int8_t)(row[step] >> i) + (int8_t)(row[step] >> (i + 8));
      if (sum > 128 || sum < -128) moved |= row[step] & (word)(255u << i);
    }
    row[step] ^= moved;
    extra[0] = (int32_t)step;
    extra[1] = moved;
    extra += moved ? 2 : 0;
  }
  return extra;
}

// Up to sixteen steps, the others zeros.
INLINE size_t copy_steps(const word *row, size_t first, size_t steps, word *copy) {
  const size_t count = steps - first < 16 ? steps - first : 16;
  memset(copy, 0, 16 * sizeof *copy);
  memcpy(copy, row + first, count * sizeof *copy);
  return count;
}

// Splits pairs of steps, or single steps if more than an eighth of the pairs exceed 16 bits: single steps take a sixth longer,
// but have a quarter of the extra products.
INLINE void split_row(word *restrict row, size_t steps, int32_t *restrict extras) {
  word copy[16];
  uint64_t excess[8];
  size_t found = 0;
  for (size_t first = 0; first < steps; first += 16) {
    copy_steps(row, first, steps, copy);
    find_excess(copy, excess);
    for (size_t i = 0; i < 8; i++) found += excess[i] != 0;
  }
  int32_t *extra = extras + 2;
  extras[1] = found > steps / 16;
  if (extras[1]) extra = split_steps(row, steps, extra);
  for (size_t first = 0; !extras[1] && found > 0 && first < steps; first += 16) {
    const size_t count = copy_steps(row, first, steps, copy);
    find_excess(copy, excess);
    for (size_t i = 0; i < 8; i++)
      if (excess[i]) extra = split_pair(copy + 2 * i, (int32_t)(first + 2 * i), extra);
    memcpy(row + first, copy, count * sizeof *row);
  }
  extras[0] = (int32_t)((extra - extras) / 2 - 1);
}

KERNEL void kernel_prepare_rows(enum kernel_precision precision, struct kernel_matrix x, struct kernel_rows prepared) {
  const size_t padded = prepared.row_stride * kernel_depth_of_step(precision);
  for (size_t row = 0; row < x.rows; row++) {
    const float *from = x.base + row * x.row_stride;
    switch (precision) {
    case KERNEL_FLOAT32: memcpy((float *)prepared.values + row * padded, from, x.columns * sizeof(float)); break;
    case KERNEL_BFLOAT16: round_row(from, (half_word *)prepared.values + row * padded, x.columns); break;
    case KERNEL_INT8: {
      const int32_t sum = quantize_row(from, (int8_t *)prepared.values + row * padded, x.columns, prepared.scales + row);
      if (prepared.sums) prepared.sums[row] = sum;
      if (prepared.extras)
        split_row((word *)prepared.values + row * prepared.row_stride, prepared.row_stride,
                  prepared.extras + row * EXTRAS(prepared.row_stride));
    }
    }
  }
}

// Rows are outputs: rounded a panel at a time, then transposed.
static void pack_rows(const struct level *level, enum kernel_precision precision, struct kernel_matrix w, word *panel,
                      float *scales, word *scratch) {
  const size_t group = kernel_depth_of_step(precision), steps = (w.columns + group - 1) / group, width = level->panel_width;
  for (size_t first = 0; first < w.rows; first += width, panel += steps * width) {
    const size_t count = w.rows - first < width ? w.rows - first : width;
    const struct kernel_matrix rows = {w.base + first * w.row_stride, count, w.columns, w.row_stride, 1};
    const word *rounded = precision == KERNEL_FLOAT32 ? (const word *)rows.base : scratch;
    const size_t stride = precision == KERNEL_FLOAT32 ? w.row_stride : steps;
    if (precision != KERNEL_FLOAT32)
      kernel_prepare_rows(precision, rows, (struct kernel_rows){count, steps, 1, scratch, scales ? scales + first : NULL, NULL, NULL});
    for (size_t o = 0; o < width; o += 16)
      for (size_t step = 0; step < steps; step += 16) {
        const size_t lines = o < count ? count - o < 16 ? count - o : 16 : 0, words = steps - step < 16 ? steps - step : 16;
        level->transpose(rounded + o * stride + step, stride, lines, words, panel + step * width + o, width);
      }
    // From −127…127 to 1…255: the instruction multiplies signed by unsigned bytes.
    for (size_t i = 0; precision == KERNEL_INT8 && i < steps * width; i++) panel[i] ^= (word)0x80808080;
  }
}

// Columns are outputs: a line interleaves the rows of its step.
KERNEL void kernel_pack_columns(enum kernel_precision precision, struct kernel_matrix w, size_t width, void *panels) {
  word *line = panels;
  const size_t group = precision == KERNEL_FLOAT32 ? 1 : 2;
  for (size_t first = 0; first < w.rows; first += width) {
    const size_t count = w.rows - first < width ? w.rows - first : width;
    const float *row = w.base + first;
    for (size_t k = 0; k < w.columns; k += group, line += width, row += group * w.column_stride) {
      if (precision == KERNEL_FLOAT32) {
        memcpy(line, row, count * sizeof(float));
      } else {
        const float *restrict next = k + 1 < w.columns ? row + w.column_stride : NULL;
        word *restrict words = line;
        for (size_t o = 0; o < count; o++) words[o] = to_bfloat16(row[o]);
        for (size_t o = 0; next && o < count; o++) words[o] |= (word)((uint32_t)to_bfloat16(next[o]) << 16);
      }
      memset(line + count, 0, (width - count) * sizeof *line);
    }
  }
}

void kernel_pack(enum kernel_level number, enum kernel_precision precision, struct kernel_matrix w, void *panels,
                 float *scales, void *scratch) {
  const struct level *level = level_of(number);
  if (w.row_stride == 1 && precision != KERNEL_INT8)
    kernel_pack_columns(precision, w, level->panel_width, panels);
  else
    pack_rows(level, precision, w, panels, scales, scratch);
}

// Some steps of one output as floats.
INLINE void expand(enum kernel_precision precision, const word *words, float scale, float *restrict y, size_t count) {
  switch (precision) {
  case KERNEL_FLOAT32: memcpy(y, words, count * sizeof(float)); break;
  case KERNEL_BFLOAT16:
    for (size_t k = 0; k < count; k++) y[k] = from_bfloat16(((const half_word *)words)[k]);
    break;
  case KERNEL_INT8:
    for (size_t k = 0; k < count; k++) y[k] = scale * (float)(((const uint8_t *)words)[k] - 128);
  }
}

void kernel_unpack(struct kernel_factor w, size_t depth, float *weight) {
  const struct level *level = level_of(w.level);
  const size_t group = kernel_depth_of_step(w.precision), width = level->panel_width;
  word words[16 * 16];
  for (size_t o = 0; o < w.outputs; o += 16)
    for (size_t step = 0; step < w.steps; step += 16) {
      const size_t steps = w.steps - step < 16 ? w.steps - step : 16, k = step * group;
      const word *lines = (const word *)w.panels + (o / width * w.steps + step) * width + o % width;
      level->transpose(lines, width, steps, 16, words, 16);
      const size_t count = depth - k < 16 * group ? depth - k : 16 * group;
      for (size_t i = 0; i < 16 && o + i < w.outputs; i++)
        expand(w.precision, words + 16 * i, w.precision == KERNEL_INT8 ? w.scales[o + i] : 1, weight + (o + i) * depth + k, count);
    }
}
