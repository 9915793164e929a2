// Loops over floats that the C compiler vectorises once per CPU generation, of which the loader picks the one for this machine;
// and products by the instructions of a level.
// They know pointers and sizes, nothing else. Rows are `stride` floats apart; `restrict` rules out overlap.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// y[i] += bias[i] for each of `rows` rows.
void kernel_add_bias(float *restrict y, const float *restrict bias, size_t rows, size_t columns, size_t stride);
/// Functions of one number between the two layers of a feed-forward network.
enum kernel_activation {
  KERNEL_GELU,       // x · Φ(x), with the exact (erf) normal distribution function
  KERNEL_GELU_TANH,  // its approximation x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2
  KERNEL_RELU,       // max(x, 0)
  KERNEL_SILU,       // x / (1 + e^−x)
  KERNEL_TANH,
};
/// y = activation(y + bias), in one pass.
void kernel_add_bias_activate(float *restrict y, const float *restrict bias, size_t rows, size_t columns, size_t stride,
                              enum kernel_activation activation);
/// y = activation(x).
void kernel_activate(const float *restrict x, float *restrict y, size_t count, enum kernel_activation activation);
/// dx = dy · activation'(x).
void kernel_activation_gradient(const float *restrict x, const float *restrict dy, float *restrict dx, size_t count,
                                enum kernel_activation activation);
/// dx = dy · activation(x)/x: the gradient with that ratio, the gate, frozen.
void kernel_activation_gate(const float *restrict x, const float *restrict dy, float *restrict dx, size_t count,
                            enum kernel_activation activation);
/// dx = dy · the mean of the gates at a sixth, a half and five sixths of the way from the reference [columns] to x.
void kernel_activation_mean_gate(const float *restrict x, const float *restrict reference, const float *restrict dy,
                                 float *restrict dx, size_t rows, size_t columns, enum kernel_activation activation);
/// In each head of x, the channels i and i + half become x[i] · c − x[i + half] · s and x[i + half] · c + x[i] · s, with
/// c = cosines[position, i] and s = direction · sines[position, i].
void kernel_rotate(float *restrict x, size_t rows, size_t heads, size_t half, size_t stride, const size_t *positions,
                   const float *restrict cosines, const float *restrict sines, float direction);
/// Each row x becomes exp(scale · (x − max)) / Σ.
void kernel_softmax(float *x, size_t rows, size_t columns, size_t stride, float scale);
/// Terms of a head's scaled scores by the distance from query to key: base[distance]. A null `base` adds none. `positions` are
/// the places of the queries among the keys.
struct kernel_distance_bias {
  const float *base;
  const size_t *positions;
};
/// x[i, j] += factor · bias(j − positions[i]).
void kernel_add_distance_bias(float *restrict x, size_t rows, size_t columns, size_t stride, struct kernel_distance_bias bias,
                              float factor);
/// sums[j − positions[i]] += factor · x[i, j].
void kernel_sum_by_distance(const float *restrict x, size_t rows, size_t columns, const size_t *positions, float factor,
                            float *restrict sums);
/// dx = scale · p · (dp − Σ p · dp), written over dp.
void kernel_softmax_gradient(const float *restrict p, float *restrict dp, size_t rows, size_t columns, float scale);
/// s = x + residual (residual may be null); normalized = (s − mean) · rstd; y = normalized · scale + shift.
/// `normalized` [rows, columns] and `rstd` [rows] may be null.
void kernel_layer_norm(const float *x, const float *residual, const float *restrict scale, const float *restrict shift,
                       float *y, float *normalized, float *rstd, size_t rows, size_t columns, float epsilon);
/// dx = rstd · (g − mean(g) − normalized · mean(g · normalized)) with g = dy · scale.
void kernel_layer_norm_gradient(const float *restrict dy, const float *restrict normalized, const float *restrict rstd,
                                const float *restrict scale, float *restrict dx, size_t rows, size_t columns);
/// sums[i] += Σ over rows of x[i], or of x[i] · factor[i] where factor is not null.
void kernel_column_sums(const float *restrict x, const float *factor, float *restrict sums, size_t rows,
                        size_t columns, size_t stride);
/// y[i] += x[i] · factor.
void kernel_accumulate(float *restrict y, const float *restrict x, float factor, size_t count);
/// y[i] *= x[i].
void kernel_multiply_elements(float *restrict y, const float *restrict x, size_t count);
/// x[i] = 0 with the given probability, else x[i] · 1/(1 − probability); element i of the stream that `seed` names.
void kernel_dropout(float *x, size_t count, uint64_t seed, size_t first, float probability);
/// Σ x[i]², in double.
double kernel_sum_of_squares(const float *restrict x, size_t count);
/// One AdamW update (Loshchilov & Hutter, 2019) in place; `decay` is learning rate × weight decay,
/// `step_size` is learning rate / (1 − β1ᵗ), `correction` is 1 / √(1 − β2ᵗ).
void kernel_adamw(float *restrict x, const float *restrict gradient, float *restrict first, float *restrict second,
                  size_t count, float gradient_scale, float beta1, float beta2, float epsilon, float decay,
                  float step_size, float correction);
/// IEEE half precision to float and back (round to nearest even); bfloat16 and double to float.
void kernel_from_half(const uint16_t *restrict x, float *restrict y, size_t count);
void kernel_to_half(const float *restrict x, uint16_t *restrict y, size_t count);
void kernel_from_bfloat16(const uint16_t *restrict x, float *restrict y, size_t count);
void kernel_from_double(const double *restrict x, float *restrict y, size_t count);
/// The largest |x[i]|, 0 for none; NaN where any element is one, else infinity where any is.
float kernel_largest_magnitude(const float *restrict x, size_t count);
/// Runs a function on a thread with a stack of this size, and gives all threads that start from now on such a stack. The stack
/// of the main thread may be too small: `ulimit -s` bounds it.
void kernel_run_on_stack(size_t bytes, void (*body)(void));
/// Makes all threads that start from now on allocate from one heap, if the C library can.
void kernel_share_one_heap(void);
/// Lets `free` keep up to `spare` bytes for the next `malloc`, in pieces of up to `largest` bytes, if the C library can.
void kernel_keep_freed_memory(int32_t largest, int32_t spare);
/// Returns freed memory to the system, if the C library can.
void kernel_return_freed_memory(void);
/// Asks for memory that is not touched yet to come in large pages, where there are any.
void kernel_prefer_large_pages(void *memory, size_t count);
/// Tells the CPU that the caller waits in a loop.
void kernel_pause(void);

/// The instructions that products are made of; a file `level_….c` for each but the first.
enum kernel_level {
  KERNEL_PORTABLE, // plain loops
  KERNEL_AVX2,
  KERNEL_AVXVNNI,
  KERNEL_AVX512,
  KERNEL_AVX512VNNI,
  KERNEL_AVX512BF16,
};
/// Whether this CPU has the instructions of a level.
bool kernel_level_runs(enum kernel_level level);
/// The precision of a packed factor and of its products. Sums are float32, those of int8 whole numbers.
enum kernel_precision {
  KERNEL_FLOAT32,
  KERNEL_BFLOAT16,
  KERNEL_INT8, // with a scale for each output of the factor and for each row of the other factor
};
/// Whether a level has instructions for a precision; else it takes a plain loop.
bool kernel_multiplies_fast(enum kernel_level level, enum kernel_precision precision);
/// Whether a level has instructions for bfloat16 that are faster than those for float32. On AMD's CPUs they are twice as fast
/// (Zen 4, Zen 5), on Intel's half as fast (Emerald Rapids).
bool kernel_gains_by_bfloat16(enum kernel_level level);
/// The number of outputs in a panel, at most 64. A packed factor has whole panels.
size_t kernel_panel_width(enum kernel_level level);
/// A factor w [outputs, depth], packed: for each panel, for each step of the depth, 4 bytes an output.
struct kernel_factor {
  enum kernel_level level;
  enum kernel_precision precision;
  size_t outputs, steps;
  const void *panels;
  const float *scales; // [whole panels] in int8
};
/// Rows of 4-byte steps; in int8 with the scale of each row and the sum of its numbers.
struct kernel_rows {
  size_t count, row_stride, step_stride; // in steps
  void *values;
  float *scales;
  int32_t *sums, *extras; // in int8; extras are `kernel_extras` words a row, null if that is 0
};
/// The number of elements in one step: 1 float, 2 bfloat16, 4 bytes.
size_t kernel_depth_of_step(enum kernel_precision precision);
/// The length of the list of a row's extra products, in words.
size_t kernel_extras(enum kernel_level level, enum kernel_precision precision, size_t steps);
/// A matrix of floats, the distances between its rows and its columns; one of the two is 1.
struct kernel_matrix {
  const float *base;
  size_t rows, columns, row_stride, column_stride;
};
/// Packs a weight [outputs, depth] into whole panels of ⌈depth / step⌉ · 4 bytes an output; in int8 each of its rows must be
/// contiguous (column stride 1).
///
/// - Parameter scratch: min(panel, outputs) rows of whole steps; not used in float32, nor with a row stride of 1.
void kernel_pack(enum kernel_level level, enum kernel_precision precision, struct kernel_matrix weight, void *panels,
                 float *scales, void *scratch);
/// Packs a matrix [rows, depth] with a row stride of 1, not in int8, into panels of some rows: for each step of the depth, the
/// steps of these rows.
void kernel_pack_columns(enum kernel_precision precision, struct kernel_matrix x, size_t width, void *panels);
/// weight [outputs, depth] = the factor, rounded as it is stored.
void kernel_unpack(struct kernel_factor w, size_t depth, float *weight);
/// Converts rows of floats with contiguous columns into `prepared`, padded to whole steps.
void kernel_prepare_rows(enum kernel_precision precision, struct kernel_matrix x, struct kernel_rows prepared);
/// y [rows, outputs] = activation(x · wᵀ + bias); a null `bias` leaves out both, a negative `activation` the activation.
///
/// - Parameters:
///   - accumulates: adds to what y holds; not in int8.
///   - plain: uses the plain loop, the reference of the fast ones.
void kernel_multiply_packed(struct kernel_rows x, struct kernel_factor w, bool accumulates, const float *bias,
                            int activation, bool plain, float *y, size_t stride);
/// Multiplies one tile again and again, with its factors in the first cache: the limit of a level's speed.
///
/// - Returns: the number of multiply-adds; 0 if the level has no instructions for the precision.
size_t kernel_repeat_tile(enum kernel_level level, enum kernel_precision precision, size_t times);
/// The number of floats of scratch that `kernel_attend` needs.
size_t kernel_attend_scratch(enum kernel_level level, enum kernel_precision precision, size_t keys, size_t width);
/// context [queries, width] = softmax(scale · queries · keysᵀ + bias) · values, the products in float32 or bfloat16.
void kernel_attend(enum kernel_level level, enum kernel_precision precision, struct kernel_matrix queries,
                   struct kernel_matrix keys, struct kernel_matrix values, float scale, struct kernel_distance_bias bias,
                   float *context, size_t stride, float *scratch);
/// The number of floats of scratch that `kernel_value_gradient` needs.
size_t kernel_value_gradient_scratch(enum kernel_level level, enum kernel_precision precision, size_t keys, size_t width);
/// gradient [keys, width] = softmax(scale · queries · keysᵀ + bias)ᵀ · context gradient [queries, width]: the gradient of the
/// values.
void kernel_value_gradient(enum kernel_level level, enum kernel_precision precision, struct kernel_matrix queries,
                           struct kernel_matrix keys, struct kernel_matrix context_gradient, float scale,
                           struct kernel_distance_bias bias, float *gradient, size_t stride, float *scratch);
/// The number of floats of scratch that `kernel_contributions` needs.
size_t kernel_contributions_scratch(enum kernel_level level, size_t keys, size_t width);
/// scores [keys] = p · (gradient · value), p = softmax(scale · query · keysᵀ + bias), for one query of a head and its gradient.
void kernel_contributions(enum kernel_level level, struct kernel_matrix query, struct kernel_matrix gradient,
                          struct kernel_matrix keys, struct kernel_matrix values, float scale,
                          struct kernel_distance_bias bias, float *scores, float *scratch);
