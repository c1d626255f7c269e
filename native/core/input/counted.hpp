#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace cowpio {

/// The first few names of a kind of file, and how many there are.
struct Counted {
  std::uint64_t count = 0;
  std::vector<std::string> names;
  void add(const std::string& name) {
    ++count;
    if (names.size() < 5) names.push_back(name);
  }
};

}  // namespace cowpio
