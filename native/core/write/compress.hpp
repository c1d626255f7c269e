#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "core/format/packing.hpp"
#include "core/read/step.hpp"

namespace cowpio {

/// Compresses one archive into a stream, as it is written.
class Compressor {
 public:
  using Sink = std::function<void(std::span<const char>)>;
  /// Compresses what `step` has; `last`: nothing follows. Returns true when the stream has ended.
  using Encode = std::function<bool(CodecStep& step, bool last)>;

  Compressor(Encode encode, Sink sink) : encode_(std::move(encode)), sink_(std::move(sink)) {}

  void add(std::span<const char> bytes) {
    if (!bytes.empty()) run(bytes, false);
  }
  /// Ends the stream.
  void finish() { run({}, true); }

 private:
  void run(std::span<const char> in, bool last) {
    for (bool is_over = false; !is_over;) {
      CodecStep step{in, buffer_};
      const bool has_ended = encode_(step, last);
      in = step.in;
      sink_({buffer_.data(), buffer_.size() - step.out.size()});
      is_over = last ? has_ended : in.empty();
    }
  }

  Encode encode_;
  Sink sink_;
  std::vector<char> buffer_ = std::vector<char>(1 << 17);
};

/// The encoder of a stream that the kernel unpacks (lib/decompress_*.c). The stream depends on the bytes
/// alone, not on the number of processors. `size`: bytes that will be added. Throws `SystemError` with
/// ENOMEM.
Compressor::Encode encoder_of(const Packing& packing, std::uint64_t size);

}  // namespace cowpio
