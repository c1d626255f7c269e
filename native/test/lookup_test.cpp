#include "core/fs/lookup.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include "core/input/scan.hpp"
#include "testing.hpp"

using namespace cowpio;
using testing::Directory;

namespace {

ino_t inode_of(const Lookup::Location& location) {
  struct stat status {};
  return ::fstatat(location.directory, location.name, &status, AT_SYMLINK_NOFOLLOW) < 0 ? 0 : status.st_ino;
}

}  // namespace

TEST("a path leads to the same file, whichever was looked up before, and however often its slashes stand") {
  const Directory root;
  for (const char* directory : {"a", "a/b", "a/b/c", "ab"}) ::mkdir((root / directory).c_str(), 0755);
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
      Lookup lookup(root.path);
      for (const std::string& first : {before, path, before}) lookup.find(first);
      EQUAL(inode_of(lookup.find(path)), inode_of({directory.get(), path.c_str()}));
    }
}

TEST("more directories than may be open are looked up all the same") {
  const Directory root;
  std::vector<std::string> paths;
  for (int i = 0; i < 40; ++i) {
    const std::string directory = "f" + std::to_string(i);
    ::mkdir((root / directory).c_str(), 0755);
    for (const char* file : {"/a", "/b"}) {
      testing::write_file(root / (directory + file), "");
      paths.push_back(directory + file);
    }
  }
  const Fd directory = open_or_fail(root.path, O_RDONLY | O_DIRECTORY);
  struct rlimit before {};
  ::getrlimit(RLIMIT_NOFILE, &before);
  struct rlimit limit = before;
  limit.rlim_cur = 16;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  Lookup lookup(root.path);
  std::vector<ino_t> found;
  for (int round = 0; round < 2; ++round)
    for (const std::string& path : paths) found.push_back(inode_of(lookup.find(path)));
  ::setrlimit(RLIMIT_NOFILE, &before);
  for (std::size_t i = 0; i < found.size(); ++i)
    EQUAL(found[i], inode_of({directory.get(), paths[i % paths.size()].c_str()}));
}

TEST("a directory of a walked tree that became a symlink is not followed, whichever was open before") {
  const Directory outside;
  ::mkdir((outside / "b").c_str(), 0755);
  for (const char* name : {"f", "b/f"}) testing::write_file(outside / name, "secret");
  for (const char* replaced : {"a", "a/b"})
    for (const bool is_open : {false, true}) {
      const Directory root;
      for (const char* directory : {"a", "a/b"}) ::mkdir((root / directory).c_str(), 0755);
      for (const char* file : {"a/f", "a/b/f"}) testing::write_file(root / file, "mine");
      Lookup lookup(root.path, Lookup::Symlinks::refuse);
      std::vector<Request> requests = walk_tree(lookup);
      const auto exchange = [&] {
        CHECK(::rename((root / replaced).c_str(), (root / "old").c_str()) == 0);
        CHECK(::symlink(outside.path.c_str(), (root / replaced).c_str()) == 0);
      };
      for (const char* path : {"a/f", "a/b/f"}) lookup.find(path);
      if (!is_open) lookup.close_directories();
      exchange();
      if (!is_open) {
        CHECK(!testing::thrown<InputError>([&] { scan(lookup, std::move(requests), {}); }).empty());
        continue;
      }
      // Directories that were opened before are those that were walked.
      for (const Request& request : requests) {
        struct stat status {};
        const Lookup::Location location = lookup.find(request.name);
        if (::fstatat(location.directory, location.name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode))
          EQUAL(status.st_size, 4);
      }
    }
}
