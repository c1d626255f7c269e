#include "../core/lookup.hpp"

#include <sys/stat.h>

#include "testing.hpp"

using namespace cowpio;
using testing::Folder;

namespace {

ino_t inode_of(const Lookup::Place& place) {
  struct stat status {};
  return ::fstatat(place.folder, place.name, &status, AT_SYMLINK_NOFOLLOW) < 0 ? 0 : status.st_ino;
}

}  // namespace

TEST("a path leads to the same file, whichever was looked up before, and however often its slashes stand") {
  const Folder root;
  for (const char* folder : {"a", "a/b", "a/b/c", "ab"}) ::mkdir((root / folder).c_str(), 0755);
  for (const char* file : {"f", "a/f", "a/b/f", "a/b/c/f", "a/b/c/g", "ab/f"})
    testing::write_file(root / file, file);
  if (::symlink("b/c", (root / "a/link").c_str()) < 0) fail("symlink", root.path);
  const Fd directory = open_or_fail(root.path, O_RDONLY | O_DIRECTORY);
  std::vector<std::string> paths{"."};
  for (const char* path : {"f", "a", "a/f", "a/b", "a/b/f", "a/b/c/f", "a/b/c/g", "ab/f", "a/link/f",
                           "a/link/g", "a/./b/f", "a/../ab/f", "nothing/f", "a/nothing/g"}) {
    paths.emplace_back(path);
    for (const char* slashes : {"//", "///"}) {
      std::string more = path;
      for (std::size_t at = 0; (at = more.find('/', at)) != more.npos; at += std::string(slashes).size())
        more.replace(at, 1, slashes);
      paths.push_back(more);
    }
  }
  for (const char* path : {"/", "//", "/a/b/f"}) {
    paths.emplace_back(path);
    paths.push_back(root.path + path);
  }
  for (const std::string& before : paths)
    for (const std::string& path : paths) {
      Lookup lookup(directory);
      for (const std::string& first : {before, path, before}) lookup.find(first);
      EQUAL(inode_of(lookup.find(path)), inode_of({directory.get(), path.c_str()}));
    }
}
