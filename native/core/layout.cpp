#include "layout.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "fd.hpp"
#include "newc.hpp"

namespace cowpio {
namespace {

using newc::align_up;
using newc::head_bytes;
using newc::name_field_max;

/// dracut puts `early_cpio` into it; the kernel looks for the two folders (drivers/acpi/tables.c,
/// arch/x86/kernel/cpu/microcode/core.c) with lib/earlycpio.c.
bool is_early(std::span<const Entry> entries) {
  return std::any_of(entries.begin(), entries.end(), [](const Entry& entry) {
    const std::string_view name = entry.name;
    return name == "early_cpio" || name.starts_with("kernel/x86/microcode/") ||
           name.starts_with("kernel/firmware/acpi/");
  });
}

/// How often each inode is named, and the last name of it, which carries the data (as GNU cpio does it).
struct Names {
  std::uint32_t count = 0;
  std::size_t last = 0;
  std::uint32_t inode = 0;
};

std::map<LinkKey, Names> count_links(std::span<const Entry> entries) {
  std::map<LinkKey, Names> links;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!entries[i].links) continue;
    Names& names = links[*entries[i].links];
    ++names.count;
    names.last = i;
  }
  return links;
}

/// Brings the data of a member with a name field of at least `name_field` from `at` onto the grid: fillers
/// first, where the member's own name padding does not reach so far.
struct Run {
  std::vector<std::uint64_t> fillers;  ///< Their name fields.
  std::uint64_t name_field;
};

Run reach_grid(std::uint64_t at, std::uint64_t name_field, std::uint64_t grid) {
  const std::uint64_t head_max = head_bytes(name_field_max);
  const std::uint64_t head_min = head_bytes(name_field);
  const std::uint64_t filler_min = head_bytes(2);  // "." and its NUL
  for (std::uint64_t data_at = align_up(at + head_min, grid);; data_at += grid) {
    const std::uint64_t way = data_at - at;
    if (way <= head_max) return {{}, std::min(name_field_max, way - newc::header_bytes)};

    const std::uint64_t count = (way - head_max + head_max - 1) / head_max;
    std::uint64_t left =
        way - head_min;  // to be covered by fillers, and what they leave by the member's own name
    if (left < count * filler_min) continue;
    Run run{{}, 0};
    for (std::uint64_t i = count; i > 0; --i) {
      const std::uint64_t filler = std::min(head_max, left - (i - 1) * filler_min);
      run.fillers.push_back(std::min(name_field_max, filler - newc::header_bytes));
      left -= filler;
    }
    run.name_field = std::min(name_field_max, head_min + left - newc::header_bytes);
    return run;
  }
}

Placement place(const Entry& entry, std::uint64_t data_size, bool early, const LayoutOptions& options) {
  if (!entry.is_regular() || data_size == 0) return Placement::no_data;
  if (data_size < options.block) return Placement::below_block;
  if (early) return Placement::early;
  if (options.grid < options.block || options.grid % options.block != 0) return Placement::off_grid;
  return Placement::on_grid;
}

}  // namespace

Layout plan_layout(std::span<const Entry> entries, const LayoutOptions& options) {
  const bool early = is_early(entries);
  auto links = count_links(entries);

  Layout layout;
  layout.start = align_up(options.start, newc::field_alignment);
  layout.placed.reserve(entries.size());
  std::uint64_t at = layout.start;
  std::uint32_t next_inode = 1;

  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    Names* names = entry.links ? &links[*entry.links] : nullptr;
    Placed placed;
    placed.entry = i;
    placed.name_field = entry.name.size() + 1;
    if (placed.name_field > name_field_max)
      throw Refusal(entry.name.substr(0, 80) + "...: the name is longer than the kernel takes (4095 bytes)");
    placed.data_size = names != nullptr && names->last != i && entry.is_regular() ? 0 : entry.size;
    if (names != nullptr && names->inode == 0) names->inode = next_inode++;
    placed.inode = names != nullptr ? names->inode : next_inode++;
    // A directory's real count differs from file system to file system.
    placed.nlink = entry.is_directory() ? 2 : names != nullptr ? names->count : 1;
    placed.placement = place(entry, placed.data_size, early, options);

    if (placed.placement == Placement::on_grid) {
      const Run run = reach_grid(at, placed.name_field, options.grid);
      for (const std::uint64_t name_field : run.fillers) {
        Placed filler;
        filler.header_at = at;
        filler.name_field = name_field;
        filler.nlink = 2;
        filler.inode = next_inode++;
        at = filler.data_at = at + head_bytes(name_field);
        layout.placed.push_back(filler);
      }
      placed.name_field = run.name_field;
      placed.clone_size = placed.data_size / options.block * options.block;
    }
    placed.header_at = at;
    placed.data_at = at + head_bytes(placed.name_field);
    at = align_up(placed.data_at + placed.data_size, newc::field_alignment);
    layout.placed.push_back(placed);
  }
  layout.trailer_at = at;
  layout.end = align_up(at + head_bytes(newc::trailer_name.size() + 1), newc::archive_block);
  return layout;
}

}  // namespace cowpio
