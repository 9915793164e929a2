// Runs a program, and all programs that it starts, on a CPU that seems to lack instructions.
//
//     cc -O2 -o limit_cpu Tests/Benchmarks/limit_cpu.c
//     ./limit_cpu avx2 PROGRAM ARGUMENT …
//
// LEVEL is avx2 (neither AVX-VNNI nor AVX-512), avxvnni (no AVX-512), avx512 (no VNNI, no BF16) or avx512vnni (no BF16).
// Programs choose their code by the instruction CPUID. As their tracer, this one makes CPUID fault (arch_prctl(2),
// ARCH_SET_CPUID) and answers in its place, without the bits of what is hidden (Intel SDM, volume 2A, CPUID, leaf 7). Once a
// program has chosen, it runs at full speed. Needs Linux, and a CPU and a hypervisor that let CPUID fault.
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <cpuid.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define BIT(n) (1u << (n))

// The bits to hide in ebx, ecx and edx of leaf 7.0, and in eax and edx of leaf 7.1.
struct hidden {
  const char *level;
  unsigned b, c, d, a1, d1;
};
#define WIDE_B (BIT(16) | BIT(17) | BIT(21) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31)) // F, DQ, IFMA, …, BW, VL
#define WIDE_C (BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14))                                 // VBMI, VNNI, BITALG, …
#define WIDE_D (BIT(2) | BIT(3) | BIT(8) | BIT(22) | BIT(23) | BIT(24) | BIT(25))              // …, AMX, FP16
#define BF16 BIT(5)
#define BYTES (BIT(4) | BIT(23)) // AVX-VNNI, AVX-IFMA
#define BYTES_D (BIT(4) | BIT(5) | BIT(10)) // AVX-VNNI-INT8, AVX-NE-CONVERT, AVX-VNNI-INT16
#define AMX (BIT(22) | BIT(24) | BIT(25))
static const struct hidden levels[] = {
    {"avx2", WIDE_B, WIDE_C, WIDE_D, BF16 | BYTES | BIT(21), BYTES_D},
    {"avxvnni", WIDE_B, WIDE_C, WIDE_D, BF16 | BIT(21), 0},
    {"avx512", 0, BIT(11), AMX | BIT(23), BF16 | BYTES | BIT(21), BYTES_D},
    {"avx512vnni", 0, 0, AMX | BIT(23), BF16 | BYTES | BIT(21), BYTES_D},
};

static void answer(const struct hidden *hidden, struct user_regs_struct *r) {
  unsigned a, b, c, d;
  const unsigned leaf = (unsigned)r->rax, part = (unsigned)r->rcx;
  __cpuid_count(leaf, part, a, b, c, d);
  if (leaf == 7 && part == 0) b &= ~hidden->b, c &= ~hidden->c, d &= ~hidden->d;
  if (leaf == 7 && part == 1) a &= ~hidden->a1, d &= ~hidden->d1;
  r->rax = a, r->rbx = b, r->rcx = c, r->rdx = d;
  r->rip += 2; // the length of the instruction
}

// Executing a program lets CPUID work again: borrows the first instruction for the system call that makes it fault.
static int make_fault(pid_t process) {
  struct user_regs_struct saved, now;
  int status;
  ptrace(PTRACE_GETREGS, process, 0, &saved);
  const long code = ptrace(PTRACE_PEEKTEXT, process, saved.rip, 0);
  ptrace(PTRACE_POKETEXT, process, saved.rip, (code & ~0xFFFFL) | 0x050F); // syscall
  do { // the first step may be the end of execve itself
    now = saved;
    now.rax = SYS_arch_prctl, now.rdi = ARCH_SET_CPUID, now.rsi = 0, now.orig_rax = (unsigned long long)-1;
    ptrace(PTRACE_SETREGS, process, 0, &now);
    ptrace(PTRACE_SINGLESTEP, process, 0, 0);
    if (waitpid(process, &status, __WALL) != process || !WIFSTOPPED(status)) return ESRCH;
    ptrace(PTRACE_GETREGS, process, 0, &now);
  } while (now.rip == saved.rip);
  ptrace(PTRACE_POKETEXT, process, saved.rip, code);
  saved.orig_rax = (unsigned long long)-1;
  ptrace(PTRACE_SETREGS, process, 0, &saved);
  return -(int)now.rax;
}

static int is_cpuid(pid_t process, struct user_regs_struct *registers) {
  ptrace(PTRACE_GETREGS, process, 0, registers);
  errno = 0;
  const long code = ptrace(PTRACE_PEEKTEXT, process, registers->rip, 0);
  return !errno && (code & 0xFFFF) == 0xA20F;
}

int main(int count, char **arguments) {
  const struct hidden *hidden = NULL;
  for (size_t i = 0; count > 2 && i < sizeof levels / sizeof *levels; i++)
    if (!strcmp(arguments[1], levels[i].level)) hidden = &levels[i];
  if (!hidden) {
    fprintf(stderr, "usage: %s avx2|avxvnni|avx512|avx512vnni PROGRAM ARGUMENT …\n", arguments[0]);
    return 2;
  }
  const pid_t first = fork();
  if (first == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    execvp(arguments[2], arguments + 2);
    perror(arguments[2]);
    _exit(127);
  }
  int status, code = 2;
  waitpid(first, &status, 0);
  ptrace(PTRACE_SETOPTIONS, first, 0,
         PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
  ptrace(PTRACE_CONT, first, 0, 0);
  for (pid_t process; (process = waitpid(-1, &status, __WALL)) > 0;) {
    if (!WIFSTOPPED(status)) {
      if (process == first) code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      continue;
    }
    struct user_regs_struct registers;
    const int event = status >> 16;
    int signal = WSTOPSIG(status);
    if (signal == SIGTRAP && event == PTRACE_EVENT_EXEC) {
      const int failure = make_fault(process);
      if (failure) {
        fprintf(stderr, "%s: CPUID cannot be made to fault here: %s\n", arguments[0], strerror(failure));
        return 2;
      }
    }
    if (signal == SIGSEGV && is_cpuid(process, &registers)) {
      answer(hidden, &registers);
      ptrace(PTRACE_SETREGS, process, 0, &registers);
      signal = 0;
    }
    // Threads and processes begin with a SIGSTOP; events are no signals.
    if (event || signal == SIGSTOP) signal = 0;
    ptrace(PTRACE_CONT, process, 0, signal);
  }
  return code;
}
