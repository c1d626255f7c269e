#pragma once
#include <napi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/format/expected.hpp"
#include "core/format/json.hpp"

/// Values of the core as JavaScript's, and back. What is of the wrong type is a TypeError that names it and
/// its value.
namespace binding {

/// Returns the value of a text, by JSON.parse: names of any bytes come through (`json_string`), which a
/// Napi::String would lose.
Napi::Value parse_json(Napi::Env env, const std::string& text);

/// The array of `items`, parsed one by one: together they may be longer than a string can be.
template <class Items>
Napi::Array array_of(Napi::Env env, const Items& items) {
  auto array = Napi::Array::New(env, items.size());
  std::uint32_t i = 0;
  for (const auto& item : items) array.Set(i++, parse_json(env, json_of(item)));
  return array;
}

[[noreturn]] void refuse(const Napi::Value& value, std::string_view what, std::string_view expected);

/// Returns the bytes of a string, in UTF-8, or of a Buffer.
std::string bytes_of(const Napi::Value& value, std::string_view what);
/// A path that a system call takes to its end; a relative one below the directory that the process is in now,
/// since the work begins later.
std::string path_of(const Napi::Value& value, std::string_view what);
double number_of(const Napi::Value& value, std::string_view what, const cowpio::Numbers& numbers,
                 std::string_view or_words = "");
/// Options of `function` besides its paths: those of `known`, and signal and onProgress, which every
/// function takes. Left out as a whole they are none.
Napi::Object options_of(const Napi::Value& value, std::string_view function,
                        std::vector<std::string_view> known);

/// The option, or nothing when it is left out.
std::optional<Napi::Value> optional_value(const Napi::Object& options, const char* name);
bool is_true(const Napi::Value& value, const char* name);
bool flag_of(const Napi::Object& options, const char* name);

}  // namespace binding
