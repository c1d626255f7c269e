#pragma once
#include <napi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/format/expected.hpp"
#include "core/write/write.hpp"

/// Values of the core as JavaScript's, and back. What is of the wrong type is a TypeError that names it and
/// its value.
namespace binding {

Napi::Number number(Napi::Env env, std::uint64_t value);

/// A name of any bytes, as a Value: node-addon-api sends a String through UTF-8, where lone surrogates are
/// lost. Bytes that are not UTF-8 become U+DC80 to U+DCFF.
Napi::Value name_to_js(Napi::Env env, std::string_view bytes);

/// Returns the value of a text, by JSON.parse.
Napi::Value parse_json(Napi::Env env, const std::string& text);

/// WrittenMember of index.d.ts.
Napi::Value written_to_js(Napi::Env env, const cowpio::WrittenMember& member);

[[noreturn]] void refuse(const Napi::Value& value, std::string_view what, std::string_view expected);

/// Returns the bytes of a string, in UTF-8, or of a Buffer.
std::string bytes_of(const Napi::Value& value, std::string_view what);
/// A path that a system call takes to its end; a relative one below the folder that the process is in now,
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
