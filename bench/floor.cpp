// The least that any writer does, as a peer of the benchmark: `floor clone OUT LIST` opens and clones what
// LIST names into OUT, `floor copy OUT LIST` reads and writes it, with zeros between; both fsync. LIST holds
// fields that end with NUL: the size of OUT, then a path, an offset in OUT and a length for each source, in
// the order of OUT.
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "core/fs/fd.hpp"

namespace {

using cowpio::fail;
using cowpio::Fd;
using cowpio::open_or_fail;

struct Source {
  const char* path;
  std::uint64_t offset;
  std::uint64_t length;
};

class List {
 public:
  explicit List(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    text_.assign(std::istreambuf_iterator<char>(file), {});
    if (!file) fail("read", path);
    const char* at = text_.data();
    const char* const end = at + text_.size();
    const auto field = [&] {
      if (at >= end) throw cowpio::InputError(path + ": ends within a source");
      return std::exchange(at, at + std::strlen(at) + 1);
    };
    size = std::stoull(field());
    while (at < end) {
      const char* name = field();
      const std::uint64_t offset = std::stoull(field());
      sources.push_back({name, offset, std::stoull(field())});
    }
  }

  std::uint64_t size = 0;
  std::vector<Source> sources;

 private:
  std::string text_;
};

void clone_all(const Fd& out, const List& list) {
  if (::ftruncate(out.get(), static_cast<off_t>(list.size)) < 0) fail("ftruncate", "OUT");
  for (const Source& source : list.sources) {
    const Fd from = open_or_fail(source.path, O_RDONLY);
    file_clone_range range{from.get(), 0, source.length, source.offset};
    if (::ioctl(out.get(), FICLONERANGE, &range) < 0) fail("FICLONERANGE", source.path);
  }
}

/// Gathers a mebibyte before each write.
class Copier {
 public:
  explicit Copier(const Fd& out) : out_(out), buffer_(1 << 20) {}

  void zeros_to(std::uint64_t offset) {
    while (at_ < offset) {
      const std::size_t count = std::min<std::uint64_t>(offset - at_, buffer_.size() - held_);
      std::memset(buffer_.data() + held_, 0, count);
      take(count);
    }
  }

  void copy(const Source& source) {
    const Fd from = open_or_fail(source.path, O_RDONLY);
    for (const std::uint64_t end = at_ + source.length; at_ < end;) {
      const std::size_t want = std::min<std::uint64_t>(end - at_, buffer_.size() - held_);
      const ssize_t count = ::read(from.get(), buffer_.data() + held_, want);
      if (count < 0) fail("read", source.path);
      if (count == 0) throw cowpio::InputError(std::string(source.path) + ": shrank");
      take(static_cast<std::size_t>(count));
    }
  }

  void flush() {
    for (std::size_t written = 0; written < held_;) {
      const ssize_t count = ::write(out_.get(), buffer_.data() + written, held_ - written);
      if (count < 0) fail("write", "OUT");
      written += static_cast<std::size_t>(count);
    }
    held_ = 0;
  }

 private:
  void take(std::size_t count) {
    held_ += count;
    at_ += count;
    if (held_ == buffer_.size()) flush();
  }

  const Fd& out_;
  std::vector<char> buffer_;
  std::size_t held_ = 0;
  std::uint64_t at_ = 0;
};

void copy_all(const Fd& out, const List& list) {
  Copier copier(out);
  for (const Source& source : list.sources) {
    copier.zeros_to(source.offset);
    copier.copy(source);
  }
  copier.zeros_to(list.size);
  copier.flush();
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string mode = argc == 4 ? argv[1] : "";
  if (mode != "clone" && mode != "copy") {
    std::fputs("usage: floor clone|copy OUT LIST\n", stderr);
    return 2;
  }
  const List list(argv[3]);
  const Fd out = open_or_fail(argv[2], O_RDWR | O_CREAT | O_EXCL, 0600);
  mode == "clone" ? clone_all(out, list) : copy_all(out, list);
  if (::fsync(out.get()) < 0) fail("fsync", argv[2]);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "floor: %s\n", error.what());
  return 1;
}
