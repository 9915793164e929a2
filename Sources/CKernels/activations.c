#include "exponential.h"
#include "kernels.h"

// Φ(x) − ½ = erf(x/√2) / 2 as an odd rational function, a weighted least-squares fit on |x| ≤ 5.55 (beyond it float32 rounds
// Φ to 0 or 1); absolute error below 2e-7. Returns the numerator.
INLINE float normal_ratio(float x, float *q) {
  float c = x < -5.55f ? -5.55f : x;
  c = c > 5.55f ? 5.55f : c;
  const float u = c * c;
  float p = 1.097617067e-10f;
  p = p * u - 2.161690203e-08f;
  p = p * u + 3.141469877e-06f;
  p = p * u + 1.643605724e-04f;
  p = p * u + 4.475178267e-03f;
  p = p * u + 3.541945243e-02f;
  p = p * u + 3.989422595e-01f;
  *q = 5.999574789e-05f;
  *q = *q * u + 1.798724149e-03f;
  *q = *q * u + 2.879473538e-02f;
  *q = *q * u + 2.554492173e-01f;
  *q = *q * u + 1.000000000e+00f;
  return c * p;
}

INLINE float normal_distribution(float x) {
  float q;
  const float p = normal_ratio(x, &q), phi = 0.5f + p / q;
  return phi < 0 ? 0 : phi; // half a step below 0 at the end
}

// The mean of three Φ with a single division, which takes longer than the rest; the product of the q stays below 4e6.
INLINE float mean_normal_distribution(float x, float y, float z) {
  float qx, qy, qz;
  const float px = normal_ratio(x, &qx), py = normal_ratio(y, &qy), pz = normal_ratio(z, &qz);
  const float phi = 0.5f + ((px * qy + py * qx) * qz + pz * (qx * qy)) / (3.0f * qx * qy * qz);
  return phi < 0 ? 0 : phi;
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

INLINE float mean_gate(enum kernel_activation activation, float x, float y, float z) {
  if (activation == KERNEL_GELU) return mean_normal_distribution(x, y, z);
  return (activation_gate(activation, x) + activation_gate(activation, y) + activation_gate(activation, z)) / 3.0f;
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

KERNEL void kernel_activation_mean_gate(const float *restrict x, const float *restrict reference,
                                        const float *restrict dy, float *restrict dx, size_t rows, size_t columns,
                                        enum kernel_activation activation) {
#define LOOP(constant)                                                                                        \
  for (size_t row = 0; row < rows; row++) {                                                                   \
    for (size_t i = 0; i < columns; i++) {                                                                    \
      const size_t place = row * columns + i;                                                                 \
      const float from = reference[i], way = (x[place] - from) * (1.0f / 6.0f);                               \
      dx[place] = dy[place] * mean_gate(constant, from + way, from + 3.0f * way, from + 5.0f * way);          \
    }                                                                                                         \
  }
  FOR_THE_ACTIVATION(LOOP)
#undef LOOP
}
