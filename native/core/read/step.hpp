#pragma once
#include <span>

namespace cowpio {

/// Input that a compression library has not read yet, and space that it has not written yet.
struct CodecStep {
  std::span<const char> in;
  std::span<char> out;
};

/// Calls a library with zlib's interface (`next_in`, `avail_in`, `next_out`, `avail_out`): zlib, liblzma,
/// libbz2.
template <class State, class Code>
auto step_by(State& state, CodecStep& step, Code code) {
  // zlib and libbz2 declare their input without const.
  state.next_in = reinterpret_cast<decltype(state.next_in)>(const_cast<char*>(step.in.data()));
  state.avail_in = static_cast<decltype(state.avail_in)>(step.in.size());
  state.next_out = reinterpret_cast<decltype(state.next_out)>(step.out.data());
  state.avail_out = static_cast<decltype(state.avail_out)>(step.out.size());
  const auto result = code();
  step.in = step.in.last(state.avail_in);
  step.out = step.out.last(state.avail_out);
  return result;
}

}  // namespace cowpio
