// `timed OUT COMMAND`: runs COMMAND with sh, then fsyncs OUT, and prints as JSON the time of both together by
// the clock and the CPU time of COMMAND, all that it started and waited for, and the fsync; and the memory of
// its largest process. What the kernel's own threads do is in the first only. Small and static, so that
// starting and looking cost next to nothing.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>

#include "core/fs/fd.hpp"

namespace {

double cpu_ms(const rusage& usage) {
  const auto ms = [](const timeval& time) {
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_usec);
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

/// Its standard output goes where errors go: this program's own is for the figures.
pid_t start(const char* command) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  std::string words[] = {"sh", "-c", command};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t pid = 0;
  errno = ::posix_spawn(&pid, "/bin/sh", &actions, nullptr, arguments, environ);
  if (errno != 0) cowpio::fail("posix_spawn", "/bin/sh");
  return pid;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::fputs("usage: timed OUT COMMAND\n", stderr);
    return 2;
  }
  rusage own_before{};
  ::getrusage(RUSAGE_SELF, &own_before);
  const auto started = std::chrono::steady_clock::now();

  const pid_t pid = start(argv[2]);
  int status = 0;
  rusage children{};
  while (::wait4(pid, &status, 0, &children) < 0)
    if (errno != EINTR) cowpio::fail("wait4", "sh");
  if (status != 0) throw cowpio::InputError(std::string("failed: ") + argv[2]);
  const cowpio::Fd out = cowpio::open_or_fail(argv[1], O_RDONLY);
  if (::fsync(out.get()) < 0) cowpio::fail("fsync", argv[1]);

  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  rusage own{};
  ::getrusage(RUSAGE_SELF, &own);
  std::printf("{\"ms\":%.3f,\"cpuMs\":%.3f,\"peakKiB\":%ld}\n", took.count(),
              cpu_ms(children) + cpu_ms(own) - cpu_ms(own_before), children.ru_maxrss);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "timed: %s\n", error.what());
  return 1;
}
