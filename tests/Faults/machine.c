/*
 * A machine that misbehaves while a program runs: a full disk, one that can only be read, one that is slow, a clock that is wrong, and a
 * process that dies in the middle of a checkpoint. Which of it happens stands in a file that may change at any moment.
 * cc -shared -fPIC -O2 -o machine.so machine.c -ldl; LD_PRELOAD=machine.so MACHINE_STATE=file MACHINE_UNDER=folder program
 * The file holds four whole numbers of 8 bytes in the machine's own order: disk (0 well, 1 full, 2 read-only), ms that each sync takes
 * longer, ms that the clock is ahead, and at which write from now on the process is killed: of those into the database itself, which only
 * a checkpoint does, or, negative, of all below the folder (0: never). The monotonic clock stays true, as it does on real machines.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MOST 65536
enum { WELL, FULL, READONLY };

struct state {
    volatile int64_t disk, sync_ms, clock_ms, kill_at;
};

static struct state nothing;
static struct state *state = &nothing;
static const char *under;
static char ours[MOST]; /* 1: below the folder; 2: the database itself */

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
static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_gettimeofday)(struct timeval *, void *);

__attribute__((constructor)) static void begin(void)
{
    if (real_open)
        return;
    real_open64 = dlsym(RTLD_NEXT, "open64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_ftruncate64 = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    real_gettimeofday = dlsym(RTLD_NEXT, "gettimeofday");
    real_open = dlsym(RTLD_NEXT, "open");
    under = getenv("MACHINE_UNDER");
    const char *file = getenv("MACHINE_STATE");
    int fd = file && under ? real_open(file, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *map = mmap(NULL, sizeof *state, PROT_READ, MAP_SHARED, fd, 0);
    if (map != MAP_FAILED)
        state = map;
    real_close(fd);
}

static int is_below(const char *path) { return under && path && strncmp(path, under, strlen(under)) == 0; }

static int opened(int fd, const char *path)
{
    if (fd >= 0 && fd < MOST) {
        size_t length = path ? strlen(path) : 0;
        ours[fd] = !is_below(path) ? 0 : length > 3 && strcmp(path + length - 3, ".db") == 0 ? 2 : 1;
    }
    return fd;
}

/* Files that are there may still be opened on a full disk, and for reading on one that can only be read. */
static int may_open(const char *path, int flags)
{
    struct stat found;
    if (state->disk == WELL || !is_below(path))
        return 1;
    int makes = (flags & O_CREAT) && stat(path, &found) != 0;
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    if (state->disk == FULL ? makes : makes || (writes && (flags & O_TRUNC))) {
        errno = state->disk == FULL ? ENOSPC : EROFS;
        return 0;
    }
    return 1;
}

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;
    va_end(more);
    begin();
    return may_open(path, flags) ? opened(real_open(path, flags, mode), path) : -1;
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0;
    va_end(more);
    begin();
    return may_open(path, flags) ? opened(real_open64(path, flags, mode), path) : -1;
}

int close(int fd)
{
    begin();
    if (fd >= 0 && fd < MOST)
        ours[fd] = 0;
    return real_close(fd);
}

/* How much of a write the disk takes: all, a part (what was there already may be written over on a full disk), or -1 with errno. */
static ssize_t room(int fd, size_t length, off64_t at)
{
    struct stat found;
    if (fd < 0 || fd >= MOST || !ours[fd])
        return (ssize_t)length;
    if (state->kill_at != 0 && (ours[fd] == 2 || state->kill_at < 0)) {
        static int64_t written;
        if (__atomic_add_fetch(&written, 1, __ATOMIC_SEQ_CST) >= llabs(state->kill_at))
            kill(getpid(), SIGKILL);
    }
    if (state->disk == READONLY) {
        errno = EROFS;
        return -1;
    }
    if (state->disk != FULL || fstat(fd, &found) != 0 || at + (off64_t)length <= found.st_size)
        return (ssize_t)length;
    if (at < found.st_size)
        return (ssize_t)(found.st_size - at);
    errno = ENOSPC;
    return -1;
}

ssize_t write(int fd, const void *data, size_t length)
{
    begin();
    ssize_t fits = fd >= 0 && fd < MOST && ours[fd] ? room(fd, length, lseek(fd, 0, SEEK_CUR)) : (ssize_t)length;
    return fits < 0 ? -1 : real_write(fd, data, (size_t)fits);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at)
{
    begin();
    ssize_t fits = room(fd, length, at);
    return fits < 0 ? -1 : real_pwrite(fd, data, (size_t)fits, at);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at)
{
    begin();
    ssize_t fits = room(fd, length, at);
    return fits < 0 ? -1 : real_pwrite64(fd, data, (size_t)fits, at);
}

static int may_resize(int fd, off64_t length)
{
    struct stat found;
    if (fd < 0 || fd >= MOST || !ours[fd] || state->disk == WELL)
        return 1;
    if (state->disk == FULL && (fstat(fd, &found) != 0 || length <= found.st_size))
        return 1;
    errno = state->disk == FULL ? ENOSPC : EROFS;
    return 0;
}

int ftruncate(int fd, off_t length)
{
    begin();
    return may_resize(fd, length) ? real_ftruncate(fd, length) : -1;
}

int ftruncate64(int fd, off64_t length)
{
    begin();
    return may_resize(fd, length) ? real_ftruncate64(fd, length) : -1;
}

static void slow(int fd)
{
    int64_t ms = fd >= 0 && fd < MOST && ours[fd] ? state->sync_ms : 0;
    struct timespec pause = {ms / 1000, (ms % 1000) * 1000000};
    if (ms > 0)
        nanosleep(&pause, NULL);
}

int fsync(int fd)
{
    begin();
    slow(fd);
    return real_fsync(fd);
}

int fdatasync(int fd)
{
    begin();
    slow(fd);
    return real_fdatasync(fd);
}

int clock_gettime(clockid_t which, struct timespec *now)
{
    begin();
    int done = real_clock_gettime(which, now);
    if (done == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) {
        int64_t ns = now->tv_nsec + (state->clock_ms % 1000) * 1000000;
        now->tv_sec += state->clock_ms / 1000 + (ns >= 1000000000 ? 1 : ns < 0 ? -1 : 0);
        now->tv_nsec = ns >= 1000000000 ? ns - 1000000000 : ns < 0 ? ns + 1000000000 : ns;
    }
    return done;
}

int gettimeofday(struct timeval *now, void *zone)
{
    begin();
    int done = real_gettimeofday(now, zone);
    if (done == 0)
        now->tv_sec += state->clock_ms / 1000;
    return done;
}

time_t time(time_t *kept)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (kept)
        *kept = now.tv_sec;
    return now.tv_sec;
}
