#ifndef CSPAWN_SHIM_H
#define CSPAWN_SHIM_H
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

/* The C library has them; its headers show them to programs that ask for all of it alone. */
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
#endif
