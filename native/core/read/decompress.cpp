#include "core/read/decompress.hpp"

#include <sys/mman.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cstdlib>

#include "core/read/decoders.hpp"

namespace cowpio {
namespace {

using namespace std::string_view_literals;

constexpr Compression known[] = {
    {"gzip", "\x1f\x8b"sv, unpack_gzip},       {"zstd", "\x28\xb5\x2f\xfd"sv, unpack_zstd},
    {"xz", "\xfd\x37zXZ\0"sv, unpack_xz},      {"bzip2", "BZh"sv, unpack_bzip2},
    {"lz4", "\x02\x21\x4c\x18"sv, unpack_lz4}, {"lzop", "\x89LZO"sv, unpack_lzop},
    {"lzma", "\x5d\x00"sv, unpack_lzma}};

/// Where there is room for what may be large: on disk, and only without one in memory.
Fd nameless_file() {
  const char* wished = std::getenv("TMPDIR");
  for (const char* directory : {wished == nullptr ? "/var/tmp" : wished, "/var/tmp", "/tmp"}) {
    Fd fd(::open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (fd.is_open()) return fd;
  }
  Fd fd(::memfd_create("cowpio", MFD_CLOEXEC));
  if (!fd.is_open()) fail("memfd_create", "a temporary file");
  return fd;
}

/// A file system of no size, as memory's own, does not say.
std::uint64_t half_of_the_free(const Fd& file) {
  struct statvfs space {};
  if (::fstatvfs(file.get(), &space) < 0 || space.f_blocks == 0) return UINT64_MAX;
  return std::uint64_t{space.f_bavail} * space.f_frsize / 2;
}

}  // namespace

const Compression* compression_of(std::string_view start) {
  for (const Compression& one : known)
    if (start.starts_with(one.magic)) return &one;
  return nullptr;
}

Stream decompress(const Fd& file, std::uint64_t offset, std::uint64_t size, const Compression& compression,
                  const std::string& path, std::uint64_t max_size) {
  Stream stream{nameless_file(), offset};
  const std::uint64_t room = half_of_the_free(stream.file);
  const std::uint64_t limit = std::min(max_size, room);
  const std::string what =
      std::string("the ") + compression.name + " stream at byte " + std::to_string(offset);
  try {
    Bytes in(file, offset, size, path);
    Decoded out(stream.file, limit);
    compression.unpack(in, out);
    stream.end = in.at();
  } catch (const Decoded::TooMany&) {
    // A limit of this reader says nothing about the archive.
    throw SystemError(
        EFBIG, "decompress", path,
        what + " unpacks to more than " + std::to_string(limit) + " bytes, " +
            (room < max_size ? "half of the free space of TMPDIR's file system. Set TMPDIR to a "
                               "directory with more space, or unpack it with "
                             : "the limit for a file of this size. Unpack it with ") +
            compression.name);
  } catch (const LacksMemory& lack) {
    throw SystemError(lack.error, "decompress", path,
                      what + (lack.error == EFBIG ? " takes more than 256 MiB of memory. Unpack it with xz"
                                                  : " takes more memory than there is"));
  } catch (const Undecodable& error) {
    throw Damage(path, what + ": " + error.reason);
  } catch (const Bytes::Over&) {
    throw Damage(path, what + " is cut off");
  }
  return stream;
}

}  // namespace cowpio
