#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/fs/fd.hpp"
#include "core/fs/filesystem.hpp"
#include "core/fs/progress.hpp"
#include "core/input/counted.hpp"

namespace cowpio {

struct SurveyLimits {
  std::uint64_t files = 100'000;
  std::chrono::milliseconds time{5000};
  Progress progress = {};  ///< Progress of `files`, until their number is known.
};

/// Regular files below a directory, as far as one file system goes.
struct Survey {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t whole_blocks = 0;  ///< Bytes: what can be shared at most.
  std::uint64_t below_block = 0;   ///< Files with data that are smaller than a block.
  Counted nocow;                   ///< Files of a block or more.
  Counted elsewhere;               ///< Mount points of other file systems, not looked into.
  Counted unreadable;
  std::string sample;  ///< The first file of a block or more, without NOCOW where there is one; else empty.
  bool cut = false;    ///< A limit was met: the rest was not looked at.
};

/// Walks in the order of names. Symlinks are not followed.
Survey survey(const Fd& directory, const std::string& path, const FileSystem& file_system,
              const SurveyLimits& limits = {});

}  // namespace cowpio
