#include "values.hpp"

#include <unistd.h>

#include <algorithm>
#include <climits>

#include "core/format/suggest.hpp"

namespace binding {

Napi::Value parse_json(Napi::Env env, const std::string& text) {
  const auto json = env.Global().Get("JSON").As<Napi::Object>();
  return json.Get("parse").As<Napi::Function>().Call(json, {Napi::String::New(env, text)});
}

void refuse(const Napi::Value& value, std::string_view what, std::string_view expected) {
  std::string shown;
  if (value.IsString())
    shown = cowpio::json_string(value.As<Napi::String>().Utf8Value().substr(0, 80));
  else if (value.IsNumber() || value.IsBoolean() || value.IsNull() || value.IsUndefined())
    shown = value.ToString().Utf8Value();
  else
    shown = value.IsFunction() ? "a function"
            : value.IsArray()  ? "an array"
            : value.IsObject() ? "an object"
                               : "another type";
  throw Napi::TypeError::New(value.Env(),
                             std::string(what) + ": expected " + std::string(expected) + ", got " + shown);
}

namespace {

[[noreturn]] void refuse_unknown(Napi::Env env, std::string_view function, std::string_view name,
                                 const std::vector<std::string_view>& known) {
  std::string there_are;
  for (const std::string_view one : known) there_are.append(there_are.empty() ? "" : ", ").append(one);
  throw Napi::TypeError::New(env, std::string(function) + ": unknown option " +
                                      cowpio::json_string(name.substr(0, 80)) +
                                      cowpio::did_you_mean(name, known) + "; there are " + there_are);
}

}  // namespace

std::string bytes_of(const Napi::Value& value, std::string_view what) {
  // A Buffer is a Uint8Array; IsBuffer() is also true for a DataView and other typed arrays.
  if (value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_uint8_array) {
    const auto bytes = value.As<Napi::Uint8Array>();
    return {reinterpret_cast<const char*>(bytes.Data()), bytes.ByteLength()};
  }
  if (!value.IsString()) refuse(value, what, "a string or a Buffer");
  return value.As<Napi::String>().Utf8Value();
}

std::string path_of(const Napi::Value& value, std::string_view what) {
  std::string path = bytes_of(value, what);
  if (path.find('\0') != std::string::npos)
    refuse(Napi::String::New(value.Env(), path), what, "a path without NUL");
  if (path.empty() || path.starts_with('/')) return path;
  char directory[PATH_MAX];
  return ::getcwd(directory, sizeof directory) == nullptr ? path : std::string(directory) + "/" + path;
}

double number_of(const Napi::Value& value, std::string_view what, const cowpio::Numbers& numbers,
                 std::string_view or_words) {
  if (value.IsNumber())
    if (const double number = value.As<Napi::Number>().DoubleValue(); numbers.holds(number)) return number;
  refuse(value, what, std::string(or_words) + numbers.expected);
}

Napi::Object options_of(const Napi::Value& value, std::string_view function,
                        std::vector<std::string_view> known) {
  if (value.IsUndefined()) return Napi::Object::New(value.Env());
  if (!value.IsObject() || value.IsFunction()) refuse(value, "options", "an object");
  known.insert(known.end(), {"signal", "onProgress"});
  const auto options = value.As<Napi::Object>();
  const Napi::Array names = options.GetPropertyNames();
  for (std::uint32_t i = 0; i < names.Length(); ++i)
    if (const std::string name = names.Get(i).ToString(); std::ranges::find(known, name) == known.end())
      refuse_unknown(value.Env(), function, name, known);
  return options;
}

std::optional<Napi::Value> optional_value(const Napi::Object& options, const char* name) {
  const Napi::Value value = options.Get(name);
  if (value.IsUndefined()) return std::nullopt;
  return value;
}

bool is_true(const Napi::Value& value, const char* name) {
  if (!value.IsBoolean()) refuse(value, name, "true or false");
  return value.As<Napi::Boolean>().Value();
}

bool flag_of(const Napi::Object& options, const char* name) {
  const auto value = optional_value(options, name);
  return value && is_true(*value, name);
}

}  // namespace binding
