#pragma once
#include <string>

namespace cowpio {

struct Verdict {
  enum class Kind { can_share, cannot_share, cannot_tell };
  Kind kind = Kind::cannot_tell;
  std::string reason;  ///< Empty when it can.
  std::string remedy;
};
const char* to_string(Verdict::Kind kind);

}  // namespace cowpio
