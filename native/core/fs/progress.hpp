#pragma once
#include <cstdint>
#include <functional>
#include <utility>

#include "core/fs/fd.hpp"

namespace cowpio {

/// Called as the work goes on; false ends it with `Aborted`.
using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

/// Lets steps that report no progress, as unpacking a stream, notice an abort. One check a thread, in force
/// as long as the object.
class AbortCheck {
 public:
  explicit AbortCheck(std::function<bool()> is_aborted) : is_aborted_(std::move(is_aborted)) {
    current = this;
  }
  AbortCheck(const AbortCheck&) = delete;
  AbortCheck& operator=(const AbortCheck&) = delete;
  ~AbortCheck() { current = nullptr; }

  /// Throws `Aborted`.
  static void run() {
    if (current != nullptr && current->is_aborted_()) throw Aborted();
  }

 private:
  std::function<bool()> is_aborted_;
  static inline thread_local const AbortCheck* current = nullptr;
};

}  // namespace cowpio
