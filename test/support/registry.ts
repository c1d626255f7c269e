/** A registry of images on this machine. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** Why there can be none; undefined when there can. */
export const registryProblem = (): string | undefined =>
  existsSync("/usr/bin/docker-registry") ? undefined : "there is no docker-registry here";

/** Debian's docker-registry on a port of its own; the engine takes localhost without TLS. */
/** `user` may log in with the password `secret`, here as bcrypt has it. */
const passwords = "user:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n";

export async function startRegistry(
  folder: string,
  { login = false }: { readonly login?: boolean } = {},
): Promise<{ readonly address: string } & Disposable> {
  const port = 20_000 + (process.pid % 20_000);
  writeFileSync(
    `${folder}/config.yml`,
    `version: 0.1\nstorage: { filesystem: { rootdirectory: ${folder}/data } }\nhttp: { addr: "127.0.0.1:${port}" }\nlog: { level: error }\n${
      login ? `auth: { htpasswd: { realm: test, path: ${folder}/passwords } }\n` : ""
    }`,
  );
  writeFileSync(`${folder}/passwords`, passwords);
  const server: ChildProcess = spawn("docker-registry", ["serve", `${folder}/config.yml`], { stdio: "ignore" });
  for (let timeout = 50; timeout > 0; timeout--) {
    const answers = await fetch(`http://127.0.0.1:${port}/v2/`)
      .then(({ ok, status }) => ok || (login && status === 401))
      .catch(() => false);
    if (answers) break;
    await wait(100);
  }
  return { address: `localhost:${port}`, [Symbol.dispose]: () => void server.kill("SIGKILL") };
}

/** A stand-in for a registry, on its own port. */
export async function startServer(response: RequestListener): Promise<{ readonly address: string } & Disposable> {
  const server = createServer(response);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const dispose = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `localhost:${(server.address() as AddressInfo).port}`, [Symbol.dispose]: dispose };
}
