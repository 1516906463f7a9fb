/* Records what a program does to the files under a folder, in order and with the bytes: what a disk is told.
   POWER_FOLDER: the folder; POWER_LOG: the file of records, which may be shared by several processes.

   A record: char what; uint16 length of path; uint16 length of other path; uint64 at; uint32 size; paths; bytes.
   C created  O emptied at opening  W written at  T cut to `at`  S synced  D synced folder  R renamed to other
   L other is one more name of it  U unlinked  M folder made  X folder removed  ! something that this does not record */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int records = -1;
static __thread int within; /* calls that a libc function makes of another are recorded once */

static int log_file(void) {
    const char *path = getenv("POWER_LOG");
    if (records < 0 && path) records = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    return records;
}

static const char *below(const char *path) { /* NULL if it is none of ours */
    const char *folder = getenv("POWER_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    return length && !strncmp(path, folder, length) && (!path[length] || path[length] == '/') ? path : NULL;
}

static const char *path_of(int fd, char *room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, room, 4095);
    if (length < 0) return NULL;
    room[length] = 0;
    return room[0] == '/' && !strstr(room, " (deleted)") ? below(room) : NULL;
}

static const char *path_at(int folder, const char *path, char *room) {
    if (path[0] == '/') return below(path);
    char base[4096], link[64];
    if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, base, sizeof base - 1);
    if (length < 0) return NULL;
    base[length] = 0;
    if (snprintf(room, 8192, "%s/%s", base, path) >= 8192) return NULL;
    return below(room);
}

/* Held over the call and its record: what stands first in the log happened first, whoever did it. */
static void begin(void) {
    pthread_mutex_lock(&lock);
    if (log_file() >= 0) flock(records, LOCK_EX);
}

static void end(void) {
    int kept = errno;
    if (records >= 0) flock(records, LOCK_UN);
    pthread_mutex_unlock(&lock);
    errno = kept;
}

static void put(char what, const char *path, const char *other, uint64_t at, const void *bytes, uint32_t size) {
    int kept = errno;
    uint16_t first = (uint16_t)strlen(path), second = other ? (uint16_t)strlen(other) : 0;
    char head[17];
    head[0] = what;
    memcpy(head + 1, &first, 2);
    memcpy(head + 3, &second, 2);
    memcpy(head + 5, &at, 8);
    memcpy(head + 13, &size, 4);
    struct iovec parts[4] = {
        {head, 17}, {(void *)path, first}, {(void *)(other ? other : ""), second}, {(void *)bytes, bytes ? size : 0}};
    if (syscall(SYS_writev, records, parts, 4) < 0) abort();
    errno = kept;
}

static int opened(int folder, const char *path, int flags, mode_t mode) {
    char room[8192];
    const char *mine = within || log_file() < 0 ? NULL : path_at(folder, path, room);
    if (!mine) return (int)syscall(SYS_openat, folder, path, flags, mode);
    begin();
    int there = !faccessat(AT_FDCWD, mine, F_OK, 0);
    int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && !there) put('C', mine, NULL, 0, NULL, 0);
    else if (fd >= 0 && flags & O_TRUNC) put('O', mine, NULL, 0, NULL, 0);
    end();
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & O_CREAT) { va_list rest; va_start(rest, flags); mode = (mode_t)va_arg(rest, int); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return opened(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return opened(folder, path, flags, mode); }

ssize_t write(int fd, const void *bytes, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    char room[4096];
    const char *mine = log_file() < 0 ? NULL : path_of(fd, room);
    if (!mine) return real(fd, bytes, size);
    begin();
    ssize_t done = real(fd, bytes, size);
    if (done > 0) put('W', mine, NULL, (uint64_t)(lseek(fd, 0, SEEK_CUR) - done), bytes, (uint32_t)done);
    end();
    return done;
}

static ssize_t written_at(ssize_t (*real)(int, const void *, size_t, off_t), int fd, const void *bytes, size_t size, off_t at) {
    char room[4096];
    const char *mine = log_file() < 0 ? NULL : path_of(fd, room);
    if (!mine) return real(fd, bytes, size, at);
    begin();
    ssize_t done = real(fd, bytes, size, at);
    if (done > 0) put('W', mine, NULL, (uint64_t)at, bytes, (uint32_t)done);
    end();
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return written_at(real, fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
    return written_at(real, fd, bytes, size, at);
}

static int on_file(int (*real)(int, off_t), int fd, off_t length) {
    char room[4096];
    const char *mine = log_file() < 0 ? NULL : path_of(fd, room);
    if (!mine) return real(fd, length);
    begin();
    int failed = real(fd, length);
    if (!failed) put('T', mine, NULL, (uint64_t)length, NULL, 0);
    end();
    return failed;
}

int ftruncate(int fd, off_t length) {
    REAL(int, "ftruncate", int, off_t);
    return on_file(real, fd, length);
}

int ftruncate64(int fd, off_t length) {
    REAL(int, "ftruncate64", int, off_t);
    return on_file(real, fd, length);
}

static int synced(int (*real)(int), int fd) {
    char room[4096];
    struct stat what;
    const char *mine = log_file() < 0 ? NULL : path_of(fd, room);
    if (!mine) return real(fd);
    begin();
    int failed = real(fd);
    if (!failed && !fstat(fd, &what)) put(S_ISDIR(what.st_mode) ? 'D' : 'S', mine, NULL, 0, NULL, 0);
    end();
    return failed;
}

int fsync(int fd) {
    REAL(int, "fsync", int);
    return synced(real, fd);
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return synced(real, fd);
}

/* A change of names. `what` 'R' and 'L' have two paths. */
static int named(char what, int folder, const char *path, int other_folder, const char *other, int flags) {
    char room[8192], other_room[8192];
    const char *mine = log_file() < 0 ? NULL : path_at(folder, path, room);
    const char *second = other && log_file() >= 0 ? path_at(other_folder, other, other_room) : NULL;
    begin();
    long failed = what == 'R'   ? syscall(SYS_renameat2, folder, path, other_folder, other, flags)
                  : what == 'L' ? syscall(SYS_linkat, folder, path, other_folder, other, flags)
                  : what == 'M' ? syscall(SYS_mkdirat, folder, path, flags)
                                : syscall(SYS_unlinkat, folder, path, flags);
    if (!failed && (mine || second)) {
        char said = what == 'U' && flags & AT_REMOVEDIR ? 'X' : what;
        if (other && (!mine || !second)) said = '!'; /* into the folder, or out of it */
        put(said, mine ? mine : path, other ? (second ? second : other) : NULL, 0, NULL, 0);
    }
    end();
    return (int)failed;
}

int rename(const char *a, const char *b) { return named('R', AT_FDCWD, a, AT_FDCWD, b, 0); }
int renameat(int f, const char *a, int g, const char *b) { return named('R', f, a, g, b, 0); }
int renameat2(int f, const char *a, int g, const char *b, unsigned flags) { return named('R', f, a, g, b, (int)flags); }
int link(const char *a, const char *b) { return named('L', AT_FDCWD, a, AT_FDCWD, b, 0); }
int linkat(int f, const char *a, int g, const char *b, int flags) { return named('L', f, a, g, b, flags); }
int unlink(const char *path) { return named('U', AT_FDCWD, path, 0, NULL, 0); }
int unlinkat(int folder, const char *path, int flags) { return named('U', folder, path, 0, NULL, flags); }
int rmdir(const char *path) { return named('U', AT_FDCWD, path, 0, NULL, AT_REMOVEDIR); }
int mkdir(const char *path, mode_t mode) { return named('M', AT_FDCWD, path, 0, NULL, (int)mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return named('M', folder, path, 0, NULL, (int)mode); }

static void unseen(int fd, const char *how) {
    char room[4096];
    const char *mine = log_file() < 0 || fd < 0 ? NULL : path_of(fd, room);
    size_t length = mine ? strlen(mine) : 0;
    if (!mine || (length > 4 && !strcmp(mine + length - 4, "-shm"))) return; /* SQLite makes that one anew */
    begin();
    put('!', mine, how, 0, NULL, 0);
    end();
}

void *mmap(void *where, size_t size, int protection, int flags, int fd, off_t at) {
    if (fd >= 0 && flags & MAP_SHARED && protection & PROT_WRITE) unseen(fd, "mmap");
    return (void *)syscall(SYS_mmap, where, size, protection, flags, fd, at);
}

void *mmap64(void *where, size_t size, int protection, int flags, int fd, off_t at) {
    return mmap(where, size, protection, flags, fd, at);
}
