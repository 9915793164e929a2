// The layout of a packed factor and the rounding of numbers, shared by packing, products and attention.
#pragma once
#include "exponential.h"
#include "kernels.h"

#define PANEL KERNEL_PANEL
#define ROWS 6 // of a tile: with 4 registers of outputs each they leave just room for a line of the factor

// Floats, half words and bytes are also moved as words.
typedef int32_t __attribute__((may_alias)) word;
typedef uint16_t __attribute__((may_alias)) half_word;

INLINE uint16_t to_bfloat16(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  if ((bits & 0x7FFFFFFF) > 0x7F800000) return (uint16_t)(bits >> 16 | 64); // NaN stays one
  return (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

INLINE float from_bfloat16(uint16_t x) {
  const uint32_t bits = (uint32_t)x << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// Adding 1.5 · 2^23 rounds to the nearest whole number, which the lowest bits of the float then hold.
INLINE uint32_t nearest(float x) {
  const float sum = x + 12582912.0f;
  uint32_t bits;
  memcpy(&bits, &sum, sizeof bits);
  return bits;
}
