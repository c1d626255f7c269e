#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "commands.hpp"
#include "core/format/printable.hpp"
#include "core/format/suggest.hpp"
#include "core/fs/descriptor.hpp"
#include "core/fs/temporary.hpp"
#include "core/version.hpp"
#include "core/write/write.hpp"
#include "options.hpp"

namespace {

using namespace cowpio;

struct Command {
  std::string_view name;
  int (*run)(const std::vector<std::string>&);
  std::string_view help;
};
int create(const std::vector<std::string>& arguments) { return cli::create(arguments, cli::Caller::person); }
int create_for_dracut(const std::vector<std::string>& arguments) {
  return cli::create(arguments, cli::Caller::dracut);
}
const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {"create", create, cli::create_help()},          {"doctor", cli::doctor, cli::doctor_help},
      {"extents", cli::extents, cli::extents_help},    {"list", cli::list, cli::list_help},
      {"verify", cli::verify, cli::verify_help},       {"extract", cli::extract, cli::extract_help},
      {"3cpio", cli::three_cpio, cli::three_cpio_help}};
  return all;
}

constexpr const char* usage =
    R"(cowpio: cpio archives (newc) that share blocks with the files they contain

  cowpio create [OPTIONS] OUTPUT < NAMES          write an archive, or append one; also as dracut-cpio
  cowpio doctor DIR [--tmpdir DIR] [--output DIR] check whether files of DIR can share their blocks
  cowpio extents ARCHIVE [--source DIR] [--json]  prove which bytes are shared, by physical location
  cowpio list [--long] ARCHIVE                    list the members
  cowpio verify [--tree DIR] ARCHIVE              check an archive for problems
  cowpio extract [--devices] ARCHIVE DIR          unpack an archive
  cowpio 3cpio MODE [OPTIONS] [ARCHIVE]           accept the calls of 3cpio; also as 3cpio

See cowpio COMMAND --help or cowpio help COMMAND for details, cowpio --version or -V for the version.
)";

/// Returns what the user can do about an error; empty if nothing is known.
std::string advice(const SystemError& error, std::string_view command) {
  const bool creates = command == "create" || command == "3cpio";
  const bool writes = creates || command == "extract";
  switch (error.code().value()) {
    case ENOSPC:
    case EDQUOT: {
      if (!writes) return "";
      const std::string more = error.code().value() == ENOSPC ? "free some space on" : "raise the quota of";
      return creates ? "; " + more + " the output's file system"
                     : "; " + more + " DIR's file system; what was unpacked before is still there";
    }
    case EACCES:
    case EPERM:
      return command == "create" ? "; run as a user who may read the sources and write the output's directory"
             : command == "extract" ? "; run as a user who may read the archive and write below DIR"
             : command == "doctor"  ? ""
                                    : "; run as a user who may read it";
    case ENOENT:
      // Sources are the first to be looked at; of the output, its directory is opened.
      return command == "create" && error.call() == std::string_view("stat")
                 ? "; names are looked up below --directory, as they are on standard input"
                 : "";
    default:
      return "";
  }
}

/// The message of an error, with the name that people have for standard output.
std::string message_of(const std::exception& error) {
  std::string text = printable(error.what());
  const std::size_t at = text.find(standard_output);
  const std::size_t end = at + std::string_view(standard_output).size();
  if (at != std::string::npos &&
      (end == text.size() || std::isdigit(static_cast<unsigned char>(text[end])) == 0))
    text.replace(at, end - at, "standard output");
  return text;
}

/// Treats failed writes to standard output (full disk, closed pipe) as errors.
void flush_standard_output() {
  errno = 0;
  if (std::cout.flush() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  if (errno != 0) fail("write", "standard output");
  throw InputError(
      "standard output: not all could be written; free space where it leads, or read it to its end");
}

/// Occupies closed standard streams, so that no file opened later receives their output. O_PATH descriptors
/// can be neither read nor written (open(2)).
void hold_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0) static_cast<void>(::open("/", O_PATH));
}

void clean_up_and_die(int signal) {
  unlink_temporary();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// Returns whether the signal ends a process by default and can be caught (signal(7)).
bool ends_a_process(int signal) {
  constexpr int others[] = {SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN,  SIGTTOU,
                            SIGCHLD, SIGCONT, SIGURG,  SIGWINCH, SIGXFSZ};
  return std::find(std::begin(others), std::end(others), signal) == std::end(others);
}

/// Leaves ignored signals ignored (nohup).
void clean_up_on(int signal) {
  struct sigaction found {};
  if (::sigaction(signal, nullptr, &found) == 0 && found.sa_handler != SIG_IGN)
    std::signal(signal, clean_up_and_die);
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::any_of(arguments.begin(), end,
                     [](const std::string& argument) { return argument == "--help" || argument == "-h"; });
}

int run(const Command& command, const std::vector<std::string>& arguments) {
  const std::string prefix = "cowpio: " + std::string(command.name) + ": ";
  try {
    int status = 0;
    if (asks_for_help(arguments))
      std::cout << command.help;
    else
      status = command.run(arguments);
    flush_standard_output();
    return status;
  } catch (const cli::UsageError& error) {
    std::cerr << prefix << message_of(error) << "\nSee cowpio " << command.name << " --help.\n";
    return 2;
  } catch (const SystemError& error) {
    std::cerr << prefix << message_of(error) << " (" << name_of_errno(error.code().value()) << ")"
              << advice(error, command.name) << '\n';
  } catch (const NotShared& error) {
    std::cerr << prefix << error.what() << '\n';
    return 3;
  } catch (const std::exception& error) {
    std::cerr << prefix << message_of(error) << '\n';
  }
  return 1;
}

int print(const std::string& text) try {
  std::cout << text;
  flush_standard_output();
  return 0;
} catch (const std::exception& error) {
  std::cerr << "cowpio: " << error.what() << '\n';
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  hold_standard_streams();
  for (int signal = 1; signal <= SIGRTMAX; ++signal)
    if (ends_a_process(signal)) clean_up_on(signal);
  // A file beyond RLIMIT_FSIZE is an error of write(2), with the file's name.
  std::signal(SIGXFSZ, SIG_IGN);
  std::ios::sync_with_stdio(false);

  const std::string_view program = argc > 0 ? argv[0] : "cowpio";
  const std::string_view name = program.substr(program.rfind('/') + 1);
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  if (name == "dracut-cpio") return run({"create", create_for_dracut, cli::create_help()}, arguments);
  if (name == "3cpio") arguments.insert(arguments.begin(), "3cpio");

  if (arguments.empty()) {
    std::cerr << usage;
    return 2;
  }
  if (arguments[0] == "help" && arguments.size() > 1) arguments = {arguments[1], "--help"};
  if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") return print(usage);
  if (arguments[0] == "--version" || arguments[0] == "-V")
    return print("cowpio " + std::string(version) + "\n");
  for (const Command& command : commands())
    if (arguments[0] == command.name) return run(command, {arguments.begin() + 1, arguments.end()});
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  std::cerr << "cowpio: unknown command " << printable(arguments[0]) << did_you_mean(arguments[0], names)
            << '\n'
            << usage;
  return 2;
}
