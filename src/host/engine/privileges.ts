import { readdir } from "node:fs/promises";
import type Docker from "dockerode";
import type { Accelerator } from "../../model/axes.ts";
import { inContainer } from "../../model/cell.ts";
import { type Engine, isPodman, runLabel } from "./engine.ts";

/**
 * The least that is enough to make a file system on a loop device, mount it and run dracut below it: SYS_ADMIN to
 * mount, MKNOD and access to the loop nodes, SYS_CHROOT and the file capabilities to unpack and write
 * as root, SETPCAP to take all this from the distro's programs. Docker's seccomp and AppArmor profiles refuse mount(2) even then. No network.
 */
const defaultPrivilege = {
  CapDrop: ["ALL"],
  CapAdd: [
    "SYS_ADMIN",
    "MKNOD",
    "SYS_CHROOT",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SETFCAP",
    "KILL",
  ],
  ReadonlyRootfs: true,
  SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
  NetworkMode: "none",
} satisfies Docker.HostConfig;

const loopRules = ["b 7:* rmw", "c 10:237 rmw"];

/**
 * Podman 4.3 silently ignores device rules that come over its socket: there a cell has the loop devices with a node on this
 * machine, which are named one by one. 5.4 and 5.8 obey the rules, and a cell can use a loop device without a node.
 */
async function loopAccess(engine: Engine): Promise<Docker.HostConfig> {
  if (!(await isPodman(engine))) return { DeviceCgroupRules: loopRules };
  const nodes = (await readdir("/dev"))
    .filter((name) => /^loop(\d+|-control)$/.test(name))
    .map((name) => `/dev/${name}`);
  return {
    DeviceCgroupRules: loopRules,
    Devices: nodes.map((path) => ({ PathOnHost: path, PathInContainer: path, CgroupPermissions: "rwm" })),
  };
}

const fullPrivilege: Docker.HostConfig = { Privileged: true, NetworkMode: "none" };

const gibibyte = 2 ** 30;

/** The disk's image has 6 GiB; QEMU keeps what a guest changes of it in another, which is a little longer. */
export const longestFile = 8 * gibibyte;

/** Bytes for QEMU, dracut and the page cache, in addition to `guest-memory`. */
const besideGuest = 2 * gibibyte;

/**
 * Limits for a hostile distro or guest: the guest has 1 GiB of its own, or 2.5 for the largest archive, and QEMU
 * and dracut less than another;
 * beyond that it is the container's, not the host's, that is killed, and the cell is inconclusive. With the container's end its files go, /cell with them.
 */
const limits = {
  Memory: 4 * gibibyte,
  MemorySwap: 4 * gibibyte,
  PidsLimit: 2048,
  // RLIMIT_FSIZE, in bytes.
  Ulimits: [{ Name: "fsize", Soft: longestFile, Hard: longestFile }],
  Tmpfs: { "/tmp": "size=1024m", "/run": "size=16m", "/var/tmp": "size=64m" },
} satisfies Docker.HostConfig;

/**
 * A file or folder of this machine in a container. The engine refuses one that it does not see, where `Binds` would make an
 * empty folder of it.
 */
export const readOnly = (from: string, to: string): Docker.MountSettings => ({
  Type: "bind",
  Source: from,
  Target: to,
  ReadOnly: true,
});

/** Its disk's image and its archives lie on the engine's own file system, and are gone with it. */
const workFolder = (runId: string): Docker.HostConfig => ({
  Mounts: [
    {
      Type: "volume",
      Source: "",
      Target: inContainer.work,
      VolumeOptions: { NoCopy: true, Labels: { [runLabel]: runId }, DriverConfig: { Name: "", Options: {} } },
    },
  ],
});

/** Capabilities of a cell's container. */
export const cellCapabilities: readonly string[] = defaultPrivilege.CapAdd;

/** Sizes of a cell's temporary folders, as options of tmpfs. */
export const temporaryFolders: Readonly<Record<string, string>> = limits.Tmpfs;

/** Describes the privileges of a cell's container in one line. */
export const describePrivilege = (privileged: boolean): string =>
  privileged
    ? "cells are privileged: they may do to this machine whatever root may"
    : `cells have ${defaultPrivilege.CapAdd.join(", ")}, loop devices, ${limits.Memory / gibibyte} GiB, ${limits.PidsLimit} processes, ${longestFile / gibibyte} GiB a file, no network; the distro's programs neither SYS_ADMIN, MKNOD nor loop devices`;

/** Privileges of a cell's container. /dev/kvm is only passed if the run's guests use it, after a small guest booted with it. */
export async function cellHost(
  engine: Engine,
  privileged: boolean,
  accelerator: Accelerator,
  runId: string,
  guestMemory = 0,
): Promise<Docker.HostConfig> {
  const memory = Math.max(limits.Memory, guestMemory + besideGuest);
  const host = {
    ...limits,
    Memory: memory,
    MemorySwap: memory,
    ...workFolder(runId),
    ...(privileged ? fullPrivilege : { ...defaultPrivilege, ...(await loopAccess(engine)) }),
  };
  if (accelerator === "tcg") return host;
  const kvm = { PathOnHost: "/dev/kvm", PathInContainer: "/dev/kvm", CgroupPermissions: "rw" };
  return { ...host, Devices: [...((host.Devices as (typeof kvm)[] | undefined) ?? []), kvm] };
}
