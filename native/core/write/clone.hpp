#pragma once
#include <cstdint>
#include <vector>

#include "core/fs/fd.hpp"
#include "core/fs/filesystem.hpp"
#include "core/write/layout.hpp"

namespace cowpio {

/// Why FICLONERANGE refused; null when its errno is no refusal but a damaged file. Holds for good.
const char* refusal(int error, FileSystem::Kind kind);
/// Why data is copied where the layout says so; empty for what it does not.
const char* reason_of(Placement placement);

/// Value of `--min-clone auto`: smaller files are copied about as fast as they are cloned, or faster
/// (docs/measured.md). Bytes.
std::uint64_t auto_min_clone(const FileSystem& file_system);

struct Segment {
  std::uint64_t from;
  std::uint64_t end;
};
/// The parts of the first `size` bytes that are no holes (lseek(2)), by whole blocks.
std::vector<Segment> data_segments(const Fd& file, std::uint64_t size, const std::string& path);

enum class Synced { no, yes };
/// Btrfs keeps a file of at most a block that compresses well in its metadata: a clone of it is a copy. Of
/// one that has grown since, the first block stays there.
bool is_inline(const Fd& file, std::uint64_t block, Synced synced, const std::string& path);

/// Returns the sum of `size` bytes from `from` on, modulo 2^32, as in 070702.
std::uint32_t sum_of(const Fd& file, std::uint64_t size, const std::string& path, std::uint64_t from = 0);

}  // namespace cowpio
