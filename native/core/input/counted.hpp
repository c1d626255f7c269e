#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace cowpio {

/// The first few names of a kind of file, and how many there are.
struct Counted {
  std::uint64_t count = 0;
  static constexpr std::size_t names_max = 5;
  std::vector<std::string> names;
  void add(const std::string& name) {
    ++count;
    if (names.size() < names_max) names.push_back(name);
  }
  void add(const Counted& other) {
    count += other.count;
    for (const std::string& name : other.names)
      if (names.size() < names_max) names.push_back(name);
  }
};

}  // namespace cowpio
