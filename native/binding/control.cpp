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
    state_->aborted = true;
    return;
  }
  const auto on_abort = Napi::Function::New(
      env, [state = state_](const Napi::CallbackInfo&) { state->aborted = true; }, "onAbort");
  signal.Get("addEventListener")
      .As<Napi::Function>()
      .Call(signal, {Napi::String::New(env, "abort"), on_abort});
  signal_ = Napi::Persistent(signal);
  on_abort_ = Napi::Persistent(on_abort);
}

cowpio::Progress Control::progress() {
  return [this](std::uint64_t done, std::uint64_t total) {
    report(done, total);
    return !state_->aborted;
  };
}

void Control::report(std::uint64_t done, std::uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (!reports_ || (done != total && now - last_ < pause)) return;
  last_ = now;
  on_progress_.NonBlockingCall([state = state_, done, total](Napi::Env env, Napi::Function callback) {
    if (state->aborted) return;
    try {
      auto progress = Napi::Object::New(env);
      progress.Set("done", static_cast<double>(done));
      progress.Set("total", static_cast<double>(total));
      callback.Call({progress});
    } catch (const Napi::Error& error) {
      state->thrown = Napi::Persistent(error.Value().As<Napi::Value>());
      state->aborted = true;
    }
  });
}

void Control::release() {
  if (reports_) on_progress_.Release();
  if (signal_.IsEmpty()) return;
  const Napi::Object signal = signal_.Value();
  signal.Get("removeEventListener")
      .As<Napi::Function>()
      .Call(signal, {Napi::String::New(signal.Env(), "abort"), on_abort_.Value()});
}

std::optional<Napi::Value> Control::thrown() const {
  if (state_->thrown.IsEmpty()) return std::nullopt;
  return state_->thrown.Value();
}

Napi::Value to_js(Napi::Env env, const Failure& failure) {
  auto error = Napi::Error::New(env, failure.message).Value();
  if (failure.aborted) {
    error.Set("name", "AbortError");
    error.Set("code", "ABORT_ERR");
  }
  if (failure.error_number != 0) {
    error.Set("errno", failure.error_number);
    if (const char* name = ::strerrorname_np(failure.error_number); name != nullptr) error.Set("code", name);
    error.Set("syscall", failure.call);
    error.Set("path", failure.path);
  }
  return error;
}

}  // namespace binding
