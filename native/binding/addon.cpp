#include "core/doctor/doctor.hpp"
#include "core/format/json.hpp"
#include "core/format/newc.hpp"
#include "core/read/read.hpp"
#include "core/share/prove.hpp"
#include "core/unpack/extract.hpp"
#include "core/unpack/verify.hpp"
#include "core/version.hpp"
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

struct Creation {
  WriteResult result;
  std::vector<WrittenMember> members;
};

Napi::Value created_to_js(Napi::Env env, const Creation& creation) {
  const WriteResult& result = creation.result;
  auto object = Napi::Object::New(env);
  object.Set("size", number(env, result.size));
  object.Set("entries", number(env, result.entries));
  object.Set("cloneable", number(env, result.cloneable));
  object.Set("cloned", number(env, result.cloned));
  object.Set("copied", number(env, result.copied));
  object.Set("lostAttributes", number(env, result.losses.attributes.count));
  object.Set("changedTimes", number(env, result.losses.times.count));
  object.Set("members", array(env, creation.members, written_to_js));
  return object;
}

Napi::Value create(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsObject()) binding::refuse(info[0], "create", "an object of options");
  const Napi::Object options = options_of(info[0], "create", binding::create_properties());
  const binding::Input input = binding::input_of(options);
  const WriteOptions write = binding::write_options_of(options);
  const std::string output = path_of(options.Get("output"), "output");
  return PromiseWorker<Creation>::run(
      env, options,
      [=](Control& control) {
        Creation creation;
        WriteOptions with_events = write;
        with_events.progress = control.progress();
        with_events.on_member = [&, on_member = control.on_member()](const Written& written) {
          creation.members.emplace_back(written);
          if (on_member) on_member(written);
        };
        Lookup lookup = binding::lookup_of(input);
        creation.result = write_archive(lookup, binding::requests_of(input, lookup), output, with_events);
        return creation;
      },
      created_to_js);
}

Napi::Value range_to_js(Napi::Env env, const Range& range) {
  auto object = Napi::Object::New(env);
  object.Set("offset", number(env, range.offset));
  object.Set("length", number(env, range.length));
  object.Set("reason", to_string(range.reason));
  if (range.physical) object.Set("physical", number(env, *range.physical));
  return object;
}

Napi::Value proved_to_js(Napi::Env env, const ProvedMember& member) {
  auto object = Napi::Object::New(env);
  object.Set("name", name_to_js(env, member.name));
  object.Set("size", number(env, member.data.size));
  object.Set("dataOffset", number(env, member.data.data_offset));
  object.Set("original", to_string(member.data.original));
  object.Set("shareable", number(env, member.sharing.shareable));
  object.Set("shared", number(env, member.sharing.shared));
  object.Set("ranges", array(env, member.sharing.ranges, range_to_js));
  return object;
}

Napi::Value prove(const Napi::CallbackInfo& info) {
  const std::string archive = path_of(info[0], "archive");
  const std::string source = path_of(info[1], "source");
  return PromiseWorker<ArchiveSharing>::run(
      info.Env(), options_of(info[2], "proveSharing", {}),
      [=](Control& control) { return prove_sharing(archive, source, control.progress()); },
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
  const std::string path = path_of(info[0], "path");
  return PromiseWorker<std::vector<Extent>>::run(
      info.Env(), options_of(info[1], "extents", {}),
      [=](Control& control) { return read_extents(open_regular(path), path, control.progress()); },
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
  object.Set("part", number(env, member.segment));
  object.Set("archive", number(env, member.archive));
  if (S_ISLNK(member.mode)) object.Set("target", name_to_js(env, member.target));
  if (S_ISCHR(member.mode) || S_ISBLK(member.mode)) {
    auto device = Napi::Object::New(env);
    device.Set("major", number(env, member.device.major));
    device.Set("minor", number(env, member.device.minor));
    object.Set("device", device);
  }
  return object;
}

/// Compressed, 60 KB may hold more members than memory; as many are returned beyond those that the file's
/// size allows for.
constexpr std::uint64_t listed_members = 100'000;

Napi::Value list(const Napi::CallbackInfo& info) {
  const std::string archive = path_of(info[0], "archive");
  return PromiseWorker<std::vector<Member>>::run(
      info.Env(), options_of(info[1], "list", {}),
      [=](Control& control) {
        const Progress progress = control.progress();
        Reader reader(archive, Compressed::read);
        std::vector<Member> members;
        const std::uint64_t max_members = listed_members + reader.size() / newc::header_bytes;
        while (auto member = reader.next()) {
          if (members.size() == max_members)
            throw InputError(archive + ": has more than " + std::to_string(max_members) +
                             " members, the limit for an archive of its size. Unpack it, and list that");
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
  const std::string archive = path_of(info[0], "archive");
  const std::string directory = path_of(info[1], "directory");
  const Napi::Object options = options_of(info[2], "extract", {"devices"});
  const bool devices = flag_of(options, "devices");
  return PromiseWorker<ExtractResult>::run(
      info.Env(), options,
      [=](Control& control) {
        ExtractResult result = cowpio::extract(archive, directory, {devices, control.progress()});
        if (result.failed > 0)
          throw InputError(result.failures[0] + (result.failed > 1
                                                     ? " (and " + std::to_string(result.failed - 1) +
                                                           " more members that could not be made)"
                                                     : ""));
        return result;
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
  options.tree = path_of(info[0], "directory");
  const Napi::Object folders = options_of(info[1], "doctor", {"tmpdir", "output", "dracut"});
  options.tmpdir = path_of(folders.Get("tmpdir"), "tmpdir");
  options.output = path_of(folders.Get("output"), "output");
  std::optional<std::string> root;
  if (const auto dracut = optional_value(folders, "dracut")) root = path_of(*dracut, "dracut");
  return PromiseWorker<std::string>::run(
      info.Env(), folders,
      [=](Control& control) {
        DoctorOptions with_progress = options;
        with_progress.limits.progress = control.progress();
        if (root) with_progress.dracut = read_dracut(*root);
        return json_of(diagnose(with_progress));
      },
      parse_json);
}

Napi::Value verify(const Napi::CallbackInfo& info) {
  const std::string archive = path_of(info[0], "archive");
  VerifyOptions how;
  const Napi::Object options =
      options_of(info[1], "verify", {"tree", "align", "ignoreMode", "ignoreOwner", "ignoreTime"});
  if (const auto tree = optional_value(options, "tree")) how.tree = path_of(*tree, "tree");
  if (const auto align = optional_value(options, "align"))
    how.align = static_cast<std::uint64_t>(number_of(*align, "align", alignment));
  how.ignore_mode = flag_of(options, "ignoreMode");
  how.ignore_owner = flag_of(options, "ignoreOwner");
  how.ignore_time = flag_of(options, "ignoreTime");
  return PromiseWorker<std::string>::run(
      info.Env(), options,
      [=](Control& control) {
        VerifyOptions with_progress = how;
        with_progress.progress = control.progress();
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
