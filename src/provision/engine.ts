import Docker from "dockerode";
import { UserError } from "../domain/failure.ts";
import { answer } from "./patience.ts";

export type Engine = Docker;

/** What everything of ours carries, so that it can be found and removed. The value is the run's id. */
export const runLabel = "io.github.cowpio.run";

/**
 * Connects as DOCKER_HOST says, else to /var/run/docker.sock. Throws a `UserError` when no engine answers, or one that
 * cannot mount.
 */
export async function connectEngine(): Promise<Engine> {
  const engine = new Docker();
  await answer("ping", engine.ping()).catch(refuse);
  const { SecurityOptions } = (await answer("info", engine.info())) as { SecurityOptions?: readonly string[] | null };
  // In a user namespace SYS_ADMIN mounts neither Btrfs nor XFS (FS_USERNS_MOUNT in the kernel's sources).
  if (SecurityOptions?.some((option) => /^name=rootless\b/.test(option)))
    throw new UserError(
      "the engine is rootless, and cannot mount Btrfs or XFS: start one as root (systemctl start docker) and set DOCKER_HOST to it",
    );
  return engine;

  function refuse(cause: unknown): never {
    const where = process.env["DOCKER_HOST"] ?? "/var/run/docker.sock";
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`no Docker engine answers at ${where}: ${why}. ${adviceFor(why)}`, { cause });
  }
}

const adviceFor = (why: string): string =>
  why.includes("EACCES")
    ? "Add yourself to the group docker (usermod -aG docker USER) and log in again."
    : "Start it (systemctl start docker), install it (apt-get install docker.io), or set DOCKER_HOST.";

export async function describeEngine(engine: Engine): Promise<string> {
  const { Version } = await answer("version", engine.version());
  const { Driver, OperatingSystem } = (await answer("info", engine.info())) as {
    Driver: string;
    OperatingSystem: string;
  };
  return `${(await isPodman(engine)) ? "Podman" : "Docker"} ${Version}, ${Driver}, ${OperatingSystem}`;
}

/** Whether what answers is Podman behind Docker's interface. */
export async function isPodman(engine: Engine): Promise<boolean> {
  const { Components } = (await answer("version", engine.version())) as { Components?: readonly { Name: string }[] };
  return Components?.some(({ Name }) => Name === "Podman Engine") ?? false;
}

export async function hasImage(engine: Engine, reference: string): Promise<boolean> {
  try {
    await engine.getImage(reference).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}
