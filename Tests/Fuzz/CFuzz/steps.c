// Counts steps exactly, with no clock: the compiler calls `__sanitizer_cov_trace_pc_guard` on every edge of the instrumented
// modules, and the linker makes it a call of the function here (`--wrap`), because libFuzzer's own ends the program.
#include "CFuzz.h"

static _Thread_local uint64_t steps;

uint64_t fuzz_steps(void) { return steps; }

void fuzz_count_allocation(size_t size) { steps += size / 64; }

void __wrap___sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *end) {}

void __wrap___sanitizer_cov_trace_pc_guard(uint32_t *guard) { steps += 1; }
