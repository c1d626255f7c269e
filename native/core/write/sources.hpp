#pragma once
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "core/format/entry.hpp"
#include "core/fs/buffer.hpp"
#include "core/fs/fd.hpp"
#include "core/fs/filesystem.hpp"
#include "core/fs/lookup.hpp"
#include "core/write/layout.hpp"

namespace cowpio {

/// A file whose turn it is.
struct Source {
  Fd fd;
  /// Its last bytes, as many as are copied; or none: they were not in memory, or are many, and have to be
  /// read.
  Buffer tail;
};

/// Whether files are on one file system, which is asked for once for each run of files of one device.
class FileSystemOfDevice {
 public:
  explicit FileSystemOfDevice(const FileSystem::Id& id) : id_(id) {}
  bool operator()(const Fd& file, const Entry& entry) {
    if (!is_known_ || entry.file_id.device != device_) {
      is_same_ = file_system_id(file, entry.source()) == id_;
      device_ = entry.file_id.device;
      is_known_ = true;
    }
    return is_same_;
  }

 private:
  FileSystem::Id id_;
  std::uint64_t device_ = 0;
  bool is_known_ = false;
  bool is_same_ = false;
};

/// The files of an archive's members, opened a window ahead of their turn, with their write-back and the read
/// of what is copied of them under way: a clone of a dirty file flushes it and waits, a cold tail is a random
/// read (docs/measured.md).
class Sources {
 public:
  Sources(Lookup& lookup, std::span<const Entry> entries, const Layout& layout);

  [[nodiscard]] bool has_data(const LaidOutEntry& laid_out) const {
    return laid_out.is_entry() && laid_out.data_size > 0 && entries_[laid_out.entry].is_regular();
  }
  /// Among sources that are open ahead and on `file_system`, a Btrfs: the first with the NOCOW attribute, or
  /// without it, of which more bytes are to be cloned; null for none.
  const Fd* main_source(const FileSystem& file_system);
  /// The next one that has data, in the layout's order.
  Source take();
  /// Closes it, with others: one system call for many.
  void give_back(Source source);

 private:
  void open_ahead();
  void close_used();
  void keep_half();
  Source open(const LaidOutEntry& laid_out);

  Lookup& lookup_;
  std::span<const Entry> entries_;
  const Layout& layout_;
  struct Ahead {
    Source source;
    const LaidOutEntry* laid_out;
  };
  std::deque<Ahead> ahead_;
  std::size_t looked_at_ = 0;
  std::size_t window_;
  std::vector<Fd> used_;
};

[[noreturn]] void refuse_as_changed(const Entry& entry);
/// Throws `InputError` when the open file is not what was scanned any more.
void refuse_changed(const Fd& source, const Entry& entry);

}  // namespace cowpio
