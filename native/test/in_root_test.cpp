#include "core/fs/in_root.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "testing.hpp"

using namespace cowpio;
using namespace testing;

TEST("paths are found below a root without openat2, too") {
  const Directory root;
  ::mkdir((root / "usr").c_str(), 0755);
  ::mkdir((root / "usr/lib").c_str(), 0755);
  write_file(root / "usr/lib/x", "data");
  for (const auto& [target, name] : {std::pair{"usr/lib", "relative"},
                                     {"/usr/lib", "absolute"},
                                     {"../../usr/lib", "clamped"},
                                     {"loop", "loop"},
                                     {"none", "dangling"}})
    CHECK(::symlink(target, (root / name).c_str()) == 0);
  const Fd directory_fd = open_or_fail(root.path, O_RDONLY | O_DIRECTORY);
  const auto inode_of = [&](const std::string& name, int flags) -> std::uint64_t {
    const Fd found = find_in_root(directory_fd, name, flags);
    struct stat status {};
    return found.is_open() && ::fstat(found.get(), &status) == 0 ? status.st_ino : 0;
  };
  for (const char* name : {"usr/lib/x",  "relative/x", "absolute/x", "clamped/x",   "loop/x",
                           "dangling/x", "loop",       "dangling",   "usr/lib/x/y", "usr/../usr/./lib//x",
                           "/usr/lib/x", "../usr",     ".",          "/",           "relative/../lib/x",
                           "relative/",  "usr/lib/x/", "none",       "..",          "relative"})
    for (const int flags : {0, O_NOFOLLOW, O_DIRECTORY}) {
      without_openat2 = false;
      const std::uint64_t expected = inode_of(name, flags);
      without_openat2 = true;
      const std::uint64_t found = inode_of(name, flags);
      without_openat2 = false;
      check_equal(found, expected, name, __LINE__);
    }
}
