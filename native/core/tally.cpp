#include "tally.hpp"

#include <cstdio>

#include "printable.hpp"

namespace cowpio {

void Tally::add(const Written& written) {
  sums_.cloneable += written.cloneable;
  sums_.cloned += written.cloned;
  sums_.copied += written.copied;
  if (options_.require_reflink && written.cloned < written.cloneable) missed_.emplace_back(written);
  if (options_.on_member) options_.on_member(written);
}

WriteResult Tally::result(std::uint64_t size, std::uint64_t entries) const {
  WriteResult result = sums_;
  result.size = size;
  result.entries = entries;
  if (!options_.require_reflink || sums_.cloneable == 0) return result;
  const double percent = 100.0 * static_cast<double>(sums_.cloned) / static_cast<double>(sums_.cloneable);
  if (percent >= *options_.require_reflink) return result;
  char text[160];
  std::snprintf(text, sizeof text,
                "%.2f %% of the %llu bytes that can be cloned were cloned, not %g %%; copied were:", percent,
                static_cast<unsigned long long>(sums_.cloneable), *options_.require_reflink);
  std::string message = text;
  for (const WrittenMember& member : missed_)
    message += "\n  " + printable(member.name) + ": " + member.reason;
  throw NotShared(message, missed_);
}

}  // namespace cowpio
