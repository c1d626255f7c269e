#include "options.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/format/suggest.hpp"

namespace cowpio::cli {

double number_of(const std::string& text, std::string_view option, const Numbers& numbers,
                 const char* or_words) {
  // strtod also takes blanks, signs, exponents and hexadecimal digits.
  const char* digits = numbers.has_fractions ? "0123456789." : "0123456789";
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || text.find_first_not_of(digits) != std::string::npos || *end != '\0' ||
      !numbers.holds(value))
    throw UsageError(std::string(option) + ": expected " + or_words + numbers.expected + ", got " + text);
  return value;
}

namespace {

/// `-tv` becomes `-t -v`, and `-CDIR` becomes `-C DIR`, as far as the letters are known.
void split_letters(std::vector<std::string>& arguments, std::size_t at, const std::vector<Option>& known) {
  const std::string argument = arguments[at];
  if (argument.size() < 3 || argument[0] != '-' || argument[1] == '-' || argument[2] == '=') return;
  const auto option = std::find_if(known.begin(), known.end(),
                                   [&](const Option& one) { return one.letter == argument.substr(0, 2); });
  if (option == known.end()) return;
  const bool has_value = option->value == Option::Value::needed;
  arguments[at].resize(2);
  arguments.insert(arguments.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                   (has_value ? "" : "-") + argument.substr(2));
}

}  // namespace

Options::Options(std::vector<std::string> arguments, const std::vector<Option>& known) {
  const auto put_positional = [&](const std::string& argument) {
    positionals_.push_back(argument);
    values_.emplace_back("", argument);
  };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    split_letters(arguments, i, known);
    const std::string& argument = arguments[i];
    if (argument == "--") {
      std::for_each(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end(), put_positional);
      return;
    }
    if (!argument.starts_with('-') || argument == "-") {
      put_positional(argument);
      continue;
    }
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const auto option = std::find_if(known.begin(), known.end(), [&](const Option& one) {
      return one.name == name || (!one.letter.empty() && one.letter == name);
    });
    if (option == known.end()) {
      std::vector<std::string_view> names(known.size());
      std::transform(known.begin(), known.end(), names.begin(), [](const Option& one) { return one.name; });
      throw UsageError("unknown option " + name + did_you_mean(name, names));
    }
    if (equals != std::string::npos) {
      if (option->value == Option::Value::none) throw UsageError(name + " takes no value");
      values_.emplace_back(option->name, argument.substr(equals + 1));
    } else if (option->value != Option::Value::needed) {
      values_.emplace_back(option->name, "");
      if (option->value == Option::Value::optional && i + 1 < arguments.size() &&
          !arguments[i + 1].starts_with('-'))
        separated_ = name + "=" + arguments[i + 1];
    } else {
      if (++i == arguments.size()) throw UsageError(name + ": a value is missing");
      values_.emplace_back(option->name, arguments[i]);
    }
  }
}

bool Options::has(std::string_view name) const { return value(name).has_value(); }

std::optional<std::string> Options::value(std::string_view name) const {
  const auto last =
      std::find_if(values_.rbegin(), values_.rend(), [&](const auto& one) { return one.first == name; });
  return last == values_.rend() ? std::nullopt : std::optional(last->second);
}

std::optional<std::string> Options::only_value(std::string_view name) const {
  if (std::count_if(values_.begin(), values_.end(), [&](const auto& one) { return one.first == name; }) > 1)
    throw UsageError(std::string(name) + " is given twice; give one");
  return value(name);
}

const std::vector<std::string>& Options::positionals(const std::vector<std::string>& names,
                                                     const std::string& instead, std::size_t optional) const {
  if (positionals_.size() > names.size())
    throw UsageError("unexpected " + positionals_[names.size()] +
                     (!separated_.empty() ? "; an optional value follows =, as " + separated_
                      : !instead.empty()  ? "; " + instead
                                          : ""));
  if (positionals_.size() + optional < names.size())
    throw UsageError(names[positionals_.size()] + " is missing");
  return positionals_;
}

}  // namespace cowpio::cli
