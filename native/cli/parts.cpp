#include "parts.hpp"

#include <fnmatch.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>

#include "core/format/mode.hpp"
#include "core/format/printable.hpp"
#include "core/format/text.hpp"
#include "options.hpp"

namespace cowpio::cli {

Parts::Parts(const std::string& list) {
  for (std::string_view rest = list; !rest.empty() || ranges_.empty();) {
    std::string_view last = cut(rest, ',');
    const bool is_one = last.find('-') == std::string_view::npos;
    const std::string_view first = is_one ? last : cut(last, '-');
    Range range{1, UINT64_MAX};
    const auto is_number = [](std::string_view text, std::uint64_t& value) {
      return text.empty() || (parse_number(text, 10, UINT32_MAX, value) && value > 0);
    };
    if (!is_number(first, range.first) || !is_number(last, range.last) || (first.empty() && last.empty()) ||
        range.first > range.last)
      throw UsageError("--parts: expected numbers from 1 and ranges, as 1,3-, got " + list);
    ranges_.push_back(range);
  }
}

bool Parts::contain(std::uint64_t part) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const Range& range) { return range.first <= part && part <= range.last; });
}

std::uint64_t Parts::last() const {
  std::uint64_t last = 0;
  for (const Range& range : ranges_) last = std::max(last, range.last);
  return last;
}

Patterns::Patterns(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {
  for (const std::string& pattern : patterns_)
    for (std::size_t at = pattern.find('['); at != std::string::npos; at = pattern.find('[', at)) {
      at += pattern[std::min(at + 1, pattern.size() - 1)] == '!'
                ? 2
                : 1;  // A `]` right after `[` or `[!` is a member of the set (glob(7)).
      at = pattern.find(']', at + 1);
      if (at == std::string::npos) throw UsageError("pattern " + pattern + ": a [ without its ]");
    }
}

bool Patterns::match(const std::string& name) const {
  return patterns_.empty() || std::any_of(patterns_.begin(), patterns_.end(), [&](const std::string& one) {
           return ::fnmatch(one.c_str(), name.c_str(), FNM_NOESCAPE) == 0;
         });
}

namespace {

using Names = std::map<std::uint32_t, std::string>;

/// Reads /etc/passwd or /etc/group. A static program cannot read other sources, for example LDAP
/// (nsswitch.conf(5)).
template <class Row, class Id>
Names names_in(const char* path, Row* (*next)(std::FILE*), char* Row::*name, Id Row::*id) {
  Names names;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path, "re"), std::fclose);
  if (file == nullptr) return names;
  while (const Row* row = next(file.get())) names.emplace(row->*id, row->*name);
  return names;
}

std::string name_of(const Names& names, std::uint32_t id) {
  const auto known = names.find(id);
  return known == names.end() ? std::to_string(id) : known->second;
}

/// As ls(1): the time of day of the last six months, the year of others.
std::string time_text(std::uint32_t mtime) {
  constexpr time_t half_a_year = 31556952 / 2;
  const time_t seconds = mtime;
  struct tm local {};
  ::localtime_r(&seconds, &local);
  char text[32];
  std::strftime(text, sizeof text, std::time(nullptr) - seconds <= half_a_year ? "%b %e %H:%M" : "%b %e  %Y",
                &local);
  return text;
}

std::string size_text(const Member& member) {
  if (!S_ISCHR(member.mode) && !S_ISBLK(member.mode)) return std::to_string(member.size);
  char text[32];
  std::snprintf(text, sizeof text, "%3u, %3u", member.device.major, member.device.minor);
  return text;
}

/// With three digits, as `3.29 kB`.
std::string rounded(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes) / 1000;
  const char* unit = "kB";
  if (value >= 999.5) {
    value /= 1000;
    unit = "MB";
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.*f %s", value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value, unit);
  return text;
}

}  // namespace

void list_parts(Reader& reader, const std::function<bool(const Member&)>& wanted, const Listing& how) {
  Names users;
  Names groups;
  if (how.is_long) {
    users = names_in("/etc/passwd", ::fgetpwent, &passwd::pw_name, &passwd::pw_uid);
    groups = names_in("/etc/group", ::fgetgrent, &group::gr_name, &group::gr_gid);
  }
  const bool on_terminal = ::isatty(STDOUT_FILENO) == 1;
  const auto shown = [&](const std::string& name) { return on_terminal ? printable(name) : name; };
  char columns[128];
  while (const auto member = reader.next()) {
    if (!wanted(*member)) continue;
    if (how.has_inodes) {
      std::snprintf(columns, sizeof columns, "%4u ", member->inode);
      std::cout << columns;
    }
    if (how.is_long) {
      std::snprintf(columns, sizeof columns, "%s %3u %-8s %-8s %8s %s ", mode_text(member->mode).c_str(),
                    member->nlink, name_of(users, member->uid).c_str(), name_of(groups, member->gid).c_str(),
                    size_text(*member).c_str(), time_text(member->mtime).c_str());
      std::cout << columns;
    }
    std::cout << shown(member->name);
    if (how.is_long && S_ISLNK(member->mode)) std::cout << " -> " << shown(member->target);
    std::cout << '\n';
  }
}

void examine_parts(Reader& reader, bool raw) {
  struct Part {
    std::uint64_t start;
    const char* compression;
    std::uint64_t extracted = 0;
  };
  std::vector<Part> parts;
  reader.on_part = [&](std::uint64_t offset, const char* compression) {
    // NULs before an archive count as part of the one before it, those before the first as part of the first.
    parts.push_back({parts.empty() ? 0 : offset, compression});
  };
  while (const auto member = reader.next()) parts[member->part - 1].extracted += member->size;
  if (!raw) std::cout << "Start     End       Size      Compr.   Extracted\n";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& part = parts[i];
    const std::uint64_t end = i + 1 < parts.size() ? parts[i + 1].start : reader.size();
    if (raw) {
      std::cout << part.start << '\t' << end << '\t' << end - part.start << '\t' << part.compression << '\t'
                << part.extracted << '\n';
      continue;
    }
    char line[128];
    std::snprintf(line, sizeof line, "%-7s   %-7s   %-7s   %-6s   %s\n", rounded(part.start).c_str(),
                  rounded(end).c_str(), rounded(end - part.start).c_str(), part.compression,
                  rounded(part.extracted).c_str());
    std::cout << line;
  }
}

std::uint64_t count_parts(const std::string& archive) {
  Reader reader(archive, Compressed::read);
  std::uint64_t count = 0;
  reader.on_part = [&](std::uint64_t, const char*) { ++count; };
  while (reader.next()) continue;
  return count;
}

}  // namespace cowpio::cli
