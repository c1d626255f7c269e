#include "core/write/writer.hpp"

#include <algorithm>

#include "core/format/newc.hpp"
#include "core/fs/buffer.hpp"
#include "core/write/clone.hpp"
#include "core/write/headers.hpp"
#include "core/write/sources.hpp"
#include "core/write/summary.hpp"
#include "core/write/write_batch.hpp"

namespace cowpio {
namespace {

constexpr std::size_t buffer_bytes = 256 << 10;

/// Writes in the order of the file: gathers headers, tails and small files, and puts them out in one write
/// before each clone.
class Writer {
 public:
  Writer(Lookup& lookup, std::span<const Entry> entries, const Layout& layout, Output& output,
         const WriteOptions& options)
      : entries_(entries),
        layout_(layout),
        output_(output),
        options_(options),
        sources_(lookup, entries, layout),
        batch_(output),
        headers_(entries, layout),
        is_on_output_(output.file_system().id),
        summary_(options, layout.block) {}

  WriteResult run(std::uint64_t from) {
    output_.begin(sources_.main_source(output_.file_system()));
    output_.set_size(layout_.end);
    output_.require_free(layout_.end - layout_.start - layout_.cloneable);
    pending_at_ = from;
    for (std::size_t i = 0; i < layout_.laid_out.size(); ++i) {
      put_member(layout_.laid_out[i]);
      if (pending_.size() >= buffer_bytes) flush();
      if (options_.progress && !options_.progress(i + 1, layout_.laid_out.size())) throw Aborted();
    }
    newc::Header trailer;
    trailer.nlink = 1;
    trailer.name_size = static_cast<std::uint32_t>(newc::trailer_name.size() + 1);
    put_header(trailer, newc::trailer_name, layout_.trailer_at);
    pad_to(layout_.end);
    flush();
    batch_.flush();
    return summary_.result(layout_.end, entries_.size());
  }

 private:
  void put_member(const LaidOutEntry& laid_out) {
    const Entry& entry = headers_.next(laid_out);
    if (!sources_.has_data(laid_out)) {
      put_header(header_of(entry, laid_out), entry.name, laid_out.header_at);
      if (entry.is_symlink()) pending_.append(entry.origin);
      return pad_to(laid_out.end());
    }
    Source source = sources_.take();
    newc::Header header = header_of(entry, laid_out);
    if (options_.sums) header.check = sum_of(source.fd, laid_out.data_size, entry.source());
    put_header(header, entry.name, laid_out.header_at);
    put_data(source, laid_out, entry, header.check);
    summary_.look_at(source.fd, entry);
    sources_.give_back(std::move(source));
    pad_to(laid_out.end());
  }

  static newc::Header header_of(const Entry& entry, const LaidOutEntry& laid_out) {
    newc::Header header;
    header.inode = laid_out.inode;
    header.mode = entry.mode;
    header.uid = entry.uid;
    header.gid = entry.gid;
    header.nlink = laid_out.nlink;
    header.mtime = entry.mtime;
    header.size = static_cast<std::uint32_t>(laid_out.data_size);
    header.rdev_major = entry.device.major;
    header.rdev_minor = entry.device.minor;
    header.name_size = laid_out.name_size;
    return header;
  }

  void put_header(const newc::Header& header, std::string_view name, std::uint64_t at) {
    pad_to(at);
    const newc::HeaderText text = newc::encode(header, options_.sums);
    pending_.append(text);
    pending_.append(name);
    pad_to(at + newc::header_size(header.name_size));
  }

  void put_data(const Source& source, const LaidOutEntry& laid_out, const Entry& entry, std::uint32_t sum) {
    Written written{entry.name, laid_out.data_size,           laid_out.data_at(), 0, 0,
                    0,          reason_of(laid_out.placement)};
    if (laid_out.placement == Placement::aligned || laid_out.placement == Placement::unaligned)
      written.cloneable = laid_out.data_size / layout_.block * layout_.block;
    written_sum_ = 0;
    const std::uint64_t from = clone_blocks(source.fd, laid_out, entry, written);
    if (from + source.tail.size() == laid_out.data_size) {
      pending_.append(source.tail.bytes());
      add_to_sum(source.tail.bytes());
    } else {
      copy(source.fd, laid_out, entry, from);
    }
    written.copied = laid_out.data_size - written.cloned;
    refuse_changed(source.fd, entry);
    // The sum is in front of the data, and was that of the source before.
    if (options_.sums && written_sum_ != sum) refuse_as_changed(entry);
    summary_.add(written);
  }

  /// Gives how far it came.
  std::uint64_t clone_blocks(const Fd& source, const LaidOutEntry& laid_out, const Entry& entry,
                             Written& written) {
    const std::uint64_t size = laid_out.clone_size(layout_.block);
    if (size == 0) return 0;
    if (!no_reflinks_.empty()) written.reason = no_reflinks_;
    if (size == laid_out.data_size && size == layout_.block && on_output(source, entry) &&
        is_inline(source, layout_.block, Synced::no, entry.source())) {
      written.reason = "inline in the metadata";
      written.cloneable = 0;
    }
    if (!written.reason.empty()) return 0;

    const auto segments =
        options_.fill_holes ? data_segments(source, size, entry.source()) : std::vector<Segment>{{0, size}};
    std::uint64_t reached = size;
    for (const Segment& segment : segments) {
      if (!clone(source, segment, laid_out, entry, written)) {
        reached = segment.from;
        break;
      }
      written.cloned += segment.end - segment.from;
    }
    pad_to(laid_out.data_at() + reached);  // a hole at its end
    if (reached == size && written.cloned < size) {
      written.reason = "holes filled";
      written.cloneable = written.cloned;
    }
    if (options_.require_reflink && written.cloned > 0) leave_out_inline(source, entry, written);
    return reached;
  }

  /// Another file system, for example one without FIEMAP, is not queried.
  bool on_output(const Fd& source, const Entry& entry) {
    return output_.file_system().kind == FileSystem::Kind::btrfs && is_on_output_(source, entry);
  }

  /// A small file that grew may have its first block inline, which a clone copies. It has synced the source.
  /// Asking takes a third of the time that the clone took (docs/measured.md), and no size rules it out.
  void leave_out_inline(const Fd& source, const Entry& entry, Written& written) const {
    if (output_.file_system().kind != FileSystem::Kind::btrfs ||
        !is_inline(source, layout_.block, Synced::yes, entry.source()))
      return;
    written.cloned -= layout_.block;
    written.cloneable -= layout_.block;
    written.reason = "inline in the metadata";
  }

  bool clone(const Fd& source, const Segment& segment, const LaidOutEntry& laid_out, const Entry& entry,
             Written& written) {
    const std::uint64_t size = segment.end - segment.from;
    pad_to(laid_out.data_at() + segment.from);
    flush();
    const int error = output_.clone(source, segment.from, size, pending_at_);
    if (error == 0) {
      if (options_.sums) written_sum_ += sum_of(output_.file(), size, output_.path(), pending_at_);
      pending_at_ += size;
      return true;
    }
    const char* why = refusal(error, output_.file_system().kind);
    if (why == nullptr) throw SystemError(error, "FICLONERANGE", entry.source(), "into " + output_.path());
    written.reason = why;
    // The output's file system will not do it for the next one either, if it never did.
    if (!summary_.has_cloned() && (error == EOPNOTSUPP || error == ENOTTY || error == ENOSYS)) {
      no_reflinks_ = why;
      output_.require_free(layout_.end - pending_at_);
    }
    return false;
  }

  void copy(const Fd& source, const LaidOutEntry& laid_out, const Entry& entry, std::uint64_t from) {
    while (from < laid_out.data_size) {
      const std::size_t want = std::min<std::uint64_t>(buffer_bytes, laid_out.data_size - from);
      const std::size_t held = pending_.size();
      const ssize_t count =
          ::pread(source.get(), pending_.extend(want).data(), want, static_cast<off_t>(from));
      pending_.shrink(held + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail("read", entry.source());
      if (count == 0) throw InputError(entry.source() + ": shrank while it was archived");
      add_to_sum(pending_.bytes().subspan(held));
      from += static_cast<std::uint64_t>(count);
      if (pending_.size() >= buffer_bytes) flush();
    }
  }

  void add_to_sum(std::span<const char> bytes) {
    if (!options_.sums) return;
    for (const char byte : bytes) written_sum_ += static_cast<unsigned char>(byte);
  }

  void pad_to(std::uint64_t offset) {
    std::uint64_t left = offset - (pending_at_ + pending_.size());
    for (; left > buffer_bytes; left -= buffer_bytes) {
      pending_.append_zeros(buffer_bytes);
      flush();
    }
    pending_.append_zeros(left);
  }

  void flush() {
    batch_.put(pending_.bytes(), pending_at_);
    pending_at_ += pending_.size();
    pending_.clear();
  }

  std::span<const Entry> entries_;
  const Layout& layout_;
  Output& output_;
  const WriteOptions& options_;
  Sources sources_;
  WriteBatch batch_;
  Headers headers_;
  FileSystemOfDevice is_on_output_;
  Buffer pending_{2 * buffer_bytes};  ///< Bytes not written yet,
  std::uint64_t pending_at_ = 0;      ///< and where they go.
  std::uint32_t written_sum_ = 0;     ///< Sum of the member's data as written.
  std::string_view no_reflinks_;      ///< Why nothing can be cloned into this output; empty while it may.
  Summary summary_;
};

}  // namespace

WriteResult write_laid_out(Lookup& lookup, std::span<const Entry> entries, const Layout& layout,
                           Output& output, const WriteOptions& options, std::uint64_t from) {
  return Writer(lookup, entries, layout, output, options).run(from);
}

}  // namespace cowpio
