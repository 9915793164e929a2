#include "kernels.h"

#include "exponential.h"

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
