// Counts the bytes of the heap exactly, in front of glibc's allocator.
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>

#include "CFuzz.h"

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);
void fuzz_count_allocation(size_t size);

static atomic_size_t live, highest;

static void *added(void *pointer) {
  if (!pointer) return pointer;
  size_t size = malloc_usable_size(pointer);
  fuzz_count_allocation(size);
  size_t now = atomic_fetch_add(&live, size) + size;
  size_t before = atomic_load(&highest);
  while (before < now && !atomic_compare_exchange_weak(&highest, &before, now)) {}
  return pointer;
}

static void removed(size_t size) { atomic_fetch_sub(&live, size); }

size_t fuzz_begin_memory(void) {
  size_t now = atomic_load(&live);
  atomic_store(&highest, now);
  return now;
}

size_t fuzz_highest_memory(void) { return atomic_load(&highest); }

void *malloc(size_t size) { return added(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return added(__libc_calloc(count, size)); }

void *realloc(void *pointer, size_t size) {
  size_t before = pointer ? malloc_usable_size(pointer) : 0;
  void *moved = __libc_realloc(pointer, size);
  if (!moved && size > 0) return moved;
  removed(before);
  return added(moved);
}

void *memalign(size_t alignment, size_t size) { return added(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **pointer, size_t alignment, size_t size) {
  *pointer = memalign(alignment, size);
  return *pointer ? 0 : ENOMEM;
}

void free(void *pointer) {
  if (!pointer) return;
  removed(malloc_usable_size(pointer));
  __libc_free(pointer);
}
