#include "create_options.hpp"

#include "core/write/create_options.hpp"
#include "values.hpp"

namespace binding {
namespace {

using namespace cowpio;

std::uint32_t newc_number_of(const Napi::Value& value, const char* name) {
  return static_cast<std::uint32_t>(number_of(value, name, newc_number));
}

void set(WriteOptions& write, const char* name, const Flag& flag, const Napi::Value& value) {
  if (is_true(value, name)) flag.set(write);
}

void set(WriteOptions& write, const char* name, const Choice& choice, const Napi::Value& value) {
  const auto position =
      value.IsString() ? choice.position(value.As<Napi::String>().Utf8Value()) : std::nullopt;
  if (!position) refuse(value, name, choice.joined(" or ", "\""));
  choice.set(write, *position);
}

void set(WriteOptions& write, const char* name, const Number& number, const Napi::Value& value) {
  if (number.or_auto && value.IsString() && value.As<Napi::String>().Utf8Value() == "auto")
    return number.set(write, std::nullopt);
  number.set(write, number_of(value, name, number.numbers, number.or_auto ? "\"auto\" or " : ""));
}

void set(WriteOptions& write, const char* name, const OwnerIds& owner, const Napi::Value& value) {
  if (!value.IsObject()) refuse(value, name, "an object with uid and gid");
  const auto object = value.As<Napi::Object>();
  owner.set(write,
            {newc_number_of(object.Get("uid"), "owner.uid"), newc_number_of(object.Get("gid"), "owner.gid")});
}

}  // namespace

std::vector<std::string_view> create_properties() {
  std::vector<std::string_view> names{"tree", "directory", "names",       "manifest", "null",
                                      "spec", "output",    "latestMtime", "onMember"};
  for (const CreateOption& option : create_options()) names.emplace_back(option.property);
  return names;
}

Input input_of(const Napi::Object& options) {
  Input input;
  int kinds = 0;
  if (const auto names = optional_value(options, "names")) {
    if (!names->IsArray()) refuse(*names, "names", "an array");
    const auto array = names->As<Napi::Array>();
    for (std::uint32_t i = 0; i < array.Length(); ++i) input.names.push_back(bytes_of(array.Get(i), "names"));
    ++kinds;
  }
  const auto text = [&](const char* name, Input::Kind kind) {
    const auto value = optional_value(options, name);
    if (!value) return;
    input.kind = kind;
    if (kind == Input::Kind::tree)
      input.directory = path_of(*value, name);
    else
      input.text = bytes_of(*value, name);
    ++kinds;
  };
  text("tree", Input::Kind::tree);
  text("manifest", Input::Kind::manifest);
  text("spec", Input::Kind::spec);
  if (kinds != 1)
    throw Napi::TypeError::New(options.Env(),
                               "create: expected one of names (an array), tree, manifest and spec");
  if (input.kind != Input::Kind::tree) input.directory = path_of(options.Get("directory"), "directory");
  input.null = flag_of(options, "null");
  return input;
}

Lookup lookup_of(const Input& input) {
  return Lookup(input.directory,
                input.kind == Input::Kind::tree ? Lookup::Symlinks::refuse : Lookup::Symlinks::follow);
}

std::vector<Request> requests_of(const Input& input, Lookup& lookup) {
  switch (input.kind) {
    case Input::Kind::tree:
      return walk_tree(lookup);
    case Input::Kind::manifest:
      return read_manifest(input.text, input.null);
    case Input::Kind::spec:
      return read_spec(input.text);
    case Input::Kind::names:
      break;
  }
  std::vector<Request> requests(input.names.size());
  for (std::size_t i = 0; i < requests.size(); ++i) requests[i].name = input.names[i];
  return requests;
}

WriteOptions write_options_of(const Napi::Object& options) {
  WriteOptions write;
  for (const CreateOption& option : create_options())
    if (const auto value = optional_value(options, option.property))
      std::visit([&](const auto& kind) { set(write, option.property, kind, *value); }, option.kind);
  if (const auto latest = optional_value(options, "latestMtime"))
    write.scan.latest = newc_number_of(*latest, "latestMtime");
  return write;
}

}  // namespace binding
