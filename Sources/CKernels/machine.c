#include "kernels.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#if defined(__GLIBC__)
// All threads share one heap, which must be said before there are any: what a pass on a thread with a heap of its own has
// freed goes back to the system, page by page, and is fetched again for the next pass.
__attribute__((constructor)) static void share_one_heap(void) { mallopt(M_ARENA_MAX, 1); }
#endif

void kernel_keep_freed_memory(int32_t largest, int32_t spare) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, largest);
  mallopt(M_TRIM_THRESHOLD, spare);
#endif
}

void kernel_return_freed_memory(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

void kernel_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

void kernel_prefer_large_pages(void *memory, size_t count) {
#if defined(__linux__)
  const uintptr_t page = 4096, start = ((uintptr_t)memory + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)memory + count) / page * page;
  if (start < end) madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
  (void)memory, (void)count;
#endif
}
