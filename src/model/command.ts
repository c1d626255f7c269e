/** A command is a value before it is a process. */
export type Command = { readonly program: string; readonly args: readonly string[] };

/** As a person would type it, for messages. */
export const shellQuote = ({ program, args }: Command): string =>
  [program, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");

/** Capabilities that dracut and a package's build need to read, copy and own files as root, and for ldconfig's chroot(2). */
const capabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "SETFCAP", "SETGID", "SETUID", "SYS_CHROOT"];

/**
 * Runs a program of the distro, which nobody trusts: a pull request's dracut, an image from anywhere. It sees the distro
 * as its whole file system, with no way out of it; a /dev without loop nodes, where no other node can be made or opened (no MKNOD,
 * nodev); /sys and /proc/sys read-only; and no other processes. It can mount nothing (no SYS_ADMIN). All that it
 * started ends with it. bubblewrap(1) does all this. It inherits the environment, and starts at the distro's root.
 */
export const confined = (root: string, program: string, ...args: readonly string[]): Command => ({
  program: "bwrap",
  args: [
    ...["--bind", root, "/"],
    ...["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"],
    // Root writes to these without any capability (kernel/sysctl: test_perm).
    ...["--ro-bind", "/sys", "/sys", "--ro-bind", "/proc/sys", "/proc/sys"],
    ...["--ro-bind-try", "/proc/sysrq-trigger", "/proc/sysrq-trigger"],
    ...alone,
    ...capabilities.flatMap((name) => ["--cap-add", `CAP_${name}`]),
    ...["--chdir", "/", "--", program, ...args],
  ],
});

/**
 * Runs the machine that boots what the distro made: QEMU with no capability at all, which reads everything and writes
 * below `folder` alone.
 */
export const confinedMachine = (folder: string, { program, args }: Command): Command => ({
  program: "bwrap",
  args: [
    ...["--ro-bind", "/", "/", "--bind", folder, folder, "--tmpfs", "/tmp"],
    ...["--dev", "/dev", "--dev-bind-try", "/dev/kvm", "/dev/kvm", "--proc", "/proc"],
    // The guest's writes to its disk.
    ...["--setenv", "TMPDIR", folder],
    ...alone,
    ...["--", program, ...args],
  ],
});

/** A session and namespaces of its own, without capabilities; it dies with the process that started it. */
const alone = [
  ...["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--new-session", "--die-with-parent"],
  ...["--cap-drop", "ALL"],
];
