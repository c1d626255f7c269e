#include <utility>

#include "commands.hpp"
#include "core/format/text.hpp"
#include "core/write/create_options.hpp"

namespace cowpio::cli {

namespace {

constexpr const char* before_options =
    R"(cowpio create [OPTIONS] OUTPUT < NAMES
dracut-cpio [OPTIONS] OUTPUT < NAMES

Appends a newc archive to OUTPUT. The data of every file of at least one block is aligned (as dracut-cpio only with
--data-align, which dracut passes with --enhanced-cpio), and its whole blocks are cloned; data that cannot be cloned is
copied, and the reason is reported. OUTPUT is replaced atomically: it is complete, or unchanged after an error. A mount
point, or a file in a directory that cannot be written, is written in place, with a note. A new file has mode 0600 less
the umask; an existing one keeps its owner, mode, ACL and SELinux label. Standard output (-) and /dev/fd/N are written
in place at the end of a regular file. Pipes and devices are written sequentially, without cloning.

Input, one of:
  (nothing)               names on standard input, relative to --directory
  --tree DIR              everything below DIR, sorted by name
  --manifest FILE         one record for each entry: NAME, then any of source=PATH, mode=OCTAL, uid=N, gid=N,
                          mtime=SECONDS, and for entries without a source type=dir|symlink|fifo|socket|char|block,
                          target=TEXT, device=MAJOR:MINOR; separated by tabs, bytes as \t \n \\ \ooo. With --null each
                          field ends with NUL, and each record with an empty field. - is standard input. A source that
                          is a symlink is archived as a symlink; with type=file, as the file it leads to. Names of one
                          hard-linked source remain links of one file if mode, owner and time are the same, and become
                          separate files otherwise
  --spec FILE             list in the syntax of the kernel's gen_init_cpio: a `file` is what its location leads to
  --null, -0              names, or fields of --manifest, end with NUL instead of newline or tab
  --directory DIR         directory of relative names and sources. Default: .

)";

constexpr const char* after_options =
    R"(
Reporting:
  --verbose, -v           print a line on standard error for each member with data, and totals
  --report FILE           append lines of JSON: one for the call (program, version, arguments), also if it fails; one
                          for each member with data (name, size, dataOffset, cloneable, cloned and copied bytes, and
                          the reason for copying more than the last partial block); totals last, with the numbers of
                          files whose extended attributes were left out or whose time was changed to fit newc. FILE must
                          not be OUTPUT or below --tree. Default: $COWPIO_REPORT, since dracut passes no options through

Exit status: 0 written, 1 failed, 2 usage error, 3 less was cloned than --require-reflink requires.
)";

/// `--order pack|given`
std::string term_of(const CreateOption& option) {
  std::string name(option.name);
  if (std::holds_alternative<Flag>(option.kind)) return name;
  if (const auto* choice = std::get_if<Choice>(&option.kind)) return name + " " + choice->joined("|");
  const auto* number = std::get_if<Number>(&option.kind);
  const std::string value(option.value);
  return number != nullptr && number->alone ? name + "[=" + value + "]" : name + " " + value;
}

/// An option as the texts around it have theirs: the term two columns in, the words of its text from column
/// 26 on.
std::string described(const CreateOption& option) {
  constexpr std::size_t text_column = 26;
  constexpr std::size_t last_column = 120;
  std::string text;
  std::string line = "  " + term_of(option);
  const auto end_line = [&] { text += std::exchange(line, "") + "\n"; };
  if (line.size() > text_column - 2) end_line();
  line.resize(text_column - 1, ' ');
  for (std::string_view words = option.help; !words.empty();) {
    const std::string_view word = cut(words, ' ');
    if (line.size() + 1 + word.size() > last_column) {
      end_line();
      line.resize(text_column - 1, ' ');
    }
    line.append(" ").append(word);
  }
  end_line();
  return text;
}

std::string described_options() {
  std::string text;
  std::string_view section;
  for (const CreateOption& option : create_options()) {
    if (option.section != section)
      text.append(section.empty() ? "" : "\n").append(option.section).append(":\n");
    section = option.section;
    text += described(option);
  }
  return text;
}

}  // namespace

const std::string& create_help() {
  static const std::string help = before_options + described_options() + after_options;
  return help;
}

}  // namespace cowpio::cli
