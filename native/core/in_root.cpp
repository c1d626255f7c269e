#include "in_root.hpp"

#include <linux/openat2.h>
#include <sys/syscall.h>

namespace cowpio {

Fd find_in_root(const Fd& root, const std::string& name, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(O_PATH | O_CLOEXEC | flags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  for (int again = 1000;; --again) {
    const long fd = ::syscall(SYS_openat2, root.get(), name.c_str(), &how, sizeof how);
    // A rename anywhere in the system, while `..` is followed (openat2(2)).
    if (fd >= 0 || errno != EAGAIN || again == 0) return Fd(static_cast<int>(fd));
  }
}

Fd open_found(const Fd& path) { return Fd(::open(proc_path(path).c_str(), O_RDONLY | O_CLOEXEC)); }

}  // namespace cowpio
