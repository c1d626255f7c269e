#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "entry.hpp"
#include "layout.hpp"

namespace cowpio {

/// `.cowpio-pad`, and the name of the pad file with that inode.
inline constexpr const char* pad_folder_name = ".cowpio-pad";
std::string pad_file_name(std::uint32_t inode);

/// The entry that each header is made of, told in the layout's order. A filler changes nothing of what the
/// entries before it have set: it repeats the last `.`, before the first that one, without any a plain one.
class Headers {
 public:
  explicit Headers(std::span<const Entry> entries);
  /// Holds until the next call.
  const Entry& next(const Placed& placed);

 private:
  std::span<const Entry> entries_;
  Entry root_;
  Entry pad_;
};

}  // namespace cowpio
