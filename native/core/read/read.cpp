#include "core/read/read.hpp"

#include <algorithm>
#include <climits>
#include <cstring>

#include "core/format/newc.hpp"
#include "core/read/decompress.hpp"
#include "core/read/stream_rules.hpp"

namespace cowpio {

Reader::Reader(std::string path, Compressed compressed)
    : path_(std::move(path)),
      compressed_(compressed),
      file_(open_or_fail(path_, O_RDONLY | O_NONBLOCK)),
      buffer_(1 << 16) {
  struct stat status {};
  if (::fstat(file_.get(), &status) < 0) fail("stat", path_);
  if (!S_ISREG(status.st_mode))
    throw InputError(path_ + ": not a regular file. Write the output of a pipe to a file first");
  go_to(0);
}

void Reader::go_to(std::uint64_t offset) {
  struct stat status {};
  if (::fstat(current().get(), &status) < 0) fail("stat", path_);
  size_ = static_cast<std::uint64_t>(status.st_size);
  at_ = offset;
  buffer_at_ = 0;
  buffer_size_ = 0;
}

bool Reader::leave_stream() {
  if (inside_) report(Oddity::no_trailer);
  if (in_stream() && is_cut_) report(Oddity::cut_padding);
  inside_ = false;
  in_part_ = false;
  if (!in_stream()) return false;
  stream_.reset();
  go_to(behind_stream_);
  return true;
}

void Reader::report(Oddity oddity) const {
  if (on_oddity) on_oddity(oddity, in_stream() ? stream_at_ : size_);
}

/// False when it is not to be read.
bool Reader::begin_part(std::uint64_t offset, const char* compression) {
  if (part_ == last_part) return false;
  ++part_;
  in_part_ = true;
  if (on_part) on_part(offset, compression);
  return true;
}

/// False when it is not to be read.
bool Reader::read_compressed(std::uint64_t offset) {
  if (!in_part_ && part_ == last_part) return false;
  const std::uint64_t left = std::min<std::uint64_t>(size_ - offset, 8);
  const Compression* compression = compression_of({bytes(offset, left), static_cast<std::size_t>(left)});
  if (compression == nullptr && std::string_view(bytes(offset, left), left).starts_with("\x04\x22\x4d\x18"))
    damaged(offset, "an lz4 frame, which the kernel does not know; use lz4 -l");
  if (compression == nullptr)
    damaged(offset, "no newc header (070701 or 070702), and no compression that the kernel supports");
  const std::string what = std::string("a ") + compression->name + " stream";
  if (in_stream()) damaged(offset, what + " within a stream, which the kernel does not look for");
  if (compressed_ == Compressed::refuse)
    damaged(offset, what + "; only what is uncompressed can be read here");
  if (!begin_part(offset, compression->name)) return false;
  if (const std::string why = refused_by_kernel(file_, offset, size_, *compression, path_);
      !why.empty() && on_refused_stream)
    on_refused_stream(offset, what + ": " + why);
  Stream stream = decompress(file_, offset, size_, *compression, path_, unpacked_max(size_) - unpacked_);
  stream_ = std::move(stream.file);
  stream_at_ = offset;
  behind_stream_ = stream.end;
  ++streams_;
  go_to(0);
  unpacked_ += size_;
  return true;
}

std::optional<Member> Reader::next() {
  for (;;) {
    if (!skip_nuls()) {
      if (!leave_stream()) return std::nullopt;
      continue;
    }
    const std::uint64_t header_at = at_;
    const bool whole = size_ - header_at >= newc::header_bytes;
    const char* text = whole ? bytes(header_at, newc::header_bytes) : nullptr;
    const auto header =
        whole ? newc::decode(std::span<const char, newc::header_bytes>(text, newc::header_bytes))
              : std::nullopt;
    if (!header) {
      if (!whole && *bytes(header_at, 1) == '0') damaged(header_at, "the file ends within a header");
      if (!read_compressed(header_at)) return std::nullopt;
      continue;
    }
    if (!in_part_ && !begin_part(header_at, "cpio")) return std::nullopt;
    const bool has_sum = text[5] == '2';
    const std::uint64_t data_at = header_at + newc::header_size(header->name_size);
    const std::uint64_t end = newc::align_up(data_at + header->size, newc::field_alignment);
    if (data_at > size_ || data_at + header->size > size_)
      damaged(header_at, "the member reaches beyond the file's end");

    const bool is_skipped = header->name_size == 0 || header->name_size > newc::name_size_max;
    const std::size_t field_size = std::min<std::uint64_t>(header->name_size, newc::name_size_max);
    const char* field = bytes(header_at + newc::header_bytes, field_size);
    if (!is_skipped && field[field_size - 1] != '\0') damaged(header_at, "a name without its NUL");
    Member member;
    member.name.assign(field, ::strnlen(field, field_size));
    at_ = std::min(end, size_);
    is_cut_ = end > size_;
    inside_ = true;
    // Entries with data that are not regular files are skipped, trailers too (init/initramfs.c: do_header).
    const bool is_named =
        !is_skipped && !S_ISLNK(header->mode) && (S_ISREG(header->mode) || header->size == 0);
    if (is_named && member.name == newc::trailer_name) {
      inside_ = false;
      in_part_ = in_stream();
      ++archive_;
      if (on_trailer) on_trailer(header_at, header->name_size);
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
    member.name_size = header->name_size;
    member.check = header->check;
    member.has_sum = has_sum;
    member.segment = in_stream() ? streams_ : 0;
    member.archive = archive_;
    member.part = part_;
    member.device = {header->rdev_major, header->rdev_minor};
    member.disk = {header->dev_major, header->dev_minor};
    if (S_ISLNK(member.mode) && member.size <= PATH_MAX) {
      const char* target = bytes(data_at, member.size);
      member.target.assign(target, ::strnlen(target, member.size));
    }
    return member;
  }
}

/// Between archives; false at the end of the file. Holes are jumped over.
bool Reader::skip_nuls() {
  // Most members follow at once: no system call.
  if (at_ < size_ && at_ >= buffer_at_ && at_ < buffer_at_ + buffer_size_ &&
      buffer_[at_ - buffer_at_] != '\0')
    return true;
  while (at_ < size_) {
    const off_t data = ::lseek(current().get(), static_cast<off_t>(at_), SEEK_DATA);
    if (data < 0 && errno == ENXIO) return false;
    at_ = std::max(at_, data < 0 ? at_ : static_cast<std::uint64_t>(data));
    const std::uint64_t count = std::min<std::uint64_t>(buffer_.size(), size_ - at_);
    const char* start = bytes(at_, count);
    const char* found = std::find_if(start, start + count, [](char byte) { return byte != '\0'; });
    at_ += static_cast<std::uint64_t>(found - start);
    if (found != start + count) return true;
  }
  return false;
}

const char* Reader::bytes(std::uint64_t offset, std::uint64_t count) {
  if (offset < buffer_at_ || offset + count > buffer_at_ + buffer_size_) {
    buffer_.resize(std::max<std::uint64_t>(buffer_.size(), count));
    buffer_at_ = offset;
    buffer_size_ = 0;
    while (buffer_size_ < count) {
      const ssize_t got = ::pread(current().get(), buffer_.data() + buffer_size_,
                                  buffer_.size() - buffer_size_, static_cast<off_t>(offset + buffer_size_));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail("read", path_);
      if (got == 0) damaged(offset, "the file shrank while it was read");
      buffer_size_ += static_cast<std::size_t>(got);
    }
  }
  return buffer_.data() + (offset - buffer_at_);
}

void Reader::damaged(std::uint64_t offset, const std::string& what) const {
  throw Damage(path_, (in_stream() ? "in the stream at byte " + std::to_string(stream_at_) + ", " : "") +
                          "at byte " + std::to_string(offset) + ": " + what);
}

bool same_bytes(const Fd& file, const Reader& reader, const Member& member) {
  struct stat status {};
  if (::fstat(file.get(), &status) < 0) fail("stat", member.name);
  if (static_cast<std::uint64_t>(status.st_size) != member.size) return false;
  std::vector<char> one(1 << 18);
  std::vector<char> other(one.size());
  for (std::uint64_t at = 0; at < member.size;) {
    const std::size_t count = std::min<std::uint64_t>(one.size(), member.size - at);
    read_fully(file, {one.data(), count}, at, member.name);
    read_fully(reader.file(member.segment), {other.data(), count}, member.data_offset + at, reader.path());
    if (std::memcmp(one.data(), other.data(), count) != 0) return false;
    at += count;
  }
  return true;
}

std::optional<Entry> last_root(const std::string& path) try {
  Reader reader(path);
  std::optional<Entry> root;
  while (const auto member = reader.next()) {
    if (member->name != "." || !S_ISDIR(member->mode)) continue;
    root.emplace();
    root->name = ".";
    root->mode = member->mode;
    root->uid = member->uid;
    root->gid = member->gid;
    root->mtime = member->mtime;
  }
  return root;
} catch (const std::runtime_error&) {
  return std::nullopt;
}

}  // namespace cowpio
