#include "read.hpp"

#include <algorithm>
#include <climits>
#include <cstring>

#include "newc.hpp"

namespace cowpio {
namespace {

struct Magic {
  const char* format;
  std::string_view bytes;
};
using namespace std::string_view_literals;
constexpr Magic compressed[] = {{"gzip", "\x1f\x8b"sv},        {"zstd", "\x28\xb5\x2f\xfd"sv},
                                {"xz", "\xfd\x37zXZ\0"sv},     {"bzip2", "BZh"sv},
                                {"lz4", "\x02\x21\x4c\x18"sv}, {"lzop", "\x89LZO"sv},
                                {"lzma", "\x5d\x00\x00"sv}};

}  // namespace

Reader::Reader(std::string path)
    : path_(std::move(path)), fd_(open_or_fail(path_, O_RDONLY)), buffer_(1 << 16) {
  struct stat status {};
  if (::fstat(fd_.get(), &status) < 0) fail("stat", path_);
  if (!S_ISREG(status.st_mode)) throw Refusal(path_ + ": not a regular file");
  size_ = static_cast<std::uint64_t>(status.st_size);
}

std::optional<Member> Reader::next() {
  for (;;) {
    if (!inside_ && !skip_nuls()) return std::nullopt;
    const std::uint64_t header_at = at_;
    if (size_ - header_at < newc::header_bytes) damaged(header_at, "the file ends within a header");
    const char* text = bytes(header_at, newc::header_bytes);
    const auto header = newc::decode(std::span<const char, newc::header_bytes>(text, newc::header_bytes));
    if (!header) {
      const std::string_view start(text, 8);
      for (const Magic& magic : compressed)
        if (start.starts_with(magic.bytes))
          damaged(header_at,
                  std::string("a ") + magic.format + " stream; only uncompressed archives can be read");
      damaged(header_at, "no newc header (070701 or 070702)");
    }
    if (header->name_field == 0 || header->name_field > 16 * newc::name_field_max)
      damaged(header_at, "a name field of " + std::to_string(header->name_field) + " bytes");
    const std::uint64_t data_at = header_at + newc::head_bytes(header->name_field);
    const std::uint64_t end = newc::align_up(data_at + header->size, newc::field_alignment);
    if (data_at > size_ || data_at + header->size > size_)
      damaged(header_at, "the member reaches beyond the file's end");

    const char* field = bytes(header_at + newc::header_bytes, header->name_field);
    if (field[header->name_field - 1] != '\0') damaged(header_at, "a name without its NUL");
    Member member;
    member.name = field;
    at_ = std::min(end, size_);
    inside_ = at_ < size_;
    if (member.name == newc::trailer_name) {
      inside_ = false;
      ++archive_;
      continue;
    }
    member.mode = header->mode;
    member.uid = header->uid;
    member.gid = header->gid;
    member.nlink = header->nlink;
    member.mtime = header->mtime;
    member.inode = header->inode;
    member.size = header->size;
    member.header_offset = header_at;
    member.data_offset = data_at;
    member.archive = archive_;
    member.device = {header->rdev_major, header->rdev_minor};
    if (S_ISLNK(member.mode)) {
      if (member.size > PATH_MAX) damaged(header_at, "a symlink's target longer than PATH_MAX");
      member.target.assign(bytes(data_at, member.size), member.size);
    }
    return member;
  }
}

/// Between archives; false at the end of the file.
bool Reader::skip_nuls() {
  for (; at_ < size_; ++at_)
    if (*bytes(at_, 1) != '\0') return true;
  return false;
}

const char* Reader::bytes(std::uint64_t offset, std::uint64_t count) {
  if (offset < buffer_at_ || offset + count > buffer_at_ + buffer_size_) {
    buffer_.resize(std::max<std::uint64_t>(buffer_.size(), count));
    buffer_at_ = offset;
    buffer_size_ = 0;
    while (buffer_size_ < count) {
      const ssize_t got = ::pread(fd_.get(), buffer_.data() + buffer_size_, buffer_.size() - buffer_size_,
                                  static_cast<off_t>(offset + buffer_size_));
      if (got < 0) fail("read", path_);
      if (got == 0) damaged(offset, "the file shrank while it was read");
      buffer_size_ += static_cast<std::size_t>(got);
    }
  }
  return buffer_.data() + (offset - buffer_at_);
}

void Reader::damaged(std::uint64_t offset, const std::string& what) const {
  throw Refusal(path_ + ": at byte " + std::to_string(offset) + ": " + what);
}

}  // namespace cowpio
