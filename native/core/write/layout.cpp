#include "core/write/layout.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/fs/fd.hpp"
#include "core/input/links.hpp"
#include "core/write/headers.hpp"
#include "core/write/order.hpp"

namespace cowpio {
namespace {

using newc::align_up;
using newc::header_size;
using newc::name_size_max;

constexpr std::uint64_t header_size_max = header_size(name_size_max);

/// dracut puts `early_cpio` into it; the kernel looks for the two directories (drivers/acpi/tables.c,
/// arch/x86/kernel/cpu/microcode/core.c) with lib/earlycpio.c.
bool is_early(std::span<const Entry> entries) {
  return std::any_of(entries.begin(), entries.end(), [](const Entry& entry) {
    const std::string_view name = entry.name;
    return name == "early_cpio" || name.starts_with("kernel/x86/microcode/") ||
           name.starts_with("kernel/firmware/acpi/");
  });
}

/// Name fields of padding entries, and of the member after them, that bring its data to an alignment.
struct Run {
  std::vector<std::uint64_t> padding;
  std::uint64_t name_size;
};

/// Brings the data of a member with a name field of at least `name_size` from `at` to a multiple of
/// `alignment`: with padding entries of at least `padding_min` bytes each, where the member's own name
/// padding does not reach so far.
Run reach_alignment(std::uint64_t at, std::uint64_t name_size, std::uint64_t alignment,
                    std::uint64_t padding_min) {
  const std::uint64_t header_size_min = header_size(name_size);
  for (std::uint64_t data_at = align_up(at + header_size_min, alignment);; data_at += alignment) {
    const std::uint64_t distance = data_at - at;
    if (distance <= header_size_max) return {{}, std::min(name_size_max, distance - newc::header_bytes)};

    const std::uint64_t count = (distance - header_size_max + header_size_max - 1) / header_size_max;
    // To be covered by padding entries, and what they leave by the member's own name.
    std::uint64_t left = distance - header_size_min;
    if (left < count * padding_min) continue;
    Run run{{}, 0};
    for (std::uint64_t i = count; i > 0; --i) {
      const std::uint64_t padding = std::min(header_size_max, left - (i - 1) * padding_min);
      run.padding.push_back(std::min(name_size_max, padding - newc::header_bytes));
      left -= padding;
    }
    run.name_size = std::min(name_size_max, header_size_min + left - newc::header_bytes);
    return run;
  }
}

bool is_root(const Entry& entry) { return entry.is_directory() && entry.name == "."; }

void refuse_pad_names(std::span<const Entry> entries) {
  const std::string_view directory = pad_directory_name;
  for (const Entry& entry : entries)
    if (const std::string_view name = entry.name;
        name.starts_with(directory) && (name.size() == directory.size() || name[directory.size()] == '/'))
      throw InputError(entry.name +
                       ": this name is used by padding with files. Pad with names, or rename it");
}

class Planner {
 public:
  Planner(std::span<const Entry> entries, const LayoutOptions& options)
      : entries_(entries),
        options_(options),
        early_(is_early(entries)),
        links_(entries),
        inodes_(links_.names().size()) {
    if (options.pad == LayoutOptions::Pad::name && options.alignment > newc::field_alignment && !early_)
      layout_.padding = padding_directory(entries, options.root);
    layout_.start = align_up(options.start, newc::field_alignment);
    layout_.block = options.block;
    layout_.laid_out.reserve(entries.size());
    at_ = layout_.start;
  }

  Layout run() {
    const bool pack =
        options_.order == LayoutOptions::Order::pack && !early_ && options_.alignment > newc::field_alignment;
    if (!pack || !place_packed())
      for (std::uint32_t i = 0; i < entries_.size(); ++i) lay_out(i);
    layout_.trailer_at = at_;
    layout_.end = align_up(at_ + header_size(newc::trailer_name.size() + 1), newc::archive_block);
    return std::move(layout_);
  }

 private:
  /// Aligned members in their given order, the gap before each filled with the largest that fits; false when
  /// the order must not be changed.
  bool place_packed() {
    std::vector<std::uint32_t> sizes(entries_.size());
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
      if (placement_of(i) != Placement::aligned)
        sizes[i] = static_cast<std::uint32_t>(std::min<std::uint64_t>(
            UINT32_MAX, header_size(name_size(i)) + align_up(data_size(i), newc::field_alignment)));
    Order order(entries_, links_, sizes, options_.alignment);
    if (!order.can_be_changed()) return false;
    const auto put = [&](std::uint32_t i) {
      lay_out(i);
      order.put(i);
    };
    const auto put_with_needs = [&](std::uint32_t i) {
      for (const std::uint32_t need : order.missing_before(i))
        if (!order.is_placed(need)) put(need);
    };
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
      if (sizes[i] > 0 || order.is_placed(i)) continue;
      put_with_needs(i);
      while (const auto fitting = order.largest_within(gap_before(i))) put(*fitting);
      put(i);
    }
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
      if (!order.is_placed(i)) {
        put_with_needs(i);
        put(i);
      }
    return true;
  }

  /// Bytes to pad before this member's data.
  [[nodiscard]] std::uint64_t gap_before(std::uint32_t i) const { return distance_to(alignment_of(i), i); }
  [[nodiscard]] std::uint64_t distance_to(std::uint64_t alignment, std::uint32_t i) const {
    const std::uint64_t header_end = at_ + header_size(name_size(i));
    return align_up(header_end, alignment) - header_end;
  }

  /// The alignment of a member's data. Without a bound it is the requested one.
  [[nodiscard]] std::uint64_t alignment_of(std::uint32_t i) const {
    const std::uint64_t needed = shares() ? options_.block : newc::field_alignment;
    if (!options_.bounded || options_.alignment <= needed) return options_.alignment;
    const std::uint64_t more = distance_to(options_.alignment, i) -
                               std::min(distance_to(needed, i), distance_to(options_.alignment, i));
    return more <= data_size(i) / 20 ? options_.alignment : needed;
  }
  /// Whether data that is aligned as requested can be cloned.
  [[nodiscard]] bool shares() const {
    return options_.alignment >= options_.block && options_.alignment % options_.block == 0;
  }

  void lay_out(std::uint32_t i) {
    LaidOutEntry laid_out;
    laid_out.entry = i;
    std::uint64_t field = name_size(i);
    if (field > name_size_max)
      throw InputError(entries_[i].name.substr(0, 80) +
                       "...: the name is longer than the kernel accepts (4095 bytes)");
    laid_out.data_size = static_cast<std::uint32_t>(data_size(i));
    laid_out.placement = placement_of(i);
    if (laid_out.placement == Placement::aligned) {
      field = options_.pad == LayoutOptions::Pad::name ? pad_by_names(field, alignment_of(i))
                                                       : pad_by_file(field, alignment_of(i));
      layout_.cloneable += laid_out.clone_size(options_.block);
    } else if (is_aligned_alone(i, laid_out.placement)) {
      field = pad_alone(field, alignment_of(i));
    }
    laid_out.name_size = static_cast<std::uint16_t>(field);
    const Links::Name* const name = links_.find(i);
    laid_out.inode = inode_of(name);
    // A directory's real count differs from file system to file system.
    laid_out.nlink = entries_[i].is_directory() ? 2 : name != nullptr ? name->count : 1;
    append(laid_out);
  }

  std::uint64_t pad_by_names(std::uint64_t name_size, std::uint64_t alignment) {
    const std::size_t padding_name = layout_.padding ? layout_.padding->name.size() : 1;
    const Run run = reach_alignment(at_, name_size, alignment, header_size(padding_name + 1));
    // A `.` of our own would change the directory that is unpacked into.
    if (!run.padding.empty() && !layout_.padding) return pad_by_file(name_size, alignment);
    for (const std::uint64_t field : run.padding) append_made(LaidOutEntry::padding, field, 0);
    return run.name_size;
  }

  /// An alignment that cannot share is kept, for readers that want it, where the name's padding reaches.
  [[nodiscard]] bool is_aligned_alone(std::uint32_t i, Placement placement) const {
    return options_.alignment > newc::field_alignment && !shares() && !early_ &&
           options_.pad == LayoutOptions::Pad::name && data_size(i) >= options_.alignment &&
           placement != Placement::no_data;
  }
  [[nodiscard]] std::uint64_t pad_alone(std::uint64_t name_size, std::uint64_t alignment) const {
    const std::uint64_t needed_size = align_up(at_ + header_size(name_size), alignment) - at_;
    return needed_size <= header_size_max ? std::min(name_size_max, needed_size - newc::header_bytes)
                                          : name_size;
  }

  std::uint64_t pad_by_file(std::uint64_t name_size, std::uint64_t alignment) {
    const std::uint64_t directory_field = std::string_view(pad_directory_name).size() + 1;
    const std::uint64_t file_header_size = header_size(pad_file_name(0).size() + 1);
    const std::uint64_t own_size = header_size(name_size);
    std::uint64_t gap = align_up(at_ + own_size, alignment) - at_ - own_size;
    if (gap == 0) return name_size;
    if (!std::exchange(has_pad_directory_, true)) {
      refuse_pad_names(entries_);
      append_made(LaidOutEntry::pad_directory, directory_field, 0);
    }
    gap = align_up(at_ + own_size, alignment) - at_ - own_size;
    if (gap == 0) return name_size;
    while (gap < file_header_size) gap += alignment;
    append_made(LaidOutEntry::pad_file, pad_file_name(0).size() + 1, gap - file_header_size);
    return name_size;
  }

  void append_made(std::uint32_t what, std::uint64_t name_size, std::uint64_t data_size) {
    LaidOutEntry made;
    made.entry = what;
    made.name_size = static_cast<std::uint16_t>(name_size);
    made.data_size = static_cast<std::uint32_t>(data_size);
    made.inode = next_inode_++;
    made.nlink = what == LaidOutEntry::pad_file ? 1 : 2;
    append(made);
  }

  void append(LaidOutEntry laid_out) {
    laid_out.header_at = at_;
    at_ = laid_out.end();
    layout_.laid_out.push_back(laid_out);
  }

  [[nodiscard]] Placement placement_of(std::uint32_t i) const {
    const std::uint64_t size = data_size(i);
    if (!entries_[i].is_regular() || size == 0) return Placement::no_data;
    if (options_.compressed) return Placement::compressed;
    if (size < options_.block) return Placement::below_block;
    if (early_) return Placement::early;
    if (!shares()) return Placement::unaligned;
    if (size < options_.min_clone) return Placement::below_minimum;
    return Placement::aligned;
  }

  [[nodiscard]] std::uint64_t name_size(std::uint32_t i) const { return entries_[i].name.size() + 1; }
  [[nodiscard]] std::uint64_t data_size(std::uint32_t i) const {
    const Links::Name* const name = links_.find(i);
    return name != nullptr && name->last != i && entries_[i].is_regular() ? 0 : entries_[i].size;
  }
  /// The same for all names of a file, in the order that files are placed.
  std::uint32_t inode_of(const Links::Name* name) {
    if (name == nullptr) return next_inode_++;
    const std::ptrdiff_t first = links_.find(name->first) - links_.names().data();
    std::uint32_t& inode = inodes_[static_cast<std::size_t>(first)];
    if (inode == 0) inode = next_inode_++;
    return inode;
  }

  std::span<const Entry> entries_;
  const LayoutOptions& options_;
  const bool early_;
  const Links links_;
  std::vector<std::uint32_t> inodes_;  ///< Number of each file, at its first name's index; 0: not placed yet.
  Layout layout_;
  std::uint64_t at_ = 0;
  std::uint32_t next_inode_ = 1;
  bool has_pad_directory_ = false;
};

}  // namespace

std::optional<Entry> padding_directory(std::span<const Entry> entries, const std::optional<Entry>& root) {
  if (const auto own = std::find_if(entries.begin(), entries.end(), is_root); own != entries.end())
    return *own;
  for (const Entry& entry : entries)
    if (entry.is_directory() && entry.name.find('/') == entry.name.npos &&
        std::none_of(entries.begin(), entries.end(),
                     [&](const Entry& other) { return other.name == entry.name && !other.is_directory(); }))
      return entry;
  return root;
}

Layout plan_layout(std::span<const Entry> entries, const LayoutOptions& options) {
  return Planner(entries, options).run();
}

}  // namespace cowpio
