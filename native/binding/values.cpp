#include "values.hpp"

#include "../core/json.hpp"

namespace binding {

Napi::Number number(Napi::Env env, std::uint64_t value) {
  return Napi::Number::New(env, static_cast<double>(value));
}

Napi::Value name_to_js(Napi::Env env, std::string_view bytes) {
  if (bytes.empty()) return Napi::String::New(env, "");
  std::u16string text;
  while (!bytes.empty()) {
    const std::size_t length = cowpio::utf8_sequence(bytes);
    if (length == 0) {
      text += static_cast<char16_t>(0xdc00 + static_cast<unsigned char>(bytes[0]));
      bytes.remove_prefix(1);
      continue;
    }
    std::uint32_t code = static_cast<unsigned char>(bytes[0]);
    if (length > 1) code &= 0xffu >> (length + 1);
    for (std::size_t i = 1; i < length; ++i)
      code = code << 6 | (static_cast<unsigned char>(bytes[i]) & 0x3fu);
    if (code >= 0x10000) {
      text += static_cast<char16_t>(0xd7c0 + (code >> 10));
      text += static_cast<char16_t>(0xdc00 + (code & 0x3ff));
    } else {
      text += static_cast<char16_t>(code);
    }
    bytes.remove_prefix(length);
  }
  return Napi::String::New(env, text);
}

Napi::Value parse_json(Napi::Env env, const std::string& text) {
  const auto json = env.Global().Get("JSON").As<Napi::Object>();
  return json.Get("parse").As<Napi::Function>().Call(json, {Napi::String::New(env, text)});
}

std::string bytes_of(const Napi::Value& value, const char* what) {
  if (value.IsBuffer()) {
    const auto buffer = value.As<Napi::Buffer<char>>();
    return {buffer.Data(), buffer.Length()};
  }
  if (!value.IsString()) throw Napi::TypeError::New(value.Env(), std::string(what) + ": expected a string");
  return value.As<Napi::String>().Utf8Value();
}

std::uint64_t natural(const Napi::Value& value, const char* what) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number <= 9007199254740991.0))
    throw Napi::TypeError::New(value.Env(), std::string(what) + ": expected a natural number");
  return static_cast<std::uint64_t>(number);
}

std::uint32_t natural32(const Napi::Value& value, const char* what) {
  const std::uint64_t number = natural(value, what);
  if (number > UINT32_MAX)
    throw Napi::RangeError::New(value.Env(), std::string(what) + ": does not fit newc's 32 bits");
  return static_cast<std::uint32_t>(number);
}

}  // namespace binding
