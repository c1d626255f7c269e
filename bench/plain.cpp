// The plainest archive writer, as a peer of the benchmark: `plain OUT < NAMES` looks at each name, which ends
// with NUL, and writes header, name and data as newc has them, unaligned, by way of a buffer of a mebibyte;
// then fsyncs. A hard-linked file's data comes with each of its names.
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>
#include <iostream>
#include <string_view>
#include <vector>

#include "core/fs/fd.hpp"

namespace {

using cowpio::fail;
using cowpio::Fd;
using cowpio::open_or_fail;

class Plain {
 public:
  explicit Plain(const std::string& out)
      : path_(out), out_(open_or_fail(out, O_RDWR | O_CREAT | O_EXCL, 0600)) {}

  void add(const std::string& name) {
    struct stat status {};
    if (::lstat(name.c_str(), &status) < 0) fail("lstat", name);
    if (S_ISLNK(status.st_mode)) {
      std::array<char, PATH_MAX> target{};
      const ssize_t length = ::readlink(name.c_str(), target.data(), target.size());
      if (length < 0) fail("readlink", name);
      put_header(name, status, static_cast<std::size_t>(length));
      put({target.data(), static_cast<std::size_t>(length)});
    } else if (S_ISREG(status.st_mode)) {
      put_header(name, status, static_cast<std::size_t>(status.st_size));
      copy(name, static_cast<std::size_t>(status.st_size));
    } else {
      put_header(name, status, 0);
    }
    pad();
  }

  void end() {
    struct stat none {};
    none.st_nlink = 1;
    inode_ = -1;
    put_header("TRAILER!!!", none, 0);
    flush();
    if (::fsync(out_.get()) < 0) fail("fsync", path_);
  }

 private:
  void put_header(const std::string& name, const struct stat& status, std::size_t size) {
    const std::uint64_t fields[] = {static_cast<std::uint64_t>(++inode_),
                                    status.st_mode,
                                    status.st_uid,
                                    status.st_gid,
                                    status.st_nlink,
                                    static_cast<std::uint64_t>(status.st_mtim.tv_sec),
                                    size,
                                    0,
                                    0,
                                    0,
                                    0,
                                    name.size() + 1,
                                    0};
    std::string head = "070701";
    for (const std::uint64_t field : fields)
      for (unsigned shift = 32; shift > 0; shift -= 4) head += "0123456789ABCDEF"[field >> (shift - 4) & 0xf];
    put(head);
    put({name.c_str(), name.size() + 1});
    pad();
  }

  void copy(const std::string& name, std::size_t size) {
    const Fd from = open_or_fail(name, O_RDONLY);
    while (size > 0) {
      const ssize_t count =
          ::read(from.get(), buffer_.data() + held_, std::min(size, buffer_.size() - held_));
      if (count < 0) fail("read", name);
      if (count == 0) throw cowpio::InputError(name + ": shrank");
      size -= static_cast<std::size_t>(count);
      take(static_cast<std::size_t>(count));
    }
  }

  void put(std::string_view bytes) {
    while (!bytes.empty()) {
      const std::size_t count = bytes.copy(buffer_.data() + held_, buffer_.size() - held_);
      bytes.remove_prefix(count);
      take(count);
    }
  }

  void pad() { put(std::string_view("\0\0\0", (4 - held_ % 4) % 4)); }

  void take(std::size_t count) {
    held_ += count;
    if (held_ == buffer_.size()) flush();
  }

  void flush() {
    for (std::size_t written = 0; written < held_;) {
      const ssize_t count = ::write(out_.get(), buffer_.data() + written, held_ - written);
      if (count < 0) fail("write", path_);
      written += static_cast<std::size_t>(count);
    }
    held_ = 0;
  }

  std::string path_;
  Fd out_;
  std::vector<char> buffer_ = std::vector<char>(1 << 20);
  std::size_t held_ = 0;
  int inode_ = 0;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fputs("usage: plain OUT < NAMES\n", stderr);
    return 2;
  }
  Plain archive(argv[1]);
  std::string name;
  while (std::getline(std::cin, name, '\0')) archive.add(name);
  archive.end();
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "plain: %s\n", error.what());
  return 1;
}
