#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "core/format/entry.hpp"
#include "core/write/layout.hpp"

namespace cowpio {

/// `.cowpio-pad`, and the name of the pad file with that inode.
inline constexpr const char* pad_directory_name = ".cowpio-pad";
std::string pad_file_name(std::uint32_t inode);

/// The entry that each header is made of, in the layout's order. A padding entry changes nothing of what the
/// entries before it have set: it repeats the layout's directory as that was last set, and before its first
/// entry as that one will set it.
class Headers {
 public:
  Headers(std::span<const Entry> entries, const Layout& layout);
  /// Holds until the next call.
  const Entry& next(const LaidOutEntry& laid_out);

 private:
  std::span<const Entry> entries_;
  Entry padding_;
  Entry pad_;
};

}  // namespace cowpio
