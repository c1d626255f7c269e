#include "temporary.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "fd.hpp"

namespace cowpio {
namespace {

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> count{0};
  const std::string name = path.substr(path.rfind('/') + 1);
  return folder_of(path) + "/." + name.substr(0, 200) + ".cowpio-" + std::to_string(::getpid()) + "-" +
         std::to_string(count++);
}

/// Of the file that is there now, and of no other: what a signal removes must be ours.
char named_temporary[4096];

/// No signal comes between a file's making and the note of its name.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

std::string make_temporary(const std::string& path, const char* call,
                           const std::function<bool(const std::string&)>& make) {
  for (int attempt = 0;; ++attempt) {
    std::string temporary = temporary_name(path);
    const SignalsBlocked blocked;
    if (make(temporary)) {
      if (temporary.size() < sizeof named_temporary)
        std::memcpy(named_temporary, temporary.c_str(), temporary.size() + 1);
      return temporary;
    }
    if (errno != EEXIST || attempt == 1000) fail(call, temporary);
  }
}

void rename_temporary(const std::string& temporary, const std::string& path) {
  if (::rename(temporary.c_str(), path.c_str()) < 0) fail("rename", path);
  named_temporary[0] = '\0';
}

void remove_temporary(const std::string& temporary) noexcept {
  ::unlink(temporary.c_str());
  named_temporary[0] = '\0';
}

void unlink_temporary() noexcept {
  if (named_temporary[0] != '\0') ::unlink(named_temporary);
}

}  // namespace cowpio
