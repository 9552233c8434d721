/* Records what a process does to the files below some folders, in the order in which it happened,
   and can let the n-th write or sync fail. Loaded before everything else by LD_PRELOAD; it does
   nothing until tape_begin is called. tests/crash/tape.py reads what is written here.

   A sync is only recorded, not done: nobody cuts this machine's power, and a test has no time. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096
#define SECTOR 512
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct head {
    char op;
    char failed;
    uint16_t names;
    uint32_t size;
    uint64_t handle;
    int64_t offset;
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int tape = -1;
static char folders[8192];
static uint64_t handles[MOST_FILES];
static char is_notes[MOST_FILES];
static uint64_t opened;
static char fault_kind;
static long fault_first, fault_count, fault_seen;
static int fault_error;

void tape_begin(const char *path, const char *below)
{
    tape = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    snprintf(folders, sizeof folders, "%s", below);
}

/* From now on the writes ('W') or syncs ('S') from the first-th on, so many of them, fail. */
void tape_fault(char kind, long first, long count, int error)
{
    fault_kind = kind;
    fault_first = first;
    fault_count = count;
    fault_error = error;
    fault_seen = 0;
}

/* How many writes or syncs of the kind there were. */
long tape_seen(void) { return fault_seen; }

static int ends_with(const char *path, const char *ending)
{
    size_t long_ = strlen(path), short_ = strlen(ending);
    return long_ >= short_ && strcmp(path + long_ - short_, ending) == 0;
}

/* The shared-memory index is no file to a power cut, nor is a lock. */
static int is_watched(const char *path)
{
    if (tape < 0 || ends_with(path, "-shm") || ends_with(path, ".lock"))
        return 0;
    for (const char *from = folders; *from;) {
        size_t length = strcspn(from, ":");
        if (strncmp(path, from, length) == 0 && (path[length] == '/' || path[length] == 0))
            return 1;
        from += length + (from[length] == ':');
    }
    return 0;
}

static void absolute(int folder, const char *path, char *out)
{
    char base[PATH_MAX] = "", link[64];
    if (path[0] != '/') {
        if (folder == AT_FDCWD) {
            if (!getcwd(base, sizeof base))
                base[0] = 0;
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            ssize_t length = readlink(link, base, sizeof base - 1);
            base[length > 0 ? length : 0] = 0;
        }
    }
    snprintf(out, 2 * PATH_MAX, "%s%s%s", base, base[0] ? "/" : "", path);
}

static void put(char op, int failed, uint64_t handle, int64_t offset, const char *names,
                const void *data, size_t size)
{
    size_t length = names ? strlen(names) : 0;
    struct head head = {op, (char)failed, (uint16_t)length, (uint32_t)size, handle, offset};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)names, length}, {(void *)data, size}};
    if (REAL(writev)(tape, parts, 3) != (ssize_t)(sizeof head + length + size))
        abort();
}

static uint64_t handle_of(int file)
{
    return tape >= 0 && file >= 0 && file < MOST_FILES ? handles[file] : 0;
}

static int fails(int file, char kind)
{
    if (kind != fault_kind || is_notes[file])
        return 0;
    long this_one = ++fault_seen;
    return this_one >= fault_first && this_one < fault_first + fault_count;
}

static int opened_as(int file, const char *path, int flags, int was_there)
{
    if (file < 0 || file >= MOST_FILES)
        return file;
    handles[file] = 0;
    if (!is_watched(path))
        return file;
    struct stat found;
    fstat(file, &found);
    handles[file] = ((uint64_t)getpid() << 32) | ++opened;
    is_notes[file] = ends_with(path, "/answers");
    put(S_ISDIR(found.st_mode) ? 'D' : was_there ? 'O' : 'C', 0, handles[file], 0, path, 0, 0);
    if (flags & O_TRUNC)
        put('T', 0, handles[file], 0, 0, 0, 0);
    return file;
}

#define OPEN(NAME)                                                                                 \
    int NAME(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = va_arg(rest, mode_t);                                                        \
        va_end(rest);                                                                              \
        if (tape < 0)                                                                              \
            return REAL(NAME)(path, flags, mode);                                                  \
        char whole[2 * PATH_MAX];                                                                  \
        absolute(AT_FDCWD, path, whole);                                                           \
        pthread_mutex_lock(&turn);                                                                 \
        int was_there = access(whole, F_OK) == 0;                                                  \
        int file = opened_as(REAL(NAME)(path, flags, mode), whole, flags, was_there);              \
        pthread_mutex_unlock(&turn);                                                               \
        return file;                                                                               \
    }

#define OPENAT(NAME)                                                                               \
    int NAME(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = va_arg(rest, mode_t);                                                        \
        va_end(rest);                                                                              \
        if (tape < 0)                                                                              \
            return REAL(NAME)(folder, path, flags, mode);                                          \
        char whole[2 * PATH_MAX];                                                                  \
        absolute(folder, path, whole);                                                             \
        pthread_mutex_lock(&turn);                                                                 \
        int was_there = access(whole, F_OK) == 0;                                                  \
        int file = opened_as(REAL(NAME)(folder, path, flags, mode), whole, flags, was_there);      \
        pthread_mutex_unlock(&turn);                                                               \
        return file;                                                                               \
    }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int close(int file)
{
    pthread_mutex_lock(&turn);
    if (file >= 0 && file < MOST_FILES)
        handles[file] = 0;
    pthread_mutex_unlock(&turn);
    return REAL(close)(file);
}

static ssize_t written(int file, const void *data, size_t size, int64_t offset, int moves)
{
    pthread_mutex_lock(&turn);
    if (fails(file, 'W')) {
        /* A disk that fills up takes the beginning, and says so at the next try. */
        size = fault_error == ENOSPC && fault_seen == fault_first ? size / 2 / SECTOR * SECTOR : 0;
        if (size == 0) {
            pthread_mutex_unlock(&turn);
            errno = fault_error;
            return -1;
        }
    }
    ssize_t done = moves ? REAL(write)(file, data, size) : REAL(pwrite64)(file, data, size, offset);
    if (done > 0)
        put('W', 0, handles[file], offset, 0, data, (size_t)done);
    pthread_mutex_unlock(&turn);
    return done;
}

static int64_t position(int file)
{
    struct stat found;
    if (fcntl(file, F_GETFL) & O_APPEND)
        return fstat(file, &found) ? 0 : found.st_size;
    return lseek(file, 0, SEEK_CUR);
}

ssize_t write(int file, const void *data, size_t size)
{
    if (!handle_of(file))
        return REAL(write)(file, data, size);
    return written(file, data, size, position(file), 1);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t offset)
{
    if (!handle_of(file))
        return REAL(pwrite)(file, data, size, offset);
    return written(file, data, size, offset, 0);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t offset)
{
    if (!handle_of(file))
        return REAL(pwrite64)(file, data, size, offset);
    return written(file, data, size, offset, 0);
}

/* Whoever copies inside the kernel is told to write instead, where we can see it. */
ssize_t sendfile64(int to, int from, off64_t *offset, size_t size)
{
    ssize_t (*real)(int, int, off64_t *, size_t) = dlsym(RTLD_NEXT, "sendfile64");
    if (!handle_of(to))
        return real(to, from, offset, size);
    errno = ENOTSOCK;
    return -1;
}

static int resized(int file, int64_t size)
{
    pthread_mutex_lock(&turn);
    int done = REAL(ftruncate64)(file, size);
    if (done == 0)
        put('T', 0, handles[file], size, 0, 0, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int ftruncate(int file, off_t size)
{
    return handle_of(file) ? resized(file, size) : REAL(ftruncate)(file, size);
}

int ftruncate64(int file, off64_t size)
{
    return handle_of(file) ? resized(file, size) : REAL(ftruncate64)(file, size);
}

static int synced(int file)
{
    pthread_mutex_lock(&turn);
    int failed = fails(file, 'S');
    put('S', failed, handles[file], 0, 0, 0, 0);
    pthread_mutex_unlock(&turn);
    if (failed)
        errno = fault_error;
    return failed ? -1 : 0;
}

int fsync(int file) { return handle_of(file) ? synced(file) : REAL(fsync)(file); }

int fdatasync(int file) { return handle_of(file) ? synced(file) : REAL(fdatasync)(file); }

static int named(char op, int done, const char *names)
{
    if (done == 0)
        put(op, 0, 0, 0, names, 0, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int rename(const char *from, const char *to)
{
    char old[2 * PATH_MAX], new[2 * PATH_MAX], both[4 * PATH_MAX + 2];
    absolute(AT_FDCWD, from, old);
    absolute(AT_FDCWD, to, new);
    if (!is_watched(old) && !is_watched(new))
        return REAL(rename)(from, to);
    snprintf(both, sizeof both, "%s\n%s", old, new);
    pthread_mutex_lock(&turn);
    return named('R', REAL(rename)(from, to), both);
}

int link(const char *from, const char *to)
{
    char old[2 * PATH_MAX], new[2 * PATH_MAX], both[4 * PATH_MAX + 2];
    absolute(AT_FDCWD, from, old);
    absolute(AT_FDCWD, to, new);
    if (!is_watched(old) && !is_watched(new))
        return REAL(link)(from, to);
    snprintf(both, sizeof both, "%s\n%s", old, new);
    pthread_mutex_lock(&turn);
    return named('L', REAL(link)(from, to), both);
}

#define GONE(NAME, OP)                                                                             \
    int NAME(const char *path)                                                                     \
    {                                                                                              \
        char whole[2 * PATH_MAX];                                                                  \
        absolute(AT_FDCWD, path, whole);                                                           \
        if (!is_watched(whole))                                                                    \
            return REAL(NAME)(path);                                                               \
        pthread_mutex_lock(&turn);                                                                 \
        return named(OP, REAL(NAME)(path), whole);                                                 \
    }

GONE(unlink, 'U')
GONE(rmdir, 'X')

int mkdir(const char *path, mode_t mode)
{
    char whole[2 * PATH_MAX];
    absolute(AT_FDCWD, path, whole);
    if (!is_watched(whole))
        return REAL(mkdir)(path, mode);
    pthread_mutex_lock(&turn);
    return named('K', REAL(mkdir)(path, mode), whole);
}

void *mmap64(void *at, size_t size, int rights, int flags, int file, off64_t offset)
{
    if (handle_of(file) && (rights & PROT_WRITE) && (flags & MAP_SHARED))
        put('M', 0, handles[file], offset, 0, 0, 0);
    return REAL(mmap64)(at, size, rights, flags, file, offset);
}

void *mmap(void *at, size_t size, int rights, int flags, int file, off_t offset)
{
    return mmap64(at, size, rights, flags, file, offset);
}
