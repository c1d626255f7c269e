#include "core/unpack/rules.hpp"

#include <cstddef>
#include <iterator>

namespace cowpio {
namespace {

using enum Gravity;

// In the enum's order. The kernel's functions are those of init/initramfs.c, where no file is named.
constexpr RuleRow table[] = {
    {Rule::damage, wrong, "damage", "do_header, do_name"},
    {Rule::empty, wrong, "empty", "unpack_to_rootfs"},
    {Rule::no_members, notable, "no-members", "unpack_to_rootfs"},
    {Rule::no_trailer, notable, "no-trailer", "buffer-format.rst: cpio_trailer"},
    {Rule::trailer_data, wrong, "trailer-data", "do_header; buffer-format.rst"},
    {Rule::trailer_padding, wrong, "trailer-padding", "dracut: skipcpio"},
    {Rule::header_place, wrong, "header-place", "unpack_to_rootfs, do_reset"},
    {Rule::stream_refused, wrong, "stream-refused", "lib/decompress_*.c, lib/xz"},
    {Rule::stream_padding, wrong, "stream-padding", "do_skip, unpack_to_rootfs"},
    {Rule::sum, wrong, "sum", "do_copy"},
    {Rule::sums_used, notable, "sums-used", "do_header before Linux 5.19"},
    {Rule::name_size, wrong, "name-field", "do_header"},
    {Rule::name_empty, wrong, "name-empty", "fs/namei.c: do_filp_open, filename_create"},
    {Rule::name_long, wrong, "name-long", "NAME_MAX"},
    {Rule::name_absolute, wrong, "name-absolute", "GNU cpio, bsdcpio"},
    {Rule::name_upward, wrong, "name-upward", "GNU cpio, bsdcpio"},
    {Rule::type, wrong, "type", "do_name"},
    {Rule::data_of_special, wrong, "data-of-special", "do_header; buffer-format.rst: c_filesize"},
    {Rule::target_long, wrong, "target-long", "do_header; PATH_MAX"},
    {Rule::target_empty, wrong, "target-empty", "buffer-format.rst: c_filesize of a symlink"},
    {Rule::parent_missing, wrong, "parent-missing", "do_name: nothing makes folders by itself"},
    {Rule::parent_no_folder, wrong, "parent-no-folder", "fs/namei.c: link_path_walk"},
    {Rule::parent_dangling, wrong, "parent-dangling", "fs/namei.c: link_path_walk"},
    {Rule::folder_in_way, wrong, "folder-in-way", "clean_path"},
    {Rule::link_lost, wrong, "link-lost", "maybe_link"},
    {Rule::link_other, wrong, "link-other", "maybe_link"},
    {Rule::device_range, wrong, "device-range", "parse_header; include/linux/kdev_t.h: MKDEV"},
    {Rule::node_kept, wrong, "node-kept", "do_name"},
    {Rule::link_replaced, wrong, "link-replaced", "clean_path"},
    {Rule::replaced, notable, "replaced", "clean_path"},
    {Rule::repeated, notable, "repeated", "do_name"},
    {Rule::root_changed, notable, "root-changed", "do_name"},
    {Rule::early_padding, wrong, "early-padding", "lib/earlycpio.c: MAX_CPIO_FILE_NAME"},
    {Rule::early_not_found, wrong, "early-not-found", "lib/earlycpio.c: find_cpio_data"},
    {Rule::link_data_again, notable, "link-data-again", "do_name"},
    {Rule::links_more, wrong, "links-more", "GNU cpio"},
    {Rule::links_fewer, notable, "links-fewer", "GNU cpio"},
    {Rule::unaligned, wrong, "unaligned", "VerifyOptions::align"},
    {Rule::compressed_unaligned, wrong, "compressed-unaligned", "VerifyOptions::align"},
    {Rule::tree_missing, wrong, "tree-missing", "VerifyOptions::tree"},
    {Rule::tree_extra, wrong, "tree-extra", "VerifyOptions::tree"},
    {Rule::tree_type, wrong, "tree-type", "VerifyOptions::tree"},
    {Rule::tree_mode, wrong, "tree-mode", "VerifyOptions::tree"},
    {Rule::tree_owner, wrong, "tree-owner", "VerifyOptions::tree"},
    {Rule::tree_time, wrong, "tree-time", "VerifyOptions::tree"},
    {Rule::tree_device, wrong, "tree-device", "VerifyOptions::tree"},
    {Rule::tree_target, wrong, "tree-target", "VerifyOptions::tree"},
    {Rule::tree_size, wrong, "tree-size", "VerifyOptions::tree"},
    {Rule::tree_bytes, wrong, "tree-bytes", "VerifyOptions::tree"},
    {Rule::tree_links, wrong, "tree-links", "VerifyOptions::tree"},
    {Rule::tree_unreadable, wrong, "tree-unreadable", "VerifyOptions::tree"},
    {Rule::too_many, notable, "too-many", "findings_max"},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < std::size(table); ++i)
    if (static_cast<std::size_t>(table[i].rule) != i) return false;
  return std::size(table) == static_cast<std::size_t>(Rule::too_many) + 1;
}
static_assert(is_in_order());

}  // namespace

std::span<const RuleRow> rules() { return table; }
const RuleRow& row_of(Rule rule) { return table[static_cast<std::size_t>(rule)]; }

}  // namespace cowpio
