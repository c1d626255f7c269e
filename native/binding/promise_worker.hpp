#pragma once
#include <napi.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/fs/fd.hpp"
#include "core/write/write.hpp"

namespace binding {

/// `{signal, onProgress, onMember}` of a call, shared by the main thread, which sets the flag and hears of
/// progress, and the pool's thread, which works.
class Control {
 public:
  Control(Napi::Env env, const Napi::Object& options);
  /// For the core; called on the pool's thread.
  [[nodiscard]] cowpio::Progress progress();
  [[nodiscard]] bool is_aborted() const;
  /// For the core; null when nobody listens.
  [[nodiscard]] std::function<void(const cowpio::Written&)> on_member();
  /// On the main thread, when the promise is about to be settled: tells what members are left to be told.
  void release(Napi::Env env);
  /// Exception of a callback, which stopped the work.
  [[nodiscard]] std::optional<Napi::Value> thrown() const;

 private:
  static constexpr std::chrono::milliseconds pause{50};

  void listen(Napi::Env env, const Napi::Object& signal);
  void report(std::uint64_t done, std::uint64_t total);
  void tell(const cowpio::Written& written);

  /// Outlives the call: a listener or a report may still be under way.
  struct State {
    std::atomic<bool> aborted = false;
    Napi::ObjectReference thrown;  // its `value`; on the main thread only
    std::mutex mutex;
    std::vector<cowpio::WrittenMember> members;  // written, and not told yet

    void tell_members(Napi::Env env, const Napi::Function& callback);
    void keep(const Napi::Error& error);
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
  Napi::ObjectReference signal_;
  Napi::FunctionReference on_abort_;
  Napi::ThreadSafeFunction on_progress_;
  bool reports_ = false;
  std::chrono::steady_clock::time_point last_{};
  Napi::FunctionReference on_member_;
  Napi::ThreadSafeFunction tell_members_;
  std::chrono::steady_clock::time_point last_reported_{};
};

/// The error that a promise is rejected with: see NativeError in index.d.ts.
struct Failure {
  std::string message;
  int error_number = 0;
  std::string call = {};
  std::string path = {};
  bool aborted = false;
  std::optional<std::string> damage = {};  ///< `Damage::detail`.
  std::optional<std::vector<cowpio::WrittenMember>> not_shared = {};
};
Napi::Value to_js(Napi::Env env, const Failure& failure);

/// Runs core work on a pool thread and settles a promise with it.
template <class Result>
class PromiseWorker final : public Napi::AsyncWorker {
 public:
  using Work = std::function<Result(Control&)>;
  using ToJs = std::function<Napi::Value(Napi::Env, const Result&)>;

  static Napi::Value run(Napi::Env env, const Napi::Object& options, Work work, ToJs to_js) {
    auto* worker = new PromiseWorker(env, options, std::move(work), std::move(to_js));
    const Napi::Promise promise = worker->deferred_.Promise();
    worker->Queue();  // node-addon-api frees the worker once it has settled
    return promise;
  }

 private:
  PromiseWorker(Napi::Env env, const Napi::Object& options, Work work, ToJs to_js)
      : AsyncWorker(env),
        deferred_(env),
        control_(env, options),
        work_(std::move(work)),
        to_js_(std::move(to_js)) {}

  void Execute() override {  // no Napi value may be touched here
    const cowpio::AbortCheck check([this] { return control_.is_aborted(); });
    try {
      result_ = work_(control_);
    } catch (const cowpio::Aborted& error) {
      failure_ = {.message = error.what(), .aborted = true};
    } catch (const cowpio::SystemError& error) {
      failure_ = {.message = error.what(),
                  .error_number = error.code().value(),
                  .call = error.call(),
                  .path = error.path()};
    } catch (const cowpio::NotShared& error) {
      failure_ = {.message = error.what(), .not_shared = error.members()};
    } catch (const cowpio::Damage& error) {
      failure_ = {.message = error.what(), .damage = error.detail()};
    } catch (const std::exception& error) {
      failure_ = {.message = error.what()};
    } catch (...) {
      failure_ = {.message = "an unknown error"};
    }
  }

  /// Settles the promise in any case: what is thrown on the way is what it is rejected with.
  void OnOK() override {
    try {
      control_.release(Env());
      if (const auto thrown = control_.thrown())
        deferred_.Reject(*thrown);
      else if (failure_)
        deferred_.Reject(binding::to_js(Env(), *failure_));
      else
        deferred_.Resolve(to_js_(Env(), *result_));
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    } catch (const std::exception& error) {
      deferred_.Reject(Napi::Error::New(Env(), error.what()).Value());
    }
  }

  Napi::Promise::Deferred deferred_;
  Control control_;
  Work work_;
  ToJs to_js_;
  std::optional<Result> result_;
  std::optional<Failure> failure_;
};

}  // namespace binding
