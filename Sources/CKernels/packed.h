// The rounding of numbers and the layout of int8 rows, shared by packing, products and attention.
#pragma once
#include "exponential.h"
#include "kernels.h"

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

// A row's list of extra products: their number, whether the row allows no pairs of steps, then a step and a word for each, up to
// two for a step. This is its length at most.
#define EXTRAS(steps) (2 + 4 * (steps))

// The products of the four signed bytes of a row and the four unsigned bytes of a panel.
INLINE int32_t product_of_bytes(word row, word panel) {
  int32_t sum = 0;
  for (int i = 0; i < 32; i += 8) sum += (int8_t)(row >> i) * (uint8_t)(panel >> i);
  return sum;
}
