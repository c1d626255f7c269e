#include "write.hpp"

#include <algorithm>
#include <deque>
#include <string_view>

#include "layout.hpp"
#include "newc.hpp"
#include "output.hpp"

namespace cowpio {
namespace {

/// Files opened ahead, with their write-back and the read of their tails under way: a clone of a dirty file
/// flushes it and waits, a cold tail is a random read.
constexpr std::size_t window = 128;
constexpr std::size_t buffer_bytes = 1 << 20;

/// Refusals are no failures: the data is copied. Everything else is one. (ioctl_ficlonerange(2), reflink.md)
const char* refusal(int error) {
  switch (error) {
    case EXDEV:
      return "other file system";
    case EOPNOTSUPP:
    case ENOTTY:
    case ENOSYS:
      return "no reflink support";
    case EINVAL:
      return "NOCOW or checksum settings differ";
    case ETXTBSY:
    case EPERM:
      return "refused by the file system";
    default:
      return nullptr;
  }
}

const char* reason_of(Placement placement) {
  switch (placement) {
    case Placement::below_block:
      return "smaller than a block";
    case Placement::off_grid:
      return "off the grid";
    case Placement::early:
      return "early archive";
    case Placement::no_data:
    case Placement::on_grid:
      break;
  }
  return "";
}

Fd open_source(const Fd& directory, const Entry& entry, const Placed& placed) {
  const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  Fd fd(::openat(directory.get(), entry.source.c_str(), flags | O_NOATIME));
  if (!fd.is_open() && errno == EPERM) fd = Fd(::openat(directory.get(), entry.source.c_str(), flags));
  if (!fd.is_open()) fail("open", entry.source);
  if (placed.clone_size > 0) ::sync_file_range(fd.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  if (placed.clone_size < placed.data_size)
    ::posix_fadvise(fd.get(), static_cast<off_t>(placed.clone_size),
                    static_cast<off_t>(placed.data_size - placed.clone_size), POSIX_FADV_WILLNEED);
  return fd;
}

void refuse_changed(const Fd& source, const Entry& entry) {
  struct stat status {};
  if (::fstat(source.get(), &status) < 0) fail("stat", entry.source);
  if (stamp_of(status) != entry.stamp)
    throw Refusal(entry.source +
                  ": changed while it was archived; archive files that nobody writes to, or a snapshot");
}

newc::Header header_of(const Entry& entry, const Placed& placed) {
  newc::Header header;
  header.inode = placed.inode;
  header.mode = entry.mode;
  header.uid = entry.uid;
  header.gid = entry.gid;
  header.nlink = placed.nlink;
  header.mtime = entry.mtime;
  header.size = static_cast<std::uint32_t>(placed.data_size);
  header.rdev_major = entry.device.major;
  header.rdev_minor = entry.device.minor;
  header.name_field = static_cast<std::uint32_t>(placed.name_field);
  return header;
}

/// What fillers repeat: the archive's own `.`, or a plain one.
Entry root_of(std::span<const Entry> entries) {
  for (const Entry& entry : entries)
    if (entry.name == ".") return entry;
  Entry root;
  root.name = ".";
  root.mode = S_IFDIR | 0755;
  return root;
}

/// Writes in the order of the file: gathers headers, tails and small files, and puts them out in one write
/// before each clone.
class Writer {
 public:
  Writer(const Fd& directory, std::span<const Entry> entries, const Layout& layout, Output& output)
      : directory_(directory), entries_(entries), layout_(layout), output_(output), root_(root_of(entries)) {
    gap_.reserve(2 * buffer_bytes);
  }

  WriteResult run(const Progress& progress) {
    gap_at_ = output_.start();
    for (std::size_t i = 0; i < layout_.placed.size(); ++i) {
      open_ahead(i + window);
      put_member(layout_.placed[i]);
      if (progress && !progress(i + 1, layout_.placed.size())) throw Aborted();
    }
    newc::Header trailer;
    trailer.nlink = 1;
    trailer.name_field = static_cast<std::uint32_t>(newc::trailer_name.size() + 1);
    put_head(trailer, newc::trailer_name, layout_.trailer_at);
    pad_to(layout_.end);
    flush();
    result_.size = layout_.end;
    return std::move(result_);
  }

 private:
  void open_ahead(std::size_t until) {
    for (; opened_ < std::min(until, layout_.placed.size()); ++opened_) {
      const Placed& placed = layout_.placed[opened_];
      if (has_file_data(placed)) ahead_.push_back(open_source(directory_, entries_[placed.entry], placed));
    }
  }

  [[nodiscard]] bool has_file_data(const Placed& placed) const {
    return placed.entry != Placed::filler && placed.data_size > 0 && entries_[placed.entry].is_regular();
  }

  void put_member(const Placed& placed) {
    const Entry& entry = placed.entry == Placed::filler ? root_ : entries_[placed.entry];
    put_head(header_of(entry, placed), entry.name, placed.header_at);
    pad_to(placed.data_at);
    if (has_file_data(placed))
      put_file(placed, entry);
    else if (entry.is_symlink())
      gap_.append(entry.target);
    else
      return;
    pad_to(newc::align_up(placed.data_at + placed.data_size, newc::field_alignment));
  }

  void put_head(const newc::Header& header, std::string_view name, std::uint64_t at) {
    pad_to(at);
    const newc::HeaderText text = newc::encode(header);
    gap_.append(text.data(), text.size());
    gap_.append(name);
    pad_to(at + newc::head_bytes(header.name_field));
  }

  void put_file(const Placed& placed, const Entry& entry) {
    const Fd source = std::move(ahead_.front());
    ahead_.pop_front();
    Written written{entry.name, placed.data_size, placed.data_at, 0, 0, reason_of(placed.placement)};
    if (placed.clone_size > 0) clone_blocks(source, placed, entry, written);
    copy(source, placed, entry, written.cloned);
    written.copied = placed.data_size - written.cloned;
    refuse_changed(source, entry);
    result_.cloned += written.cloned;
    result_.copied += written.copied;
    result_.members.push_back(std::move(written));
  }

  void clone_blocks(const Fd& source, const Placed& placed, const Entry& entry, Written& written) {
    if (!no_reflinks_.empty()) {
      written.reason = no_reflinks_;
      return;
    }
    flush();
    const int error = output_.clone(source, placed.clone_size, placed.data_at);
    if (error == 0) {
      written.cloned = placed.clone_size;
      gap_at_ = placed.data_at + placed.clone_size;
      return;
    }
    const char* why = refusal(error);
    if (why == nullptr) throw SystemError(error, "FICLONERANGE", entry.source);
    written.reason = why;
    // The output's file system will not do it for the next one either.
    if (error == EOPNOTSUPP || error == ENOTTY || error == ENOSYS) no_reflinks_ = why;
  }

  void copy(const Fd& source, const Placed& placed, const Entry& entry, std::uint64_t from) {
    while (from < placed.data_size) {
      const std::size_t want = std::min<std::uint64_t>(buffer_bytes, placed.data_size - from);
      const std::size_t held = gap_.size();
      gap_.resize(held + want);
      const ssize_t count = ::pread(source.get(), gap_.data() + held, want, static_cast<off_t>(from));
      if (count < 0) fail("read", entry.source);
      gap_.resize(held + static_cast<std::size_t>(count));
      if (count == 0) throw Refusal(entry.source + ": shrank while it was archived");
      from += static_cast<std::uint64_t>(count);
      if (gap_.size() >= buffer_bytes) flush();
    }
  }

  void pad_to(std::uint64_t offset) { gap_.append(offset - (gap_at_ + gap_.size()), '\0'); }

  void flush() {
    output_.write(gap_, gap_at_);
    gap_at_ += gap_.size();
    gap_.clear();
  }

  const Fd& directory_;
  std::span<const Entry> entries_;
  const Layout& layout_;
  Output& output_;
  Entry root_;
  std::deque<Fd> ahead_;
  std::size_t opened_ = 0;
  std::string gap_;           ///< Bytes not written yet,
  std::uint64_t gap_at_ = 0;  ///< and where they go.
  std::string no_reflinks_;   ///< Why nothing can be cloned into this output; empty while it may.
  WriteResult result_;
};

}  // namespace

WriteResult write_archive(const std::string& directory, std::span<const std::string> names,
                          const std::string& output, const WriteOptions& options) {
  const Fd tree = open_or_fail(directory, O_RDONLY | O_DIRECTORY);
  const std::vector<Entry> entries = scan(tree, names, options.scan);
  Output out = Output::open(output, options.append);
  const Layout layout = plan_layout(entries, {out.start(), options.grid, out.block()});
  out.set_size(layout.end);
  WriteResult result = Writer(tree, entries, layout, out).run(options.progress);
  out.commit();
  return result;
}

}  // namespace cowpio
