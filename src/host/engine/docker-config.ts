/** Resolves the engine's address as Docker's command line does. */

import { existsSync, readFileSync } from "node:fs";
import type Docker from "dockerode";
import { digestOf } from "../../lib/digest.ts";
import { homeOf } from "../../lib/files.ts";
import { exec } from "../../lib/process.ts";
import { UserError } from "../../model/errors.ts";
import { hex } from "../staging/cache.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export type EngineAddress = {
  /** `unix:///var/run/docker.sock` */
  readonly address: string;
  /** Source of the address: `DOCKER_HOST`, `Docker's context NAME`, or Docker's default. */
  readonly from: string;
  /** Whether nobody configured one. */
  readonly isDefault: boolean;
  readonly options: Docker.DockerOptions;
};

/** The directory of Docker's configuration. */
const dockerConfig = (env: Environment): string => env["DOCKER_CONFIG"] || `${homeOf(env)}/.docker`;

/** Reads `config.json`; empty where it does not exist. Throws a `UserError` if it is not JSON. */
function readDockerConfig(env: Environment): Readonly<Record<string, unknown>> {
  const file = `${dockerConfig(env)}/config.json`;
  if (!existsSync(file)) return {};
  return parse(file);
}

/**
 * Returns the address in DOCKER_HOST, else that of the context in DOCKER_CONTEXT or of `docker context use`, else Docker's
 * default. Throws a `UserError` for an invalid address, and for SSH: cells mount files of this machine.
 */
export function engineAddress(env: Environment): EngineAddress {
  if (env["DOCKER_HOST"]) {
    const tls = env["DOCKER_TLS_VERIFY"] ? certificates(env["DOCKER_CERT_PATH"] || dockerConfig(env)) : {};
    return { from: "DOCKER_HOST", isDefault: false, ...reached(env["DOCKER_HOST"], "DOCKER_HOST", tls) };
  }
  const context = env["DOCKER_CONTEXT"] || readDockerConfig(env)["currentContext"];
  if (typeof context !== "string" || context === "" || context === "default")
    return {
      from: "Docker's default",
      isDefault: true,
      ...reached("unix:///var/run/docker.sock", "Docker's default", {}),
    };
  const from = `Docker's context ${context}`;
  const name = hex(digestOf(context));
  const meta = `${dockerConfig(env)}/contexts/meta/${name}/meta.json`;
  if (!existsSync(meta)) throw new UserError(`${from}: ${meta} does not exist. Use a context of docker context ls`);
  const { Endpoints } = parse(meta) as { Endpoints?: { docker?: { Host?: string } } };
  const folder = `${dockerConfig(env)}/contexts/tls/${name}/docker`;
  return {
    from,
    isDefault: false,
    ...reached(Endpoints?.docker?.Host ?? "", from, existsSync(folder) ? certificates(folder) : {}),
  };
}

type Certificates = Pick<Docker.DockerOptions, "ca" | "cert" | "key">;

function reached(host: string, from: string, tls: Certificates): Pick<EngineAddress, "address" | "options"> {
  const [, scheme = "", rest = ""] = /^(\w+):\/\/(.*)$/.exec(host) ?? [];
  if (scheme === "unix" && rest.startsWith("/")) return { address: host, options: { socketPath: rest } };
  if (/^(tcp|https?)$/.test(scheme) && URL.canParse(`http://${rest}`)) {
    const { hostname, port } = new URL(`http://${rest}`);
    const secure = scheme === "https" || tls.ca !== undefined;
    const protocol = secure ? ("https" as const) : ("http" as const);
    const own = { protocol, host: hostname.replace(/^\[|\]$/g, ""), port: port || (secure ? "2376" : "2375") };
    return { address: host, options: { ...own, ...tls } };
  }
  const what = `${from} is "${host}"`;
  if (scheme === "ssh")
    throw new UserError(`${what}: cells mount files of this machine. Use an engine that runs on it, not SSH`);
  throw new UserError(`${what}: not the address of an engine. Use unix:///PATH or tcp://HOST:PORT`);
}

/** Certificates of the client, and of the authority that signed the engine's, under Docker's file names. */
function certificates(folder: string): Certificates {
  const read = (name: string) => {
    try {
      return readFileSync(`${folder}/${name}`);
    } catch (cause) {
      throw new UserError(`TLS to the engine requires ${folder}/${name}: ${(cause as Error).message}`, { cause });
    }
  };
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}

function parse(file: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new UserError(`${file}: ${(cause as Error).message}`, { cause });
  }
}

/** In the form of the engine's API (X-Registry-Auth). */
type Credentials =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string };

/** Docker Hub's name in the configuration (docker/cli: registry.IndexServer). */
export const dockerHub = "https://index.docker.io/v1/";

/** Returns the registry of a reference: the part before the first slash if it can be a host (distribution/reference). */
export function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  const host = rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? first : "docker.io";
  return /^(index\.)?docker\.io$/.test(host) ? dockerHub : host;
}

/** User name that helpers return with an access token instead of a password (docker/docker-credential-helpers). */
const tokenUser = "<token>";

/**
 * Returns the credentials for the registry of `reference`; undefined without a login, and, as with `docker pull`, if the
 * helper fails.
 */
export async function credentialsFor(
  reference: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Credentials | undefined> {
  const serveraddress = registryOf(reference);
  const config = readDockerConfig(env) as {
    readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>;
    readonly credHelpers?: Readonly<Record<string, string>>;
    readonly credsStore?: string;
  };
  const helper = config.credHelpers?.[serveraddress] ?? config.credsStore;
  if (helper) return helped(helper, serveraddress);
  const own = config.auths?.[serveraddress] ?? config.auths?.[`https://${serveraddress}`];
  if (own?.identitytoken) return { identitytoken: own.identitytoken, serveraddress };
  const [, username, password] = /^([^:]+):([\s\S]*)$/.exec(Buffer.from(own?.auth ?? "", "base64").toString()) ?? [];
  return username && password ? { username, password, serveraddress } : undefined;
}

async function helped(helper: string, serveraddress: string): Promise<Credentials | undefined> {
  const output = await exec({ program: `docker-credential-${helper}`, args: ["get"] }, serveraddress).catch(() => "");
  if (output === "") return undefined;
  const { Username, Secret } = JSON.parse(output) as { readonly Username: string; readonly Secret: string };
  return Username === tokenUser
    ? { identitytoken: Secret, serveraddress }
    : { username: Username, password: Secret, serveraddress };
}
