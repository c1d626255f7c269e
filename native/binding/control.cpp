#include "core/fs/errno_name.hpp"
#include "promise_worker.hpp"
#include "values.hpp"

namespace binding {

namespace {

std::optional<Napi::Function> callback_of(const Napi::Object& options, const char* name) {
  const auto value = optional_value(options, name);
  if (!value) return std::nullopt;
  if (!value->IsFunction()) refuse(*value, name, "a function");
  return value->As<Napi::Function>();
}

}  // namespace

Control::Control(Napi::Env env, const Napi::Object& options) {
  const auto on_progress = callback_of(options, "onProgress");
  const auto on_member = callback_of(options, "onMember");
  // Last of what may throw: nothing is left behind.
  if (const auto signal = optional_value(options, "signal")) {
    if (!signal->IsObject() || !signal->As<Napi::Object>().Get("addEventListener").IsFunction())
      refuse(*signal, "signal", "an AbortSignal");
    listen(env, signal->As<Napi::Object>());
  }
  if (on_progress) {
    on_progress_ = Napi::ThreadSafeFunction::New(env, *on_progress, "cowpio progress", 0, 1);
    reports_ = true;
  }
  if (on_member) {
    on_member_ = Napi::Persistent(*on_member);
    tell_members_ = Napi::ThreadSafeFunction::New(env, *on_member, "cowpio members", 0, 1);
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

bool Control::is_aborted() const { return state_->aborted; }

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
      state->keep(error);
    }
  });
}

void Control::State::keep(const Napi::Error& error) {
  // A reference holds an object only, and anything may be thrown.
  auto box = Napi::Object::New(error.Env());
  box.Set("value", error.Value());
  thrown = Napi::Persistent(box);
  aborted = true;
}

std::function<void(const cowpio::Written&)> Control::on_member() {
  if (on_member_.IsEmpty()) return nullptr;
  return [this](const cowpio::Written& written) { tell(written); };
}

void Control::tell(const cowpio::Written& written) {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->members.emplace_back(written);
  }
  const auto now = std::chrono::steady_clock::now();
  if (now - last_reported_ < pause) return;
  last_reported_ = now;
  tell_members_.NonBlockingCall(
      [state = state_](Napi::Env env, Napi::Function callback) { state->tell_members(env, callback); });
}

void Control::State::tell_members(Napi::Env env, const Napi::Function& callback) {
  std::vector<cowpio::WrittenMember> written;
  {
    const std::scoped_lock lock(mutex);
    written.swap(members);
  }
  try {
    for (const cowpio::WrittenMember& member : written) {
      if (!thrown.IsEmpty()) return;
      const Napi::HandleScope scope(env);
      callback.Call({parse_json(env, json_of(member))});
    }
  } catch (const Napi::Error& error) {
    keep(error);
  }
}

void Control::release(Napi::Env env) {
  if (reports_) on_progress_.Release();
  if (!on_member_.IsEmpty()) {
    state_->tell_members(env, on_member_.Value());
    tell_members_.Release();
  }
  if (signal_.IsEmpty()) return;
  try {
    const Napi::Object signal = signal_.Value();
    const Napi::Value remove = signal.Get("removeEventListener");
    if (remove.IsFunction())
      remove.As<Napi::Function>().Call(signal, {Napi::String::New(signal.Env(), "abort"), on_abort_.Value()});
  } catch (const Napi::Error&) {
    // The work is done; a signal that keeps its listener is the caller's.
  }
}

std::optional<Napi::Value> Control::thrown() const {
  if (state_->thrown.IsEmpty()) return std::nullopt;
  return state_->thrown.Value().Get("value");
}

Napi::Value to_js(Napi::Env env, const Failure& failure) {
  auto error = Napi::Error::New(env, failure.message).Value();
  if (failure.aborted) {
    error.Set("name", "AbortError");
    error.Set("code", "ABORT_ERR");
  }
  if (failure.error_number != 0) {
    error.Set("errno", failure.error_number);
    if (const char* name = cowpio::errno_name(failure.error_number); name != nullptr) error.Set("code", name);
    error.Set("syscall", failure.call);
    error.Set("path", failure.path);
  }
  if (failure.damage) {
    error.Set("code", "ERR_DAMAGED");
    error.Set("detail", *failure.damage);
  }
  if (failure.not_shared) {
    error.Set("code", "ERR_NOT_SHARED");
    error.Set("members", array_of(env, *failure.not_shared));
  }
  return error;
}

}  // namespace binding
