#include "../core/doctor.hpp"
#include "../core/extract.hpp"
#include "../core/json.hpp"
#include "../core/prove.hpp"
#include "../core/read.hpp"
#include "../core/verify.hpp"
#include "../core/version.hpp"
#include "create_options.hpp"
#include "promise_worker.hpp"
#include "values.hpp"

namespace {

using namespace cowpio;
using namespace binding;

template <class Items, class ToJs>
Napi::Array array(Napi::Env env, const Items& items, ToJs to_js) {
  auto result = Napi::Array::New(env, items.size());
  std::uint32_t i = 0;
  for (const auto& item : items) result.Set(i++, to_js(env, item));
  return result;
}

/// What outlives the writer's call: its views hold no longer.
struct WrittenMember {
  std::string name;
  Written written;
};
struct Creation {
  WriteResult result;
  std::vector<WrittenMember> members;
};

Napi::Value written_to_js(Napi::Env env, const WrittenMember& member) {
  const Written& written = member.written;
  auto object = Napi::Object::New(env);
  object.Set("name", name_to_js(env, member.name));
  object.Set("size", number(env, written.size));
  object.Set("dataOffset", number(env, written.data_offset));
  object.Set("cloneable", number(env, written.cloneable));
  object.Set("cloned", number(env, written.cloned));
  object.Set("copied", number(env, written.copied));
  // The core's reasons hold for good.
  if (!written.reason.empty()) object.Set("reason", std::string(written.reason));
  return object;
}

Napi::Value created_to_js(Napi::Env env, const Creation& creation) {
  const WriteResult& result = creation.result;
  auto object = Napi::Object::New(env);
  object.Set("size", number(env, result.size));
  object.Set("entries", number(env, result.entries));
  object.Set("cloneable", number(env, result.cloneable));
  object.Set("cloned", number(env, result.cloned));
  object.Set("copied", number(env, result.copied));
  object.Set("members", array(env, creation.members, written_to_js));
  return object;
}

Napi::Value create(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsObject()) throw Napi::TypeError::New(env, "create: expected an object of options");
  const auto options = info[0].As<Napi::Object>();
  const binding::Input input = binding::input_of(options);
  const WriteOptions write = binding::write_options_of(options);
  const std::string output = bytes_of(options.Get("output"), "output");
  return PromiseWorker<Creation>::run(
      env, options,
      [=](const Progress& progress) {
        Creation creation;
        WriteOptions with_events = write;
        with_events.progress = progress;
        with_events.on_member = [&](const Written& written) {
          creation.members.push_back({std::string(written.name), written});
        };
        creation.result = write_archive(input.directory, binding::requests_of(input), output, with_events);
        return creation;
      },
      created_to_js);
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
        Reader reader(archive, Compressed::read);
        std::vector<Member> members;
        while (auto member = reader.next()) {
          if (!progress(member->data_offset, reader.size())) throw Aborted();
          members.push_back(std::move(*member));
        }
        progress(reader.size(), reader.size());
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

Napi::Value doctor(const Napi::CallbackInfo& info) {
  DoctorOptions options;
  options.tree = bytes_of(info[0], "directory");
  const auto given = info[1].IsObject() ? info[1].As<Napi::Object>() : Napi::Object::New(info.Env());
  options.tmpdir = bytes_of(given.Get("tmpdir"), "tmpdir");
  options.output = bytes_of(given.Get("output"), "output");
  return PromiseWorker<std::string>::run(
      info.Env(), info[1], [=](const Progress&) { return json_of(diagnose(options)); }, parse_json);
}

Napi::Value verify(const Napi::CallbackInfo& info) {
  const std::string archive = bytes_of(info[0], "archive");
  VerifyOptions how;
  if (info[1].IsObject()) {
    const auto given = info[1].As<Napi::Object>();
    if (const Napi::Value tree = given.Get("tree"); !tree.IsUndefined()) how.tree = bytes_of(tree, "tree");
    if (const Napi::Value align = given.Get("align"); !align.IsUndefined())
      how.align = natural(align, "align");
    how.ignore_mode = given.Get("ignoreMode").ToBoolean();
    how.ignore_owner = given.Get("ignoreOwner").ToBoolean();
    how.ignore_time = given.Get("ignoreTime").ToBoolean();
  }
  return PromiseWorker<std::string>::run(
      info.Env(), info[1],
      [=](const Progress& progress) {
        VerifyOptions with_progress = how;
        with_progress.progress = progress;
        return json_of(cowpio::verify(archive, with_progress));
      },
      parse_json);
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("create", Napi::Function::New(env, create, "create"));
  exports.Set("proveSharing", Napi::Function::New(env, prove, "proveSharing"));
  exports.Set("extents", Napi::Function::New(env, extents, "extents"));
  exports.Set("doctor", Napi::Function::New(env, doctor, "doctor"));
  exports.Set("verify", Napi::Function::New(env, verify, "verify"));
  exports.Set("list", Napi::Function::New(env, list, "list"));
  exports.Set("extract", Napi::Function::New(env, extract, "extract"));
  exports.Set("version", version);
  return exports;
}

}  // namespace

NODE_API_MODULE(cowpio, init)
