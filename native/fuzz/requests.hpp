#pragma once
#include <sys/stat.h>

#include "core/input/request.hpp"
#include "fuzz.hpp"

namespace fuzz {

inline bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

/// Invariants of each request that scanning relies on.
inline void check(const cowpio::Request& request) {
  REQUIRE(!request.name.empty());
  if (!request.overrides) return;
  const cowpio::Overrides& overrides = *request.overrides;
  REQUIRE(!has_nul(overrides.source));
  REQUIRE(overrides.permissions.value_or(0) <= 07777);
  REQUIRE(!has_nul(overrides.target));
  if (!overrides.type) return;
  REQUIRE(overrides.source.empty());
  REQUIRE((*overrides.type & ~static_cast<std::uint32_t>(S_IFMT)) == 0 && *overrides.type != 0);
  if (*overrides.type != S_IFLNK) return;
  REQUIRE(!overrides.target.empty());
  REQUIRE(overrides.target.size() < 4096);
}

}  // namespace fuzz
