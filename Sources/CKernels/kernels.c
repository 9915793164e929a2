#include "kernels.h"

#include "exponential.h"
#include <math.h>

KERNEL void kernel_add_bias(float *restrict y, const float *restrict bias, size_t rows, size_t columns, size_t stride) {
  for (size_t row = 0; row < rows; row++, y += stride)
    for (size_t i = 0; i < columns; i++) y[i] += bias[i];
}

// Whole lanes, then half of them, then one by one.
#define IN_LANES(count, STEP)                                      \
  size_t i = 0;                                                    \
  for (; i + LANES <= (count); i += LANES) STEP(LANES)             \
  for (; i + LANES / 2 <= (count); i += LANES / 2) STEP(LANES / 2) \
  for (; i < (count); i++) STEP(1)

INLINE float maximum(const float *x, size_t count) {
  float best[LANES];
  for (size_t lane = 0; lane < LANES; lane++) best[lane] = -INFINITY;
#define STEP(width) \
  for (size_t lane = 0; lane < (width); lane++) best[lane] = x[i + lane] > best[lane] ? x[i + lane] : best[lane];
  IN_LANES(count, STEP)
#undef STEP
  return maximum_of_lanes(best);
}

INLINE float dot(const float *x, const float *y, size_t count) {
  float sums[LANES] = {0};
#define STEP(width) for (size_t lane = 0; lane < (width); lane++) sums[lane] += x[i + lane] * y[i + lane];
  IN_LANES(count, STEP)
#undef STEP
  return sum_of_lanes(sums);
}

INLINE float sum(const float *x, size_t count) {
  float sums[LANES] = {0};
#define STEP(width) for (size_t lane = 0; lane < (width); lane++) sums[lane] += x[i + lane];
  IN_LANES(count, STEP)
#undef STEP
  return sum_of_lanes(sums);
}

KERNEL void kernel_softmax(float *x, size_t rows, size_t columns, size_t stride, float scale) {
  for (size_t row = 0; row < rows; row++, x += stride) {
    const float shift = maximum(x, columns);  // the largest exponent becomes 0: no overflow
    for (size_t i = 0; i < columns; i++) x[i] = exponential((x[i] - shift) * scale);
    const float factor = 1.0f / sum(x, columns);
    for (size_t i = 0; i < columns; i++) x[i] *= factor;
  }
}

KERNEL void kernel_multiply_elements(float *restrict y, const float *restrict x, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] *= x[i];
}

KERNEL void kernel_rotate(float *restrict x, size_t rows, size_t heads, size_t half, size_t stride, const size_t *positions,
                          const float *restrict cosines, const float *restrict sines, float direction) {
  for (size_t row = 0; row < rows; row++, x += stride) {
    const float *c = cosines + positions[row] * half, *s = sines + positions[row] * half;
    for (size_t head = 0; head < heads; head++) {
      float *first = x + 2 * half * head, *second = first + half;
      for (size_t i = 0; i < half; i++) {
        const float a = first[i], b = second[i];
        first[i] = a * c[i] - b * s[i] * direction;
        second[i] = b * c[i] + a * s[i] * direction;
      }
    }
  }
}

KERNEL void kernel_add_distance_bias(float *restrict x, size_t rows, size_t columns, size_t stride,
                                     struct kernel_distance_bias bias, float factor) {
  for (size_t row = 0; row < rows; row++, x += stride) {
    const float *terms = bias.base - bias.positions[row];
    for (size_t i = 0; i < columns; i++) x[i] += terms[i] * factor;
  }
}

KERNEL void kernel_sum_by_distance(const float *restrict x, size_t rows, size_t columns, const size_t *positions, float factor,
                                   float *restrict sums) {
  for (size_t row = 0; row < rows; row++, x += columns) {
    float *places = sums - positions[row];
    for (size_t i = 0; i < columns; i++) places[i] += x[i] * factor;
  }
}

KERNEL void kernel_softmax_gradient(const float *restrict p, float *restrict dp, size_t rows, size_t columns,
                                    float scale) {
  for (size_t row = 0; row < rows; row++, p += columns, dp += columns) {
    const float mean = dot(p, dp, columns);
    for (size_t i = 0; i < columns; i++) dp[i] = scale * p[i] * (dp[i] - mean);
  }
}

KERNEL void kernel_layer_norm(const float *x, const float *residual, const float *restrict scale,
                              const float *restrict shift, float *y, float *normalized, float *rstd, size_t rows,
                              size_t columns, float epsilon) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns) {
    if (residual) {
      for (size_t i = 0; i < columns; i++) y[i] = x[i] + residual[i];
      residual += columns;
    } else if (y != x) {
      memcpy(y, x, columns * sizeof(float));
    }
    const float mean = sum(y, columns) / (float)columns;
    // The variance from the centred values, in a second pass: E[x²] − mean² cancels.
    for (size_t i = 0; i < columns; i++) y[i] -= mean;
    const float inverse = 1.0f / __builtin_elementwise_sqrt(dot(y, y, columns) / (float)columns + epsilon);
    if (normalized) {
      for (size_t i = 0; i < columns; i++) normalized[i] = y[i] * inverse;
      normalized += columns;
    }
    if (rstd) rstd[row] = inverse;
    for (size_t i = 0; i < columns; i++) y[i] = y[i] * inverse * scale[i] + shift[i];
  }
}

KERNEL void kernel_layer_norm_gradient(const float *restrict dy, const float *restrict normalized,
                                       const float *restrict rstd, const float *restrict scale, float *restrict dx,
                                       size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++, dy += columns, dx += columns, normalized += columns) {
    for (size_t i = 0; i < columns; i++) dx[i] = dy[i] * scale[i];
    const float mean = sum(dx, columns) / (float)columns;
    const float slope = dot(dx, normalized, columns) / (float)columns;
    for (size_t i = 0; i < columns; i++) dx[i] = rstd[row] * (dx[i] - mean - normalized[i] * slope);
  }
}

KERNEL void kernel_column_sums(const float *restrict x, const float *factor, float *restrict sums, size_t rows,
                               size_t columns, size_t stride) {
  for (size_t row = 0; row < rows; row++, x += stride) {
    if (factor) {
      for (size_t i = 0; i < columns; i++) sums[i] += x[i] * factor[i];
      factor += stride;
    } else {
      for (size_t i = 0; i < columns; i++) sums[i] += x[i];
    }
  }
}

KERNEL void kernel_accumulate(float *restrict y, const float *restrict x, float factor, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] += x[i] * factor;
}

KERNEL void kernel_dropout(float *x, size_t count, uint64_t seed, size_t first, float probability) {
  const float keep = 1.0f / (1.0f - probability);
  const uint32_t threshold = (uint32_t)(probability * 4294967296.0);
  const uint32_t low = (uint32_t)seed, high = (uint32_t)(seed >> 32);
  // A counter hashed twice through a 32-bit finaliser: no state, so any element's fate is known from its place alone
  // and the backward pass needs no stored mask.
  for (size_t i = 0; i < count; i++) {
    uint32_t h = (uint32_t)(first + i) * 0x9E3779B1u ^ low;
    h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
    h = (h ^ (h >> 13)) * 0xC2B2AE35u + high;
    h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
    h = (h ^ (h >> 13)) * 0xC2B2AE35u;
    h ^= h >> 16;
    x[i] = h < threshold ? 0.0f : x[i] * keep;
  }
}

KERNEL double kernel_sum_of_squares(const float *restrict x, size_t count) {
  double sums[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++) sums[lane] += (double)x[i + lane] * x[i + lane];
  for (; i < count; i++) sums[0] += (double)x[i] * x[i];
  double total = 0;
  for (size_t lane = 0; lane < LANES; lane++) total += sums[lane];
  return total;
}

KERNEL void kernel_adamw(float *restrict x, const float *restrict gradient, float *restrict first,
                         float *restrict second, size_t count, float gradient_scale, float beta1, float beta2,
                         float epsilon, float decay, float step_size, float correction) {
  for (size_t i = 0; i < count; i++) {
    const float g = gradient[i] * gradient_scale;
    first[i] = beta1 * first[i] + (1.0f - beta1) * g;
    second[i] = beta2 * second[i] + (1.0f - beta2) * g * g;
    x[i] = x[i] * (1.0f - decay) - step_size * first[i] / (__builtin_elementwise_sqrt(second[i]) * correction + epsilon);
  }
}
