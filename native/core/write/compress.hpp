#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/format/packing.hpp"
#include "core/read/step.hpp"

namespace cowpio {

/// Compresses one archive into a stream that the kernel unpacks (lib/decompress_*.c), as it is written. The
/// stream depends on the bytes alone, not on the number of processors.
class Compressor {
 public:
  using Sink = std::function<void(std::span<const char>)>;
  /// Compresses what `step` has; `last`: nothing follows. Returns true when the stream has ended.
  using Encode = std::function<bool(Step& step, bool last)>;

  /// `size`: bytes that will be added. Throws `SystemError` with ENOMEM.
  Compressor(const Packing& packing, std::uint64_t size, Sink sink);
  void add(std::span<const char> bytes);
  /// Ends the stream.
  void finish();

 private:
  void run(std::span<const char> in, bool last);

  Encode encode_;
  Sink sink_;
  std::vector<char> buffer_;
};

}  // namespace cowpio
