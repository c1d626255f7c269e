#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fd.hpp"
#include "scan.hpp"

namespace cowpio {

/// Called after each member; false ends the work with `Aborted`.
using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

struct WriteOptions {
  std::uint64_t grid = 0;  ///< For file data: a power of two from 4 up; 0: newc's own 4 bytes.
  ScanOptions scan;
  bool append = true;  ///< Behind what the output holds.
  Progress progress;
};

/// What became of one member with data. Bytes.
struct Written {
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t data_offset = 0;
  std::uint64_t cloned = 0;
  std::uint64_t copied = 0;
  std::string reason;  ///< Why more than the last partial block was copied; empty when it was not.
};

struct WriteResult {
  std::uint64_t size = 0;  ///< Of the whole output.
  std::uint64_t cloned = 0;
  std::uint64_t copied = 0;
  std::vector<Written> members;
};

/// Writes the files `names` below `directory` as a newc archive to `output`: plan first, then, in the order
/// of the file, gaps written and whole blocks cloned. What cannot be cloned is copied, with its reason.
/// Throws `SystemError` and `Refusal`; the output is then as it was.
WriteResult write_archive(const std::string& directory, std::span<const std::string> names,
                          const std::string& output, const WriteOptions& options);

}  // namespace cowpio
