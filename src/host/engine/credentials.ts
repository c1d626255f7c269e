/** Reads credentials for a registry from Docker's configuration, or from the credential helper that it names. */
import { exec } from "../../lib/exec.ts";
import { readDockerConfig } from "./engine-address.ts";

/** In the form of the engine's API (X-Registry-Auth). */
export type Credentials =
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
