#pragma once
#include <utility>
#include <vector>

#include "core/input/scan.hpp"
#include "core/read/read.hpp"
#include "core/write/write.hpp"
#include "testing.hpp"

/// Requests and archives of the tests.
namespace testing {

using namespace cowpio;

inline std::vector<Request> named(const std::vector<std::string>& names) {
  std::vector<Request> requests(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) requests[i].name = names[i];
  return requests;
}

inline std::vector<Request> tree(const Directory& directory) {
  ::mkdir((directory / "dir").c_str(), 0755);
  testing::write_file(directory / "small", "twelve bytes");
  testing::write_file(directory / "dir/large", std::string(10000, 'L'));
  ::link((directory / "dir/large").c_str(), (directory / "link").c_str());
  ::symlink("dir/large", (directory / "symlink").c_str());
  return named({".", "./dir", "./dir/large", "./link", "./small", "./symlink"});
}

inline WriteOptions plain() {
  WriteOptions options;
  options.alignment = 4096;
  options.order = LayoutOptions::Order::given;
  options.scan = {Owner{0, 0}, 0, std::nullopt};
  return options;
}

inline std::vector<Member> members_of(const std::string& archive) {
  Reader reader(archive);
  std::vector<Member> members;
  while (auto member = reader.next()) members.push_back(*member);
  return members;
}

inline std::vector<Entry> scanned(const Directory& directory, std::vector<Request> requests,
                                  const ScanOptions& options = {}) {
  Lookup lookup(directory.path);
  return scan(lookup, std::move(requests), options);
}

/// The message by which a list for gen_init_cpio is refused.
inline std::string refused_spec(const std::string& text) {
  return testing::thrown<InputError>([&] { read_spec(text); });
}

}  // namespace testing
