#include <cstring>

#include "promise_worker.hpp"

namespace binding {

Control::Control(Napi::Env env, const Napi::Value& options) {
  if (!options.IsObject()) return;
  const auto object = options.As<Napi::Object>();
  if (const Napi::Value signal = object.Get("signal"); signal.IsObject())
    listen(env, signal.As<Napi::Object>());
  if (const Napi::Value callback = object.Get("onProgress"); callback.IsFunction()) {
    on_progress_ = Napi::ThreadSafeFunction::New(env, callback.As<Napi::Function>(), "cowpio progress", 0, 1);
    reports_ = true;
  }
}

void Control::listen(Napi::Env env, const Napi::Object& signal) {
  if (signal.Get("aborted").ToBoolean()) {
    *aborted_ = true;
    return;
  }
  const auto on_abort = Napi::Function::New(
      env, [flag = aborted_](const Napi::CallbackInfo&) { *flag = true; }, "onAbort");
  signal.Get("addEventListener")
      .As<Napi::Function>()
      .Call(signal, {Napi::String::New(env, "abort"), on_abort});
}

cowpio::Progress Control::progress() {
  return [this](std::uint64_t done, std::uint64_t total) {
    report(done, total);
    return !*aborted_;
  };
}

void Control::report(std::uint64_t done, std::uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (!reports_ || (done != total && now - last_ < pause)) return;
  last_ = now;
  on_progress_.NonBlockingCall([done, total](Napi::Env env, Napi::Function callback) {
    auto progress = Napi::Object::New(env);
    progress.Set("done", static_cast<double>(done));
    progress.Set("total", static_cast<double>(total));
    callback.Call({progress});
  });
}

void Control::release() {
  if (reports_) on_progress_.Release();
}

Napi::Value to_js(Napi::Env env, const Failure& failure) {
  auto error = Napi::Error::New(env, failure.message).Value();
  if (failure.aborted) {
    error.Set("name", "AbortError");
    error.Set("code", "ABORT_ERR");
  }
  if (failure.error_number != 0) {
    error.Set("errno", failure.error_number);
    error.Set("code", ::strerrorname_np(failure.error_number));
    error.Set("syscall", failure.call);
    error.Set("path", failure.path);
  }
  return error;
}

}  // namespace binding
