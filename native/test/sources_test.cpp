#include <sys/resource.h>
#include <unistd.h>

#include <functional>

#include "archives.hpp"
#include "core/read/read.hpp"
#include "core/write/write.hpp"

using namespace cowpio;
using namespace testing;

TEST("a source that vanishes or changes fails with its name, and nothing is left") {
  const Directory directory;
  testing::write_file(directory / "a", std::string(9000, 'a'));
  testing::write_file(directory / "b", std::string(9000, 'b'));
  const Directory out;
  CHECK(testing::thrown<SystemError>([&] {
          write_archive(directory.path, named({"gone"}), out / "x", plain());
        }).starts_with("gone: stat"));
  WriteOptions options = plain();
  options.progress = [&](std::uint64_t done, std::uint64_t) {
    if (done == 1) testing::write_file(directory / "b", std::string(9000, 'c'));
    return true;
  };
  CHECK(testing::thrown<InputError>([&] {
          write_archive(directory.path, named({"a", "b"}), out / "x", options);
        }).starts_with("b: changed while"));
  ::rmdir(out.path.c_str());
  CHECK(::access(out.path.c_str(), F_OK) < 0);
}

TEST("a source that grew, shrank, vanished or is another file when its turn comes fails with its name") {
  const std::vector<std::pair<std::string, std::function<void(const std::string&)>>> changes{
      {"changed while", [](const std::string& path) { testing::write_file(path, std::string(9000, 'x')); }},
      {"shrank while", [](const std::string& path) { testing::write_file(path, std::string(4096, 'x')); }},
      {"shrank while", [](const std::string& path) { testing::write_file(path, "x"); }},
      {"open", [](const std::string& path) { ::unlink(path.c_str()); }},
      {"open",
       [](const std::string& path) {
         ::unlink(path.c_str());
         ::symlink("/etc/passwd", path.c_str());
       }},
      {"changed while", [](const std::string& path) {
         ::unlink(path.c_str());
         testing::write_file(path, std::string(5000, 'y'));
       }}};
  for (const auto& one : changes) {
    const Directory directory;
    std::vector<std::string> names;
    for (int i = 0; i < 300; ++i) {  // more than are opened ahead
      names.push_back("f" + std::to_string(i));
      testing::write_file(directory / names.back(), std::string(5000, 'f'));
    }
    testing::write_file(directory / "out", "before");
    WriteOptions options = plain();
    options.progress = [&](std::uint64_t done, std::uint64_t) {
      if (done == 1) one.second(directory / "f299");
      return true;
    };
    const std::string message = testing::thrown<std::runtime_error>(
        [&] { write_archive(directory.path, named(names), directory / "out", options); });
    if (!message.starts_with("f299: " + one.first)) throw std::runtime_error(message);
    EQUAL(testing::read_file(directory / "out"), "before");
  }
}

TEST("if fewer files can be open than the limit allows, fewer are opened ahead") {
  const Directory directory;
  std::vector<std::string> names;
  for (int i = 0; i < 60; ++i) {
    const std::string own = "d" + std::to_string(i);
    ::mkdir((directory / own).c_str(), 0755);
    names.push_back(own + "/f");
    testing::write_file(directory / names.back(), std::string(5000, 'f'));
  }
  struct rlimit limit {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const struct rlimit before = limit;
  limit.rlim_cur = 100;  // of which it takes half
  ::setrlimit(RLIMIT_NOFILE, &limit);
  std::vector<Fd> held;
  while (held.empty() || held.back().is_open()) held.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  held.resize(held.size() - 12);
  const auto work = [&] { write_archive(directory.path, named(names), directory / "out", plain()); };
  std::string failed;
  try {
    work();
  } catch (const std::exception& error) {
    failed = error.what();
  }
  ::setrlimit(RLIMIT_NOFILE, &before);
  EQUAL(failed, "");
  EQUAL(members_of(directory / "out").size(), 60U);
}

// Were anything quadratic here, the suite would come to its deadline.
TEST("a million entries are archived, and read back") {
  const Directory directory;
  testing::write_file(directory / "large", std::string(5000, 'L'));
  std::vector<Request> requests;
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    text += "d" + number + "\ttype=dir\n";
    for (int j = 0; j < 999; ++j)
      text += "d" + number + "/f" + std::to_string(j) +
              (j % 3 == 0     ? "\ttype=symlink\ttarget=x\n"
               : j % 100 == 1 ? "\tsource=large\n"
                              : "\ttype=file\n");
  }
  WriteOptions options = plain();
  options.order = LayoutOptions::Order::pack;
  const WriteResult result =
      write_archive(directory.path, read_manifest(text, false), directory / "a", options);
  EQUAL(result.entries, 1'000'000U);
  EQUAL(result.cloned + result.copied, 7'000U * 5000U);
  Reader reader(directory / "a");
  std::uint64_t found = 0;
  while (const auto member = reader.next())
    if (member->name != ".") ++found;
  EQUAL(found, 1'000'000U);
}
