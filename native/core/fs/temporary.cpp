#include "core/fs/temporary.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <mutex>

#include "core/format/text.hpp"
#include "core/fs/fd.hpp"

namespace cowpio {
namespace {

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> count{0};
  return "." + std::string(base_of(path).substr(0, 200)) + ".cowpio-" + std::to_string(::getpid()) + "-" +
         std::to_string(count++);
}

/// The name of a file that is there now, and of no other: what a signal removes must be ours.
struct Note {
  std::atomic<bool> holds = false;  ///< Is set last and taken away first: the handler takes no lock.
  int directory;
  char name[256];
};
/// As many outputs as are written at once, by the addon's threads; of one more, nothing is noted.
Note notes[16];
std::mutex mutex;

void note(const Fd& directory, const std::string& temporary) {
  const std::scoped_lock lock(mutex);
  const auto location =
      std::find_if(std::begin(notes), std::end(notes), [](const Note& one) { return !one.holds; });
  if (location == std::end(notes) || temporary.size() >= sizeof location->name) return;
  location->directory = directory.get();
  std::memcpy(location->name, temporary.c_str(), temporary.size() + 1);
  location->holds = true;
}

void forget(const Fd& directory, const std::string& temporary) {
  const std::scoped_lock lock(mutex);
  for (Note& one : notes)
    if (one.holds && one.directory == directory.get() && temporary == one.name) one.holds = false;
}

/// No signal comes between a file's making and the note of its name. On Linux sigprocmask is the thread's
/// own, and unlike pthread_sigmask it asks for no glibc of 2.32.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_BLOCK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace

std::string make_temporary(const FileLocation& location, const char* call,
                           const std::function<bool(const std::string&)>& make) {
  for (int attempt = 0;; ++attempt) {
    std::string temporary = temporary_name(location.path);
    const SignalsBlocked blocked;
    if (make(temporary)) {
      note(location.directory, temporary);
      return temporary;
    }
    if (errno != EEXIST || attempt == 1000) fail(call, location.path);
  }
}

void rename_temporary(const FileLocation& location, const std::string& temporary) {
  const std::string name(base_of(location.path));
  if (::renameat(location.directory.get(), temporary.c_str(), location.directory.get(), name.c_str()) < 0)
    fail("rename", location.path);
  forget(location.directory, temporary);
}

void remove_temporary(const Fd& directory, const std::string& temporary) noexcept {
  ::unlinkat(directory.get(), temporary.c_str(), 0);
  forget(directory, temporary);
}

void unlink_temporary() noexcept {
  for (Note& one : notes)
    if (one.holds) ::unlinkat(one.directory, one.name, 0);
}

}  // namespace cowpio
