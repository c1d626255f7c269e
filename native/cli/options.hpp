#pragma once
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/format/expected.hpp"
#include "core/fs/fd.hpp"

namespace cowpio::cli {

/// The command was called wrongly; exit status 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Option {
  enum class Value { none, needed, optional };

  std::string_view name;  ///< `--data-align`
  Value value;
  std::string_view letter;  ///< `-v`, or nothing.

  Option(std::string_view long_name, bool takes_value, std::string_view short_name = {})
      : name(long_name), value(takes_value ? Value::needed : Value::none), letter(short_name) {}
  Option(std::string_view long_name, Value has_value) : name(long_name), value(has_value) {}
};

/// Reads `--name value`, `--name=value`, `-nvalue`, `-abn value` and positionals, in any order; the last of
/// an option counts, `--` ends them. An optional value follows `=` only.
class Options {
 public:
  Options(std::vector<std::string> arguments, const std::vector<Option>& known);

  /// In the order they were given; a positional has no name.
  [[nodiscard]] const std::vector<std::pair<std::string_view, std::string>>& all() const { return values_; }
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
  /// For what a second one would silently take the place of: throws when there are two.
  [[nodiscard]] std::optional<std::string> only_value(std::string_view name) const;
  /// Throws when there are others than `names`, which are what usage calls them; of one too many, `instead`
  /// says where it may belong. The last `optional` may be missing.
  [[nodiscard]] const std::vector<std::string>& positionals(const std::vector<std::string>& names,
                                                            const std::string& instead = {},
                                                            std::size_t optional = 0) const;

 private:
  std::vector<std::pair<std::string_view, std::string>> values_;
  std::vector<std::string> positionals_;
  std::string separated_;  ///< `--require-reflink=50`, where 50 came as a word of its own.
};

/// A value that is a number; `or_words` are those that it might have been instead.
double number_of(const std::string& text, std::string_view option, const Numbers& numbers,
                 const char* or_words = "");
inline std::uint64_t whole_number_of(const std::string& text, std::string_view option,
                                     const Numbers& numbers) {
  return static_cast<std::uint64_t>(number_of(text, option, numbers));
}

/// Opens `path`, the value of `option`; errors name the option.
template <class Act>
auto naming(const std::string& option, const std::string& path, Act act) {
  try {
    return act();
  } catch (const SystemError& error) {
    if (error.path() != path || error.call() != std::string_view("open")) throw;
    throw SystemError(error.code().value(), error.call(), option + ": " + path);
  }
}

}  // namespace cowpio::cli
