#pragma once
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "fd.hpp"
#include "filesystem.hpp"

namespace cowpio {

/// Where an archive is written: a temporary file that takes the output's name when it is whole, or, for a
/// pipe, a device or a descriptor (/dev/stdout), the thing itself. Until `commit`, nothing is under the
/// output's name but what was there before.
class Output {
 public:
  /// With `append`, the bytes that the file holds stay in front, cloned where they can be. Symlinks are
  /// followed.
  static Output open(const std::string& name, bool append);
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;
  ~Output();

  /// Where it is to be, behind symlinks.
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Bytes that stay in front.
  [[nodiscard]] std::uint64_t start() const { return start_; }
  /// What it lies on; a stream lies on nothing, and its block is 4096.
  [[nodiscard]] const FileSystem& file_system() const { return file_system_; }
  [[nodiscard]] std::uint64_t block() const { return file_system_.block; }
  /// A pipe, a device or a descriptor: written in order, nothing can be cloned into it.
  [[nodiscard]] bool streams() const { return streams_; }
  /// The file of this name as it was, which a source must not be; none when there was no regular file.
  [[nodiscard]] std::optional<struct stat> replaced() const { return replaced_; }

  /// Before the first byte: Btrfs clones only between files of the same NOCOW attribute, which an empty one
  /// can change.
  void match_nocow(const Fd& source);
  void set_size(std::uint64_t size);
  /// Throws ENOSPC when the file system has surely less left. Only XFS, ext4 and tmpfs are asked: others may
  /// compress, or only estimate.
  void require_free(std::uint64_t bytes);
  /// Offsets must grow from call to call where it streams: a pipe has no others.
  void write(std::span<const char> bytes, std::uint64_t offset);
  /// Of what was written up to now, without waiting.
  void start_write_back() { ::sync_file_range(fd_.get(), 0, 0, SYNC_FILE_RANGE_WRITE); }
  /// Shares whole blocks of `source`; errno when the file system refuses, 0 when it is done.
  int clone(const Fd& source, std::uint64_t from, std::uint64_t size, std::uint64_t offset);
  /// A nameless file beside it.
  [[nodiscard]] Fd scratch() const;
  /// Durable and under its name.
  void commit();

 private:
  Output(std::string path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  static Output stream(const std::string& path, Fd fd);
  void take_over();
  void keep_identity();
  bool keep_attribute(const char* name);
  void give_name();

  std::string path_;
  std::string temporary_;  ///< Has a name; empty while the file has none.
  Fd fd_;
  std::uint64_t start_ = 0;
  FileSystem file_system_;
  std::optional<struct stat> replaced_;
  std::uint64_t written_ = 0;  ///< To a stream.
  bool streams_ = false;
};

}  // namespace cowpio
