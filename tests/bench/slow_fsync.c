/* Makes this machine's storage as slow as a small machine's flash card: each fsync or fdatasync
   does its work and then waits 10 ms longer. Loaded before everything else by LD_PRELOAD. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static int then_wait(int result)
{
    const struct timespec ten_ms = {0, 10 * 1000 * 1000};
    nanosleep(&ten_ms, 0);
    return result;
}

int fsync(int file)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return then_wait(real(file));
}

int fdatasync(int file)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return then_wait(real(file));
}
