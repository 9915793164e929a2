// Shared by all kernels: their compilation, their partial results, e^x and 2^t.
#pragma once
#include <stdint.h>
#include <string.h>

// One clone per CPU generation. Fused multiply-add makes the last bit differ between generations, never on one machine. The
// thread sanitizer cannot choose a clone: the choice is made before it starts.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SINGLE_CLONE
#endif
#endif
#if defined(__x86_64__) && defined(__linux__) && !defined(SINGLE_CLONE)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif
#define INLINE static inline __attribute__((always_inline))

// Sums and maxima keep 32 partial results: the order of additions is fixed in the source, so every CPU generation adds
// alike, and the compiler may still use its widest registers.
#define LANES 32
typedef float lanes2 __attribute__((ext_vector_type(2)));
typedef float lanes4 __attribute__((ext_vector_type(4)));
typedef float lanes8 __attribute__((ext_vector_type(8)));
typedef float lanes16 __attribute__((ext_vector_type(16)));
typedef float lanes32 __attribute__((ext_vector_type(LANES)));

INLINE float sum_of_half(const lanes16 *x) {
  const lanes8 a = x->lo + x->hi;
  const lanes4 b = a.lo + a.hi;
  const lanes2 c = b.lo + b.hi;
  return c.x + c.y;
}

INLINE float sum_of_lanes(const float *lanes) {
  lanes32 x;
  memcpy(&x, lanes, sizeof x);
  const lanes16 half = x.lo + x.hi;
  return sum_of_half(&half);
}

#define LARGER(v) (v.lo > v.hi ? v.lo : v.hi)
INLINE float maximum_of_lanes(const float *lanes) {
  lanes32 x;
  memcpy(&x, lanes, sizeof x);
  const lanes16 a = LARGER(x);
  const lanes8 b = LARGER(a);
  const lanes4 c = LARGER(b);
  const lanes2 d = LARGER(c);
  return d.x > d.y ? d.x : d.y;
}
#undef LARGER

// 2^f for −½ ≤ f ≤ ½, a polynomial of degree 6.
INLINE float power_of_fraction(float f) {
  float p = 1.534581181e-04f;
  p = p * f + 1.339993122e-03f;
  p = p * f + 9.618488958e-03f;
  p = p * f + 5.550328777e-02f;
  p = p * f + 2.402264689e-01f;
  p = p * f + 6.931472057e-01f;
  return p * f + 1.0f;
}

// e^x as 2^(x · log₂ e); relative error below 2e-7. Clamped at ±87.
INLINE float exponential(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 87.0f ? 87.0f : x;
  const float t = x * 1.44269504f;
  const float whole = __builtin_rintf(t);
  // The fraction from x itself in two steps: t alone has lost bits where |x| is large.
  const float f = (x - whole * 0.693359375f + whole * 2.12194440e-4f) * 1.44269504f;
  const int32_t bits = ((int32_t)whole + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return power_of_fraction(f) * power;
}

// 2^t for −125 ≤ t ≤ 0, whose lost bits move the result by less than 1e-7 of 1. A power below that counts as 2^−125.
INLINE float power_of_two(float t) {
  t = t < -125.0f ? -125.0f : t;
  const float sum = t + (12582912.0f + 127.0f); // 1.5 · 2^23: rounds to a whole number, whose lowest bits are the exponent's
  const float f = t - (sum - (12582912.0f + 127.0f));
  uint32_t bits;
  memcpy(&bits, &sum, sizeof bits);
  bits <<= 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return power_of_fraction(f) * power;
}
