#pragma once
#include <napi.h>

#include <cstdint>
#include <string>
#include <string_view>

/// Values of the core as JavaScript's, and back. What is of the wrong type is a TypeError that names it.
namespace binding {

Napi::Number number(Napi::Env env, std::uint64_t value);

/// A name of any bytes, as a Value: node-addon-api sends a String through UTF-8, where lone surrogates are
/// lost. Bytes that are not UTF-8 become U+DC80 to U+DCFF.
Napi::Value name_to_js(Napi::Env env, std::string_view bytes);

/// What the text says, by JSON.parse.
Napi::Value parse_json(Napi::Env env, const std::string& text);

/// Of a string, in UTF-8, or of a Buffer.
std::string bytes_of(const Napi::Value& value, const char* what);
std::uint64_t natural(const Napi::Value& value, const char* what);
std::uint32_t natural32(const Napi::Value& value, const char* what);

}  // namespace binding
