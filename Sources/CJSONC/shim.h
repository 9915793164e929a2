#include <json-c/json.h>

// For malloc_trim, which only glibc has.
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static inline void return_freed_memory(void) { malloc_trim(0); }
#else
static inline void return_freed_memory(void) {}
#endif
