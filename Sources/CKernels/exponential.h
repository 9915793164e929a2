// What all kernels share: how they are compiled, how many partial results they keep, and e^x.
#pragma once
#include <stdint.h>
#include <string.h>

// One clone per CPU generation. Fused multiply-add makes the last bit differ between generations, never on one machine.
#if defined(__x86_64__) && defined(__linux__)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif
#define INLINE static inline __attribute__((always_inline))

// Sums and maxima keep 16 partial results: the order of additions is fixed in the source, so every CPU generation adds
// alike, and the compiler may still use its widest registers.
#define LANES 16

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
