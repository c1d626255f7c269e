#pragma once
#include <string>
#include <vector>

#include "core/fs/fd.hpp"

namespace cowpio::cli {

/// The file of `--report` or COWPIO_REPORT: lines of JSON, appended. Each call of `create` adds a first line
/// that names the writer, `{"writer":{program,executable,version,arguments}}`, also when the call fails.
class Report {
 public:
  /// No report.
  Report() = default;
  /// Throws `SystemError` with `origin`, the option or variable that named the file, and `InputError` for a
  /// file that is the output.
  Report(const std::string& origin, std::string path, const std::string& output);

  [[nodiscard]] bool is_open() const { return file_.is_open(); }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Appends `lines` in one piece, so that reports of several calls do not mix. False when they were not
  /// written.
  [[nodiscard]] bool append(std::string_view lines) const;

 private:
  std::string path_;
  Fd file_;
};

/// The first line of a call.
std::string writer_line(const std::vector<std::string>& arguments);

/// Leaves the first line of a call whose arguments are wrong, as far as that is possible: the error of the
/// call is what is reported. A file that the arguments name is left alone.
void note_failed_call(const std::string& path, const std::vector<std::string>& arguments) noexcept;

}  // namespace cowpio::cli
