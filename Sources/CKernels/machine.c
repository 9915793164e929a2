#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "kernels.h"
#include <pthread.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

void kernel_share_one_heap(void) {
#if defined(__GLIBC__)
  mallopt(M_ARENA_MAX, 1);
#endif
}

static void *run_body(void *body) {
  (*(void (**)(void))body)();
  return NULL;
}

void kernel_run_on_stack(size_t bytes, void (*body)(void)) {
  pthread_attr_t attributes;
  pthread_t thread;
  int failure = pthread_attr_init(&attributes);
  if (!failure) {
    failure = pthread_attr_setstacksize(&attributes, bytes);
#if defined(__GLIBC__)
    // For the threads of libraries.
    if (!failure) pthread_setattr_default_np(&attributes);
#endif
    if (!failure) failure = pthread_create(&thread, &attributes, run_body, &body);
    pthread_attr_destroy(&attributes);
  }
  if (failure) body();
  else pthread_join(thread, NULL);
}

void kernel_keep_freed_memory(int32_t largest, int32_t spare) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, largest);
  mallopt(M_TRIM_THRESHOLD, spare);
#else
  (void)largest, (void)spare;
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
