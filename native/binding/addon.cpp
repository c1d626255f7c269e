#include "../core/extract.hpp"
#include "../core/json.hpp"
#include "../core/prove.hpp"
#include "../core/read.hpp"
#include "../core/version.hpp"
#include "promise_worker.hpp"

namespace {

using namespace cowpio;
using binding::PromiseWorker;

Napi::Number number(Napi::Env env, std::uint64_t value) {
  return Napi::Number::New(env, static_cast<double>(value));
}

/// A name of any bytes, as a Value: node-addon-api sends a String through UTF-8, where lone surrogates are
/// lost. Bytes that are not UTF-8 become U+DC80 to U+DCFF.
Napi::Value name_to_js(Napi::Env env, std::string_view bytes) {
  if (bytes.empty()) return Napi::String::New(env, "");
  std::u16string text;
  while (!bytes.empty()) {
    const std::size_t length = utf8_sequence(bytes);
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

template <class Items, class ToJs>
Napi::Array array(Napi::Env env, const Items& items, ToJs to_js) {
  auto result = Napi::Array::New(env, items.size());
  std::uint32_t i = 0;
  for (const auto& item : items) result.Set(i++, to_js(env, item));
  return result;
}

Napi::Value written_to_js(Napi::Env env, const Written& member) {
  auto object = Napi::Object::New(env);
  object.Set("name", name_to_js(env, member.name));
  object.Set("size", number(env, member.size));
  object.Set("dataOffset", number(env, member.data_offset));
  object.Set("cloned", number(env, member.cloned));
  object.Set("copied", number(env, member.copied));
  if (!member.reason.empty()) object.Set("reason", member.reason);
  return object;
}

Napi::Value create(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsObject()) throw Napi::TypeError::New(env, "create: expected an object of options");
  const auto options = info[0].As<Napi::Object>();
  if (!options.Get("names").IsArray()) throw Napi::TypeError::New(env, "names: expected an array");
  const auto given = options.Get("names").As<Napi::Array>();
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < given.Length(); ++i) names.push_back(bytes_of(given.Get(i), "names"));

  WriteOptions write;
  if (const Napi::Value grid = options.Get("dataAlign"); !grid.IsUndefined()) {
    write.grid = natural(grid, "dataAlign");
    if (write.grid < 4 || (write.grid & (write.grid - 1)) != 0)
      throw Napi::RangeError::New(env, "dataAlign: expected a power of two from 4 up");
  }
  if (const Napi::Value owner = options.Get("owner"); owner.IsObject())
    write.scan.owner = Owner{natural32(owner.As<Napi::Object>().Get("uid"), "owner.uid"),
                             natural32(owner.As<Napi::Object>().Get("gid"), "owner.gid")};
  if (const Napi::Value mtime = options.Get("mtime"); !mtime.IsUndefined())
    write.scan.mtime = natural32(mtime, "mtime");
  write.append = !options.Get("truncateExisting").ToBoolean();

  const std::string directory = bytes_of(options.Get("directory"), "directory");
  const std::string output = bytes_of(options.Get("output"), "output");
  return PromiseWorker<WriteResult>::run(
      env, options,
      [=](const Progress& progress) {
        WriteOptions with_progress = write;
        with_progress.progress = progress;
        return write_archive(directory, names, output, with_progress);
      },
      [](Napi::Env e, const WriteResult& result) -> Napi::Value {
        auto object = Napi::Object::New(e);
        object.Set("size", number(e, result.size));
        object.Set("cloned", number(e, result.cloned));
        object.Set("copied", number(e, result.copied));
        object.Set("members", array(e, result.members, written_to_js));
        return object;
      });
}

Napi::Value range_to_js(Napi::Env env, const Range& range) {
  auto object = Napi::Object::New(env);
  object.Set("offset", number(env, range.offset));
  object.Set("length", number(env, range.length));
  object.Set("reason", spell(range.reason));
  if (range.physical) object.Set("physical", number(env, *range.physical));
  return object;
}

Napi::Value proved_to_js(Napi::Env env, const ProvedMember& member) {
  auto object = Napi::Object::New(env);
  object.Set("name", name_to_js(env, member.name));
  object.Set("size", number(env, member.data.size));
  object.Set("dataOffset", number(env, member.data.data_offset));
  object.Set("original", spell(member.data.original));
  object.Set("shareable", number(env, member.sharing.shareable));
  object.Set("shared", number(env, member.sharing.shared));
  object.Set("ranges", array(env, member.sharing.ranges, range_to_js));
  return object;
}

Napi::Value prove(const Napi::CallbackInfo& info) {
  const std::string archive = bytes_of(info[0], "archive");
  const std::string source = bytes_of(info[1], "source");
  return PromiseWorker<ArchiveSharing>::run(
      info.Env(), info[2], [=](const Progress& progress) { return prove_sharing(archive, source, progress); },
      [](Napi::Env env, const ArchiveSharing& proof) -> Napi::Value {
        auto fiemap = Napi::Object::New(env);
        fiemap.Set("total", number(env, proof.extents.total));
        fiemap.Set("shared", number(env, proof.extents.shared));
        fiemap.Set("exclusive", number(env, proof.extents.total - proof.extents.shared));
        fiemap.Set("extents", number(env, proof.extents.count));
        auto object = Napi::Object::New(env);
        object.Set("size", number(env, proof.size));
        object.Set("blockSize", number(env, proof.block));
        object.Set("shareable", number(env, proof.shareable));
        object.Set("shared", number(env, proof.shared));
        object.Set("fiemap", fiemap);
        object.Set("members", array(env, proof.members, proved_to_js));
        return object;
      });
}

Napi::Value extent_to_js(Napi::Env env, const Extent& extent) {
  auto object = Napi::Object::New(env);
  object.Set("logical", number(env, extent.logical));
  object.Set("physical", number(env, extent.physical));
  object.Set("length", number(env, extent.length));
  object.Set("flags",
             array(env, flag_names(extent.flags), [](Napi::Env e, std::string_view name) -> Napi::Value {
               return Napi::String::New(e, name.data(), name.size());
             }));
  return object;
}

Napi::Value extents(const Napi::CallbackInfo& info) {
  const std::string path = bytes_of(info[0], "path");
  return PromiseWorker<std::vector<Extent>>::run(
      info.Env(), info[1], [=](const Progress&) { return read_extents(open_or_fail(path, O_RDONLY), path); },
      [](Napi::Env env, const std::vector<Extent>& found) -> Napi::Value {
        return array(env, found, extent_to_js);
      });
}

Napi::Value member_to_js(Napi::Env env, const Member& member) {
  auto object = Napi::Object::New(env);
  object.Set("name", name_to_js(env, member.name));
  object.Set("mode", number(env, member.mode));
  object.Set("uid", number(env, member.uid));
  object.Set("gid", number(env, member.gid));
  object.Set("nlink", number(env, member.nlink));
  object.Set("mtime", number(env, member.mtime));
  object.Set("size", number(env, member.size));
  object.Set("headerOffset", number(env, member.header_offset));
  object.Set("dataOffset", number(env, member.data_offset));
  if (S_ISLNK(member.mode)) object.Set("target", name_to_js(env, member.target));
  if (S_ISCHR(member.mode) || S_ISBLK(member.mode)) {
    auto device = Napi::Object::New(env);
    device.Set("major", number(env, member.device.major));
    device.Set("minor", number(env, member.device.minor));
    object.Set("device", device);
  }
  return object;
}

Napi::Value list(const Napi::CallbackInfo& info) {
  const std::string archive = bytes_of(info[0], "archive");
  return PromiseWorker<std::vector<Member>>::run(
      info.Env(), info[1],
      [=](const Progress& progress) {
        Reader reader(archive);
        std::vector<Member> members;
        while (auto member = reader.next()) {
          if (!progress(member->data_offset, reader.size())) throw Aborted();
          members.push_back(std::move(*member));
        }
        return members;
      },
      [](Napi::Env env, const std::vector<Member>& members) -> Napi::Value {
        return array(env, members, member_to_js);
      });
}

Napi::Value extract(const Napi::CallbackInfo& info) {
  const std::string archive = bytes_of(info[0], "archive");
  const std::string directory = bytes_of(info[1], "directory");
  const bool devices = info[2].IsObject() && info[2].As<Napi::Object>().Get("devices").ToBoolean();
  return PromiseWorker<ExtractResult>::run(
      info.Env(), info[2],
      [=](const Progress& progress) {
        return cowpio::extract(archive, directory, {devices, progress});
      },
      [](Napi::Env env, const ExtractResult& result) -> Napi::Value {
        auto object = Napi::Object::New(env);
        object.Set("members", number(env, result.members));
        object.Set("leftOut", number(env, result.left_out));
        return object;
      });
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("create", Napi::Function::New(env, create, "create"));
  exports.Set("proveSharing", Napi::Function::New(env, prove, "proveSharing"));
  exports.Set("extents", Napi::Function::New(env, extents, "extents"));
  exports.Set("list", Napi::Function::New(env, list, "list"));
  exports.Set("extract", Napi::Function::New(env, extract, "extract"));
  exports.Set("version", version);
  return exports;
}

}  // namespace

NODE_API_MODULE(cowpio, init)
