// The table of levels, the check of the CPU, and the plain loops that are the reference of all levels.
#include "level.h"

static const struct level portable = {.panel_width = 16, .steps = 384, .transpose = plain_transpose};

const struct level *level_of(enum kernel_level level) {
  switch (level) {
#if defined(__x86_64__)
  case KERNEL_AVX2: return &level_avx2;
  case KERNEL_AVXVNNI: return &level_avxvnni;
  case KERNEL_AVX512: return &level_avx512;
  case KERNEL_AVX512VNNI: return &level_avx512vnni;
  case KERNEL_AVX512BF16: return &level_avx512bf16;
#endif
  default: return &portable;
  }
}

bool kernel_level_runs(enum kernel_level level) {
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl");
  const bool avx512vnni = avx512 && __builtin_cpu_supports("avx512vnni");
  switch (level) {
  case KERNEL_PORTABLE: return true;
  case KERNEL_AVX2: return avx2;
  case KERNEL_AVXVNNI: return avx2 && __builtin_cpu_supports("avxvnni");
  case KERNEL_AVX512: return avx512;
  case KERNEL_AVX512VNNI: return avx512vnni;
  case KERNEL_AVX512BF16: return avx512vnni && __builtin_cpu_supports("avx512bf16");
  }
#endif
  return level == KERNEL_PORTABLE;
}

bool kernel_multiplies_fast(enum kernel_level level, enum kernel_precision precision) {
  return level_of(level)->tiles[precision] != NULL;
}

bool kernel_gains_by_bfloat16(enum kernel_level level) {
#if defined(__x86_64__)
  return kernel_multiplies_fast(level, KERNEL_BFLOAT16) && !__builtin_cpu_is("intel");
#else
  return kernel_multiplies_fast(level, KERNEL_BFLOAT16);
#endif
}

size_t kernel_panel_width(enum kernel_level level) { return level_of(level)->panel_width; }

void plain_tile(const struct tile *tile) {
  const struct tile t = *tile;
  for (size_t r = 0; r < t.rows; r++)
    for (size_t c = 0; c < t.columns; c++) {
      float sum = 0;
      int32_t whole = 0;
      for (size_t step = 0; step < t.steps; step++) {
        const word *left = t.x + r * t.row_stride + step * t.step_stride, *right = t.panel + step * t.panel_width + c;
        switch (t.precision) {
        case KERNEL_FLOAT32: sum += *(const float *)left * *(const float *)right; break;
        case KERNEL_BFLOAT16:
          for (size_t j = 0; j < 2; j++)
            sum += from_bfloat16(((const half_word *)left)[j]) * from_bfloat16(((const half_word *)right)[j]);
          break;
        case KERNEL_INT8: whole += product_of_bytes(*left, *right);
        }
      }
      const int32_t *extra = t.x_extras ? t.x_extras + r * EXTRAS(t.row_stride) : NULL;
      for (int32_t i = 0; extra && i < extra[0]; i++)
        whole += product_of_bytes(extra[3 + 2 * i], t.panel[(size_t)extra[2 + 2 * i] * t.panel_width + c]);
      if (t.precision == KERNEL_INT8) sum = (float)(whole - 128 * t.x_sums[r]) * (t.x_scales[r] * t.scales[c]);
      if (t.accumulates) sum += t.y[r * t.stride + c];
      t.y[r * t.stride + c] = t.bias ? sum + t.bias[c] : sum;
    }
}

void plain_transpose(const word *in, size_t in_stride, size_t lines, size_t words, word *out, size_t out_stride) {
  for (size_t j = 0; j < words; j++)
    for (size_t i = 0; i < 16; i++) out[j * out_stride + i] = i < lines ? in[i * in_stride + j] : 0;
}
