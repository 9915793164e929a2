// The tiles of one level, for the file that defines WIDTH, the numbers in a register; REGISTERS, those of a panel's line; and
// `added`. It compiles them with `#pragma clang attribute` for its instructions.
#include "level.h"

typedef int32_t words __attribute__((ext_vector_type(WIDTH)));
typedef float numbers __attribute__((ext_vector_type(WIDTH)));
typedef words unaligned_words __attribute__((aligned(4), may_alias));
typedef numbers unaligned_numbers __attribute__((aligned(4), may_alias));

// sum + the products of a register of a step's line and the step of one row.
INLINE words added(enum kernel_precision precision, words sum, words line, int32_t x);
#ifdef SPLITS_ROWS
// sum + the products of two steps of bytes, those of the row at x.
INLINE words added_pair(words sum, words first, words second, const word *x);
#endif

// Adds the products of a few steps, or of pairs of them.
INLINE void add_steps(enum kernel_precision precision, bool pairs, size_t registers, size_t rows, const struct tile *t, const word *x,
                      size_t step_stride, const word *panel, size_t steps, words sums[ROWS][REGISTERS]) {
  // The rows are reached from two of them, so that an address takes no addition.
  const word *y = x + 3 * t->row_stride;
#define OF_ROW(r) ((r) < 3 ? x : y) + (r) % 3 * t->row_stride
  size_t step = 0;
#ifdef SPLITS_ROWS
  for (; pairs && step + 2 <= steps; step += 2, x += 2, y += 2, panel += 2 * WIDTH * REGISTERS) {
    words line[2][REGISTERS];
    for (size_t c = 0; c < registers; c++)
      for (size_t i = 0; i < 2; i++) line[i][c] = *(const unaligned_words *)(panel + WIDTH * (i * REGISTERS + c));
    for (size_t r = 0; r < rows; r++)
      for (size_t c = 0; c < registers; c++) sums[r][c] = added_pair(sums[r][c], line[0][c], line[1][c], OF_ROW(r));
  }
#endif
  for (; step < steps; step++, x += step_stride, y += step_stride, panel += WIDTH * REGISTERS) {
    words line[REGISTERS];
    for (size_t c = 0; c < registers; c++) line[c] = *(const unaligned_words *)(panel + WIDTH * c);
    for (size_t r = 0; r < rows; r++)
      for (size_t c = 0; c < registers; c++) sums[r][c] = added(precision, sums[r][c], line[c], *(OF_ROW(r)));
  }
#undef OF_ROW
}

INLINE void add_all_steps(enum kernel_precision precision, bool pairs, size_t registers, size_t rows, const struct tile *tile,
                          size_t step_stride, words sums[ROWS][REGISTERS]) {
  const struct tile t = *tile;
  const word *x = t.x, *panel = t.panel, *ahead = t.ahead;
  size_t step = 0;
  for (; step + UNROLLED <= t.steps; step += UNROLLED, x += UNROLLED * step_stride, panel += UNROLLED * WIDTH * REGISTERS) {
    for (size_t i = 0; i < t.lines_ahead; i++, ahead += CACHE_LINE) __builtin_prefetch(ahead, 0, 2);
    add_steps(precision, pairs, registers, rows, tile, x, step_stride, panel, UNROLLED, sums);
  }
  add_steps(precision, pairs, registers, rows, tile, x, step_stride, panel, t.steps - step, sums);
}

INLINE void multiply_rows(enum kernel_precision precision, size_t registers, size_t rows, const struct tile *tile) {
  const struct tile t = *tile;
  words sums[ROWS][REGISTERS];
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < registers; c++) sums[r][c] = 0;
  bool pairs = false;
#ifdef SPLITS_ROWS
  pairs = precision == KERNEL_INT8;
  for (size_t r = 0; r < rows && precision == KERNEL_INT8; r++) pairs = pairs && !t.x_extras[r * EXTRAS(t.row_stride) + 1];
#endif
  if (pairs)
    add_all_steps(precision, true, registers, rows, tile, 1, sums);
  else if (t.step_stride == 1)
    add_all_steps(precision, false, registers, rows, tile, 1, sums);
  else
    add_all_steps(precision, false, registers, rows, tile, t.step_stride, sums);
#ifdef SPLITS_ROWS
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows && precision == KERNEL_INT8; r++) {
    const int32_t *list = t.x_extras + r * EXTRAS(t.row_stride), *end = list + 2 + 2 * list[0];
    for (const int32_t *extra = list + 2; extra < end; extra += 2) {
      const word *panel = t.panel + (size_t)extra[0] * WIDTH * REGISTERS;
      for (size_t c = 0; c < registers; c++)
        sums[r][c] = added(precision, sums[r][c], *(const unaligned_words *)(panel + WIDTH * c), extra[1]);
    }
  }
#endif
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (size_t c = 0; c < registers; c++) {
      unaligned_numbers *y = (unaligned_numbers *)(t.y + r * t.stride + WIDTH * c);
      numbers sum = (numbers)sums[r][c];
      if (precision == KERNEL_INT8)
        sum = __builtin_convertvector(sums[r][c] - 128 * t.x_sums[r], numbers) *
              (t.x_scales[r] * *(const unaligned_numbers *)(t.scales + WIDTH * c));
      else if (t.accumulates)
        sum += *y;
      if (t.bias) sum += *(const unaligned_numbers *)(t.bias + WIDTH * c);
      *y = sum;
    }
}

INLINE void multiply_some_rows(enum kernel_precision precision, size_t registers, const struct tile *t) {
  switch (t->rows) {
  case 1: multiply_rows(precision, registers, 1, t); break;
  case 2: multiply_rows(precision, registers, 2, t); break;
  case 3: multiply_rows(precision, registers, 3, t); break;
  case 4: multiply_rows(precision, registers, 4, t); break;
  case 5: multiply_rows(precision, registers, 5, t); break;
  default: multiply_rows(precision, registers, ROWS, t);
  }
}

INLINE void multiply_whole_tile(enum kernel_precision precision, const struct tile *t) {
  if (t->columns > WIDTH * REGISTERS / 2)
    multiply_some_rows(precision, REGISTERS, t);
  else
    multiply_some_rows(precision, REGISTERS / 2, t);
}
