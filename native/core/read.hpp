#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entry.hpp"
#include "fd.hpp"

namespace cowpio {

/// A member as the archive tells it. Offsets count from the start of the file.
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
  std::uint64_t archive = 0;  ///< Which of the concatenated archives, from 0: hard links do not reach across.
  Device device;
  std::string target;  ///< Of a symlink.

  [[nodiscard]] bool is_regular() const { return S_ISREG(mode); }
};

/// Reads the headers of concatenated newc archives, with NULs between them. What is in the file is not
/// trusted: damage is a `Refusal` with its offset.
class Reader {
 public:
  explicit Reader(std::string path);
  /// The next member, trailers left out; nothing at the end of the file.
  std::optional<Member> next();

  [[nodiscard]] const Fd& file() const { return fd_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  const char* bytes(std::uint64_t offset, std::uint64_t count);
  bool skip_nuls();
  [[noreturn]] void damaged(std::uint64_t offset, const std::string& what) const;

  std::string path_;
  Fd fd_;
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;
  std::uint64_t archive_ = 0;
  bool inside_ = false;  ///< Between a member and its archive's trailer.
  std::vector<char> buffer_;
  std::uint64_t buffer_at_ = 0;
  std::size_t buffer_size_ = 0;
};

}  // namespace cowpio
