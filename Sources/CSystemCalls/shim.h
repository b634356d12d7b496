// Calls of the system that Swift's own modules leave out.
#include <sys/types.h>
#include <sys/xattr.h>

#if defined(__linux__)
// <stdio.h> has it for _GNU_SOURCE only, which a module cannot ask for. Source: rename(2).
extern int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags);
#endif
