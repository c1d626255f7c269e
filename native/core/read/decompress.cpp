#include "core/read/decompress.hpp"

#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <vector>

#include "core/fs/progress.hpp"
#include "core/read/stream_end.hpp"

extern char** environ;

namespace cowpio {
namespace {

using namespace std::string_view_literals;

constexpr Compression known[] = {
    {"gzip", "\x1f\x8b"sv, "gzip", nullptr},       {"zstd", "\x28\xb5\x2f\xfd"sv, "zstd", nullptr},
    {"xz", "\xfd\x37zXZ\0"sv, "xz", nullptr},      {"bzip2", "BZh"sv, "bzip2", nullptr},
    {"lz4", "\x02\x21\x4c\x18"sv, "lz4", nullptr}, {"lzop", "\x89LZO"sv, "lzop", nullptr},
    {"lzma", "\x5d\x00"sv, "xz", "--format=lzma"}};

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

/// The stream alone, from its first byte: the file itself, where nothing is behind it. Readers use no file
/// offset of it, so the tool can have it.
Fd input_of(const Fd& file, std::uint64_t offset, std::uint64_t end, std::uint64_t size,
            const std::string& path) {
  Fd input;
  if (end == size) {
    input = Fd(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
    if (!input.is_open()) fail("dup", path);
  } else {
    input = nameless_file();
    std::vector<char> buffer(std::min<std::uint64_t>(1 << 20, end - offset));
    for (std::uint64_t at = offset; at < end;) {
      const std::size_t count = std::min<std::uint64_t>(buffer.size(), end - at);
      read_fully(file, {buffer.data(), count}, at, path);
      write_fully(input, {buffer.data(), count}, at - offset, "a temporary file");
      at += count;
    }
  }
  if (::lseek(input.get(), end == size ? static_cast<off_t>(offset) : 0, SEEK_SET) < 0) fail("lseek", path);
  return input;
}

/// A file system of no size, as memory's own, does not say.
std::uint64_t half_of_the_free(const Fd& file) {
  struct statvfs space {};
  if (::fstatvfs(file.get(), &space) < 0 || space.f_blocks == 0) return UINT64_MAX;
  return std::uint64_t{space.f_bavail} * space.f_frsize / 2;
}

/// All that comes through `pipe`; false for more than `most`.
bool take_all(const Fd& pipe, const Fd& out, std::uint64_t max_value) {
  std::vector<char> buffer(1 << 16);
  for (std::uint64_t taken = 0;;) {
    pollfd ready{pipe.get(), POLLIN, 0};
    while (AbortCheck::is_active() && ::poll(&ready, 1, 100) == 0) AbortCheck::run();
    AbortCheck::run();
    const ssize_t count = ::read(pipe.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", "a pipe");
    if (count == 0) return true;
    const auto size = static_cast<std::size_t>(count);
    if (size > max_value - taken) return false;
    write_fully(out, {buffer.data(), size}, taken, "a temporary file");
    taken += size;
  }
}

std::string last_line(const Fd& message) {
  char text[512];
  const off_t size = ::lseek(message.get(), 0, SEEK_END);
  const off_t from = size > static_cast<off_t>(sizeof text) ? size - static_cast<off_t>(sizeof text) : 0;
  const ssize_t count = ::pread(message.get(), text, sizeof text, from);
  std::string_view all(text, count < 0 ? 0 : static_cast<std::size_t>(count));
  while (all.ends_with('\n')) all.remove_suffix(1);
  return std::string(all.substr(all.rfind('\n') + 1));
}

/// A tool that runs. Its end is waited for, and made where nobody did.
class Tool {
 public:
  Tool(const Compression& compression, const Fd& in, const Fd& out, const Fd& message)
      : name_(compression.tool) {
    const char* arguments[] = {compression.tool, "-d", "-c", "-q", compression.argument, nullptr};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, message.get(), STDERR_FILENO);
    const int error =
        ::posix_spawnp(&child_, compression.tool, &actions, nullptr, const_cast<char**>(arguments), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw SystemError(error, "posix_spawn", compression.tool);
  }
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;
  ~Tool() {
    if (child_ == 0) return;
    ::kill(child_, SIGKILL);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) continue;
  }
  /// The exit status; 128 and the signal's number for a killed one.
  int wait() {
    int status = 0;
    while (::waitpid(child_, &status, 0) < 0)
      if (errno != EINTR) fail("waitpid", name_);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  std::string name_;
  pid_t child_ = 0;
};

/// Its exit status; nothing for more than `most` bytes.
std::optional<int> run(const Compression& compression, const Fd& in, const Fd& out, const Fd& message,
                       std::uint64_t max_value) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) fail("pipe", compression.tool);
  const Fd pipe(ends[0]);
  Fd into(ends[1]);
  Tool tool(compression, in, into, message);
  into.reset();
  if (!take_all(pipe, out, max_value)) return std::nullopt;
  return tool.wait();
}

}  // namespace

const Compression* compression_of(std::string_view start) {
  for (const Compression& one : known)
    if (start.starts_with(one.magic)) return &one;
  return nullptr;
}

Stream decompress(const Fd& file, std::uint64_t offset, std::uint64_t size, const Compression& compression,
                  const std::string& path, std::uint64_t max_value) {
  const std::string where = "at byte " + std::to_string(offset) + ": ";
  const auto end = end_of_stream(file, offset, size, compression, path);
  const Fd in = input_of(file, offset, end.value_or(size), size, path);
  Stream stream{nameless_file(), end.value_or(size)};
  const Fd message = nameless_file();
  const std::uint64_t room = half_of_the_free(stream.file);
  const bool lacks_room = room < max_value;
  max_value = std::min(max_value, room);
  std::optional<int> status = 127;
  try {
    status = run(compression, in, stream.file, message, max_value);
  } catch (const SystemError& error) {
    if (error.code().value() != ENOENT) throw;
  }
  if (!status)
    // A limit of this reader says nothing about the archive.
    throw SystemError(
        EFBIG, "decompress", path,
        "the " + std::string(compression.name) + " stream at byte " + std::to_string(offset) +
            " unpacks to more than " + std::to_string(max_value) + " bytes, " +
            (lacks_room ? "half of the free space of TMPDIR's file system. Set TMPDIR to a folder with more "
                          "space, or unpack it with "
                        : "the limit for a file of this size. Unpack it with ") +
            compression.tool);
  if (status == 127)
    throw InputError(path + ": " + where + "a " + std::string(compression.name) + " stream, and " +
                     compression.tool + " is not installed; install it to read on");
  if (status != 0) {
    const std::string reason = last_line(message);
    throw Damage(path, where + compression.tool + " could not decompress it (exit status " +
                           std::to_string(*status) + ")" + (reason.empty() ? "" : ": " + reason) +
                           (end ? "" : "; if something follows the stream, split the file first"));
  }
  return stream;
}

}  // namespace cowpio
