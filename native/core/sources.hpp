#pragma once
#include <deque>
#include <span>

#include "entry.hpp"
#include "fd.hpp"
#include "filesystem.hpp"
#include "layout.hpp"

namespace cowpio {

/// The files of an archive's members, opened a window ahead of their turn, with their write-back and the read
/// of what is copied of them under way: a clone of a dirty file flushes it and waits, a cold tail is a random
/// read (docs/measured.md).
class Sources {
 public:
  Sources(const Fd& directory, std::span<const Entry> entries, const Layout& layout);

  [[nodiscard]] bool has_data(const Placed& placed) const {
    return placed.is_entry() && placed.data_size > 0 && entries_[placed.entry].is_regular();
  }
  /// Of those that are open ahead, the first that is to be cloned and lies on `file_system`; null for none.
  const Fd* first_to_clone(const FileSystem::Id& file_system);
  /// The next one that has data, in the layout's order.
  Fd take();

 private:
  void open_ahead();
  [[nodiscard]] Fd open(const Placed& placed) const;

  const Fd& directory_;
  std::span<const Entry> entries_;
  const Layout& layout_;
  struct Ahead {
    Fd fd;
    const Placed* placed;
  };
  std::deque<Ahead> ahead_;
  std::size_t looked_at_ = 0;
  std::size_t window_;
};

/// Throws `Refusal` when the open file is not what was scanned any more.
void refuse_changed(const Fd& source, const Entry& entry);

}  // namespace cowpio
