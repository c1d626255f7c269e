#pragma once
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/fs/fd.hpp"
#include "core/fs/filesystem.hpp"

namespace cowpio {

/// Where an archive is written: a temporary file that takes the output's name when it is whole, or, for a
/// pipe, a device or a descriptor (/dev/stdout), the thing itself. Until `commit`, nothing is under the
/// output's name but what was there before. A file that cannot be replaced, as a mount point or in a
/// directory that cannot be written, is written in place: after a failure it holds what it held when that is
/// kept, else nothing. A descriptor at the end of a regular file is written in place, too, and left at the
/// new end.
class Output {
 public:
  /// With `append`, the bytes that the file holds stay in front, cloned where they can be. Symlinks are
  /// followed.
  static Output open(const std::string& name, bool append);
  using Sink = std::function<void(std::span<const char>)>;
  /// Passes what is written to `sink`, in order. `path` is for messages.
  static Output into(std::string path, Sink sink);
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;
  ~Output();

  /// Where it is to be, behind symlinks.
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Bytes that stay in front.
  [[nodiscard]] std::uint64_t start() const { return start_; }
  /// File system of the output; a stream has none, and a block of 4096.
  [[nodiscard]] const FileSystem& file_system() const { return file_system_; }
  [[nodiscard]] std::uint64_t block() const { return file_system_.block; }
  /// A pipe, a device, a sink, or a descriptor that is not at the end of a regular file: written in order,
  /// nothing can be cloned into it.
  [[nodiscard]] bool streams() const { return streams_; }
  /// Written in place because it could not be replaced, and so not whole until `commit`.
  [[nodiscard]] bool in_place() const { return in_place_ && !descriptor_.is_open(); }
  /// For what was written to be read.
  [[nodiscard]] const Fd& file() const { return fd_; }
  /// The file of this name as it was, which a source must not be; none when there was no regular file.
  [[nodiscard]] std::optional<struct stat> replaced() const { return replaced_; }

  /// Before an archive is written; the first time, it puts what the file held in front, cloned where it can
  /// be. Btrfs clones
  /// only between files of the same NOCOW attribute, which an empty one can change: it becomes that of
  /// `source`, of which most is to be cloned, or without one that of the file.
  void begin(const Fd* source);
  /// Whether the kernel sees another archive right after what the file holds. Its LZ4 decompressor needs four
  /// NULs to find its end (lib/decompress_unlz4.c).
  [[nodiscard]] bool ends_with_trailer() const;
  void set_size(std::uint64_t size);
  /// Throws ENOSPC when the file system has surely less left. Only XFS, ext4 and tmpfs are asked: others may
  /// compress, or only estimate.
  void require_free(std::uint64_t bytes);
  /// Offsets must grow from call to call where it streams: a pipe has no others.
  void write(std::span<const char> bytes, std::uint64_t offset);
  /// Starts the write-back of everything written so far, without waiting.
  void start_write_back() { ::sync_file_range(fd_.get(), 0, 0, SYNC_FILE_RANGE_WRITE); }
  /// Shares whole blocks of `source`; errno when the file system refuses, 0 when it is done.
  int clone(const Fd& source, std::uint64_t from, std::uint64_t size, std::uint64_t offset);
  /// A nameless file beside it. Closed where none can be made: a descriptor has no known directory, and a
  /// file that is written in place may be in one that cannot be written.
  [[nodiscard]] Fd scratch() const;
  /// Durable and under its name.
  void commit();

 private:
  Output(std::string path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  static Output stream(const std::string& path, Fd fd);
  void write_at_end();
  bool open_temporary();
  void open_in_place();
  [[nodiscard]] bool is_mount_point() const;
  [[nodiscard]] std::string base() const;
  [[nodiscard]] Fd open_replaced() const;
  void take_over(const Fd& old);
  void refuse_lost_append() const;
  void give_name();

  std::string path_;
  std::string temporary_;  ///< Has a name; empty while the file has none.
  Fd directory_;           ///< Directory of `path_`; closed for a stream.
  Fd fd_;
  std::uint64_t start_ = 0;
  FileSystem file_system_;
  std::optional<struct stat> replaced_;
  std::uint64_t written_ = 0;  ///< To a stream.
  Sink sink_;                  ///< Instead of a file.
  Fd descriptor_;              ///< The one that `fd_` has opened again, to write its file in place.
  bool streams_ = false;
  bool appends_ = false;
  bool in_place_ = false;  ///< And not committed,
  bool is_begun_ = false;  ///< but with a part of what it held replaced.
};

}  // namespace cowpio
