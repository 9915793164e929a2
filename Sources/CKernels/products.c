// Products with a packed factor. It consists of panels of 64 outputs, four of the widest registers. A panel has one line of
// 256 bytes for each step of the depth, so the innermost loop reads whole lines in order. A step is one float, two bfloat16
// or four bytes; a line holds it for each of the 64 outputs.
#include "packed.h"

// A tile of the product: some rows, and the outputs of a panel or of its first half.
struct tile {
  enum kernel_precision precision;
  size_t rows, columns, row_stride, step_stride, steps, stride;
  const word *x, *panel, *ahead; // of another panel, a quarter of a line to prefetch for each step
  const int32_t *x_sums;
  const float *x_scales, *scales, *bias; // null for no bias
  bool accumulates;
  float *y;
};

// The reference of the fast loops.
static void plain_tile(const struct tile *tile) {
  const struct tile t = *tile;
  for (size_t r = 0; r < t.rows; r++)
    for (size_t c = 0; c < t.columns; c++) {
      float sum = 0;
      int32_t whole = 0;
      for (size_t step = 0; step < t.steps; step++) {
        const word *left = t.x + r * t.row_stride + step * t.step_stride, *right = t.panel + step * PANEL + c;
        switch (t.precision) {
        case KERNEL_FLOAT32: sum += *(const float *)left * *(const float *)right; break;
        case KERNEL_BFLOAT16:
          for (size_t j = 0; j < 2; j++)
            sum += from_bfloat16(((const half_word *)left)[j]) * from_bfloat16(((const half_word *)right)[j]);
          break;
        case KERNEL_INT8:
          for (size_t j = 0; j < 4; j++) whole += ((const int8_t *)left)[j] * ((const uint8_t *)right)[j];
        }
      }
      if (t.precision == KERNEL_INT8) sum = (float)(whole - 128 * t.x_sums[r]) * (t.x_scales[r] * t.scales[c]);
      if (t.accumulates) sum += t.y[r * t.stride + c];
      t.y[r * t.stride + c] = t.bias ? sum + t.bias[c] : sum;
    }
}

#if defined(__x86_64__)
#include <immintrin.h>
#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx512bf16")))
#define FAST_TILES 1

// sum + the products of a step's line and the step of one row.
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

INLINE WIDE void wide_tile(enum kernel_precision precision, size_t registers, size_t rows, const struct tile *tile) {
  const struct tile t = *tile;
  __m512 sums[ROWS][4];
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < registers; c++) sums[r][c] = _mm512_setzero_ps();
  const word *x = t.x, *panel = t.panel, *ahead = t.ahead;
  for (size_t step = 0; step < t.steps; step++, x += t.step_stride, panel += PANEL, ahead += PANEL / 4) {
    _mm_prefetch((const char *)ahead, _MM_HINT_T1);
    __m512i line[4];
    for (size_t c = 0; c < registers; c++) line[c] = _mm512_loadu_si512(panel + 16 * c);
    for (size_t r = 0; r < rows; r++)
      for (size_t c = 0; c < registers; c++) sums[r][c] = added(precision, sums[r][c], line[c], x[r * t.row_stride]);
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; r++)
#pragma clang loop unroll(full)
    for (size_t c = 0; c < registers; c++) {
      if (precision == KERNEL_INT8) {
        const __m512i surplus = _mm512_set1_epi32(128 * t.x_sums[r]);
        const __m512 whole = _mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_castps_si512(sums[r][c]), surplus));
        const __m512 scale = _mm512_mul_ps(_mm512_set1_ps(t.x_scales[r]), _mm512_loadu_ps(t.scales + 16 * c));
        sums[r][c] = _mm512_mul_ps(whole, scale);
      } else if (t.accumulates) {
        sums[r][c] = _mm512_add_ps(sums[r][c], _mm512_loadu_ps(t.y + r * t.stride + 16 * c));
      }
      if (t.bias) sums[r][c] = _mm512_add_ps(sums[r][c], _mm512_loadu_ps(t.bias + 16 * c));
      _mm512_storeu_ps(t.y + r * t.stride + 16 * c, sums[r][c]);
    }
}

#define TILES(name, precision, registers)                                                                                   \
  static WIDE void name(const struct tile *t) {                                                                             \
    switch (t->rows) {                                                                                                      \
    case 1: wide_tile(precision, registers, 1, t); break;                                                                   \
    case 2: wide_tile(precision, registers, 2, t); break;                                                                   \
    case 3: wide_tile(precision, registers, 3, t); break;                                                                   \
    case 4: wide_tile(precision, registers, 4, t); break;                                                                   \
    case 5: wide_tile(precision, registers, 5, t); break;                                                                   \
    default: wide_tile(precision, registers, ROWS, t);                                                                      \
    }                                                                                                                       \
  }
TILES(float32_tile, KERNEL_FLOAT32, 4)
TILES(bfloat16_tile, KERNEL_BFLOAT16, 4)
TILES(int8_tile, KERNEL_INT8, 4)
// For the first half of a panel: a head of a small model.
TILES(narrow_float32_tile, KERNEL_FLOAT32, 2)
TILES(narrow_bfloat16_tile, KERNEL_BFLOAT16, 2)
TILES(narrow_int8_tile, KERNEL_INT8, 2)
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

static void multiply_tile(const struct tile *t, bool plain) {
#ifdef FAST_TILES
  const bool isNarrow = t->columns < PANEL;
  if (!plain) {
    switch (t->precision) {
    case KERNEL_FLOAT32: return (isNarrow ? narrow_float32_tile : float32_tile)(t);
    case KERNEL_BFLOAT16: return (isNarrow ? narrow_bfloat16_tile : bfloat16_tile)(t);
    case KERNEL_INT8: return (isNarrow ? narrow_int8_tile : int8_tile)(t);
    }
  }
#endif
  plain_tile(t);
}

// The last panel may have more outputs than y.
static void multiply_part_of_tile(const struct tile *tile, size_t columns, bool plain) {
  float whole[ROWS * PANEL];
  const struct tile t = *tile;
  struct tile copy = t;
  copy.y = whole;
  copy.stride = PANEL;
  copy.bias = NULL;
  for (size_t r = 0; t.accumulates && r < t.rows; r++) memcpy(whole + r * PANEL, t.y + r * t.stride, columns * sizeof(float));
  multiply_tile(&copy, plain);
  for (size_t r = 0; r < t.rows; r++) memcpy(t.y + r * t.stride, whole + r * PANEL, columns * sizeof(float));
  if (t.bias) kernel_add_bias(t.y, t.bias, t.rows, columns, t.stride);
}

#define STEPS 512 // at a time, except in int8: those of a panel then fit into the second cache beside those of the rows

void kernel_multiply_packed(struct kernel_rows x, struct kernel_factor w, bool accumulates, const float *bias,
                            int activation, bool plain, float *y, size_t stride) {
  plain = plain || !kernel_multiplies_fast(w.precision);
  const size_t blocks = (x.count + ROWS - 1) / ROWS;
  const size_t maximum = w.precision == KERNEL_INT8 && w.steps > STEPS ? w.steps : STEPS;
  for (size_t step = 0; step < w.steps || step == 0; step += maximum) { // once even without any: y is then the bias
    const size_t steps = w.steps - step < maximum ? w.steps - step : maximum;
    for (size_t first = 0; first < w.outputs; first += PANEL) {
      const size_t columns = w.outputs - first < PANEL ? w.outputs - first : PANEL;
      const size_t whole = columns <= PANEL / 2 ? PANEL / 2 : PANEL;
      for (size_t block = 0; block < blocks; block++) {
        const size_t row = x.count * block / blocks, rows = x.count * (block + 1) / blocks - row;
        float *out = y + row * stride + first;
        const bool isLast = step + steps >= w.steps;
        // The first tiles of a panel prefetch the next panel, a quarter each.
        const word *panel = (const word *)w.panels + first * w.steps + step * PANEL;
        const bool fetches = block < 4 && first + PANEL < w.outputs;
        const word *ahead = fetches ? panel + w.steps * PANEL + block * steps * (PANEL / 4) : panel;
        const struct tile t = {
            w.precision, rows, whole, x.row_stride, x.step_stride, steps, stride,
            (const word *)x.values + row * x.row_stride + step * x.step_stride, panel, ahead, x.sums ? x.sums + row : NULL,
            x.scales ? x.scales + row : NULL, w.scales ? w.scales + first : NULL,
            bias && isLast && activation < 0 ? bias + first : NULL, accumulates || step > 0, out};
        if (columns == whole)
          multiply_tile(&t, plain);
        else
          multiply_part_of_tile(&t, columns, plain);
        if (bias && isLast && activation >= 0)
          kernel_add_bias_activate(out, bias + first, rows, columns, stride, (enum kernel_activation)activation);
      }
    }
  }
}
