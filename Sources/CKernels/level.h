// The kernels of one kind of CPU: how its registers multiply and transpose.
#pragma once
#include "packed.h"

// A tile of a product: some rows, and the outputs of a panel or of its first half.
struct tile {
  enum kernel_precision precision;
  size_t rows, columns, panel_width, row_stride, step_stride, steps, stride;
  const word *x, *panel, *ahead; // of another panel, cache lines to prefetch beside the steps
  size_t lines_ahead;
  const int32_t *x_sums, *x_extras; // null without
  const float *x_scales, *scales, *bias; // null for no bias
  bool accumulates;
  float *y;
};

#define ROWS 6 // of a tile, at most
#define UNROLLED 4 // steps of a tile
#define MAXIMUM_PANEL 64
#define CACHE_LINE 16 // words

struct level {
  size_t panel_width;
  size_t steps; // of a panel that stay in the cache while all rows pass, except in int8
  bool splits_rows; // int8 rows need extra products, see `kernel_prepare_rows`
  void (*tiles[3])(const struct tile *); // by precision; null where the CPU has no instructions for it
  // out[j][i] = in[i][j] for up to 16 lines of up to 16 words; missing lines count as zeros.
  void (*transpose)(const word *in, size_t in_stride, size_t lines, size_t words, word *out, size_t out_stride);
};

const struct level *level_of(enum kernel_level level);

void plain_tile(const struct tile *t);
void plain_transpose(const word *in, size_t in_stride, size_t lines, size_t words, word *out, size_t out_stride);

#if defined(__x86_64__)
extern const struct level level_avx2, level_avxvnni, level_avx512, level_avx512vnni, level_avx512bf16;
// Tiles that higher levels use, too.
void avx2_float32_tile(const struct tile *t);
void avx512_float32_tile(const struct tile *t);
void avx512vnni_int8_tile(const struct tile *t);
void avx2_transpose(const word *in, size_t in_stride, size_t lines, size_t words, word *out, size_t out_stride);
void avx512_transpose(const word *in, size_t in_stride, size_t lines, size_t words, word *out, size_t out_stride);
#endif
