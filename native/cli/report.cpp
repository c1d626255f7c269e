#include "report.hpp"

#include <sys/auxv.h>
#include <sys/stat.h>

#include <algorithm>
#include <climits>
#include <filesystem>
#include <optional>

#include "core/format/json.hpp"
#include "core/version.hpp"

namespace cowpio::cli {
namespace {

namespace fs = std::filesystem;

/// Two names of one file, which need not exist yet. Standard output and other streams that are no regular
/// files take lines from several writers.
bool is_same_file(const std::string& one, const std::string& other) {
  struct stat first {};
  struct stat second {};
  const bool exists = ::stat(one.c_str(), &first) == 0;
  if (exists != (::stat(other.c_str(), &second) == 0)) return false;
  if (exists) return S_ISREG(first.st_mode) && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
  std::error_code unknown;  // is reported by those who open the file
  const auto location = [&](const std::string& name) {
    return fs::weakly_canonical(fs::absolute(name, unknown), unknown);
  };
  return location(one) == location(other) && !unknown;
}

Fd open_report(const std::string& path) {
  // A FIFO without a reader is an error (ENXIO), not a wait.
  Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY | O_NONBLOCK | O_CLOEXEC, 0666));
  if (file.is_open()) ::fcntl(file.get(), F_SETFL, O_APPEND);
  return file;
}

/// The path that execve was given (getauxval(3)): of a symlink, the symlink.
std::string called_program() {
  const unsigned long name = ::getauxval(AT_EXECFN);
  // The kernel gives a pointer as a number.
  return name == 0 ? "" : reinterpret_cast<const char*>(name);  // NOLINT(performance-no-int-to-ptr)
}

std::string executable(const std::string& called) {
  char path[PATH_MAX];
  const ssize_t length = ::readlink("/proc/self/exe", path, sizeof path);
  return length > 0 ? std::string(path, static_cast<std::size_t>(length)) : called;
}

}  // namespace

Report::Report(const std::string& origin, std::string path, const std::string& output)
    : path_(std::move(path)) {
  if (is_same_file(path_, output))
    throw InputError(path_ + ": the report is the output, and would be lost in it; write it to another file");
  file_ = open_report(path_);
  if (!file_.is_open()) fail("open", origin + ": " + path_);
}

bool Report::append(std::string_view lines) const {
  while (!lines.empty()) {
    const ssize_t count = ::write(file_.get(), lines.data(), lines.size());
    if (count < 0 && errno != EINTR) return false;
    lines.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return true;
}

std::string writer_line(const std::vector<std::string>& arguments) {
  const std::string called = called_program();
  return JsonObject()
             .add("writer", JsonObject()
                                .add("program", called)
                                .add("executable", executable(called))
                                .add("version", version)
                                .add("arguments", arguments))
             .text() +
         "\n";
}

void note_failed_call(const std::string& path, const std::vector<std::string>& arguments) noexcept try {
  if (path.empty()) return;
  for (const std::string& argument : arguments)
    if (is_same_file(path, argument)) return;
  static_cast<void>(Report("", path, "").append(writer_line(arguments)));
} catch (const std::exception&) {
  // The wrong call is what is reported.
}

}  // namespace cowpio::cli
