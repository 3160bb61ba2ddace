/*
 * Preloaded into a program, it writes down in order what the program does to files below a directory, and kills the program at one of
 * these calls, as a power cut does: before the call, or in the middle of a write.
 *
 *   CRASH_BELOW  whose paths begin with that are looked at
 *   CRASH_LOG    a line for each call: its number, what it is, its path or paths, how it ended
 *   CRASH_AT     the number of the call at which the program dies; 0 or nothing: never
 *
 * The programs that the program starts are left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char below[PATH_MAX];
static int records = -1;
static long fatal, calls;

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("CRASH_BELOW"), *into = getenv("CRASH_LOG"), *when = getenv("CRASH_AT");
    unsetenv("LD_PRELOAD");
    if (!where || !into) return;
    snprintf(below, sizeof below, "%s", where);
    fatal = when ? atol(when) : 0;
    records = syscall(SYS_openat, AT_FDCWD, into, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ours(const char *path) { return records >= 0 && path && !strncmp(path, below, strlen(below)); }

static int opened(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    return ours(path);
}

static void record(const char *what, const char *path, const char *other, long result) {
    char line[3 * PATH_MAX];
    int length = snprintf(line, sizeof line, "%ld\t%s\t%s\t%s\t%ld\n", calls, what, path, other, result);
    syscall(SYS_write, records, line, length);
}

/* Holds all other calls until done(), so that the record has the order in which they happened. */
static int dies(void) {
    pthread_mutex_lock(&turn);
    return ++calls == fatal;
}

static void die(const char *what, const char *path) {
    record("killed", path, what, 0);
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static void done(const char *what, const char *path, const char *other, long result) {
    int error = errno;
    record(what, path, other, result);
    pthread_mutex_unlock(&turn);
    errno = error;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

#define ON_PATH(name, parameters, arguments, path, other, types...)                                                                      \
    int name parameters {                                                                                                              \
        int (*real)(types) = REAL(int, #name, types);                                                                                  \
        if (!ours(path)) return real arguments;                                                                                        \
        if (dies()) die(#name, path);                                                                                                  \
        int result = real arguments;                                                                                                   \
        done(#name, path, other, result);                                                                                              \
        return result;                                                                                                                 \
    }

ON_PATH(rename, (const char *from, const char *to), (from, to), from, to, const char *, const char *)
ON_PATH(unlink, (const char *path), (path), path, "", const char *)
ON_PATH(rmdir, (const char *path), (path), path, "", const char *)
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode), path, "", const char *, mode_t)
ON_PATH(symlink, (const char *to, const char *path), (to, path), path, to, const char *, const char *)
ON_PATH(chmod, (const char *path, mode_t mode), (path, mode), path, "", const char *, mode_t)

#define ON_OPEN(name, parameters, arguments, path, flags)                                                                                \
    if (!ours(path) || !(flags & (O_CREAT | O_TRUNC))) return real arguments;                                                          \
    if (dies()) die(#name, path);                                                                                                      \
    int result = real arguments;                                                                                                       \
    done("open", path, "", result);                                                                                                    \
    return result;

static int mode_of(int flags, va_list more) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, int) : 0; }

int open(const char *path, int flags, ...) {
    int (*real)(const char *, int, ...) = REAL(int, "open", const char *, int, ...);
    va_list more;
    va_start(more, flags);
    int mode = mode_of(flags, more);
    va_end(more);
    ON_OPEN(open, , (path, flags, mode), path, flags)
}

int open64(const char *path, int flags, ...) {
    int (*real)(const char *, int, ...) = REAL(int, "open64", const char *, int, ...);
    va_list more;
    va_start(more, flags);
    int mode = mode_of(flags, more);
    va_end(more);
    ON_OPEN(open64, , (path, flags, mode), path, flags)
}

#define ON_DESCRIPTOR(name)                                                                                                              \
    int name(int fd) {                                                                                                                 \
        int (*real)(int) = REAL(int, #name, int);                                                                                      \
        char path[PATH_MAX];                                                                                                           \
        if (records < 0 || !opened(fd, path)) return real(fd);                                                                         \
        if (dies()) die(#name, path);                                                                                                  \
        int result = real(fd);                                                                                                         \
        done(#name, path, "", result);                                                                                                 \
        return result;                                                                                                                 \
    }

ON_DESCRIPTOR(fsync)
ON_DESCRIPTOR(fdatasync)

ssize_t write(int fd, const void *bytes, size_t length) {
    ssize_t (*real)(int, const void *, size_t) = REAL(ssize_t, "write", int, const void *, size_t);
    char path[PATH_MAX];
    if (records < 0 || !opened(fd, path)) return real(fd, bytes, length);
    if (dies()) {
        real(fd, bytes, length / 2);
        die("write", path);
    }
    ssize_t result = real(fd, bytes, length);
    done("write", path, "", result);
    return result;
}

#define ON_PWRITE(name)                                                                                                                  \
    ssize_t name(int fd, const void *bytes, size_t length, off_t at) {                                                                 \
        ssize_t (*real)(int, const void *, size_t, off_t) = REAL(ssize_t, #name, int, const void *, size_t, off_t);                    \
        char path[PATH_MAX];                                                                                                           \
        if (records < 0 || !opened(fd, path)) return real(fd, bytes, length, at);                                                      \
        if (dies()) {                                                                                                                  \
            real(fd, bytes, length / 2, at);                                                                                           \
            die(#name, path);                                                                                                          \
        }                                                                                                                              \
        ssize_t result = real(fd, bytes, length, at);                                                                                  \
        done("write", path, "", result);                                                                                               \
        return result;                                                                                                                 \
    }

ON_PWRITE(pwrite)
ON_PWRITE(pwrite64)

#define ON_TRUNCATE(name)                                                                                                                \
    int name(int fd, off_t length) {                                                                                                   \
        int (*real)(int, off_t) = REAL(int, #name, int, off_t);                                                                        \
        char path[PATH_MAX];                                                                                                           \
        if (records < 0 || !opened(fd, path)) return real(fd, length);                                                                 \
        if (dies()) die(#name, path);                                                                                                  \
        int result = real(fd, length);                                                                                                 \
        done("ftruncate", path, "", result);                                                                                           \
        return result;                                                                                                                 \
    }

ON_TRUNCATE(ftruncate)
ON_TRUNCATE(ftruncate64)
