#ifndef CPROCESS_SHIM_H
#define CPROCESS_SHIM_H
#include <grp.h>
#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* prctl takes a variable number of arguments, which Swift cannot pass. */
static inline int process_control(int option, unsigned long value) { return prctl(option, value, 0UL, 0UL, 0UL); }

/* Sends a signal to the first thread of this process, which has the process's number. */
static inline int process_signal_first_thread(int number) {
  return (int)syscall(SYS_tgkill, getpid(), getpid(), number);
}

/* Changes the user of the calling thread alone, as a signal's handler may. */
static inline int thread_become(unsigned long count, const gid_t *groups, gid_t group, uid_t user) {
  if (syscall(SYS_setgroups, count, groups) != 0) return -1;
  if (syscall(SYS_setresgid, group, group, group) != 0) return -1;
  return (int)syscall(SYS_setresuid, user, user, user);
}
#endif
