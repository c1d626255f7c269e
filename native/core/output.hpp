#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "fd.hpp"

namespace cowpio {

/// Where an archive is written: a temporary file that takes the output's name when it is whole, or, for a
/// pipe or a device, the thing itself. Until `commit`, nothing is under the output's name but what was there
/// before.
class Output {
 public:
  /// With `append`, the bytes that the file holds stay in front, cloned where they can be. Symlinks are
  /// followed.
  static Output open(const std::string& name, bool append);
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;
  ~Output();

  /// Bytes that stay in front.
  [[nodiscard]] std::uint64_t start() const { return start_; }
  /// statvfs.f_bsize: what cloning counts in.
  [[nodiscard]] std::uint64_t block() const { return block_; }

  void set_size(std::uint64_t size);
  /// Offsets must grow from call to call: a pipe has no others.
  void write(std::span<const char> bytes, std::uint64_t offset);
  /// Shares whole blocks of `source`; errno when the file system refuses, 0 when it is done.
  int clone(const Fd& source, std::uint64_t size, std::uint64_t offset);
  /// Durable and under its name.
  void commit();

 private:
  Output(std::string path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  void take_over(bool append);
  void keep_identity();

  std::string path_;
  std::string temporary_;  ///< Has a name; empty while the file has none.
  Fd fd_;
  std::uint64_t start_ = 0;
  std::uint64_t block_ = 0;
  std::uint64_t written_ = 0;  ///< To a stream.
  bool streams_ = false;
};

/// Removes the temporary file that has a name, if there is one. Async-signal-safe.
void unlink_temporary() noexcept;

}  // namespace cowpio
