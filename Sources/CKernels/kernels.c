#include "kernels.h"

#include <math.h>
#include <string.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

// One clone per CPU generation. Fused multiply-add makes the last bit differ between generations, never on one machine.
#if defined(__x86_64__) && defined(__linux__)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif
#define INLINE static inline __attribute__((always_inline))

// e^x by 2^(x·log2 e) with a polynomial of degree 6 for the fraction; relative error below 2e-7. Clamped at ±87.
INLINE float exponential(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 87.0f ? 87.0f : x;
  const float t = x * 1.44269504f;
  const float whole = __builtin_rintf(t);
  // The fraction from x itself in two steps: t alone has lost bits where |x| is large.
  const float f = (x - whole * 0.693359375f + whole * 2.12194440e-4f) * 1.44269504f;
  float p = 1.534581181e-04f;
  p = p * f + 1.339993122e-03f;
  p = p * f + 9.618488958e-03f;
  p = p * f + 5.550328777e-02f;
  p = p * f + 2.402264689e-01f;
  p = p * f + 6.931472057e-01f;
  p = p * f + 1.0f;
  const int32_t bits = ((int32_t)whole + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return p * power;
}

// erf(x) as an odd rational function, a weighted least-squares fit on |x| ≤ 3.925 (beyond it float32 rounds to ±1);
// absolute error below 4e-7.
INLINE float error_function(float x) {
  x = x < -3.925f ? -3.925f : x;
  x = x > 3.925f ? 3.925f : x;
  const float u = x * x;
  float p = 1.986899127e-08f;
  p = p * u - 1.956538626e-06f;
  p = p * u + 1.421666978e-04f;
  p = p * u + 3.719055210e-03f;
  p = p * u + 5.063086239e-02f;
  p = p * u + 2.003626800e-01f;
  p = p * u + 1.128379108e+00f;
  float q = 9.599319662e-04f;
  q = q * u + 1.438979319e-02f;
  q = q * u + 1.151789415e-01f;
  q = q * u + 5.108984346e-01f;
  q = q * u + 1.0f;
  return x * p / q;
}

INLINE float normal_distribution(float x) { return 0.5f + 0.5f * error_function(x * 0.70710678f); }

KERNEL void kernel_add_bias(float *restrict y, const float *restrict bias, size_t rows, size_t columns, size_t stride) {
  for (size_t row = 0; row < rows; row++, y += stride)
    for (size_t i = 0; i < columns; i++) y[i] += bias[i];
}

// 1 / (1 + e^−x): where e^−x is clamped, the result is 1 or some 1e-38.
INLINE float logistic(float x) { return 1.0f / (1.0f + exponential(-x)); }

// tanh(x)/x near 0, where 1 − 2/(e^2x + 1) cancels, as a polynomial in x² (a weighted least-squares fit on |x| ≤ 0.625);
// relative error below 1e-8 before rounding.
INLINE float hyperbolic_tangent_ratio(float x) {
  const float u = x * x;
  float p = -5.660276860e-03f;
  p = p * u + 2.059129812e-02f;
  p = p * u - 5.372118950e-02f;
  p = p * u + 1.333113015e-01f;
  p = p * u - 3.333325982e-01f;
  return p * u + 1.0f;
}

INLINE float hyperbolic_tangent(float x) {
  const float magnitude = x < 0.0f ? -x : x;
  const float far = 1.0f - 2.0f / (exponential(2.0f * magnitude) + 1.0f);
  return magnitude < 0.625f ? x * hyperbolic_tangent_ratio(x) : x < 0.0f ? -far : far;
}

// GELU's approximation is x · (1 + tanh(u)) / 2 = x · logistic(2u), u = √(2/π) · (x + 0.044715 x³). From |x| = 10 on the
// logistic function is 0 or 1 to float32, so x is clamped there and no cube overflows.
INLINE float clamped(float x) {
  x = x < -10.0f ? -10.0f : x;
  return x > 10.0f ? 10.0f : x;
}

// The ratio activation(x)/x. Everything below is inlined with a constant activation, so that each loop holds one formula.
INLINE float activation_gate(enum kernel_activation activation, float x) {
  switch (activation) {
  case KERNEL_GELU: return normal_distribution(x);
  case KERNEL_GELU_TANH: {
    const float c = clamped(x);
    return logistic(1.59576912f * (c + 0.044715f * c * c * c));
  }
  case KERNEL_RELU: return x > 0.0f ? 1.0f : 0.0f;
  case KERNEL_SILU: return logistic(x);
  case KERNEL_TANH: {
    const float magnitude = x < 0.0f ? -x : x;
    const float near = hyperbolic_tangent_ratio(x), far = hyperbolic_tangent(magnitude) / magnitude;
    return magnitude < 0.625f ? near : far;
  }
  }
  return 0.0f;
}

INLINE float activation_value(enum kernel_activation activation, float x) {
  switch (activation) {
  case KERNEL_RELU: return x > 0.0f ? x : 0.0f;
  case KERNEL_TANH: return hyperbolic_tangent(x);
  default: return x * activation_gate(activation, x);
  }
}

INLINE float activation_slope(enum kernel_activation activation, float x) {
  switch (activation) {
  case KERNEL_GELU:  // d/dx x·Φ(x) = Φ(x) + x·φ(x), φ(x) = e^(−x²/2) / √(2π)
    return normal_distribution(x) + x * 0.39894228f * exponential(-0.5f * x * x);
  case KERNEL_GELU_TANH: {  // s + x·s·(1 − s)·d(2u)/dx, where 1 − s would cancel and e^−2u·s does not
    const float c = clamped(x);
    const float e = exponential(-1.59576912f * (c + 0.044715f * c * c * c)), s = 1.0f / (1.0f + e);
    return s + c * s * (e * s) * 1.59576912f * (1.0f + 0.134145f * c * c);
  }
  case KERNEL_RELU: return x > 0.0f ? 1.0f : 0.0f;
  case KERNEL_SILU: {  // s + x·s·(1 − s), likewise
    const float e = exponential(-x), s = 1.0f / (1.0f + e);
    return s + x * s * (e * s);
  }
  case KERNEL_TANH: {  // 1 − tanh²
    const float y = hyperbolic_tangent(x);
    return 1.0f - y * y;
  }
  }
  return 0.0f;
}

#define FOR_THE_ACTIVATION(loop) \
  switch (activation) { \
  case KERNEL_GELU: loop(KERNEL_GELU) break; \
  case KERNEL_GELU_TANH: loop(KERNEL_GELU_TANH) break; \
  case KERNEL_RELU: loop(KERNEL_RELU) break; \
  case KERNEL_SILU: loop(KERNEL_SILU) break; \
  case KERNEL_TANH: loop(KERNEL_TANH) break; \
  }

KERNEL void kernel_add_bias_activate(float *restrict y, const float *restrict bias, size_t rows, size_t columns,
                                     size_t stride, enum kernel_activation activation) {
#define LOOP(constant) \
  for (size_t row = 0; row < rows; row++, y += stride) \
    for (size_t i = 0; i < columns; i++) y[i] = activation_value(constant, y[i] + bias[i]);
  FOR_THE_ACTIVATION(LOOP)
#undef LOOP
}

KERNEL void kernel_activate(const float *restrict x, float *restrict y, size_t count,
                            enum kernel_activation activation) {
#define LOOP(constant) \
  for (size_t i = 0; i < count; i++) y[i] = activation_value(constant, x[i]);
  FOR_THE_ACTIVATION(LOOP)
#undef LOOP
}

KERNEL void kernel_activation_gradient(const float *restrict x, const float *restrict dy, float *restrict dx,
                                       size_t count, enum kernel_activation activation) {
#define LOOP(constant) \
  for (size_t i = 0; i < count; i++) dx[i] = dy[i] * activation_slope(constant, x[i]);
  FOR_THE_ACTIVATION(LOOP)
#undef LOOP
}

KERNEL void kernel_activation_gate(const float *restrict x, const float *restrict dy, float *restrict dx, size_t count,
                                   enum kernel_activation activation) {
#define LOOP(constant) \
  for (size_t i = 0; i < count; i++) dx[i] = dy[i] * activation_gate(constant, x[i]);
  FOR_THE_ACTIVATION(LOOP)
#undef LOOP
}

// Sums and maxima below keep 16 partial results: the order of additions is fixed in the source, so every CPU generation
// adds alike, and the compiler may still use its widest registers.
#define LANES 16

INLINE float sum_of_lanes(const float *lanes) {
  float sums[LANES];
  memcpy(sums, lanes, sizeof sums);
  for (size_t width = LANES / 2; width > 0; width /= 2)
    for (size_t i = 0; i < width; i++) sums[i] += sums[i + width];
  return sums[0];
}

INLINE float maximum(const float *x, size_t count) {
  float best[LANES];
  for (size_t lane = 0; lane < LANES; lane++) best[lane] = -INFINITY;
  size_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++) best[lane] = x[i + lane] > best[lane] ? x[i + lane] : best[lane];
  for (; i < count; i++) best[0] = x[i] > best[0] ? x[i] : best[0];
  for (size_t lane = 1; lane < LANES; lane++) best[0] = best[lane] > best[0] ? best[lane] : best[0];
  return best[0];
}

INLINE float dot(const float *x, const float *y, size_t count) {
  float sums[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++) sums[lane] += x[i + lane] * y[i + lane];
  for (; i < count; i++) sums[0] += x[i] * y[i];
  return sum_of_lanes(sums);
}

INLINE float sum(const float *x, size_t count) {
  float sums[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++) sums[lane] += x[i + lane];
  for (; i < count; i++) sums[0] += x[i];
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

KERNEL void kernel_from_half(const uint16_t *restrict x, float *restrict y, size_t count) {
  for (size_t i = 0; i < count; i++) {
    // Shift the half's exponent and fraction into a float's place, then multiply by 2^112 to mend the exponent's bias:
    // subnormals come out right by themselves; infinities and NaNs need their exponent filled.
    const uint32_t magnitude = (uint32_t)(x[i] & 0x7FFF) << 13;
    float value;
    memcpy(&value, &magnitude, sizeof value);
    value *= 0x1p112f;
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits |= magnitude >= 0x0F800000 ? 0x7F800000 : 0;
    bits |= (uint32_t)(x[i] & 0x8000) << 16;
    memcpy(&y[i], &bits, sizeof bits);
  }
}

KERNEL void kernel_to_half(const float *restrict x, uint16_t *restrict y, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, &x[i], sizeof bits);
    const uint32_t sign = bits >> 16 & 0x8000;
    bits &= 0x7FFFFFFF;
    float magnitude;
    memcpy(&magnitude, &bits, sizeof magnitude);
    // Below 2^-14 the half is subnormal: adding 0.5 makes the float unit round the fraction to 2^-24 for us.
    magnitude += 0.5f;
    uint32_t subnormal;
    memcpy(&subnormal, &magnitude, sizeof subnormal);
    subnormal -= 0x3F000000;
    const uint32_t normal = (bits + 0xC8000FFF + (bits >> 13 & 1)) >> 13;  // new bias, round to nearest even
    const uint32_t special = bits > 0x7F800000 ? 0x7E00 : 0x7C00;          // NaN or infinity
    const uint32_t half = bits >= 0x477FF000 ? special : bits < 0x38800000 ? subnormal : normal;
    y[i] = (uint16_t)(half | sign);
  }
}

KERNEL void kernel_from_bfloat16(const uint16_t *restrict x, float *restrict y, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint32_t bits = (uint32_t)x[i] << 16;
    memcpy(&y[i], &bits, sizeof bits);
  }
}

KERNEL void kernel_from_double(const double *restrict x, float *restrict y, size_t count) {
  for (size_t i = 0; i < count; i++) y[i] = (float)x[i];
}

KERNEL float kernel_largest_magnitude(const float *restrict x, size_t count) {
  // Without its sign a float's bits order as its magnitude does, infinity above all numbers and NaN above infinity.
  uint32_t largest[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++) {
      uint32_t bits;
      memcpy(&bits, &x[i + lane], sizeof bits);
      bits &= 0x7FFFFFFF;
      largest[lane] = bits > largest[lane] ? bits : largest[lane];
    }
  for (; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, &x[i], sizeof bits);
    bits &= 0x7FFFFFFF;
    largest[0] = bits > largest[0] ? bits : largest[0];
  }
  for (size_t lane = 1; lane < LANES; lane++) largest[0] = largest[lane] > largest[0] ? largest[lane] : largest[0];
  float value;
  memcpy(&value, largest, sizeof value);
  return value;
}

void kernel_keep_freed_memory(size_t largest, size_t spare) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, (int)largest);
  mallopt(M_TRIM_THRESHOLD, (int)spare);
#endif
}

void kernel_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
