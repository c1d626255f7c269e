#include "inputs.hpp"

#include <algorithm>
#include <iostream>

namespace cowpio::cli {
namespace {

std::string read_given(const char* option, const std::string& path) {
  return naming(option, path, [&] { return read_all(path); });
}

/// Without names, a terminal would show nothing.
void tell_terminal(bool null) {
  if (::isatty(STDIN_FILENO) == 1)
    std::cerr << "cowpio: create: reading names from this terminal, "
              << (null ? "each ended by NUL" : "one per line")
              << ", up to Ctrl-D; to archive a directory, give it by --tree\n";
}

}  // namespace

std::string read_all(const std::string& path) {
  const Fd file = path == "-" ? Fd(::dup(STDIN_FILENO)) : open_or_fail(path, O_RDONLY);
  if (!file.is_open()) fail("dup", "standard input");
  std::string text;
  for (;;) {
    const std::size_t held = text.size();
    text.resize(held + (1 << 16));
    const ssize_t count = ::read(file.get(), text.data() + held, text.size() - held);
    text.resize(held + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path == "-" ? "standard input" : path);
    if (count == 0) return text;
  }
}

Inputs inputs_of(const Options& options) {
  const bool null = options.has("--null");
  const auto manifest = options.only_value("--manifest");
  const auto spec = options.only_value("--spec");
  const auto tree = options.only_value("--tree");
  if ((manifest ? 1 : 0) + (spec ? 1 : 0) + (tree ? 1 : 0) > 1)
    throw UsageError("--tree, --manifest and --spec say what to archive in different ways; give one");
  if (tree && options.has("--directory"))
    throw UsageError("--tree names the directory itself; leave --directory out");
  const auto lookup = [](const char* option, const std::string& path, Lookup::Symlinks symlinks) {
    return naming(option, path, [&] { return Lookup(path, symlinks); });
  };
  if (tree) {
    Lookup below = lookup("--tree", *tree, Lookup::Symlinks::refuse);
    std::vector<Request> requests = walk_tree(below);
    return {std::move(below), std::move(requests)};
  }
  const auto read = [&] {
    if (manifest) return read_manifest(read_given("--manifest", *manifest), null);
    if (spec) return read_spec(read_given("--spec", *spec));
    tell_terminal(null);
    return read_names(read_all("-"), null ? '\0' : '\n');
  };
  std::vector<Request> requests = read();
  return {lookup("--directory", options.value("--directory").value_or("."), Lookup::Symlinks::follow),
          std::move(requests)};
}

}  // namespace cowpio::cli
