#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/format/entry.hpp"
#include "core/fs/fd.hpp"

namespace cowpio {

/// A member as the archive tells it. Offsets count from the start of its segment.
struct Member {
  std::string name;
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t nlink = 0;
  std::uint32_t mtime = 0;
  std::uint32_t inode = 0;
  std::uint64_t size = 0;
  std::uint64_t header_offset = 0;
  std::uint64_t data_offset = 0;
  std::uint32_t name_size = 0;  ///< Bytes: the name, its NUL, and padding.
  std::uint32_t check = 0;      ///< 070702 only: sum of the data's bytes.
  bool has_sum = false;         ///< 070702.
  std::size_t segment = 0;    ///< 0: the archive file; else what its compressed stream of that number holds.
  std::uint64_t archive = 0;  ///< Which of the concatenated archives, from 0: hard links do not reach across.
  std::uint64_t part = 0;     ///< Which part of the file, from 1: `Reader::on_part`.
  Device device;
  Device disk;         ///< Device it was on when archived.
  std::string target;  ///< Symlinks only: up to the first NUL, as the kernel reads it.

  [[nodiscard]] bool is_regular() const { return S_ISREG(mode); }
  /// With NULs behind its name: it moves the data behind it, and says nothing of the directory. Aligned
  /// archives repeat their `.` so.
  [[nodiscard]] bool is_filler() const { return S_ISDIR(mode) && name == "." && has_padded_name(); }
  /// More than one NUL ends the name.
  [[nodiscard]] bool has_padded_name() const { return name_size > name.size() + 1; }
  /// Properties that the names of one file share (init/initramfs.c: find_link, free_hash).
  using LinkKey = std::tuple<std::uint64_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;
  [[nodiscard]] LinkKey link_key() const { return {archive, disk.major, disk.minor, inode, mode & S_IFMT}; }
};

/// ListedMember of index.d.ts.
std::string json_of(const Member& member);

/// Where the kernel reads on and other readers do not, or the other way round.
enum class Oddity {
  no_trailer,   ///< The file, or a compressed stream, ends without `TRAILER!!!`, which is optional.
  cut_padding,  ///< A compressed stream ends before the padding of its last member.
};

/// Reaction of a reader to the start of a compressed stream.
enum class Compressed {
  refuse,
  read,  ///< Unpack it: its members are those of another segment.
};

/// Reads the headers of concatenated newc archives, with NULs between their members, plain or in compressed
/// streams, as the kernel does (init/initramfs.c: unpack_to_rootfs). The file is not trusted: damage is a
/// `InputError` with its offset. Members that the kernel skips (init/initramfs.c: do_header) are returned,
/// too: their names are cut at PATH_MAX, and too long targets are left empty.
class Reader {
 public:
  explicit Reader(std::string path, Compressed compressed = Compressed::refuse);
  /// The next member, trailers left out; nothing at the end of the file.
  std::optional<Member> next();
  /// Is told the header's offset and the name field's bytes of each trailer.
  std::function<void(std::uint64_t, std::uint32_t)> on_trailer;
  /// Receives each oddity and its offset in the file.
  std::function<void(Oddity, std::uint64_t)> on_oddity;
  /// Receives the offset of each part of the file, and the name of its compression, `cpio` for none. A part
  /// is an archive, or a compressed stream with all of its archives.
  std::function<void(std::uint64_t, const char*)> on_part;
  /// Parts after it are not read.
  std::uint64_t last_part = UINT64_MAX;
  /// Called before a compressed stream is unpacked, with its offset and what the kernel has against it.
  std::function<void(std::uint64_t, const std::string&)> on_refused_stream;

  /// Offset in the archive file, or in the compressed stream of the last member: `Member::segment`.
  [[nodiscard]] const Fd& file(std::size_t segment = 0) const { return segment == 0 ? file_ : stream_; }
  /// Size of the segment that is being read.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] bool in_stream() const { return stream_.is_open(); }
  [[nodiscard]] const Fd& current() const { return in_stream() ? stream_ : file_; }
  const char* bytes(std::uint64_t offset, std::uint64_t count);
  bool skip_nuls();
  void go_to(std::uint64_t offset);
  bool leave_stream();
  void report(Oddity oddity) const;
  bool begin_part(std::uint64_t offset, const char* compression);
  bool read_compressed(std::uint64_t offset);
  [[noreturn]] void damaged(std::uint64_t offset, const std::string& what) const;

  std::string path_;
  Compressed compressed_;
  Fd file_;
  Fd stream_;                        ///< While its members are read.
  std::uint64_t stream_at_ = 0;      ///< In the file,
  std::uint64_t behind_stream_ = 0;  ///< and what follows it.
  std::size_t streams_ = 0;          ///< Seen so far,
  std::uint64_t unpacked_ = 0;       ///< and the bytes that they held.
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;
  std::uint64_t archive_ = 0;
  std::uint64_t part_ = 0;
  bool in_part_ = false;
  bool inside_ = false;  ///< Between a member and its archive's trailer.
  bool is_cut_ = false;  ///< The last member's padding is not complete.
  std::vector<char> buffer_;
  std::uint64_t buffer_at_ = 0;
  std::size_t buffer_size_ = 0;
};

/// Whether a file holds a member's data, byte for byte. Throws what reading throws, naming the one of the
/// two.
bool same_bytes(const Fd& file, const Reader& reader, const Member& member);

/// The `.` that the archives of a file leave, as far as that can be read without unpacking streams.
std::optional<Entry> last_root(const std::string& path);

}  // namespace cowpio
