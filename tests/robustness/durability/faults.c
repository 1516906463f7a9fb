/* Makes fsync and fdatasync fail from the N-th call on, for files under a folder: what a dying disk does.
   FAULT_FOLDER: the folder; FAULT_AFTER: how many calls succeed first; FAULT_COUNT: how many then fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long calls;

static int fails(int fd) {
    const char *folder = getenv("FAULT_FOLDER");
    const char *after = getenv("FAULT_AFTER");
    const char *count = getenv("FAULT_COUNT");
    char link[64], path[4096];
    if (!folder || !after) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, folder, strlen(folder))) return 0;
    long call = __sync_add_and_fetch(&calls, 1), first = atol(after);
    return call > first && call <= first + (count ? atol(count) : 1L << 40);
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    if (fails(fd)) { errno = EIO; return -1; }
    return real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    if (fails(fd)) { errno = EIO; return -1; }
    return real(fd);
}
