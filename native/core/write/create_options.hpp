#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/format/expected.hpp"
#include "core/write/write.hpp"

namespace cowpio {

/// Kinds of values. `set` gets what was given, checked.

struct Flag {
  void (*set)(WriteOptions&);
};

/// One of several words, the first of which is the default. `set` gets the position of the word.
struct Choice {
  std::span<const std::string_view> words;
  void (*set)(WriteOptions&, std::size_t);

  /// The words with `between` them, each in `quote`.
  [[nodiscard]] std::string joined(std::string_view between, std::string_view quote = {}) const;
  [[nodiscard]] std::optional<std::size_t> position(std::string_view word) const;
};

/// A number; or the word `auto`, for which `set` gets nothing.
struct Number {
  const Numbers& numbers;
  bool or_auto;
  void (*set)(WriteOptions&, std::optional<double>);
  /// The value of the option alone on a command line: `--require-reflink`.
  std::optional<double> alone = std::nullopt;
};

struct OwnerIds {
  void (*set)(WriteOptions&, Owner);
};

/// An option of `create` that says how to write.
struct CreateOption {
  std::string_view name;     ///< `--data-align`
  const char* property;      ///< `dataAlign`, in the addon's options.
  std::string_view section;  ///< The title above it in the help.
  std::string_view value;    ///< What the help calls the value of a number or an owner: `BYTES`.
  std::string_view help;
  std::variant<Flag, Choice, Number, OwnerIds> kind;
};

/// All of them, in the order of the help: the one table for the command line, its help, the manual, the
/// completions and the addon. index.d.ts has their types.
std::span<const CreateOption> create_options();

}  // namespace cowpio
