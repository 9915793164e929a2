#pragma once
#include <stddef.h>
#include <stdint.h>

/// What one thread has done: executed edges of the instrumented code, and a step for every 64 bytes that it allocated.
uint64_t fuzz_steps(void);

/// Forgets the highest memory so far; returns the bytes that are allocated now.
size_t fuzz_begin_memory(void);

/// The most bytes that were allocated at once since the last call of `fuzz_begin_memory`.
size_t fuzz_highest_memory(void);

/// The main loop of libFuzzer.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one_input)(const uint8_t *bytes, size_t count));

/// Changes bytes in place by libFuzzer's own mutations, to at most `limit`; returns how many there are now.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t limit);
