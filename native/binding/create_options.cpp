#include "create_options.hpp"

#include "core/format/json.hpp"
#include "values.hpp"

namespace binding {
namespace {

using namespace cowpio;

bool is_auto(const Napi::Value& value) {
  return value.IsString() && value.As<Napi::String>().Utf8Value() == "auto";
}

bool is_second(const Napi::Object& options, const char* name, const Words& words) {
  const auto value = optional_value(options, name);
  if (!value) return false;
  if (value->IsString())
    if (const auto second = words.is_second(value->As<Napi::String>().Utf8Value())) return *second;
  refuse(*value, name, json_string(words.first) + " or " + json_string(words.second));
}

std::uint32_t newc_number_of(const Napi::Value& value, const char* name) {
  return static_cast<std::uint32_t>(number_of(value, name, newc_number));
}

/// Nothing for `"auto"`.
std::optional<std::uint64_t> bytes_or_auto(const Napi::Value& value, const char* name,
                                           const Numbers& numbers) {
  if (is_auto(value)) return std::nullopt;
  return static_cast<std::uint64_t>(number_of(value, name, numbers, "\"auto\" or "));
}

Owner owner_of(const Napi::Value& value) {
  if (!value.IsObject()) refuse(value, "owner", "an object with uid and gid");
  const auto owner = value.As<Napi::Object>();
  return {newc_number_of(owner.Get("uid"), "owner.uid"), newc_number_of(owner.Get("gid"), "owner.gid")};
}

}  // namespace

const std::vector<std::string_view> create_options{
    "tree",    "directory", "names",       "manifest", "null",           "spec",
    "output",  "dataAlign", "order",       "pad",      "minClone",       "fillHoles",
    "owner",   "mtime",     "latestMtime", "format",   "requireReflink", "truncateExisting",
    "onMember"};

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
  if (const auto data_align = optional_value(options, "dataAlign"))
    write.alignment = bytes_or_auto(*data_align, "dataAlign", data_alignment);
  if (const auto min_clone = optional_value(options, "minClone"))
    write.min_clone = bytes_or_auto(*min_clone, "minClone", newc_number);
  if (is_second(options, "order", order_words)) write.order = LayoutOptions::Order::given;
  if (is_second(options, "pad", pad_words)) write.pad = LayoutOptions::Pad::file;
  write.sums = is_second(options, "format", format_words);
  write.fill_holes = flag_of(options, "fillHoles");
  write.append = !flag_of(options, "truncateExisting");
  if (const auto owner = optional_value(options, "owner")) write.scan.owner = owner_of(*owner);
  if (const auto mtime = optional_value(options, "mtime")) write.scan.mtime = newc_number_of(*mtime, "mtime");
  if (const auto latest = optional_value(options, "latestMtime"))
    write.scan.latest = newc_number_of(*latest, "latestMtime");
  if (const auto percent = optional_value(options, "requireReflink"))
    write.require_reflink = number_of(*percent, "requireReflink", percentage);
  return write;
}

}  // namespace binding
