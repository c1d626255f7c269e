#pragma once
namespace cowpio {

/// Possible numbers of an option, from a command line and from JavaScript. The callers say which option it
/// was, and what was given instead.
struct Numbers {
  const char* expected;
  bool (*holds)(double);
  bool has_fractions = false;
};
/// newc has 32 bits for each number.
extern const Numbers newc_number;
extern const Numbers byte_count;
extern const Numbers data_alignment;
extern const Numbers alignment;
extern const Numbers percentage;

}  // namespace cowpio
