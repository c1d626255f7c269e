#include <csignal>
#include <cstring>
#include <iostream>
#include <string_view>

#include "../core/output.hpp"
#include "../core/version.hpp"
#include "../core/write.hpp"
#include "commands.hpp"
#include "options.hpp"

namespace {

using namespace cowpio;

struct Command {
  std::string_view name;
  int (*run)(const std::vector<std::string>&);
  const char* help;
};
int create(const std::vector<std::string>& arguments) { return cli::create(arguments, cli::Caller::person); }
int create_for_dracut(const std::vector<std::string>& arguments) {
  return cli::create(arguments, cli::Caller::dracut);
}
const Command dracut_cpio = {"create", create_for_dracut, cli::create_help};
const Command commands[] = {{"create", create, cli::create_help},
                            {"extents", cli::extents, cli::extents_help},
                            {"list", cli::list, cli::list_help},
                            {"extract", cli::extract, cli::extract_help}};

constexpr const char* usage =
    R"(cowpio: cpio archives (newc) whose blocks are shared with the files they are made of

  cowpio create [OPTIONS] OUTPUT < NAMES          write an archive; also as dracut-cpio
  cowpio extents ARCHIVE [--source DIR] [--json]  prove what is shared, by physical place
  cowpio list [--long] ARCHIVE                    name the members
  cowpio extract [--devices] ARCHIVE DIR          unpack

cowpio COMMAND --help says more; cowpio --version.
)";

/// What a person can do about it.
const char* advice(const SystemError& error) {
  switch (error.code().value()) {
    case ENOSPC:
      return "; free some space on the output's file system (nothing was left behind)";
    case EDQUOT:
      return "; raise the quota of the output's file system (nothing was left behind)";
    case EACCES:
    case EPERM:
      return "; run as a user who may read the sources and write the output's folder";
    case ENOENT:
      return "; names are looked up below --directory, as they are on standard input";
    default:
      return "";
  }
}

void clean_up_and_die(int signal) {
  unlink_temporary();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

int run(const Command& command, const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (argument == "--help" || argument == "-h") {
      std::cout << command.help;
      return 0;
    }
  }
  const std::string head = "cowpio: " + std::string(command.name) + ": ";
  try {
    return command.run(arguments);
  } catch (const cli::UsageError& error) {
    std::cerr << head << error.what() << "\nSee cowpio " << command.name << " --help.\n";
    return 2;
  } catch (const SystemError& error) {
    std::cerr << head << error.what() << " (" << ::strerrorname_np(error.code().value()) << ")"
              << advice(error) << '\n';
  } catch (const NotShared& error) {
    std::cerr << head << error.what() << '\n';
    return 3;
  } catch (const std::exception& error) {
    std::cerr << head << error.what() << '\n';
  }
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, clean_up_and_die);
  // A closed pipe and a file beyond RLIMIT_FSIZE are errors of write(2), with the file's name.
  for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
  std::ios::sync_with_stdio(false);

  const std::string_view program = argc > 0 ? argv[0] : "cowpio";
  const std::string_view name = program.substr(program.rfind('/') + 1);
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  if (name == "dracut-cpio") return run(dracut_cpio, arguments);

  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
    (arguments.empty() ? std::cerr : std::cout) << usage;
    return arguments.empty() ? 2 : 0;
  }
  if (arguments[0] == "--version") {
    std::cout << "cowpio " << version << '\n';
    return 0;
  }
  for (const Command& command : commands)
    if (arguments[0] == command.name) return run(command, {arguments.begin() + 1, arguments.end()});
  std::vector<std::string_view> names;
  for (const Command& command : commands) names.push_back(command.name);
  std::cerr << "cowpio: unknown command " << arguments[0] << cli::did_you_mean(arguments[0], names) << '\n'
            << usage;
  return 2;
}
