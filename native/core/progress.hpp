#pragma once
#include <cstdint>
#include <functional>

namespace cowpio {

/// Called as the work goes on; false ends it with `Aborted`.
using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

}  // namespace cowpio
