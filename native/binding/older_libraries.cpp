/// Functions of the newest glibc and libstdc++ that new headers call, so that an addon built beside them
/// loads with those that Node's own builds ask for (glibc 2.28; libstdc++ of GCC 8), as RHEL 8, Debian 11 and
/// Ubuntu 20.04 have. The kernel's `struct stat` is the C library's on these processors.
#include <features.h>

#if defined(__GLIBC__) && (defined(__x86_64__) || defined(__aarch64__))
#if __GLIBC_PREREQ(2, 33)
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <new>

extern "C" {
// In glibc from 2.33 on; inline over __fxstatat before.
int fstatat(int directory, const char* path, struct stat* status, int flags) noexcept {
  return static_cast<int>(::syscall(SYS_newfstatat, directory, path, status, flags));
}
int stat(const char* path, struct stat* status) noexcept { return ::fstatat(AT_FDCWD, path, status, 0); }
int lstat(const char* path, struct stat* status) noexcept {
  return ::fstatat(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
}
int fstat(int file, struct stat* status) noexcept {
  return static_cast<int>(::syscall(SYS_fstat, file, status));
}
int mknodat(int directory, const char* path, mode_t mode, dev_t device) noexcept {
  if (device != static_cast<unsigned>(device)) {  // more than the kernel has: another device
    errno = EINVAL;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_mknodat, directory, path, mode, static_cast<unsigned>(device)));
}

// In glibc from 2.32 on, for libstdc++'s reference counts: Node always has threads.
[[gnu::visibility("hidden")]] extern char has_one_thread asm("__libc_single_threaded");
char has_one_thread = 0;

// In libstdc++ from GCC 11 on, for std::allocator.
[[noreturn, gnu::visibility("hidden")]] void refuse_length() asm("_ZSt28__throw_bad_array_new_lengthv");
void refuse_length() { throw std::bad_array_new_length(); }
}
#endif
#endif

// libbz2 prints an assertion of its own that fails before it ends the process. Debian's static library is
// compiled for executables: the linker accepts it in the addon only if these are defined there. Nothing else
// here prints.
extern "C" {
[[gnu::visibility("hidden")]] extern void* no_input asm("stdin");
void* no_input = nullptr;
[[gnu::visibility("hidden")]] extern void* no_output asm("stdout");
void* no_output = nullptr;
[[gnu::visibility("hidden")]] extern void* no_errors asm("stderr");
void* no_errors = nullptr;
}
