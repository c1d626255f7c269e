#include "core/unpack/rules.hpp"

#include <cstddef>
#include <iterator>

namespace cowpio {
namespace {

using enum Severity;

// In the enum's order. The kernel's functions are those of init/initramfs.c, where no file is named.
constexpr RuleRow table[] = {
    {Rule::damage, error, "damage", "do_header, do_name"},
    {Rule::empty, error, "empty", "unpack_to_rootfs"},
    {Rule::no_members, note, "no-members", "unpack_to_rootfs"},
    {Rule::no_trailer, note, "no-trailer", "buffer-format.rst: cpio_trailer"},
    {Rule::trailer_data, error, "trailer-data", "do_header; buffer-format.rst"},
    {Rule::trailer_padding, error, "trailer-padding", "dracut: skipcpio"},
    {Rule::header_place, error, "header-place", "unpack_to_rootfs, do_reset"},
    {Rule::stream_refused, error, "stream-refused", "lib/decompress_*.c, lib/xz"},
    {Rule::stream_padding, error, "stream-padding", "do_skip, unpack_to_rootfs"},
    {Rule::checksum, error, "checksum", "do_copy"},
    {Rule::checksums_used, note, "checksums-used", "do_header before Linux 5.19"},
    {Rule::name_size, error, "name-field", "do_header"},
    {Rule::name_empty, error, "name-empty", "fs/namei.c: do_filp_open, filename_create"},
    {Rule::name_long, error, "name-long", "NAME_MAX"},
    {Rule::name_absolute, error, "name-absolute", "GNU cpio, bsdcpio"},
    {Rule::name_dotdot, error, "name-dotdot", "GNU cpio, bsdcpio"},
    {Rule::type, error, "type", "do_name"},
    {Rule::special_data, error, "special-data", "do_header; buffer-format.rst: c_filesize"},
    {Rule::target_long, error, "target-long", "do_header; PATH_MAX"},
    {Rule::target_empty, error, "target-empty", "buffer-format.rst: c_filesize of a symlink"},
    {Rule::parent_missing, error, "parent-missing", "do_name: nothing makes directories by itself"},
    {Rule::parent_not_directory, error, "parent-not-directory", "fs/namei.c: link_path_walk"},
    {Rule::parent_dangling, error, "parent-dangling", "fs/namei.c: link_path_walk"},
    {Rule::directory_in_way, error, "directory-in-way", "clean_path"},
    {Rule::link_lost, error, "link-lost", "maybe_link"},
    {Rule::link_other, error, "link-other", "maybe_link"},
    {Rule::device_range, error, "device-range", "parse_header; include/linux/kdev_t.h: MKDEV"},
    {Rule::node_kept, error, "node-kept", "do_name"},
    {Rule::link_replaced, error, "link-replaced", "clean_path"},
    {Rule::replaced, note, "replaced", "clean_path"},
    {Rule::repeated, note, "repeated", "do_name"},
    {Rule::root_changed, note, "root-changed", "do_name"},
    {Rule::early_padding, error, "early-padding", "lib/earlycpio.c: MAX_CPIO_FILE_NAME"},
    {Rule::early_not_found, error, "early-not-found", "lib/earlycpio.c: find_cpio_data"},
    {Rule::link_data_again, note, "link-data-again", "do_name"},
    {Rule::links_more, error, "links-more", "GNU cpio"},
    {Rule::links_fewer, note, "links-fewer", "GNU cpio"},
    {Rule::unaligned, error, "unaligned", "VerifyOptions::align"},
    {Rule::compressed_unaligned, error, "compressed-unaligned", "VerifyOptions::align"},
    {Rule::tree_missing, error, "tree-missing", "VerifyOptions::tree"},
    {Rule::tree_extra, error, "tree-extra", "VerifyOptions::tree"},
    {Rule::tree_type, error, "tree-type", "VerifyOptions::tree"},
    {Rule::tree_mode, error, "tree-mode", "VerifyOptions::tree"},
    {Rule::tree_owner, error, "tree-owner", "VerifyOptions::tree"},
    {Rule::tree_time, error, "tree-time", "VerifyOptions::tree"},
    {Rule::tree_device, error, "tree-device", "VerifyOptions::tree"},
    {Rule::tree_target, error, "tree-target", "VerifyOptions::tree"},
    {Rule::tree_size, error, "tree-size", "VerifyOptions::tree"},
    {Rule::tree_data, error, "tree-data", "VerifyOptions::tree"},
    {Rule::tree_links, error, "tree-links", "VerifyOptions::tree"},
    {Rule::tree_unreadable, error, "tree-unreadable", "VerifyOptions::tree"},
    {Rule::too_many, note, "too-many", "findings_max"},
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
