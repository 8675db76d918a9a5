/*
 * Records what a program writes to its SQLite files and what it asks the disk to keep (fsync), in the order in which it happened.
 * cc -shared -fPIC -O2 -o recorder.so recorder.c -ldl -lpthread; LD_PRELOAD=recorder.so POWER_LOG=file POWER_UNDER=folder program
 * A record: op (1) 0 (1) length of the path (2) length of the data (4) offset (8) time in ns since 1970 (8), little-endian; then path and data.
 * op: w write, t truncate (offset = new length), s fsync, o open that empties or makes the file, u unlink, r rename (data = new path).
 */
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
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define MOST 65536
static char *paths[MOST];
static int log_fd = -1;
static const char *under;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_open64)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_ftruncate64)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

__attribute__((constructor)) static void begin(void)
{
    real_open = dlsym(RTLD_NEXT, "open");
    real_open64 = dlsym(RTLD_NEXT, "open64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_ftruncate64 = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_rename = dlsym(RTLD_NEXT, "rename");
    under = getenv("POWER_UNDER");
    const char *file = getenv("POWER_LOG");
    if (file && under)
        log_fd = real_open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The database, its log, and the file that becomes the database; not the lock, and not the shared memory, which no power loss outlives. */
static int is_ours(const char *path)
{
    return log_fd >= 0 && path && strncmp(path, under, strlen(under)) == 0 && strstr(path, ".db") && !strstr(path, "-shm") && !strstr(path, ".lock");
}

static void put(char op, const char *path, const void *data, uint32_t length, uint64_t offset)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    unsigned char head[24];
    uint16_t path_length = (uint16_t)strlen(path);
    uint64_t at = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    head[0] = (unsigned char)op;
    head[1] = 0;
    memcpy(head + 2, &path_length, 2);
    memcpy(head + 4, &length, 4);
    memcpy(head + 8, &offset, 8);
    memcpy(head + 16, &at, 8);
    ssize_t done = real_write(log_fd, head, sizeof head);
    done = real_write(log_fd, path, path_length);
    if (length)
        done = real_write(log_fd, data, length);
    (void)done;
}

static void record(char op, const char *path, const void *data, uint32_t length, uint64_t offset)
{
    int before = errno;
    pthread_mutex_lock(&gate);
    put(op, path, data, length, offset);
    pthread_mutex_unlock(&gate);
    errno = before;
}

static const char *path_of(int fd) { return fd >= 0 && fd < MOST ? paths[fd] : NULL; }

static int opened(int fd, const char *path, int flags, int was_there)
{
    if (fd >= 0 && fd < MOST && is_ours(path)) {
        free(paths[fd]);
        paths[fd] = strdup(path);
        if (!was_there || (flags & O_TRUNC))
            record('o', path, NULL, 0, 0);
    }
    return fd;
}

static int there(const char *path)
{
    struct stat found;
    return is_ours(path) && stat(path, &found) == 0;
}

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;
    va_end(more);
    if (!real_open)
        begin();
    int was = there(path);
    return opened(real_open(path, flags, mode), path, flags, was);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;
    va_end(more);
    if (!real_open64)
        begin();
    int was = there(path);
    return opened(real_open64(path, flags, mode), path, flags, was);
}

int close(int fd)
{
    if (!real_close)
        begin();
    if (fd >= 0 && fd < MOST && paths[fd]) {
        free(paths[fd]);
        paths[fd] = NULL;
    }
    return real_close(fd);
}

ssize_t write(int fd, const void *data, size_t length)
{
    if (!real_write)
        begin();
    const char *path = path_of(fd);
    off_t at = path ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done = real_write(fd, data, length);
    if (path && done > 0)
        record('w', path, data, (uint32_t)done, (uint64_t)at);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at)
{
    if (!real_pwrite)
        begin();
    ssize_t done = real_pwrite(fd, data, length, at);
    if (done > 0 && path_of(fd))
        record('w', path_of(fd), data, (uint32_t)done, (uint64_t)at);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at)
{
    if (!real_pwrite64)
        begin();
    ssize_t done = real_pwrite64(fd, data, length, at);
    if (done > 0 && path_of(fd))
        record('w', path_of(fd), data, (uint32_t)done, (uint64_t)at);
    return done;
}

int ftruncate(int fd, off_t length)
{
    int done = real_ftruncate(fd, length);
    if (done == 0 && path_of(fd))
        record('t', path_of(fd), NULL, 0, (uint64_t)length);
    return done;
}

int ftruncate64(int fd, off64_t length)
{
    int done = real_ftruncate64(fd, length);
    if (done == 0 && path_of(fd))
        record('t', path_of(fd), NULL, 0, (uint64_t)length);
    return done;
}

int fsync(int fd)
{
    int done = real_fsync(fd);
    if (done == 0 && path_of(fd))
        record('s', path_of(fd), NULL, 0, 0);
    return done;
}

int fdatasync(int fd)
{
    int done = real_fdatasync(fd);
    if (done == 0 && path_of(fd))
        record('s', path_of(fd), NULL, 0, 0);
    return done;
}

int unlink(const char *path)
{
    int done = real_unlink(path);
    if (done == 0 && is_ours(path))
        record('u', path, NULL, 0, 0);
    return done;
}

int rename(const char *from, const char *to)
{
    int done = real_rename(from, to);
    if (done == 0 && is_ours(from))
        record('r', from, to, (uint32_t)strlen(to), 0);
    return done;
}
