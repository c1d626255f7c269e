#pragma once
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cowpio {

/// A JSON string with its quotes. Bytes that are not UTF-8 become lone surrogates U+DC80 to U+DCFF, as in
/// Python's surrogateescape (PEP 383), so that no two names become one.
std::string json_string(std::string_view bytes);

/// The length of the UTF-8 sequence at the start of `bytes`, 0 when it is none.
std::size_t utf8_sequence(std::string_view bytes);

/// The JSON of a value, on one line; types of the core have their own beside them.
inline std::string json_of(std::string_view text) { return json_string(text); }
inline std::string json_of(const std::string& text) { return json_string(text); }
inline std::string json_of(const char* text) { return json_string(text); }
inline std::string json_of(bool holds) { return holds ? "true" : "false"; }
template <std::integral Integer>
std::string json_of(Integer number) {
  return std::to_string(number);
}
/// `null` for nothing.
template <class Value>
std::string json_of(const std::optional<Value>& value) {
  return value ? json_of(*value) : "null";
}
template <class Value>
std::string json_of(const std::vector<Value>& values, std::string_view between = ",") {
  std::string text = "[";
  for (const Value& value : values) text.append(text.size() > 1 ? between : "").append(json_of(value));
  return text + "]";
}

/// A JSON object that is written member by member, in that order.
class JsonObject {
 public:
  template <class Value>
  JsonObject& add(std::string_view name, const Value& value) {
    return add_json(name, json_of(value));
  }
  /// `json` is a value's JSON.
  JsonObject& add_json(std::string_view name, std::string_view json) {
    text_.append(text_.empty() ? "" : ",").append(json_string(name)).append(":").append(json);
    return *this;
  }
  [[nodiscard]] std::string text() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};
inline std::string json_of(const JsonObject& object) { return object.text(); }

}  // namespace cowpio
