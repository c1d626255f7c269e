#include "core/write/summary.hpp"

#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "core/format/printable.hpp"
#include "core/format/text.hpp"

namespace cowpio {

void Summary::add(const Written& written) {
  sums_.cloneable += written.cloneable;
  sums_.cloned += written.cloned;
  sums_.copied += written.copied;
  if (options_.require_reflink) {
    if (written.cloned < written.cloneable) missed_.emplace_back(written);
    if (written.cloneable == 0 && written.size >= block_) excluded_.emplace_back(written);
  }
  if (options_.on_member) options_.on_member(written);
}

void Summary::look_at(const Fd& source, const Entry& entry) {
  std::array<char, 4096> names;
  const ssize_t size = ::flistxattr(source.get(), names.data(), names.size());
  if (size == 0 || (size < 0 && errno != ERANGE)) return;
  std::string_view rest(names.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  bool is_lost = size < 0;
  // A label is given by the policy when the root is set up, not by the archive.
  while (!rest.empty() && !is_lost) is_lost = cut(rest, '\0') != "security.selinux";
  if (is_lost) sums_.losses.attributes.add(entry.name);
}

WriteResult Summary::result(std::uint64_t size, std::uint64_t entries) const {
  WriteResult result = sums_;
  result.size = size;
  result.entries = entries;
  if (!options_.require_reflink || *options_.require_reflink == 0) return result;
  const auto refuse = [](std::string message, const std::vector<WrittenMember>& members) {
    for (const WrittenMember& member : members)
      message += "\n  " + printable(member.name) + ": " + member.reason;
    throw NotShared(message, members);
  };
  if (sums_.cloneable == 0) {
    if (!excluded_.empty())
      refuse("nothing can be cloned of " + std::to_string(excluded_.size()) +
                 " files of a block or more; copied were:",
             excluded_);
    return result;
  }
  const double percent = 100.0 * static_cast<double>(sums_.cloned) / static_cast<double>(sums_.cloneable);
  if (percent >= *options_.require_reflink) return result;
  char text[160];
  std::snprintf(text, sizeof text,
                "%.2f %% of the %llu bytes that can be cloned were cloned, not %g %%; copied were:", percent,
                static_cast<unsigned long long>(sums_.cloneable), *options_.require_reflink);
  refuse(text, missed_);
  return result;
}

}  // namespace cowpio
