#include "create_options.hpp"

#include "values.hpp"

namespace binding {
namespace {

using namespace cowpio;

/// The option, or nothing when it is left out.
std::optional<Napi::Value> given(const Napi::Object& options, const char* name) {
  const Napi::Value value = options.Get(name);
  if (value.IsUndefined()) return std::nullopt;
  return value;
}

bool is_auto(const Napi::Value& value) {
  return value.IsString() && value.As<Napi::String>().Utf8Value() == "auto";
}

/// True for the second of two words; false for the first, and when it is left out.
bool is_second(const Napi::Object& options, const char* name, const char* first, const char* second) {
  const auto value = given(options, name);
  if (!value) return false;
  const std::string word = bytes_of(*value, name);
  if (word != first && word != second)
    throw Napi::TypeError::New(options.Env(),
                               std::string(name) + ": expected \"" + first + "\" or \"" + second + "\"");
  return word == second;
}

std::optional<std::uint64_t> grid_of(const Napi::Value& value) {
  if (is_auto(value)) return std::nullopt;
  const std::uint64_t grid = natural(value, "dataAlign");
  if (grid < 4 || grid > UINT32_MAX || (grid & (grid - 1)) != 0)
    throw Napi::RangeError::New(value.Env(), "dataAlign: expected \"auto\" or a power of two from 4 up");
  return grid;
}

double percent_of(const Napi::Value& value) {
  const double percent = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(percent >= 0 && percent <= 100))
    throw Napi::TypeError::New(value.Env(), "requireReflink: expected a percentage from 0 to 100");
  return percent;
}

}  // namespace

Input input_of(const Napi::Object& options) {
  Input input;
  int kinds = 0;
  if (const auto names = given(options, "names")) {
    if (!names->IsArray()) throw Napi::TypeError::New(options.Env(), "names: expected an array");
    const auto array = names->As<Napi::Array>();
    for (std::uint32_t i = 0; i < array.Length(); ++i) input.names.push_back(bytes_of(array.Get(i), "names"));
    ++kinds;
  }
  const auto text = [&](const char* name, Input::Kind kind) {
    const auto value = given(options, name);
    if (!value) return;
    input.kind = kind;
    (kind == Input::Kind::tree ? input.directory : input.text) = bytes_of(*value, name);
    ++kinds;
  };
  text("tree", Input::Kind::tree);
  text("manifest", Input::Kind::manifest);
  text("spec", Input::Kind::spec);
  if (kinds != 1)
    throw Napi::TypeError::New(options.Env(),
                               "create: expected one of names (an array), tree, manifest and spec");
  if (input.kind != Input::Kind::tree) input.directory = bytes_of(options.Get("directory"), "directory");
  return input;
}

std::vector<Request> requests_of(const Input& input) {
  switch (input.kind) {
    case Input::Kind::tree:
      return walk_tree(open_or_fail(input.directory, O_RDONLY | O_DIRECTORY));
    case Input::Kind::manifest:
      return read_manifest(input.text, false);
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
  write.grid = std::nullopt;
  if (const auto grid = given(options, "dataAlign")) write.grid = grid_of(*grid);
  if (const auto size = given(options, "minClone"))
    write.min_clone = is_auto(*size) ? std::nullopt : std::optional(natural(*size, "minClone"));
  if (is_second(options, "order", "pack", "given")) write.order = LayoutOptions::Order::given;
  if (is_second(options, "pad", "name", "file")) write.pad = LayoutOptions::Pad::file;
  write.sums = is_second(options, "format", "newc", "crc");
  write.fill_holes = options.Get("fillHoles").ToBoolean();
  write.append = !options.Get("truncateExisting").ToBoolean();
  if (const auto owner = given(options, "owner"); owner && owner->IsObject())
    write.scan.owner = Owner{natural32(owner->As<Napi::Object>().Get("uid"), "owner.uid"),
                             natural32(owner->As<Napi::Object>().Get("gid"), "owner.gid")};
  if (const auto mtime = given(options, "mtime")) write.scan.mtime = natural32(*mtime, "mtime");
  if (const auto latest = given(options, "latestMtime"))
    write.scan.latest = natural32(*latest, "latestMtime");
  if (const auto percent = given(options, "requireReflink")) write.require_reflink = percent_of(*percent);
  return write;
}

}  // namespace binding
