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
using newc::head_bytes;
using newc::name_field_max;

constexpr std::uint64_t head_max = head_bytes(name_field_max);

/// dracut puts `early_cpio` into it; the kernel looks for the two folders (drivers/acpi/tables.c,
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
  std::uint64_t name_field;
};

/// Brings the data of a member with a name field of at least `name_field` from `at` to a multiple of
/// `alignment`: with padding entries of at least `padding_min` bytes each, where the member's own name
/// padding does not reach so far.
Run reach_alignment(std::uint64_t at, std::uint64_t name_field, std::uint64_t alignment,
                    std::uint64_t padding_min) {
  const std::uint64_t head_min = head_bytes(name_field);
  for (std::uint64_t data_at = align_up(at + head_min, alignment);; data_at += alignment) {
    const std::uint64_t distance = data_at - at;
    if (distance <= head_max) return {{}, std::min(name_field_max, distance - newc::header_bytes)};

    const std::uint64_t count = (distance - head_max + head_max - 1) / head_max;
    // To be covered by padding entries, and what they leave by the member's own name.
    std::uint64_t left = distance - head_min;
    if (left < count * padding_min) continue;
    Run run{{}, 0};
    for (std::uint64_t i = count; i > 0; --i) {
      const std::uint64_t padding = std::min(head_max, left - (i - 1) * padding_min);
      run.padding.push_back(std::min(name_field_max, padding - newc::header_bytes));
      left -= padding;
    }
    run.name_field = std::min(name_field_max, head_min + left - newc::header_bytes);
    return run;
  }
}

bool is_root(const Entry& entry) { return entry.is_directory() && entry.name == "."; }

void refuse_pad_names(std::span<const Entry> entries) {
  const std::string_view folder = pad_folder_name;
  for (const Entry& entry : entries)
    if (const std::string_view name = entry.name;
        name.starts_with(folder) && (name.size() == folder.size() || name[folder.size()] == '/'))
      throw Refusal(entry.name + ": this name is used by padding with files. Pad with names, or rename it");
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
    layout_.placed.reserve(entries.size());
    at_ = layout_.start;
  }

  Layout run() {
    const bool pack =
        options_.order == LayoutOptions::Order::pack && !early_ && options_.alignment > newc::field_alignment;
    if (!pack || !place_packed())
      for (std::uint32_t i = 0; i < entries_.size(); ++i) place(i);
    layout_.trailer_at = at_;
    layout_.end = align_up(at_ + head_bytes(newc::trailer_name.size() + 1), newc::archive_block);
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
            UINT32_MAX, head_bytes(name_field(i)) + align_up(data_size(i), newc::field_alignment)));
    Order order(entries_, links_, sizes, options_.alignment);
    if (!order.can_be_changed()) return false;
    const auto put = [&](std::uint32_t i) {
      place(i);
      order.put(i);
    };
    const auto put_with_needs = [&](std::uint32_t i) {
      for (const std::uint32_t need : order.missing_before(i))
        if (!order.has_come(need)) put(need);
    };
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
      if (sizes[i] > 0 || order.has_come(i)) continue;
      put_with_needs(i);
      while (const auto fitting = order.largest_within(gap_before(i))) put(*fitting);
      put(i);
    }
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
      if (!order.has_come(i)) {
        put_with_needs(i);
        put(i);
      }
    return true;
  }

  /// Bytes to pad before this member's data.
  [[nodiscard]] std::uint64_t gap_before(std::uint32_t i) const { return distance_to(alignment_of(i), i); }
  [[nodiscard]] std::uint64_t distance_to(std::uint64_t alignment, std::uint32_t i) const {
    const std::uint64_t head_end = at_ + head_bytes(name_field(i));
    return align_up(head_end, alignment) - head_end;
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

  void place(std::uint32_t i) {
    Placed placed;
    placed.entry = i;
    std::uint64_t field = name_field(i);
    if (field > name_field_max)
      throw Refusal(entries_[i].name.substr(0, 80) +
                    "...: the name is longer than the kernel takes (4095 bytes)");
    placed.data_size = static_cast<std::uint32_t>(data_size(i));
    placed.placement = placement_of(i);
    if (placed.placement == Placement::aligned) {
      field = options_.pad == LayoutOptions::Pad::name ? pad_by_names(field, alignment_of(i))
                                                       : pad_by_file(field, alignment_of(i));
      layout_.cloneable += placed.clone_size(options_.block);
    } else if (is_aligned_alone(i, placed.placement)) {
      field = pad_alone(field, alignment_of(i));
    }
    placed.name_field = static_cast<std::uint16_t>(field);
    const Links::Name* const name = links_.find(i);
    placed.inode = inode_of(name);
    // A directory's real count differs from file system to file system.
    placed.nlink = entries_[i].is_directory() ? 2 : name != nullptr ? name->count : 1;
    append(placed);
  }

  std::uint64_t pad_by_names(std::uint64_t name_field, std::uint64_t alignment) {
    const std::size_t padding_name = layout_.padding ? layout_.padding->name.size() : 1;
    const Run run = reach_alignment(at_, name_field, alignment, head_bytes(padding_name + 1));
    // A `.` of our own would change the directory that is unpacked into.
    if (!run.padding.empty() && !layout_.padding) return pad_by_file(name_field, alignment);
    for (const std::uint64_t field : run.padding) append_made(Placed::padding, field, 0);
    return run.name_field;
  }

  /// An alignment that cannot share is kept, for readers that want it, where the name's padding reaches.
  [[nodiscard]] bool is_aligned_alone(std::uint32_t i, Placement placement) const {
    return options_.alignment > newc::field_alignment && !shares() && !early_ &&
           options_.pad == LayoutOptions::Pad::name && data_size(i) >= options_.alignment &&
           placement != Placement::no_data;
  }
  [[nodiscard]] std::uint64_t pad_alone(std::uint64_t name_field, std::uint64_t alignment) const {
    const std::uint64_t head = align_up(at_ + head_bytes(name_field), alignment) - at_;
    return head <= head_max ? std::min(name_field_max, head - newc::header_bytes) : name_field;
  }

  std::uint64_t pad_by_file(std::uint64_t name_field, std::uint64_t alignment) {
    const std::uint64_t folder_field = std::string_view(pad_folder_name).size() + 1;
    const std::uint64_t file_head = head_bytes(pad_file_name(0).size() + 1);
    const std::uint64_t own = head_bytes(name_field);
    std::uint64_t gap = align_up(at_ + own, alignment) - at_ - own;
    if (gap == 0) return name_field;
    if (!std::exchange(has_pad_folder_, true)) {
      refuse_pad_names(entries_);
      append_made(Placed::pad_folder, folder_field, 0);
    }
    gap = align_up(at_ + own, alignment) - at_ - own;
    if (gap == 0) return name_field;
    while (gap < file_head) gap += alignment;
    append_made(Placed::pad_file, pad_file_name(0).size() + 1, gap - file_head);
    return name_field;
  }

  void append_made(std::uint32_t what, std::uint64_t name_field, std::uint64_t data_size) {
    Placed made;
    made.entry = what;
    made.name_field = static_cast<std::uint16_t>(name_field);
    made.data_size = static_cast<std::uint32_t>(data_size);
    made.inode = next_inode_++;
    made.nlink = what == Placed::pad_file ? 1 : 2;
    append(made);
  }

  void append(Placed placed) {
    placed.header_at = at_;
    at_ = placed.end();
    layout_.placed.push_back(placed);
  }

  [[nodiscard]] Placement placement_of(std::uint32_t i) const {
    const std::uint64_t size = data_size(i);
    if (!entries_[i].is_regular() || size == 0) return Placement::no_data;
    if (size < options_.block) return Placement::below_block;
    if (early_) return Placement::early;
    if (!shares()) return Placement::unaligned;
    if (size < options_.min_clone) return Placement::below_minimum;
    return Placement::aligned;
  }

  [[nodiscard]] std::uint64_t name_field(std::uint32_t i) const { return entries_[i].name.size() + 1; }
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
  bool has_pad_folder_ = false;
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
