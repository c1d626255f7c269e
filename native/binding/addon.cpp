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

Napi::Value with_members(Napi::Env env, const JsonObject& totals, const Napi::Array& members) {
  auto object = parse_json(env, totals.text()).As<Napi::Object>();
  object.Set("members", members);
  return object;
}

struct Creation {
  WriteResult result;
  std::vector<WrittenMember> members;
};

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
      [](Napi::Env result_env, const Creation& creation) {
        return with_members(result_env, json_totals(creation.result), array_of(result_env, creation.members));
      });
}

Napi::Value prove(const Napi::CallbackInfo& info) {
  const std::string archive = path_of(info[0], "archive");
  const std::string source = path_of(info[1], "source");
  return PromiseWorker<ArchiveSharing>::run(
      info.Env(), options_of(info[2], "proveSharing", {}),
      [=](Control& control) { return prove_sharing(archive, source, control.progress()); },
      [](Napi::Env env, const ArchiveSharing& proof) {
        return with_members(env, json_totals(proof), array_of(env, proof.members));
      });
}

Napi::Value extents(const Napi::CallbackInfo& info) {
  const std::string path = path_of(info[0], "path");
  return PromiseWorker<std::vector<Extent>>::run(
      info.Env(), options_of(info[1], "extents", {}),
      [=](Control& control) { return read_extents(open_regular(path), path, control.progress()); },
      array_of<std::vector<Extent>>);
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
      array_of<std::vector<Member>>);
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
                                                           " more members that could not be created)"
                                                     : ""));
        return result;
      },
      [](Napi::Env env, const ExtractResult& result) {
        return parse_json(env,
                          JsonObject().add("members", result.members).add("leftOut", result.left_out).text());
      });
}

Napi::Value doctor(const Napi::CallbackInfo& info) {
  DoctorOptions options;
  options.tree = path_of(info[0], "directory");
  const Napi::Object directories = options_of(info[1], "doctor", {"tmpdir", "output", "dracut"});
  options.tmpdir = path_of(directories.Get("tmpdir"), "tmpdir");
  options.output = path_of(directories.Get("output"), "output");
  std::optional<std::string> root;
  if (const auto dracut = optional_value(directories, "dracut")) root = path_of(*dracut, "dracut");
  return PromiseWorker<std::string>::run(
      info.Env(), directories,
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
