#include "packed.h"
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
    }
    }
  }
}

#if defined(__x86_64__)
#include <immintrin.h>

// out[j][i] = in[i][j] for up to 16 lines of up to 16 words; missing lines count as zeros.
__attribute__((target("avx512f"))) static void transpose_wide(const word *in, size_t in_stride, size_t lines, size_t words,
                                                              word *out, size_t out_stride) {
  const __mmask16 there = (__mmask16)((1u << words) - 1);
  __m512i row[16], half[16];
  for (size_t i = 0; i < 16; i++)
    row[i] = i < lines ? _mm512_maskz_loadu_epi32(there, in + i * in_stride) : _mm512_setzero_si512();
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
  for (size_t i = 0; i < 8; i++) {
    if (i < words) _mm512_storeu_si512(out + i * out_stride, _mm512_shuffle_i32x4(half[i], half[i + 8], 0x88));
    if (i + 8 < words) _mm512_storeu_si512(out + (i + 8) * out_stride, _mm512_shuffle_i32x4(half[i], half[i + 8], 0xDD));
  }
}
#endif

// out[j][i] = in[i][j] by the instructions that the CPU has.
static void transpose(const word *in, size_t in_stride, size_t lines, size_t words, word *out, size_t out_stride) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return transpose_wide(in, in_stride, lines, words, out, out_stride);
#endif
  for (size_t j = 0; j < words; j++)
    for (size_t i = 0; i < 16; i++) out[j * out_stride + i] = i < lines ? in[i * in_stride + j] : 0;
}

// Rows are outputs: rounded a panel at a time, then transposed.
static void pack_rows(enum kernel_precision precision, struct kernel_matrix w, word *panel, float *scales,
                      word *scratch) {
  const size_t group = kernel_depth_of_step(precision), steps = (w.columns + group - 1) / group;
  for (size_t first = 0; first < w.rows; first += PANEL, panel += steps * PANEL) {
    const size_t count = w.rows - first < PANEL ? w.rows - first : PANEL;
    const struct kernel_matrix rows = {w.base + first * w.row_stride, count, w.columns, w.row_stride, 1};
    kernel_prepare_rows(precision, rows, (struct kernel_rows){count, steps, 1, scratch, scales ? scales + first : NULL, NULL});
    for (size_t o = 0; o < PANEL; o += 16)
      for (size_t step = 0; step < steps; step += 16) {
        const size_t lines = o < count ? count - o < 16 ? count - o : 16 : 0, words = steps - step < 16 ? steps - step : 16;
        transpose(scratch + o * steps + step, steps, lines, words, panel + step * PANEL + o, PANEL);
      }
    // From −127…127 to 1…255: the instruction multiplies signed by unsigned bytes.
    for (size_t i = 0; precision == KERNEL_INT8 && i < steps * PANEL; i++) panel[i] ^= (word)0x80808080;
  }
}

// Columns are outputs: a line interleaves the rows of its step.
static KERNEL void pack_columns(enum kernel_precision precision, struct kernel_matrix w, word *line) {
  const size_t group = precision == KERNEL_FLOAT32 ? 1 : 2;
  for (size_t first = 0; first < w.rows; first += PANEL) {
    const size_t count = w.rows - first < PANEL ? w.rows - first : PANEL;
    const float *row = w.base + first;
    for (size_t k = 0; k < w.columns; k += group, line += PANEL, row += group * w.column_stride) {
      if (precision == KERNEL_FLOAT32) {
        memcpy(line, row, count * sizeof(float));
      } else {
        const float *restrict next = k + 1 < w.columns ? row + w.column_stride : NULL;
        word *restrict words = line;
        for (size_t o = 0; o < count; o++) words[o] = to_bfloat16(row[o]);
        for (size_t o = 0; next && o < count; o++) words[o] |= (word)((uint32_t)to_bfloat16(next[o]) << 16);
      }
      memset(line + count, 0, (PANEL - count) * sizeof *line);
    }
  }
}

void kernel_pack(enum kernel_precision precision, struct kernel_matrix w, void *panels, float *scales, void *scratch) {
  if (w.row_stride == 1 && precision != KERNEL_INT8)
    pack_columns(precision, w, panels);
  else
    pack_rows(precision, w, panels, scales, scratch);
}

// Sixteen steps of one output as floats.
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

KERNEL void kernel_unpack(struct kernel_factor w, size_t first, size_t depth, float *weight, size_t stride) {
  const size_t group = kernel_depth_of_step(w.precision);
  word words[16 * 16];
  for (size_t o = 0; o < w.outputs; o += 16)
    for (size_t k = 0; k < depth; k += 16 * group) {
      const size_t step = (first + k) / group, steps = w.steps - step < 16 ? w.steps - step : 16;
      transpose((const word *)w.panels + (o / PANEL * w.steps + step) * PANEL + o % PANEL, PANEL, steps, 16, words, 16);
      const size_t count = depth - k < 16 * group ? depth - k : 16 * group;
      for (size_t i = 0; i < 16 && o + i < w.outputs; i++)
        expand(w.precision, words + 16 * i, w.precision == KERNEL_INT8 ? w.scales[o + i] : 1,
               weight + (o + i) * stride + k, count);
    }
}
