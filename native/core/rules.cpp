#include "rules.hpp"

#include <cstddef>
#include <iterator>

namespace cowpio {
namespace {

using enum Gravity;

// In the enum's order. The kernel's functions are those of init/initramfs.c, where no file is named.
constexpr RuleRow table[] = {
    {Rule::damage, "damage", wrong, "do_header, do_name"},
    {Rule::empty, "empty", wrong, "unpack_to_rootfs"},
    {Rule::no_members, "no-members", notable, "unpack_to_rootfs"},
    {Rule::no_trailer, "no-trailer", notable, "buffer-format.rst: cpio_trailer"},
    {Rule::trailer_data, "trailer-data", wrong, "do_header; buffer-format.rst"},
    {Rule::trailer_padding, "trailer-padding", wrong, "dracut: skipcpio"},
    {Rule::header_place, "header-place", wrong, "unpack_to_rootfs, do_reset"},
    {Rule::stream_refused, "stream-refused", wrong, "lib/decompress_*.c, lib/xz"},
    {Rule::stream_padding, "stream-padding", wrong, "do_skip, unpack_to_rootfs"},
    {Rule::sum, "sum", wrong, "do_copy"},
    {Rule::sums_used, "sums-used", notable, "do_header before Linux 5.19"},
    {Rule::name_field, "name-field", wrong, "do_header"},
    {Rule::name_empty, "name-empty", wrong, "fs/namei.c: do_filp_open, filename_create"},
    {Rule::name_long, "name-long", wrong, "NAME_MAX"},
    {Rule::name_absolute, "name-absolute", wrong, "GNU cpio, bsdcpio"},
    {Rule::name_upward, "name-upward", wrong, "GNU cpio, bsdcpio"},
    {Rule::type, "type", wrong, "do_name"},
    {Rule::data_of_special, "data-of-special", wrong, "do_header; buffer-format.rst: c_filesize"},
    {Rule::target_long, "target-long", wrong, "do_header; PATH_MAX"},
    {Rule::target_empty, "target-empty", wrong, "buffer-format.rst: c_filesize of a symlink"},
    {Rule::parent_missing, "parent-missing", wrong, "do_name: nothing makes folders by itself"},
    {Rule::parent_no_folder, "parent-no-folder", wrong, "fs/namei.c: link_path_walk"},
    {Rule::parent_dangling, "parent-dangling", wrong, "fs/namei.c: link_path_walk"},
    {Rule::folder_in_way, "folder-in-way", wrong, "clean_path"},
    {Rule::link_lost, "link-lost", wrong, "maybe_link"},
    {Rule::link_other, "link-other", wrong, "maybe_link"},
    {Rule::device_range, "device-range", wrong, "parse_header; include/linux/kdev_t.h: MKDEV"},
    {Rule::node_kept, "node-kept", wrong, "do_name"},
    {Rule::link_replaced, "link-replaced", wrong, "clean_path"},
    {Rule::replaced, "replaced", notable, "clean_path"},
    {Rule::repeated, "repeated", notable, "do_name"},
    {Rule::root_changed, "root-changed", notable, "do_name"},
    {Rule::early_padding, "early-padding", wrong, "lib/earlycpio.c: MAX_CPIO_FILE_NAME"},
    {Rule::early_not_found, "early-not-found", wrong, "lib/earlycpio.c: find_cpio_data"},
    {Rule::link_data_again, "link-data-again", notable, "do_name"},
    {Rule::links_more, "links-more", wrong, "GNU cpio"},
    {Rule::links_fewer, "links-fewer", notable, "GNU cpio"},
    {Rule::unaligned, "unaligned", wrong, "VerifyOptions::align"},
    {Rule::compressed_unaligned, "compressed-unaligned", wrong, "VerifyOptions::align"},
    {Rule::tree_missing, "tree-missing", wrong, "VerifyOptions::tree"},
    {Rule::tree_extra, "tree-extra", wrong, "VerifyOptions::tree"},
    {Rule::tree_type, "tree-type", wrong, "VerifyOptions::tree"},
    {Rule::tree_mode, "tree-mode", wrong, "VerifyOptions::tree"},
    {Rule::tree_owner, "tree-owner", wrong, "VerifyOptions::tree"},
    {Rule::tree_time, "tree-time", wrong, "VerifyOptions::tree"},
    {Rule::tree_device, "tree-device", wrong, "VerifyOptions::tree"},
    {Rule::tree_target, "tree-target", wrong, "VerifyOptions::tree"},
    {Rule::tree_size, "tree-size", wrong, "VerifyOptions::tree"},
    {Rule::tree_bytes, "tree-bytes", wrong, "VerifyOptions::tree"},
    {Rule::tree_links, "tree-links", wrong, "VerifyOptions::tree"},
    {Rule::tree_unreadable, "tree-unreadable", wrong, "VerifyOptions::tree"},
    {Rule::too_many, "too-many", notable, "findings_max"},
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
