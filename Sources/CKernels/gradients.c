// Gradients of a few rows through a packed factor. Its lines are read in place: for each step of the depth, the lines of all
// panels, in which outputs are neighbours.
#include "packed.h"

typedef int32_t words16 __attribute__((ext_vector_type(16)));

// The element at that position of each of sixteen words of a line.
INLINE void take_numbers(enum kernel_precision precision, const words16 *words, size_t place, lanes16 *numbers) {
  switch (precision) {
  case KERNEL_FLOAT32: *numbers = (lanes16)*words; break;
  case KERNEL_BFLOAT16: *numbers = (lanes16)(place == 0 ? *words << 16 : *words & (int32_t)0xFFFF0000); break;
  case KERNEL_INT8: {
    const words16 bytes = (*words ^ (int32_t)0x80808080) << (24 - 8 * (int32_t)place) >> 24;
    *numbers = __builtin_convertvector(bytes, lanes16);
  }
  }
}

// Each lane keeps its own sum until all outputs are added.
INLINE void gradient_of_step(enum kernel_precision precision, size_t rows, const word *line, size_t panels,
                             size_t panel_stride, const float *dy, size_t stride, float *dx, size_t dx_stride) {
  const size_t group = precision == KERNEL_FLOAT32 ? 1 : precision == KERNEL_BFLOAT16 ? 2 : 4;
  lanes16 sums[KERNEL_GRADIENT_ROWS][4] = {0};
  for (size_t panel = 0; panel < panels; panel++, line += panel_stride)
    for (size_t i = 0; i < PANEL; i += 16) {
      words16 words;
      memcpy(&words, line + i, sizeof words);
      for (size_t j = 0; j < group; j++) {
        lanes16 numbers;
        take_numbers(precision, &words, j, &numbers);
        for (size_t r = 0; r < rows; r++) {
          lanes16 gradient;
          memcpy(&gradient, dy + r * stride + panel * PANEL + i, sizeof gradient);
          sums[r][j] += gradient * numbers;
        }
      }
    }
  for (size_t r = 0; r < rows; r++)
    for (size_t j = 0; j < group; j++) dx[r * dx_stride + j] = sum_of_half(&sums[r][j]);
}

KERNEL void kernel_gradient_of_rows(struct kernel_factor w, struct kernel_matrix dy, size_t first_step, size_t steps,
                                    float *dx, size_t stride, float *scratch) {
  const size_t group = kernel_depth_of_step(w.precision), panels = (w.outputs + PANEL - 1) / PANEL, whole = panels * PANEL;
  for (size_t row = 0; row < dy.rows; row++)
    for (size_t i = 0; i < whole; i++) {
      const float value = i < w.outputs ? dy.base[row * dy.row_stride + i] : 0;
      scratch[row * whole + i] = w.precision == KERNEL_INT8 ? value * w.scales[i] : value;
    }
  const word *line = (const word *)w.panels + first_step * PANEL;
#define STEPS_OF(precision, rows)                                                                  \
  for (size_t step = 0; step < steps; step++)                                                      \
    gradient_of_step(precision, rows, line + step * PANEL, panels, w.steps * PANEL, scratch, whole, \
                     dx + (first_step + step) * group, stride);
#define ROWS_OF(precision)                                                                         \
  switch (dy.rows) {                                                                               \
  case 1: STEPS_OF(precision, 1) break;                                                            \
  case 2: STEPS_OF(precision, 2) break;                                                            \
  case 3: STEPS_OF(precision, 3) break;                                                            \
  default: STEPS_OF(precision, KERNEL_GRADIENT_ROWS)                                               \
  }
  switch (w.precision) {
  case KERNEL_FLOAT32: ROWS_OF(KERNEL_FLOAT32) break;
  case KERNEL_BFLOAT16: ROWS_OF(KERNEL_BFLOAT16) break;
  case KERNEL_INT8: ROWS_OF(KERNEL_INT8) break;
  }
}
