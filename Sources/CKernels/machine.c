#include "kernels.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

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
