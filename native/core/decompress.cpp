#include "decompress.hpp"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <cstdlib>

extern char** environ;

namespace cowpio {
namespace {

using namespace std::string_view_literals;

constexpr Compression known[] = {
    {"gzip", "\x1f\x8b"sv, "gzip", nullptr},          {"zstd", "\x28\xb5\x2f\xfd"sv, "zstd", nullptr},
    {"xz", "\xfd\x37zXZ\0"sv, "xz", nullptr},         {"bzip2", "BZh"sv, "bzip2", nullptr},
    {"lz4", "\x02\x21\x4c\x18"sv, "lz4", nullptr},    {"lzop", "\x89LZO"sv, "lzop", nullptr},
    {"lzma", "\x5d\x00\x00"sv, "xz", "--format=lzma"}};

/// Where there is room for what may be large: on disk, and only without one in memory.
Fd nameless_file() {
  const char* wished = std::getenv("TMPDIR");
  for (const char* folder : {wished == nullptr ? "/var/tmp" : wished, "/var/tmp", "/tmp"}) {
    Fd fd(::open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (fd.is_open()) return fd;
  }
  Fd fd(::memfd_create("cowpio", MFD_CLOEXEC));
  if (!fd.is_open()) fail("memfd_create", "a temporary file");
  return fd;
}

/// Another description of the same file, with a position of its own.
Fd reopened_at(const Fd& file, std::uint64_t offset, const std::string& path) {
  Fd again = open_or_fail("/proc/self/fd/" + std::to_string(file.get()), O_RDONLY);
  if (::lseek(again.get(), static_cast<off_t>(offset), SEEK_SET) < 0) fail("lseek", path);
  return again;
}

std::string last_line(const Fd& said) {
  char text[512];
  const off_t size = ::lseek(said.get(), 0, SEEK_END);
  const off_t from = size > static_cast<off_t>(sizeof text) ? size - static_cast<off_t>(sizeof text) : 0;
  const ssize_t count = ::pread(said.get(), text, sizeof text, from);
  std::string_view all(text, count < 0 ? 0 : static_cast<std::size_t>(count));
  while (all.ends_with('\n')) all.remove_suffix(1);
  return std::string(all.substr(all.rfind('\n') + 1));
}

/// The exit status; 128 and the signal's number for a killed one.
int run(const Compression& compression, const Fd& in, const Fd& out, const Fd& said) {
  const char* arguments[] = {compression.tool, "-d", "-c", "-q", compression.argument, nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, said.get(), STDERR_FILENO);
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, compression.tool, &actions, nullptr, const_cast<char**>(arguments), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw SystemError(error, "posix_spawn", compression.tool);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail("waitpid", compression.tool);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

const Compression* compression_of(std::string_view start) {
  for (const Compression& one : known)
    if (start.starts_with(one.magic)) return &one;
  return nullptr;
}

Fd decompress(const Fd& file, std::uint64_t offset, const Compression& compression, const std::string& path) {
  const Fd in = reopened_at(file, offset, path);
  Fd out = nameless_file();
  const Fd said = nameless_file();
  int status = 127;
  try {
    status = run(compression, in, out, said);
  } catch (const SystemError& error) {
    if (error.code().value() != ENOENT) throw;
  }
  if (status == 127)
    throw Refusal(path + ": at byte " + std::to_string(offset) + ": a " + compression.name + " stream, and " +
                  compression.tool + " is not installed; install it to read on");
  if (status != 0)
    throw Refusal(path + ": at byte " + std::to_string(offset) + ": " + compression.tool +
                  " could not decompress it (exit status " + std::to_string(status) +
                  "): " + last_line(said));
  return out;
}

}  // namespace cowpio
