#pragma once
#include <span>

namespace cowpio {

enum class Severity {
  error,  ///< The kernel or another reader drops or changes something, or the content is not the tree's.
  note,   ///< Allowed, and seldom meant.
};

/// The checks of verify. Each has one row in `rules`.
enum class Rule {
  damage,
  empty,
  no_members,
  no_trailer,
  trailer_data,
  trailer_padding,
  header_place,
  stream_refused,
  stream_padding,
  checksum,
  checksums_used,
  name_size,
  name_empty,
  name_long,
  name_absolute,
  name_dotdot,
  type,
  special_data,
  target_long,
  target_empty,
  parent_missing,
  parent_not_directory,
  parent_dangling,
  directory_in_way,
  link_lost,
  link_other,
  device_range,
  node_kept,
  link_replaced,
  replaced,
  repeated,
  root_changed,
  early_padding,
  early_not_found,
  link_data_again,
  links_more,
  links_fewer,
  unaligned,
  compressed_unaligned,
  tree_missing,
  tree_extra,
  tree_type,
  tree_mode,
  tree_owner,
  tree_time,
  tree_device,
  tree_target,
  tree_size,
  tree_data,
  tree_links,
  tree_unreadable,
  too_many,
};

struct RuleRow {
  Rule rule;
  Severity severity;
  const char* code;    ///< In JSON and JavaScript.
  const char* source;  ///< The function or document that it is from.
};

std::span<const RuleRow> rules();
const RuleRow& row_of(Rule rule);

}  // namespace cowpio
