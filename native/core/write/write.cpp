#include "core/write/write.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/format/newc.hpp"
#include "core/read/read.hpp"
#include "core/write/clone.hpp"
#include "core/write/output.hpp"
#include "core/write/writer.hpp"

namespace cowpio {
namespace {

void refuse_replacing_a_source(std::span<const Entry> entries, const Output& output,
                               const std::string& name) {
  if (!output.replaced()) return;
  for (const Entry& entry : entries)
    if (entry.is_regular() && entry.file_id.inode == output.replaced()->st_ino &&
        entry.file_id.device == output.replaced()->st_dev)
      throw InputError(name + ": the output is among the sources, as " + entry.name + "; write it elsewhere");
}

WriteResult::Alignment alignment_of(const LayoutOptions& how, const Layout& layout) {
  const bool has_blocks = std::any_of(
      layout.laid_out.begin(), layout.laid_out.end(),
      [&](const LaidOutEntry& laid_out) { return laid_out.is_entry() && laid_out.data_size >= how.block; });
  if (!has_blocks || how.alignment <= newc::field_alignment) return WriteResult::Alignment::as_requested;
  if (how.alignment % how.block != 0) return WriteResult::Alignment::cannot_share;
  const bool is_full =
      std::all_of(layout.laid_out.begin(), layout.laid_out.end(), [&](const LaidOutEntry& laid_out) {
        return laid_out.placement != Placement::aligned || laid_out.data_at() % how.alignment == 0;
      });
  return is_full ? WriteResult::Alignment::as_requested : WriteResult::Alignment::reduced;
}

bool has_reflinks(const Output& output) {
  return !output.streams() && output.file_system().reflink.value_or(false);
}

LayoutOptions layout_options(const Output& output, const WriteOptions& options) {
  const std::uint64_t block = output.block();
  LayoutOptions how;
  how.alignment = options.alignment.value_or(
      options.align_only_to_share && !has_reflinks(output) ? newc::field_alignment : block);
  how.block = block;
  how.min_clone = options.min_clone ? *options.min_clone : auto_min_clone(output.file_system());
  how.order = options.order;
  how.pad = options.pad;
  how.bounded = options.bounded;
  return how;
}

/// Writes the archives of one output, one after the other.
class Archives {
 public:
  Archives(Lookup& lookup, Output& output, const WriteOptions& options)
      : lookup_(lookup), output_(output), options_(options), how_(layout_options(output, options)) {
    result_.size = output.start();
    if (output.start() > 0 && !output.ends_with_trailer()) nuls_ = newc::field_alignment;
  }

  void add(const std::vector<Entry>& entries, const Packing& packing) {
    const WriteResult one =
        packing.codec == Codec::none ? write_plain(entries) : write_packed(entries, packing);
    for (const Entry& entry : entries)
      if (entry.is_directory() && entry.name == ".") root_ = entry;
    result_.size = one.size;
    result_.entries += one.entries;
    result_.cloneable += one.cloneable;
    result_.cloned += one.cloned;
    result_.copied += one.copied;
    result_.losses.attributes.add(one.losses.attributes);
    result_.alignment = std::max(result_.alignment, one.alignment);
  }
  [[nodiscard]] WriteResult result() { return std::move(result_); }

 private:
  WriteResult write_plain(const std::vector<Entry>& entries) {
    LayoutOptions how = how_;
    how.start = result_.size + std::exchange(nuls_, 0);
    if (how.start > 0 && !padding_directory(entries, {})) how.root = root();
    const Layout layout = plan_layout(entries, how);
    WriteResult result = write_laid_out(lookup_, entries, layout, output_, options_, result_.size);
    result.alignment = alignment_of(how, layout);
    return result;
  }

  /// The `.` that the archives before this one leave.
  [[nodiscard]] std::optional<Entry> root() const {
    return root_ || output_.start() == 0 ? root_ : last_root(output_.path());
  }

  /// At a multiple of 4, where other readers look for it.
  WriteResult write_packed(const std::vector<Entry>& entries, const Packing& packing) {
    LayoutOptions how = how_;
    how.alignment = newc::field_alignment;
    how.compressed = true;
    const Layout layout = plan_layout(entries, how);
    output_.begin(nullptr);
    output_.set_size(result_.size);
    std::uint64_t end = result_.size;
    const auto write = [&](std::span<const char> bytes) {
      output_.write(bytes, end);
      end += bytes.size();
    };
    constexpr std::array<char, 2 * newc::field_alignment> zeros{};
    const std::uint64_t start = newc::align_up(end + nuls_, newc::field_alignment);
    write(std::span(zeros).first(start - end));
    if (options_.encoder_of == nullptr) throw std::logic_error("nothing to compress with");
    Compressor compressor(options_.encoder_of(packing, layout.end), write);
    Output packed = Output::into(output_.path(), [&](std::span<const char> bytes) { compressor.add(bytes); });
    WriteResult result = write_laid_out(lookup_, entries, layout, packed, options_, 0);
    compressor.finish();
    nuls_ = newc::field_alignment;
    result.size = end;
    return result;
  }

  Lookup& lookup_;
  Output& output_;
  const WriteOptions& options_;
  const LayoutOptions how_;
  std::uint64_t nuls_ = 0;  ///< At least so many between a compressed stream and the next archive.
  std::optional<Entry> root_;
  WriteResult result_;
};

}  // namespace

WriteResult write_archives(Lookup& lookup, std::vector<ArchivePart> parts, const std::string& output,
                           const WriteOptions& options) {
  Losses losses;
  std::vector<std::vector<Entry>> entries;
  entries.reserve(parts.size());
  for (ArchivePart& part : parts)
    entries.push_back(scan(lookup, std::move(part.requests), options.scan, &losses));
  Output out = Output::open(output, options.append);
  for (const std::vector<Entry>& one : entries) refuse_replacing_a_source(one, out, output);
  Archives archives(lookup, out, options);
  for (std::size_t i = 0; i < parts.size(); ++i) archives.add(entries[i], parts[i].packing);
  WriteResult result = archives.result();
  result.losses.times = losses.times;
  result.in_place = out.in_place();
  out.commit();
  return result;
}

WriteResult write_archive(Lookup& lookup, std::vector<Request> requests, const std::string& output,
                          const WriteOptions& options) {
  std::vector<ArchivePart> parts(1);
  parts[0].requests = std::move(requests);
  return write_archives(lookup, std::move(parts), output, options);
}

WriteResult write_archive(const std::string& directory, std::vector<Request> requests,
                          const std::string& output, const WriteOptions& options) {
  Lookup lookup(directory);
  return write_archive(lookup, std::move(requests), output, options);
}

}  // namespace cowpio
